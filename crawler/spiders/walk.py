"""One source gone through: what it lists, the pages that are not known, then further back."""

import asyncio
import re
from collections import deque
from collections.abc import Sequence

from scrapy.http import Response as ScrapyResponse

from commissioning.domain.addresses import is_front_page
from commissioning.domain.articles import Comment, FeedEntry
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.errors import NotAFeed
from commissioning.domain.polling import PollPlan
from crawler.indexes.comments import read_comments
from crawler.indexes.feeds import find_feeds
from crawler.indexes.index import (
    Index,
    IndexKind,
    addresses,
    fallback_address,
    first_address,
    index_kind,
    is_past_the_end,
    read_index,
)
from crawler.sources import SourceEntry
from crawler.spiders.events import Fetched, Missed, Polled, Walked
from crawler.spiders.patience import address
from crawler.spiders.plan import Plan
from crawler.spiders.web import Unanswered, Web, header, permanent_move

MAX_INDEX_BYTES = 60_000_000
MAX_INDEXES = 2_000
FEW_SITEMAPS, STALE_SITEMAPS = 20, 3
REPEATED = 3
_SHOWN_COMMENT = re.compile(rb"""\bid=["']?(?:li-|div-)?(?:comment-|c)\d+""")


def _lacks_comments(body: bytes, said: int | None) -> bool:
    """Whether the page shows fewer comments than there are, or none where nobody says how many."""
    shown = len(set(_SHOWN_COMMENT.findall(body)))
    return shown < said if said is not None else not shown and b"omment" in body


class _Found:
    """An index that answered, and where."""

    def __init__(self, kind: IndexKind, address: str, response: ScrapyResponse, index: Index):
        self.kind = kind
        self.address = address
        self.response = response
        self.index = index


