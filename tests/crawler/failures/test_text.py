"""What is the article on a page that has much else: not the cookie wall, not the readers."""

from dataclasses import dataclass
from typing import Any

import pytest

from commissioning.store.rows import ArticleRow
from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import HOME, Collection, headline, item, story


@dataclass(frozen=True)
class Case:
    """A page's body with STORY in it, what its text must have, and what it must not.

    sentences  of the story
    article    whether the page has one
    comments   how many readers' comments it has; None where that is not the question
    """

    body: str
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    head: str = ""
    sentences: int = 16
    article: bool = True
    paywalled: bool = False
    comments: int | None = None


COOKIES = (
    "We and our 843 partners store and access information on your device, such as cookies, and"
    " process personal data. You can accept or manage your choices by clicking below, including"
    " your right to object where legitimate interest is used."
)
READER = "I have been a patient of that practice for forty years and I think that it is a disgrace."
TEASERS = "".join(
    f'<li><a href="/t{n}">Minister says that hospital number {n} will not be closed this year</a>'
    f"<p>The minister told the house that nothing of the kind was planned for hospital {n}.</p>"
    "</li>"
    for n in range(4)
)
SUBSCRIBE = "<p>Subscribe to continue reading this article. Already a subscriber? Sign in.</p>"
POINTS = tuple(
    f"the panel wants {n} more doctors for every practice" for n in ("two", "six", "ten")
)
LIST = "".join(f"<li>{point}</li>" for point in POINTS)

CASES = {
    "text: cookie wall": {
        "above the article": Case(
            f'<div id="cookie-notice"><p>{COOKIES}</p><button>Accept</button></div>STORY',
            lacks=("partners store",),
        ),
        "below it, of a service": Case(
            f'STORY<div id="onetrust-consent-sdk"><div role="dialog"><p>{COOKIES}</p></div></div>',
            lacks=("partners store",),
        ),
        "by an unknown name, before a short text": Case(
            f'<div class="x1"><p>{COOKIES}</p></div>STORY', lacks=("partners store",), sentences=4
        ),
        "instead of the article": Case(
            f"<h1>Before you continue</h1><p>{COOKIES}</p><p>{COOKIES}</p><button>Accept</button>",
            article=False,
        ),
    },
    "text: paywall stub": {
        "in words": Case(f"STORY{SUBSCRIBE}", sentences=4, paywalled=True, lacks=("Subscribe to",)),
        "by its mark": Case(
            f'STORY<div class="paywall">{SUBSCRIBE}</div>', sentences=4, paywalled=True
        ),
        "in the data": Case(
            "STORY",
            head='<script type="application/ld+json">{"@type": "NewsArticle", "headline": "T",'
            ' "isAccessibleForFree": false}</script>',
            sentences=4,
            paywalled=True,
        ),
        "a whole text with a box below": Case(
            'STORY<div class="newsletter"><p>Subscribe to our newsletter.</p></div>', sentences=40
        ),
    },
    "text: related-articles block": {
        "below": Case(
            f'STORY<div class="related"><h3>Related</h3><ul>{TEASERS}</ul></div>',
            lacks=("hospital 2",),
        ),
        "within": Case(
            f"FIRST<aside><h3>Read more</h3><ul>{TEASERS}</ul></aside>STORY", lacks=("hospital 2",)
        ),
        "by an unknown name": Case(
            f'STORY<div class="zz9"><h3>You may also like</h3><ul>{TEASERS}</ul></div>',
            lacks=("hospital 2",),
        ),
    },
    "text: captions": {
        "in a figure": Case(
            "<figure><img src='a.jpg'><figcaption>A doctor at her desk. Photograph: Reed"
            "</figcaption></figure>STORY",
            lacks=("at her desk",),
        ),
        "of WordPress": Case(
            '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">A doctor at her'
            " desk.</p></div>STORY",
            lacks=("at her",),
        ),
    },
    "text: comments as body": {
        "longer than the article": Case(
            'STORY<div id="comments"><h3>9 comments</h3><ol class="commentlist">'
            + "".join(
                f'<li class="comment" id="comment-{n}"><cite class="fn">Reader {n}</cite>'
                f"<p>{READER} {n}</p><p>{READER}</p></li>"
                for n in range(9)
            )
            + "</ol></div>",
            lacks=("a disgrace",),
            sentences=4,
            comments=9,
        ),
        "alone on the page": Case(
            '<div id="comments"><ol class="commentlist">'
            + "".join(
                f'<li class="comment" id="comment-{n}"><cite class="fn">Reader {n}</cite>'
                f"<p>{READER} {n}</p></li>"
                for n in range(5)
            )
            + "</ol></div>",
            article=False,
        ),
    },
    "text: list items lost": {
        "with points": Case(f"FIRST<ul>{LIST}</ul>STORY", has=POINTS),
        "with numbers": Case(f"FIRST<ol>{LIST}</ol>STORY", has=POINTS),
        "at the end": Case(f"STORY<p>The report says:</p><ul>{LIST}</ul>", has=POINTS),
        "as paragraphs in it": Case(
            f"FIRST<ul>{LIST.replace('<li>', '<li><p>').replace('</li>', '</p></li>')}</ul>STORY",
            has=POINTS,
        ),
        "of terms": Case(
            "FIRST<dl>"
            + "".join(f"<dt>Point</dt><dd>{point}</dd>" for point in POINTS)
            + "</dl>STORY",
            has=POINTS,
        ),
    },
}
ALL = [(name, which) for name, cases in CASES.items() for which in cases]
FIRST = "<p>The panel met on a cold day in the old town hall, and this is what it says:</p>"
mode(*CASES)


@pytest.fixture(scope="module")
def collected(shared_collection: Collection) -> dict[str, ArticleRow]:
    links = []
    for seed, (name, which) in enumerate(ALL):
        case = CASES[name][which]
        told = f"<h1>{headline(seed)}</h1>{case.body}" if case.article else case.body
        told = told.replace("FIRST", FIRST).replace("STORY", story(seed, sentences=case.sentences))
        head = f"<head><title>{headline(seed)}</title>{case.head}</head>"
        page = f"<html>{head}<body>{told}</body></html>"
        links.append(shared_collection.web.put(f"{HOME}/{seed}", page))
    shared_collection.feed(*map(item, links))
    shared_collection.source()
    shared_collection.collect()
    return {row.url: row for row in shared_collection.articles()}


def named(name: str, which: str) -> Any:
    return pytest.param(name, which, id=f"{name}, {which}")


@pytest.mark.parametrize(("name", "which"), [named(*case) for case in ALL])
def test_the_text_is_the_articles(
    collected: dict[str, ArticleRow], shared_collection: Collection, name: str, which: str
) -> None:
    seed, case = ALL.index((name, which)), CASES[name][which]
    row = collected.get(f"{HOME}/{seed}")
    if not case.article:
        assert row is None
        assert f"{HOME}/{seed}" in shared_collection.rejections()
        return
    assert row is not None
    sentences = story(seed, sentences=case.sentences).replace("<p>", "").split("</p>")[:-1]
    for sentence in (*sentences, *case.has):
        assert sentence in row.text
    for words in case.lacks:
        assert words not in row.text
    assert row.paywalled == case.paywalled
    if case.comments is not None:
        assert count_comments(shared_collection, row) == case.comments


def count_comments(collection: Collection, article: ArticleRow) -> int:
    with collection.database.session() as session:
        return len(session.merge(article).comments)
