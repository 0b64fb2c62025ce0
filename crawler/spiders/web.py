"""One request and its answer, in our words; all else of Scrapy is its own business."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response as ScrapyResponse
from scrapy.http.request import NO_CALLBACK

from commissioning.domain.coverage import PollOutcome
from crawler.archive.warc import Response
from crawler.spiders.middlewares.waiting import STATUSES, ToldToWait
from crawler.spiders.plan import Plan

PERMANENT = (301, 308)
GONE = 410


class Unanswered(Exception):
    """An address did not answer as it should: `outcome` says how, `forbidden` by our own rules."""

    def __init__(
        self,
        reason: str,
        outcome: PollOutcome = PollOutcome.FAILED,
        status: int | None = None,
        retry_after: datetime | None = None,
        forbidden: bool = False,
    ) -> None:
        super().__init__(reason, outcome, status, retry_after, forbidden)
        self.reason = reason
        self.outcome = outcome
        self.status = status
        self.retry_after = retry_after
        self.forbidden = forbidden

    def __str__(self) -> str:
        return self.reason

    @property
    def known(self) -> str:
        """What is known of the address, after its name: 'answered 404', 'does not answer (...)'."""
        says_why = self.forbidden or self.status is not None
        return self.reason if says_why else f"does not answer ({self.reason.rstrip('.')})"


class Web:
    """Asks for pages through Scrapy, with its middlewares, one at a time a host."""

    def __init__(self, crawler: Crawler, plan: Plan) -> None:
        self._crawler = crawler
        self._plan = plan

    async def get(
        self,
        url: str,
        *,
        validators: tuple[str | None, str | None] = (None, None),
        max_bytes: int | None = None,
    ) -> ScrapyResponse:
        """The answer, of a status below 400; Unanswered for any other, and where none came."""
        meta: dict[str, Any] = {}
        if self._plan.proxy:
            meta["proxy"] = self._plan.proxy
        if max_bytes:
            meta["download_maxsize"] = max_bytes
        etag, last_modified = validators
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        try:
            request = Request(
                url,
                callback=NO_CALLBACK,
                headers={name: value for name, value in headers.items() if value},
                meta=meta,
                dont_filter=True,
            )
            response = await self._crawler.engine.download_async(request)
        except ToldToWait as error:
            told = PollOutcome.TOLD_TO_WAIT
            raise Unanswered(str(error), told, error.status, error.until) from error
        except IgnoreRequest as error:
            text = str(error)
            if "DOWNLOAD_MAXSIZE" in text:
                raise Unanswered("larger than is fetched") from error
            reason = "robots.txt forbids it" if text == "Forbidden by robots.txt" else text
            raise Unanswered(reason, forbidden="redirections" not in text) from error
        except Exception as error:
            raise Unanswered(_reason(error)) from error
        if response.status >= 400:
            raise _refused(response.status)
        return response

    def received(self, response: ScrapyResponse) -> Response:
        """The answer as the archive keeps it."""
        return Response(
            url=response.url,
            status=response.status,
            headers=tuple(_headers(response)),
            body=response.body,
            captured=self._plan.clock().astimezone(UTC),
        )


def _refused(status: int) -> Unanswered:
    if status == GONE:
        return Unanswered(f"answered {status}: gone for good", PollOutcome.GONE, status)
    told = PollOutcome.TOLD_TO_WAIT if status in STATUSES else PollOutcome.FAILED
    return Unanswered(f"answered {status}", told, status)


def permanent_move(response: ScrapyResponse) -> str | None:
    """Where permanent redirects, and none that is not, have led."""
    reasons = response.meta.get("redirect_reasons", ())
    return response.url if reasons and all(reason in PERMANENT for reason in reasons) else None


def header(response: ScrapyResponse, name: str) -> str | None:
    """The first header of that name."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _headers(response: ScrapyResponse) -> Iterator[tuple[str, str]]:
    for key, values in response.headers.items():
        for value in values:
            yield key.decode("latin-1"), value.decode("latin-1")


def _reason(error: Exception) -> str:
    """What went wrong, in one line without Scrapy's own words."""
    text = " ".join(str(error).split())[:200]
    if "Timeout" in type(error).__name__ or "took longer" in text:
        return "timed out"
    if isinstance(error, DownloadCancelledError):
        return "larger than is fetched"
    return text or type(error).__name__
