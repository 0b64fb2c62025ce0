"""What Datasette is told of the database: titles, descriptions, which tables are shown, and how."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from html import escape
from typing import Any

from commissioning.domain.articles import ArticleKind, ChangeCause, SourceKind
from commissioning.domain.corrections import Subject
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.dates import Precision
from commissioning.domain.findings import TagKind
from commissioning.domain.licences import OF_WORDS
from commissioning.domain.tags import HolderKind, Position, QuotationKind
from commissioning.research.exploring.canned import Kind, Question, Want, questions
from commissioning.research.exploring.guarded import WITHHELD
from commissioning.settings import Settings
from commissioning.store.rows import Row

STYLE, STYLE_AT = "digest.css", "-style"
# SQLite gives what is withheld the name '[before]' where a column is called by a keyword, and
# Datasette does not find its page's way with that. SQL and a question tell of it.
_NO_PAGE = {"corrections"}
_WITHHELD = "; withheld here, always empty"
_LABELS = {
    "articles": "headline",
    "sources": "name",
    "stories": "slug",
    "runs": "command",
}
_KINDS: tuple[type[StrEnum], ...] = (
    ArticleKind,
    ChangeCause,
    HolderKind,
    PollOutcome,
    Position,
    Precision,
    QuotationKind,
    RejectionReason,
    SourceKind,
    Subject,
    TagKind,
)
_VALUES = {kind.__name__: " or ".join(f"'{value}'" for value in kind) for kind in _KINDS}
_A_KIND = re.compile(rf"\ban? ({'|'.join(_VALUES)})\b")
_MORE: Mapping[str, Mapping[str, Any]] = {
    "articles": {"sort_desc": "published_at", "facets": ["source_id", "kind"]},
    "findings": {
        "sort_desc": "published_at",
        "facets": ["tag", "question", "position", "holder_kind", "source_id"],
        "fts_table": "finding_words",
        "fts_pk": "id",
    },
    "polls": {"sort_desc": "id", "facets": ["outcome"]},
    "rejections": {"sort_desc": "last_at", "facets": ["reason"]},
}


def metadata(
    settings: Settings, database: str, *, policy_questions: Collection[str]
) -> dict[str, Any]:
    """The metadata of the whole, for the database of this name; questions are given by slug."""
    licence = settings.site.licence
    return {
        "title": f"{settings.site.name}: the research database",
        "description_html": _welcome(database),
        "license": f"{licence.called}, of the tags; {OF_WORDS}: they are for this machine alone",
        "license_url": licence.url,
        "source": settings.site.name,
        "source_url": settings.site.url,
        "extra_css_urls": [f"/{STYLE_AT}/{STYLE}"],
        "databases": {
            database: {
                "description": "Articles with the tags that were read in them.",
                "tables": tables(),
                "queries": {one.name: _query(one, policy_questions) for one in questions()},
            }
        },
    }


def tables() -> dict[str, dict[str, Any]]:
    """Each table by name: what it is, what its columns hold; what is not for readers is closed."""
    found: dict[str, dict[str, Any]] = {"alembic_version": {"hidden": True, "allow": False}}
    for mapper in Row.registry.mappers:
        name = mapper.class_.__tablename__
        found[name] = _table(name, mapper.class_.__doc__ or "", mapper.columns)
    return found


def _table(name: str, text: str, columns: Any) -> dict[str, Any]:
    if name not in WITHHELD or name in _NO_PAGE:
        return {"hidden": True, "allow": False}
    told: dict[str, Any] = {
        "description": " ".join(text.split()),
        "columns": {
            column.name: _holds(column.doc) + (_WITHHELD if column.name in WITHHELD[name] else "")
            for column in columns
        },
    }
    if label := _LABELS.get(name):
        told["label_column"] = label
    return told | dict(_MORE.get(name, {}))


def _holds(told: str) -> str:
    """What a column holds, with the values of a kind in the place of the kind's name."""
    return _A_KIND.sub(lambda found: _VALUES[found[1]], told)


def _query(question: Question, policy_questions: Collection[str]) -> dict[str, Any]:
    wants = "".join(
        f"<dt>{escape(want.name)}</dt><dd>{escape(_asked(want, policy_questions))}</dd>"
        for want in question.wants
    )
    return {
        "title": question.title,
        "description_html": f"<p>{escape(question.text)}</p><dl>{wants}</dl>",
        "sql": question.sql,
        "params": [want.name for want in question.wants],
        "hide_sql": True,
    }


def _asked(want: Want, policy_questions: Collection[str]) -> str:
    if want.kind is Kind.QUESTION:
        return f"{want.kind.asked}: {', '.join(policy_questions)}"
    return want.kind.asked


def _welcome(database: str) -> str:
    asked = "".join(
        f'<li><a href="/{escape(database)}/{escape(one.name)}">{escape(one.title)}</a></li>'
        for one in questions()
    )
    return (
        "<p>Who said what about who commissions care, with the words that show it. What was read"
        " by a machine can be wrong: look at the words before you count on them. Readers who"
        f" commented are not named.</p><ul>{asked}</ul>"
    )
