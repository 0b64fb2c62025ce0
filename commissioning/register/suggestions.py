"""Bodies for the register to take in: what articles name and it lacks, without noise."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from commissioning.domain.unknown import Suggestion, Unknown
from commissioning.register.additions import OTHER
from commissioning.register.register import Register, fold

# The last words of names, with their short form where they have one and the type that they tell.
_KINDS = tuple(
    (re.compile(rf"\s*\b(?:{words})$", re.IGNORECASE), short, kind)
    for words, short, kind in (
        ("primary care trusts?|pcts?", "pct", "commissioner-pct"),
        ("clinical commissioning groups?|ccgs?", "ccg", "commissioner-ccg"),
        ("integrated care boards?|icbs?", "icb", "commissioner-icb"),
        ("strategic health authorit(?:y|ies)|shas?", "sha", "strategic-health-authority"),
        ("health authorit(?:y|ies)", "ha", "health-authority"),
        ("local medical committees?|lmcs?", "lmc", "union"),
        ("local involvement network|link", "link", "patient-group"),
        ("community health council|chc", "chc", "patient-group"),
        ("patients?'? (?:forum|group|panel|association)", "", "patient-group"),
        ("nhs foundation trust|nhs trust|hospitals? trust|foundation trust", "", "provider-trust"),
        ("hospitals?|infirmary", "hospital", "provider-trust"),
        ("pathfinder|consortium|commissioning group", "", "commissioner-shadow-consortium"),
        ("cluster", "cluster", "pct-cluster"),
        ("council|combined authority", "council", "local-authority"),
        ("university", "university", "university"),
        ("union", "union", "union"),
        ("party", "party", "political-party"),
        ("limited|ltd|plc|llp", "", "company"),
        (
            "association|federation|confederation|society|network|alliance|forum",
            "",
            "membership-body",
        ),
    )
)
_BEGINNINGS = (
    ("healthwatch ", "patient-group"),
    ("university of ", "university"),
    ("royal college of ", "royal-college"),
    ("save ", "campaign"),
    ("keep ", "campaign"),
)
_TOO_LOOSE = frozenset({"anaphor", "outlet", "place"})
_LEADING = re.compile(
    r"^(?:(?:the|a|an|but|and|or|so|yet|now|then|when|while|if|at|in|on|for|from|with|by|of|to|as|after"
    r"|before|since|until|even|only|also|like|unlike|both|neither|our|my|your|his|her|its|their"
    r"|meanwhile|however|(?-i:former|ex|old|new|nearby|neighbouring|local)|abolish|merge"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:chair|chairman|leader|members?|director|board|cabinet)\s+of)\s+)+",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:Drs?|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Coun|Councillor)\b"
)
_PRESS = re.compile(
    r"\b(?:Times|Gazette|Echo|News|Herald|Mail|Post|Journal|Telegraph|Chronicle|Express|Star"
    r"|Mercury|Advertiser|Courier|Observer|Standard|Weekly|Bulletin|Magazine|Radio|Today|Review"
    r"|Press|Reporter|Citizen|Guardian|Argus|Recorder|Examiner|Tribune)$"
)
_GENERAL = frozenset(
    "acute adult adults and annual area arts association board boards body borough care"
    " centre chair city clinic clinical college commission commissioning committee community"
    " consortium council county department district economy education executive finance for"
    " foundation general governing governors group groups health hospital house in integrated"
    " joint local medical members national new nhs of office officer one overview panel parish"
    " partnership patient patients pbc performance place primary professional public quality"
    " region regional royal scrutiny service services shadow social standing steering sub task"
    " team the town trust trusts two union unit university wellbeing working".split()
)
_LONGEST_ACRONYM = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def suggest(unknown: Iterable[Unknown], register: Register) -> tuple[Suggestion, ...]:
    """The bodies that mentions name, those of the most sources and articles first.

    People, papers, general words and what only refers to a body are left out; forms of one name
    ('Sampleton LMC', 'the Sampleton Local Medical Committee', 'SLMC') are one body.
    """
    groups: defaultdict[str, list[tuple[str, Unknown]]] = defaultdict(list)
    short: list[Unknown] = []
    for mention in unknown:
        name = _name(mention, register)
        if name is not None:
            groups[_key(name)].append((name, mention))
        elif mention.method == "acronym":
            short.append(mention)
    _join(groups, short)
    taken = set(register.organisations)
    found = []
    for mentions in sorted(groups.values(), key=_weight):
        one = _suggestion(mentions, taken)
        taken.add(one.slug)
        found.append(one)
    return tuple(found)


def _name(mention: Unknown, register: Register) -> str | None:
    """The name of a body in a mention; None where it is noise."""
    surface = " ".join(mention.surface.split())
    name = _LEADING.sub("", surface).rstrip(".")
    words = _WORD.findall(name)
    if mention.method in _TOO_LOOSE or "\n" in mention.surface or len(words) < 2:
        return None
    if not name[0].isupper() or (words[-1].isupper() and len(words[-1]) > _LONGEST_ACRONYM):
        return None
    if words[0].isupper() and len(words[0]) > _LONGEST_ACRONYM:
        name = name.replace(words[0], words[0].title(), 1)
    if _PERSON.search(name) or _PRESS.search(name) or fold(name) == fold(mention.outlet):
        return None
    if all(word.casefold() in _GENERAL for word in words) or fold(name) in register.by_person_name:
        return None
    return name


def _key(name: str) -> str:
    """What the forms of one name share: no 'NHS', '&' or legal form, the kind in short."""
    folded = fold(name).replace("&", "and").removeprefix("nhs ")
    for words, short, _ in _KINDS:
        if found := words.search(folded):
            place = folded[: found.start()].removesuffix("'s")
            return f"{place} {short}".strip()
    return folded


def _join(groups: dict[str, list[tuple[str, Unknown]]], short: Iterable[Unknown]) -> None:
    """Put short forms to the body of the same article that has these initials."""
    by_article: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key, mentions in groups.items():
        for name, mention in mentions:
            by_article[mention.url][_initials(name)] = key
    for mention in short:
        whole = by_article[mention.url].get(mention.surface.casefold())
        if whole is not None:
            groups[whole].append((mention.surface, mention))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).casefold()


def _weight(mentions: Sequence[tuple[str, Unknown]]) -> tuple[int, int, str]:
    sources = {mention.source for _, mention in mentions}
    articles = {mention.url for _, mention in mentions}
    return (-len(sources), -len(articles), mentions[0][0])


def _suggestion(mentions: Sequence[tuple[str, Unknown]], taken: Collection[str]) -> Suggestion:
    names = Counter(name for name, _ in {(name, mention.url) for name, mention in mentions})
    [name, *variants] = sorted(names, key=lambda form: (" " not in form, -names[form], form))
    sources = Counter(source for source, _ in {(m.source, m.url) for _, m in mentions})
    days = sorted(mention.day for _, mention in mentions if mention.day is not None)
    return Suggestion(
        slug=_free(_slug(name), taken),
        name=name,
        type=_type(name),
        variants=tuple(
            {fold(form): form for form in variants if fold(form) != fold(name)}.values()
        ),
        articles=len({mention.url for _, mention in mentions}),
        sources=tuple(sorted(sources, key=lambda slug: (-sources[slug], slug))),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        example=max((m for form, m in mentions if form == name), key=_newest),
    )


def _newest(mention: Unknown) -> tuple[date, str]:
    return (mention.day or date.min, mention.url)


def _type(name: str) -> str:
    folded = fold(name)
    for beginning, kind in _BEGINNINGS:
        if folded.startswith(beginning):
            return kind
    return next((kind for words, _, kind in _KINDS if words.search(folded)), OTHER)


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-") or "body"


def _free(slug: str, taken: Collection[str]) -> str:
    numbers = iter(range(2, len(taken) + 3))
    free = slug
    while free in taken:
        free = f"{slug}-{next(numbers)}"
    return free


def as_tables(suggestions: Iterable[Suggestion]) -> Iterator[str]:
    """Each suggestion as a table of `register.toml`, with what was seen as comments above it."""
    for one in suggestions:
        yield "\n".join((*_remarks(one), *_lines(one)))


def _remarks(one: Suggestion) -> Iterator[str]:
    days = "" if one.first is None else f", {one.first} to {one.last}"
    many = "1 article" if one.articles == 1 else f"{one.articles} articles"
    yield f"# {many} of {', '.join(one.sources)}{days}"
    yield f"# {words_around(one.example)}"
    yield f"# {one.example.url}"


def words_around(mention: Unknown) -> str:
    """The mention within its words, on one line."""
    return " ".join(f"{mention.before}[{mention.surface}]{mention.after}".split())


def _lines(one: Suggestion) -> Iterator[str]:
    yield f"[{one.slug}]"
    yield f"name = {_quoted(one.name)}"
    yield f"type = {_quoted(one.type)}"
    if one.variants:
        yield f"aliases = [{', '.join(map(_quoted, one.variants))}]"
    yield '# from = ""  # 1998, 2015-12 or 2013-03-31, where known; and so: to, parent, homepage'


def _quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
