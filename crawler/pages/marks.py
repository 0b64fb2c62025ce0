"""What the classes and identifiers of twenty years of templates say that an element is for."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from lxml import etree, html

Element = html.HtmlElement


class Role:
    """What an element is for: bits of a number, as several may hold.

    Plain numbers, since a page asks a hundred thousand times and an enum is ten times slower.

    SKIP     never shown as text: scripts, forms' controls, what is hidden
    ASIDE    stands around or between the text and is not of it: navigation, related, adverts
    CAPTION  belongs to a picture
    QUOTE    may be a quote pulled out of the text, or one that belongs to it
    META     says something of the article: byline, date, section, standfirst
    BODY     holds the text of an article, by its name
    COMMENTS holds readers' comments, or counts or invites them
    WALL     asks readers to pay or register
    UNSEEN   is read out and not shown
    """

    NONE = 0
    SKIP = 1
    ASIDE = 2
    CAPTION = 4
    QUOTE = 8
    META = 16
    BODY = 32
    COMMENTS = 64
    WALL = 128
    UNSEEN = 256


_SKIPPED = (
    "script style noscript template svg button select option textarea input label iframe object"
    " embed audio video canvas map head title meta link base datalist math progress dialog".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAGS: dict[object, int] = {
    **dict.fromkeys((*_SKIPPED, etree.Comment, etree.PI, etree.Entity), Role.SKIP),
    "nav": Role.ASIDE,
    "aside": Role.ASIDE,
    "footer": Role.META,
    "header": Role.META,
    "hgroup": Role.META,
    "figcaption": Role.CAPTION,
    "figure": Role.CAPTION,
    "time": Role.META,
    "address": Role.META,
    "caption": Role.CAPTION,
    "form": Role.ASIDE,
}


def _words(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s-])(?:{'|'.join(names)})(?=$|[\s-])")


def _body_words(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\w{{1,20}}-{{1,2}}){{0,3}}(?:body|{'|'.join(names)})")


_ASIDE = _words(
    *("mast-?head", "colophon", "nav", "navs?", "nav-?bar", "navigation", "menu", "breadcrumbs?"),
    *(
        "crumbs?",
        "bread-crumbs?",
        "side-?bars?",
        "side-?col(?:umn)?",
        "right-?(?:col(?:umn)?|rail|hand|bar)",
    ),
    *(
        "left-?(?:col(?:umn)?|rail|nav|bar)",
        "rail",
        "col-right",
        "(?:site|page|global)-?(?:header|footer|info|title|description|name|logo)",
    ),
    *(
        "foot",
        "branding",
        "footer",
        "post-?footer",
        "related\\w*",
        "see-?also",
        "more-?(?:on|from|stories|posts|news|articles|like)",
    ),
    *(
        "read-?(?:more|next|on|also)",
        "further-?reading",
        "you-?may(?:-also)?(?:-like)?",
        "also-?(?:like|read|on)",
        "recommend(?:ed|ations?)?",
    ),
    *(
        "recirc(?:ulation)?",
        "similar",
        "most-?(?:read|popular|viewed|shared|commented|recent)",
        "popular",
    ),
    *(
        "trending",
        "top-?stories",
        "latest(?:-(?:news|posts|stories|articles))?",
        "recent(?:-?\\w+)?",
        "other-?(?:stories|news|articles)",
    ),
    *(
        "onward",
        "(?:bookmark|product|signup|embed)-card",
        "kg-(?:bookmark|embed|signup)\\w*",
        "teasers?",
        "trail",
        "promos?",
        "promotion",
        "promoted",
        "cta",
        "call-?to-?action",
        "house-?ad",
    ),
    *(
        "ad",
        "ads",
        "adv",
        "advert(?:s|isement|ising|orial)?",
        "ad-?(?:slot|unit|box|container|wrapper|label|space|break)",
        "banner(?:-ad)?",
    ),
    *(
        "mpu",
        "dfp",
        "sky(?:scraper)?",
        "leaderboard",
        "sponsor(?:ed|s|ship)?",
        "outbrain",
        "taboola",
        "adsbygoogle",
        "commercial",
    ),
    *("cookies?", "cookie-?\\w+", "gdpr", "consent", "onetrust(?:-\\w+)*", "ccc?"),
    *(
        "share",
        "sharing",
        "share-?\\w+",
        "share-?daddy",
        "sharedaddy",
        "social",
        "social-?\\w+",
        "addthis(?:-\\w+)*",
        "addtoany(?:-\\w+)*",
        "a2a(?:-\\w+)*",
    ),
    *(
        "jp-relatedposts",
        "jp-post-flair",
        "sociable",
        "shr-\\w+",
        "tools?",
        "tool-?(?:bar|box)",
        "article-?(?:tools?|actions|attributes|functions|options|links)",
    ),
    *("story-?(?:tools?|actions)", "print(?:er)?", "actions?", "utility", "utils?", "text-?size"),
    *(
        "news-?letters?",
        "subscribe",
        "subscription",
        "sign-?up",
        "mailing-?list",
        "mc4wp(?:-\\w+)*",
        "mailchimp",
        "email-?(?:signup|alerts?|updates?)",
    ),
    *(
        "follow",
        "follow-?us",
        "donate",
        "donation",
        "donations?",
        "support-us",
        "appeal",
        "join-?us",
        "membership",
    ),
    *(
        "author-?(?:box|bio|info|card|profile|details?|description|about|panel)",
        "about-?(?:the-)?author",
        "bio",
        "biography",
    ),
    *("post-?author-?(?:box|bio)", "profile", "contributors?", "entry-author"),
    *(
        "tags?",
        "tag-?(?:list|links|cloud)",
        "tagged",
        "post-?tags?",
        "entry-tags?",
        "cat(?:egor(?:y|ies))?-?links",
        "topics?",
        "labels?",
        "taxonomy",
        "post-labels",
    ),
    *("keywords?", "filed-?under", "categories", "terms"),
    *(
        "widgets?",
        "widget-?area",
        "block-views",
        "module-promo",
        "carousel",
        "slider",
        "slideshow",
        "gallery",
        "lightbox",
    ),
    *(
        "pager",
        "pagination",
        "paging",
        "page-?links",
        "post-?nav(?:igation)?",
        "blog-pager",
        "prev(?:ious)?-?next",
        "previous",
        "nav-?links",
        "next-?prev",
        "nextprev",
        "older",
        "newer",
    ),
    *(
        "skip(?:-?link|-?to\\w*)?",
        "screen-?reader-?(?:text|only)",
        "sr-only",
        "visually-?hidden",
        "assistive-text",
        "offscreen",
        "no-?print",
        "noprint",
    ),
    *(
        "poll",
        "vote",
        "fivestar(?:-\\w+)*",
        "votes?",
        "quiz",
        "ratings?",
        "stars?",
        "login",
        "log-?in",
        "signin",
        "sign-?in",
        "search(?:-?(?:form|box|bar))?",
    ),
    *(
        "twitter-?tweet",
        "tweet",
        "twitter-?(?:feed|embed|widget|timeline|tweet|video)?",
        "twitterfeed",
        "embed",
        "embeds?",
        "instagram-?(?:media)?",
        "fb-(?:post|like|share\\w*|root)",
        "facebook",
        "tiktok-embed",
        "video(?:-player)?",
        "audio(?:-player)?",
        "podcast",
    ),
    *(
        "fact-?(?:box|file|s)",
        "info-?box",
        "box-?out",
        "side-?box",
        "box(?:es)?",
        "rate",
        "at-a-glance",
        "key-?(?:facts|points)",
        "panel",
    ),
    *(
        "jobs?",
        "job-?ads?",
        "vacanc(?:y|ies)",
        "events?",
        "market",
        "weather",
        "forum",
        "forum-?teaser",
        "directory",
    ),
    *(
        "testimonials?",
        "disclaimer",
        "copyright",
        "licen[cs]e",
        "syndication",
        "reprints?",
        "rights",
        "legal",
        "terms-?\\w*",
        "republish",
    ),
    *(
        "notes-?to-?editors?-?toggle",
        "modal",
        "overlay",
        "popup",
        "pop-?up",
        "lightbox",
        "toast",
        "notification",
        "notice",
        "dialog",
        "tooltip",
        "interstitial",
    ),
    *(
        "toc",
        "table-of-contents",
        "jump-?links?",
        "on-this-page",
        "anchor-?links?",
        "reading-?time",
        "read-?time",
        "jp-carousel\\w*",
        "feedback",
        "was-this-helpful",
        "helpful",
        "report-?(?:abuse|problem)",
    ),
    *(
        "continue-?reading",
        "more-?link",
        "readers",
        "what-others",
        "others",
        "hit-?counter",
        "stats",
        "views",
        "view-?count",
        "listen",
        "audio",
        "back-to-?top",
        "translate",
        "language-?\\w*",
        "blog-?roll",
        "archives?",
    ),
    *(
        "quick-?edit",
        "post-?icons?",
        "email-?post",
        "backlinks?",
        "post-?share\\w*",
        "reactions?",
        "likes?",
        "sd-\\w+",
        "rss",
        "feeds?",
    ),
)
_CAPTION = _words(
    *(
        "captions?",
        "img-?captions?",
        "pic-?cap(?:tion)?s?",
        "photo-?captions?",
        "image-?captions?",
        "cap",
        "cutline",
        "wp-caption(?:-text)?",
    ),
    *(
        "(?:img|image|photo|picture|pic)-?(?:credits?|source|copyright|by|desc(?:ription)?)",
        "credits?",
        "figure",
        "inline-?(?:picture|image|photo)",
        "photo-?(?:box|wrap)",
        "media-?(?:caption|credit)",
        "tr-caption(?:-container)?",
    ),
)
_QUOTE = _words(
    "pull-?quotes?",
    "pull-?box(?:es)?",
    "pulled",
    "pull",
    "quote-?(?:box|out|pull)",
    "callout",
    "call-?out",
    "highlight",
    "pq",
    "quotes?",
    "blockquote-?\\w*",
)
_META = _words(
    *(
        "by-?lines?",
        "authors?",
        "author-?\\w+",
        "post-?authors?",
        "entry-?author",
        "writers?",
        "date-?\\w*",
        "dates?",
        "time",
        "time-?stamp",
        "published",
        "pub-?date",
        "posted(?:-?\\w+)?",
    ),
    *(
        "entry-?(?:date|header|meta|footer|utility|title|info)",
        "post-?(?:date|header|meta|meta-?data|info|title|time|byline|details|heading)",
        "article-?(?:date|header|meta|info|byline|title|head|headline|heading)",
    ),
    *(
        "story-?(?:date|by|header|meta|head|byline|info)",
        "meta",
        "meta-?data",
        "post-?meta-?data",
        "submitted",
        "headline",
        "head-?line",
        "stand-?first",
        "dek",
        "strap(?:-?line)?",
        "sub-?(?:deck|head-?line|title)",
        "deck",
        "kicker",
    ),
    *(
        "updated",
        "modified",
        "last-?(?:updated|modified|reviewed)",
        "dateline",
        "section-(?:name|label|title)",
        "publication",
        "page-?title",
        "vcard",
        "permalink",
    ),
)
_BODY = _body_words(
    "(?:article|story|entry|post|news|press|blog|item|node|release|letter)-?(?:body|text|content|copy|main)(?:-?(?:text|copy|content))?",
    *(
        "article-?body-?\\w*",
        "body-?(?:text|copy|content)",
        "bodytext",
        "storybody",
        "entry",
        "field-(?:-?name-)?(?:field-)?body",
        "field-name-body",
        "rich-?text",
        "prose",
        "wp-block-post-content",
        "main-?text",
        "content-?body",
        "text-?body",
        "articlecontent",
        "govspeak",
        "post-content",
    ),
)
_NOT_BODY = _words(
    *("header", "footer", "meta", "title", "image", "related", "share", "nav", "card", "widget"),
    *("modal", "panel", "comments?", "cm", "page-content", "main-content", "site", "side-?bar"),
)
_COMMENTS = _words(
    *(
        "comments?",
        "comments?-\\w+",
        "(?:post|blog|reader|readers|user|article|story|node|page)s?-?comments?",
        "cmn?ts?(?:-\\w+)?",
        "commentlist",
        "comment-list",
    ),
    *(
        "responses?",
        "replies",
        "respond",
        "discussions?",
        "disqus(?:-\\w+)?",
        "dsq-\\w+",
        "dsq",
        "fb-comments",
        "livefyre",
        "intensedebate",
        "idc-\\w+",
        "conversation",
        "trackbacks?",
        "pings?",
        "pingbacks?",
        "ping-?list",
        "reader-?(?:views|responses?|feedback)",
        "have-your-say",
        "your-?(?:say|views|comments)",
        "echo",
        "js-kit\\w*",
        "haloscan",
        "forum-?posts?",
        "webmentions?",
    ),
)
_WALL = _words(
    *(
        "pay-?wall\\w*",
        "reg(?:istration)?-?wall",
        "reg-?wall",
        "metered?",
        "meter-?\\w+",
        "subscriber-?(?:only|content|wall)",
        "subscribers?-?only",
        "premium-?(?:content|wall|only)",
        "members?-?only",
        "locked(?:-?content)?",
        "barrier",
        "gate(?:d|way)?(?:-?content)?",
        "register(?:-?\\w+)?",
        "restricted",
        "piano-?\\w*",
        "tp-(?:modal|container\\w*)",
        "subscription-?(?:wall|required|prompt)",
        "login-?(?:wall|required|prompt)",
        "truncated",
        "teaser-?wall",
        "content-?lock\\w*",
        "access-?denied",
        "access-?\\w+wall",
        "upsell",
    ),
)
_UNSEEN = _words(
    *("screen-?reader-?(?:text|only)", "sr-only", "visually-?hidden", "assistive-text", "offscreen")
)
_PATTERNS = (
    (_UNSEEN, Role.UNSEEN),
    (_ASIDE, Role.ASIDE),
    (_CAPTION, Role.CAPTION),
    (_QUOTE, Role.QUOTE),
    (_META, Role.META),
    (_COMMENTS, Role.COMMENTS),
    (_WALL, Role.WALL),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STATE = re.compile(
    r"(?:has|no|is|with|without|js|not|show|hide|hides|col|grid|span|size|align|layout)-.*"
    r"|.*-(?:open|enabled|disabled|visible|active|closed|on|off|style-.*|width)"
    r"|(?:post|page|node|comment|item)-?(?:id)?-?\d+|field-.*-hidden"
    r"|elementor-widget(?:-container|-wrap|-text-editor|-heading|-theme-post-content)?"
    r"|(?:so-)?widget-sow-editor(?:-.*)?"
)
_POSTED = re.compile(r"(?:category|tag|author|topic|term|series|section|dept|label)-.*")
_ARIA = {
    "navigation": Role.ASIDE,
    "complementary": Role.ASIDE,
    "contentinfo": Role.ASIDE,
    "search": Role.ASIDE,
    "banner": Role.ASIDE,
    "dialog": Role.ASIDE,
    "alertdialog": Role.ASIDE,
    "menu": Role.ASIDE,
    "doc-pullquote": Role.QUOTE,
}
_NAMING = (
    *("data-testid", "data-test-id", "data-test", "data-qa", "data-cy", "data-hook"),
    *("data-component", "data-role", "data-e2e"),
)
_TELLING = frozenset(("class", "id", "style", "hidden", "itemprop", "role", "aria-label", *_NAMING))
_CLASS_ALONE = ["class"]
_PLAIN = frozenset(("div", "p", "li", "ul", "span", "a", "section", "article", "td"))
_BESIDE = frozenset(("aria-label", *_NAMING))
_FOLDED = re.compile(
    r"(?:(?:post|reader|user|all|article|more)-)?(?:comments?|replies|responses|discussion)"
    r"(?:-(?:area|section|list|thread|container|body|block|content))?"
)
_LABELLED = re.compile(
    r"\s*(?:(?:reader|user|visitor|all|your)s?['’]?s?\s+)?(?:comments?|responses|replies|discussion"
    r"|conversation)(?:\s+(?:section|area|thread|list))?\s*",
    re.IGNORECASE,
)
_ITEMPROPS = {
    "articlebody": Role.BODY,
    "author": Role.META,
    "datepublished": Role.META,
    "datemodified": Role.META,
    "headline": Role.META,
    "keywords": Role.ASIDE,
    "caption": Role.CAPTION,
    "comment": Role.COMMENTS,
    "commenttext": Role.COMMENTS,
}


def role_of(element: Element) -> int:
    """What the element is for, by its tag, its attributes and the words in them."""
    tag: Any = element.tag  # a text, or for a comment the function that makes one
    role = _TAGS.get(tag, Role.NONE)
    if role == Role.SKIP:
        return role
    names = element.keys()
    if names == _CLASS_ALONE and tag in _PLAIN:
        return _classed(tag, element.get("class"))
    if (not names or _TELLING.isdisjoint(names)) and tag != "figure":
        return role
    told = dict(zip(names, element.values(), strict=True)).get
    hidden = "hidden" in names or ("style" in names and _HIDDEN.search(told("style", "")[:200]))
    if hidden and not _is_folded(element):
        return Role.SKIP
    if tag in ("html", "body", "main"):
        return Role.NONE
    if tag == "figure" and element.find(".//blockquote") is not None:
        return Role.QUOTE
    return _named(
        tag,
        _classes(element, names),
        # a heading's identifier is often made of its own words
        "" if tag in _HEADINGS else told("id", "")[:100],
        told("itemprop", "")[:100],
        told("role", "")[:40],
    )


def _is_folded(element: Element) -> bool:
    """Whether it is a thread of comments that a click unfolds."""
    return any(_FOLDED.fullmatch(token) for token in tokens_of(element))


@lru_cache(maxsize=20_000)
def _classed(tag: str, classes: str) -> int:
    return _named(tag, classes[:400], "", "", "")


@lru_cache(maxsize=20_000)
def _named(tag: str, classes: str, identifier: str, itemprop: str, aria: str) -> int:
    role = _TAGS.get(tag, Role.NONE) | _ARIA.get(aria, Role.NONE)
    for name in itemprop.lower().split():
        role |= _ITEMPROPS.get(name, Role.NONE)
    tokens = _told(classes, identifier)
    if not tokens:
        return role
    words = " ".join(tokens)
    for pattern, meaning in _PATTERNS:
        if pattern.search(words):
            role |= meaning
    if any(_BODY.fullmatch(word) and not _NOT_BODY.search(word) for word in tokens):
        role |= Role.BODY
    return role


def tokens_of(element: Element) -> tuple[str, ...]:
    """The words of class and identifier: 'relatedContent' is 'related-content'."""
    names = element.keys()
    if not names:
        return ()
    return _told(_classes(element, names), element.get("id", "")[:100])


def _classes(element: Element, names: Collection[str]) -> str:
    """The class, and beside it what pages whose classes are machine-made are named by for tests."""
    classes = element.get("class", "")[:400]
    if _BESIDE.isdisjoint(names):
        return classes
    told = [element.get(name, "")[:60].strip().replace(" ", "-") for name in _NAMING]
    if _LABELLED.fullmatch(element.get("aria-label", "")[:60]):
        told.append("comments" if element.tag not in ("a", "button", "li", "nav") else "")
    return " ".join(filter(None, (classes, *told)))


class Mark:
    """What a word of an element's class or identifier has where the pattern finds it.

    The answer is kept for each class and identifier: a site repeats them on all of its pages.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        @lru_cache(maxsize=20_000)
        def found(classes: str, identifier: str) -> bool:
            return any(pattern.search(token) for token in _told(classes, identifier))

        self._found = found

    def __call__(self, element: Element) -> bool:
        """Whether an element has the mark."""
        classes, identifier = element.get("class", ""), element.get("id", "")
        return bool(classes or identifier) and self._found(classes[:400], identifier[:100])

    def among(self, names: Iterable[str]) -> frozenset[str]:
        """Those of classes and identifiers that may give an element the mark."""
        return frozenset(name for name in names if self._found("", name[:400]))

    def within(self, tree: Element, names: Iterable[str]) -> list[Element]:
        """The elements of a tree that have the mark; `names` are all that the tree has."""
        if not (wanted := self.among(names)):
            return []
        named = (e for e in tree.iter() if e.get("class") in wanted or e.get("id") in wanted)
        return [element for element in named if self(element)]


@lru_cache(maxsize=20_000)
def _told(classes: str, identifier: str) -> tuple[str, ...]:
    tokens = [
        _CAMEL.sub("-", token).replace("_", "-").lower()
        for token in (*classes.split(), *identifier.split())
    ]
    posted = any(
        token in ("hentry", "type-post", "type-page", "status-publish") for token in tokens
    )
    return tuple(
        token
        for token in tokens
        if not _STATE.fullmatch(token) and not (posted and _POSTED.fullmatch(token))
    )
