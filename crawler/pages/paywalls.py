"""Whether a page shows readers only the beginning of its article."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crawler.pages.blocks import Block, Page
from crawler.pages.roles import Role

MAX_LINE = 400
MAX_OFFER = 900

_WORDS = re.compile(
    r"""(?ix)\b(?:
      (?:subscribe|sign\ up|register|log\ ?in|sign\ in|join|upgrade)
        (?:\ (?:now|today|here|or\ \w+|for\ free|free)){0,2}\ to
        \ (?:continue(?:\ reading)?|keep\ reading|unlock|read(?!\ (?:and|more\ comments)\b)
          |(?:view|see|access)\ (?:this|the\ (?:full|rest|whole)|full|all)\ (?:of\ )?\w+)
        (?!.{0,40}\b(?:comments?|replies|newsletter)\b)
    | to\ (?:continue|keep)\ reading\b
    | (?:this|the\ (?:full|rest\ of\ (?:the|this)|whole))
        \ (?:article|story|content|page|report|item|analysis)\ is
        (?:\ (?:only|now|available|restricted|reserved|limited|exclusive|open|locked)){0,3}
        (?:\ (?:exclusively|only))?\ (?:to|for)
        \ (?:\w+\ ){0,2}(?:subscribers?|members?|registered|subscription)
    | (?:available|exclusive|restricted|reserved)\ (?:only|exclusively)\ (?:to|for)\ (?:our\ )?
        (?:subscribers|members|registered\ (?:users|readers|members))
    | (?:subscribers|members|registered\ (?:users|readers))\ only\b
    | (?:subscriber|member)[-\ ]only\ (?:content|article|story)
    | (?:already|not\ (?:yet\ )?)\ ?an?\ (?:subscriber|member)\ ?\?
    | (?:you(?:'ve|’ve|\ have)\ (?:reached|read|used)|reached)\ (?:your|the)\ .{0,30}
        \b(?:limit|free|articles?)\b
    | (?:rest|remainder)\ of\ this\ (?:article|story|post)\ is
    | (?:log|sign)\ in\ or\ (?:register|subscribe|join)\b
        (?!.{0,40}\b(?:conversation|discussion|comments?|debate|join\ in)\b)
    | (?:remaining|other|next)\ [\d,]+\ words\b
    | (?:available|are|is)\ (?:only\ )?(?:to|for)\ (?:\w+\ )?
        (?:subscribers|pro\ members|paying\ members)
    | keep\ reading\ (?:for\ £|with\b)|try\ full\ access
    | you\ have\ (?:\w+\ ){1,2}(?:free\ )?(?:articles?|stories|story)\ (?:left|remaining)
    | unlock\ (?:this|the\ (?:full|rest)|full|unlimited)
    )"""
)
# each of those has one of these, and a text's every line is asked
_STEMS = (
    *("subscri", "sign", "regist", "log", "join", "upgrad", "reading", "member", "limit", "free"),
    *(
        "article",
        "rest of this",
        "remainder",
        "left",
        "remaining",
        "unlock",
        "words",
        "full access",
    ),
)
_COMMENTS = re.compile(r"(?i)\b(?:comments?|newsletter|discussion|reply)\b")
_FREE = frozenset(("free", "false", "0", "no", "public", "open", "unlocked"))
_LOCKED = frozenset(
    ("locked", "metered", "paid", "premium", "subscriber", "subscribers", "true", "1")
)
_TIERS = (
    *("article:content_tier", "content_tier", "access", "paywall", "is_premium", "premium"),
    *("article:opinion_tier", "content-access", "subscription"),
)


def is_paywalled(
    page: Page,
    linked: Mapping[str, Any],
    meta: Mapping[str, str],
    *,
    near: range,
    length: int,
    comments: Collection[int],
) -> bool:
    """Whether the article is a stub, as the page says in its data, its marks or its words.

    `near` are the blocks from the headline to somewhat below the text, `length` the text's letters,
    `comments` the blocks of readers' words. A word like 'subscribe' counts only where the
    text is short, since a page with all of its text often has such a box below.
    """
    free = linked.get("isAccessibleForFree", meta.get("isaccessibleforfree", ""))
    told = str(free).strip().rsplit("/", 1)[-1].casefold()
    if told in ("false", "no", "0") and not _has_free_part(linked):
        return True
    tiers = {meta.get(name, "").casefold() for name in _TIERS}
    if tiers & _LOCKED and not _is_free(meta):
        return True
    short = length < 1_500 or (length < 3_000 and told != "true" and _is_walled(page, near))
    return short and _asks(page, near, comments)


def wall_in(lines: Sequence[tuple[int, str]]) -> int | None:
    """The block of a text from which on only the wall speaks; None for a text without one.

    What follows may be an offer of a few lines; a text that goes on at length only mentions it.
    """
    after, found = 0, None
    for number, line in reversed(lines[1:]):
        after += len(line)
        if after > MAX_OFFER:
            break
        if len(line) <= MAX_LINE and _speaks_of_wall(line) and not _COMMENTS.search(line):
            found = number
    return found


def _speaks_of_wall(line: str) -> bool:
    small = line.lower()
    return any(map(small.__contains__, _STEMS)) and bool(_WORDS.search(line))


def _has_free_part(linked: Mapping[str, Any]) -> bool:
    """Whether the data says that the part with the text is for everybody."""
    part = linked.get("hasPart")
    free = part.get("isAccessibleForFree") if isinstance(part, dict) else None
    return str(free).casefold() == "true"


def _is_free(meta: Mapping[str, str]) -> bool:
    return meta.get("article:content_tier", "").casefold() in _FREE


def _asks(page: Page, near: range, comments: Collection[int]) -> bool:
    for number in near:
        block = page.blocks[number]
        if number in comments or len(block.text) > MAX_LINE:
            continue
        if _speaks_of_wall(" ".join(block.text.split())) and not _is_of_comments(block):
            return True
    return False


def _is_of_comments(block: Block) -> bool:
    return bool(_COMMENTS.search(block.text))


def _is_walled(page: Page, near: range) -> bool:
    for element in page.marked(Role.WALL):
        first, _ = page.spans.get(element, (-1, 0))
        if first in near:
            return True
    return False
