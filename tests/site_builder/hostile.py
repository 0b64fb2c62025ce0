"""A store full of what nobody should print: markup, links that run, letters that turn the line."""

from datetime import date, timedelta
from pathlib import Path

from commissioning.domain.articles import ArticleKind, SourceKind
from commissioning.domain.tags import HolderKind, Position
from commissioning.settings import load_settings
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from site_builder.building import build
from tests.site_builder.filling import Side, put
from tests.site_builder.sites import BASE

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>"
TURNED = "\u202egnol dna \u202bdenrut\u200b\u200d\ufeff \u2066isolated \u200fשלום 12"
LONG = "word " * 10_000
BROKEN = "AT&amp;amp;T &#xD800; &#0; &lt;b&gt; &unterminated & &"
CONTROLS = "bell\x07 nul\x00 escape\x1b[31m vertical\x0b delete\x7f nel\x85 none\ufffe\uffff end"
EMOJI = "👩🏽‍⚕️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \u2028\u2029 x" + "\u0301" * 60
UNBROKEN = "Unbreakable" * 460
ENDS = "</script></style></title><!-- --> ]]> <![CDATA[ x ]]> <?php ?>"
TEMPLATE = "{{ 7 * 7 }} {% raw %} {# no #} %s %(x)d ${7*7} <%= 7*7 %> {{ root }}"
WORDS = {
    "script": SCRIPT,
    "turned": TURNED,
    "long": LONG,
    "broken": BROKEN,
    "controls": CONTROLS,
    "emoji": EMOJI,
    "unbroken": UNBROKEN,
    "ends": ENDS,
    "template": TEMPLATE,
}
LINKS = (
    "javascript:alert(document.domain)",
    "JaVaScRiPt:alert(1)//https://news.example/",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    '//evil.example/"><script>alert(1)</script>',
    "https://news.example/a b?x=\"><img src=x onerror=alert(1)>&y='",
    "https://[broken/",
    "https://user:secret@news.example/\u202e",
)
HOMES = ("javascript:alert(1)", "data:text/html,x", " vbscript:x", "https://home.example/<b>")
READER = "Private Person"
FIRST = date(2010, 7, 12)
_SIDES = (Position.SUPPORT, Position.SUPPORT, Position.OPPOSE, Position.OPPOSE)
_QUESTIONS = ("gp-budgets", "pct-abolition", "reform-bill")


def fill(database: Database) -> None:
    """Each of the words in each place that an outlet fills, over four weeks, and each link."""
    for at, (name, evil) in enumerate(WORDS.items()):
        for week, position in enumerate(_SIDES):
            day = FIRST + timedelta(days=7 * week + at % 5)
            _article(database, f"https://news.example/{name}/{week}", evil, day, position, at)
    for at, link in enumerate(LINKS):
        _article(database, link, f"Link {at}", FIRST + timedelta(days=at), Position.MIXED, at)
    with database.session() as session:
        for at, (name, evil) in enumerate(WORDS.items()):
            home = HOMES[at % len(HOMES)]
            save_source(session, slug=name, name=evil[:3_000], kind=SourceKind.BLOG, home=home)


def _article(
    database: Database, url: str, evil: str, day: date, position: Position, at: int
) -> None:
    words = f"GPs should hold it, {evil[:4_000]} we were told"
    text = f"One met in {url}. {words}. The weather was poor. " * 2 + "And so it was. " * 30
    holders = ((f"Ada Evil{evil[:60]}", None), (evil[:2_000], None), (f"Dr {evil[:300]}", "bma"))
    put(
        database,
        url=url,
        text=text,
        day=day,
        headline=evil,
        source=tuple(WORDS)[at % len(WORDS)],
        byline=evil[:5_000],
        excerpt=evil,
        section=evil[:500],
        kind=ArticleKind.NEWS if at % 2 else ArticleKind.OPINION,
        sides=[
            Side(
                holder=holder,
                organisation=body,
                question=_QUESTIONS[at % len(_QUESTIONS)],
                position=position,
                words=words,
                kind=HolderKind.PERSON,
            )
            for holder, body in holders
        ],
        comments=[
            (
                f"I say {evil[:2_000]}",
                [
                    Side(
                        holder=READER,
                        organisation=None,
                        question="gp-budgets",
                        position=Position.OPPOSE,
                        words="I say",
                        kind=HolderKind.COMMENTER,
                    )
                ],
            )
        ],
    )


def make_hostile(workspace: Path) -> None:
    workspace.mkdir()
    (workspace / "digest.toml").write_text(
        f'[site]\nname = "A Digest"\nurl = "{BASE}"\nreport = "mailto:wrong@digest.example"\n',
        "utf-8",
    )
    settings = load_settings(workspace)
    database = Database(settings.database_url)
    fill(database)
    build(settings, database)
    database.close()