class Walk:
    """A walk through `source`; `run` tells the plan of all that it meets."""

    def __init__(self, plan: Plan, web: Web, source: SourceEntry) -> None:
        self._plan = plan
        self._web = web
        self._source = source
        self._state = PollPlan()
        self._answered = False
        self._left = False
        self._fresh = 0
        self._listed: set[str] = set()
        self._repeated = 0

    async def run(self) -> None:
        """Poll the source and fetch what is new; nothing is raised for what the web does."""
        self._state = self._plan.state(self._source)
        found = await self._poll()
        whole = await self._follow(found) if self._answered else False
        await self._plan.tell(Walked(source=self._source, whole=whole, left=self._left))

    async def _poll(self) -> _Found | None:
        """The source's newest index, wherever it is; None where it has nothing new or fails."""
        kind, given = index_kind(self._source), first_address(self._source)
        asked = address(self._state, given, self._plan.clock())
        if asked is None:
            return await self._search(None)
        kind = kind or IndexKind.FEED
        try:
            response = await self._ask(asked)
            if response.status == 304:
                await self._tell(
                    asked, PollOutcome.NOT_MODIFIED, moved_to=self._moved(response, asked)
                )
                return None
            return await self._found(kind, asked, response)
        except Unanswered as error:
            return await self._elsewhere(kind, asked, error)
        except NotAFeed as error:
            return await self._elsewhere(kind, asked, Unanswered(error.message))

    async def _elsewhere(self, kind: IndexKind, asked: str, error: Unanswered) -> _Found | None:
        """After a failure: a WordPress site's second way, or the feed that the home page names."""
        second = fallback_address(kind, asked, self._source)
        if error.outcome is not PollOutcome.FAILED or error.forbidden:
            await self._fail(asked, error)
        elif second:
            return await self._second(kind, second, error)
        elif kind is IndexKind.FEED:
            return await self._search(f"{asked}: {error}", error.status)
        else:
            await self._fail(asked, error)
        return None

    async def _second(self, kind: IndexKind, second: str, first: Unanswered) -> _Found | None:
        try:
            return await self._found(kind, second, await self._ask(second))
        except (Unanswered, NotAFeed):
            await self._fail(second, first)
            return None

    async def _search(self, because: str | None, status: int | None = None) -> _Found | None:
        """The first feed that the home page names, or that stands where feeds often stand."""
        home = self._source.home
        try:
            page = await self._web.get(home)
        except Unanswered as error:
            await self._fail(
                home, Unanswered(because or str(error), error.outcome, status or error.status)
            )
            return None
        for candidate in find_feeds(page.body, url=page.url):
            try:
                response = await self._ask(candidate)
                detail = f"{because}; found again at {candidate}" if because else None
                return await self._found(IndexKind.FEED, candidate, response, detail=detail)
            except Unanswered as error:
                if error.outcome is PollOutcome.TOLD_TO_WAIT:
                    break
            except NotAFeed:
                continue
        reason = because or "no feed is named on the home page, and none found where they often are"
        await self._fail(self._source.feed or home, Unanswered(reason, status=status))
        return None

    async def _ask(self, url: str) -> ScrapyResponse:
        """Ask for an index; for what changed only, once its past has been read."""
        validators: tuple[str | None, str | None] = (None, None)
        if self._state.history_at is not None:
            validators = self._plan.validators(url)
        response = await self._web.get(url, validators=validators, max_bytes=MAX_INDEX_BYTES)
        if response.status == 304 and not any(validators):
            raise Unanswered("answered 304, though nothing was said to be known", status=304)
        return response

    async def _found(
        self, kind: IndexKind, asked: str, response: ScrapyResponse, *, detail: str | None = None
    ) -> _Found:
        """The index read, its poll told and its pages fetched."""
        index = await self._read(kind, response)
        found = _Found(kind, asked, response, index)
        await self._take(found, detail=detail, onward=False)
        return found

    async def _read(self, kind: IndexKind, response: ScrapyResponse) -> Index:
        headers = dict(self._web.received(response).headers)
        return await asyncio.to_thread(
            read_index,
            kind,
            response.body,
            url=response.url,
            content_type=header(response, "Content-Type"),
            headers=headers,
            source=self._source,
        )

    async def _follow(self, found: _Found | None) -> bool:
        """Go onward through the past; gives whether it was read to the end.

        All of it the first time; later only as long as something unknown turns up. What the
        source's entry names beside its first address is asked every time.
        """
        named = addresses(self._source)[1:]
        ahead = deque([*named, *(found.index.onward if found else ())])
        few = len(ahead) <= FEW_SITEMAPS
        seen = {found.address} if found else set()
        stale, whole = 0 if self._fresh or self._is_sitemap else 1, True
        while ahead:
            following = ahead.popleft()
            if following in seen:
                continue
            if (found and self._too_old(found.index.entries)) or len(seen) > MAX_INDEXES:
                return False
            if following not in named and self._is_enough(stale, few=few):
                return True
            if self._goes_round:
                return whole
            seen.add(following)
            further, ended = await self._further(following)
            whole &= ended
            stale = 0 if further and self._fresh else stale + 1
            if further:
                found = further
                ahead.extend(further.index.onward)
        return whole

    @property
    def _goes_round(self) -> bool:
        """Whether some parts in a row named nothing that others had not: there is no end to such.

        Sitemaps have an end, which their index names.
        """
        return self._repeated >= REPEATED and not self._is_sitemap

    @property
    def _is_sitemap(self) -> bool:
        return index_kind(self._source) is IndexKind.SITEMAP

    def _too_old(self, entries: Sequence[FeedEntry]) -> bool:
        return bool(entries) and not any(self._recent(entry) for entry in entries)

    def _is_enough(self, stale: int, *, few: bool) -> bool:
        """Whether what lies further back is known: sitemaps are not always listed by their age."""
        if self._state.history_at is None or (self._is_sitemap and few):
            return False
        return stale >= (STALE_SITEMAPS if self._is_sitemap else 1)

    async def _further(self, following: str) -> tuple[_Found | None, bool]:
        """A further part, its pages fetched; and whether nothing of it is left for another time."""
        kind = index_kind(self._source) or IndexKind.FEED
        try:
            response = await self._ask(following)
            if response.status == 304:
                await self._tell(following, PollOutcome.NOT_MODIFIED, onward=True)
                return None, True
            found = _Found(kind, following, response, await self._read(kind, response))
        except Unanswered as error:
            status = error.status or 0
            if is_past_the_end(kind, following, status):
                return None, True
            await self._tell(
                following, error.outcome, detail=str(error), status=error.status, onward=True
            )
            return None, error.outcome is PollOutcome.GONE or 400 <= status < 429
        except NotAFeed as error:
            await self._tell(following, PollOutcome.FAILED, detail=error.message, onward=True)
            return None, True
        await self._take(found, onward=True)
        return found, True

    async def _take(self, found: _Found, *, detail: str | None = None, onward: bool) -> None:
        """Tell of an index, and fetch the pages that it names and that are wanted."""
        source, index = self._source, found.index
        links = {entry.url for entry in index.entries}
        self._repeated = 0 if links - self._listed else self._repeated + 1
        self._listed |= links
        recent = [entry for entry in index.entries if self._recent(entry)]
        wanted = await asyncio.to_thread(self._plan.wanted, source, recent)
        single = found.kind is IndexKind.PAGE
        entries = tuple(recent) if single else wanted.entries
        self._fresh = len(entries)
        self._left |= wanted.left
        await self._tell(
            found.address,
            PollOutcome.ANSWERED,
            detail=detail,
            response=found.response,
            entries=len(index.entries),
            fresh=len(entries),
            known=len(recent) - len(entries),
            moved_to=None if onward else self._moved(found.response, found.address),
            onward=onward,
        )
        for entry in entries:
            if single:
                received = self._web.received(found.response)
                await self._plan.tell(Fetched(source=source, entry=entry, response=received))
            else:
                await self._page(entry)

    def _recent(self, entry: FeedEntry) -> bool:
        since = self._plan.since
        return since is None or entry.published is None or entry.published.day >= since

    async def _page(self, entry: FeedEntry) -> None:
        """Fetch the page of an entry, and its comments where the page does not show them."""
        try:
            response = await self._web.get(entry.url)
            if not response.body.strip():
                raise Unanswered("an empty answer")
            if is_front_page(response.url) and not is_front_page(entry.url):
                raise Unanswered("leads to the home page")
        except Unanswered as error:
            reason = RejectionReason.FORBIDDEN if error.forbidden else RejectionReason.UNREACHABLE
            self._left = True
            missed = Missed(source=self._source, entry=entry, reason=reason, detail=str(error))
            await self._plan.tell(missed)
            return
        comments: tuple[Comment, ...] = ()
        if entry.comments_url and _lacks_comments(response.body, entry.comments):
            comments = await self._comments(entry.comments_url)
        received = self._web.received(response)
        fetched = Fetched(source=self._source, entry=entry, response=received, comments=comments)
        await self._plan.tell(fetched)

    async def _comments(self, url: str) -> tuple[Comment, ...]:
        try:
            response = await self._web.get(url)
            return await asyncio.to_thread(
                read_comments,
                response.body,
                url=response.url,
                content_type=header(response, "Content-Type"),
            )
        except (Unanswered, NotAFeed):
            return ()

    def _moved(self, response: ScrapyResponse, asked: str) -> str | None:
        """Where to ask another time, if not where the source's entry says."""
        moved = permanent_move(response)
        return moved or (asked if asked != first_address(self._source) else None)

    async def _fail(self, asked: str, error: Unanswered) -> None:
        await self._tell(
            asked,
            error.outcome,
            detail=str(error),
            status=error.status,
            retry_after=error.retry_after,
        )

    async def _tell(
        self,
        asked: str,
        outcome: PollOutcome,
        *,
        response: ScrapyResponse | None = None,
        status: int | None = None,
        **told: object,
    ) -> None:
        if outcome is PollOutcome.NOT_MODIFIED:
            status = 304
        self._answered |= outcome.is_answer
        await self._plan.tell(
            Polled(
                source=self._source,
                address=asked,
                outcome=outcome,
                status=response.status if response else status,
                response=self._web.received(response) if response else None,
                **told,  # type: ignore[arg-type]
            )
        )
