"""What editors put right, without who they are and without readers' names."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, case

from commissioning.domain.corrections import Subject, Value, Values
from commissioning.domain.findings import A_READER
from commissioning.domain.quoting import EVIDENCE, QUOTATION, beginning
from commissioning.research.exporting.collected import article_of
from commissioning.research.exporting.columns import Link, stored
from commissioning.research.exporting.tables import Cells, Content, same, table
from commissioning.store.pseudonyms import is_pseudonym
from commissioning.store.rows import ArticleRow, CorrectionRow

_WORDS: Mapping[Subject, int] = {Subject.STANCE: EVIDENCE, Subject.QUOTATION: QUOTATION}
_FEW = 12
_NAMES = ("holder", "speaker", "office", "name")


def given_out(
    values: Values | None, subject: Subject, *, in_comment: bool, with_text: bool
) -> Values | None:
    """The values of a correction that an export holds.

    Of a comment no names and, without its text, no words; of an article as many words as of a tag.
    """
    if values is None:
        return None
    told: dict[str, Value] = {
        name: A_READER if isinstance(value, str) and is_pseudonym(value) else value
        for name, value in values.items()
    }
    if in_comment:
        told = {name: value for name, value in told.items() if name not in _NAMES}
    if not with_text and isinstance(words := told.pop("words", None), str) and not in_comment:
        told["words"] = beginning(words, _WORDS.get(subject, _FEW))
    return told


def _finish(content: Content) -> Callable[[Cells], Cells]:
    def cut(cells: Cells) -> Cells:
        def told(name: str) -> list[Values | None]:
            rows = zip(cells[name], cells["subject"], cells["comment"], strict=True)
            return [
                given_out(
                    values,
                    Subject(subject),
                    in_comment=comment is not None,
                    with_text=content.with_text,
                )
                for values, subject, comment in rows
            ]

        return cells | {"before": told("before"), "after": told("after")}

    return cut


def _corrections(query: Select[Any]) -> Select[Any]:
    return query.join(ArticleRow, CorrectionRow.article_id == ArticleRow.id).order_by(
        CorrectionRow.id
    )


CORRECTIONS = table(
    "corrections",
    "What editors put right; who they are is not given out. The tags have it in them already.",
    subject=ArticleRow.url,
    fields=(
        same(CorrectionRow.id, description="its number in this export", counted=False),
        same(CorrectionRow.made_at),
        article_of(CorrectionRow),
        same(CorrectionRow.comment),
        same(
            CorrectionRow.subject,
            description="what is corrected",
            values=Subject,
        ),
        same(CorrectionRow.before, counted=False),
        same(CorrectionRow.after, counted=False),
        (
            stored(
                CorrectionRow.reason,
                description="in the editor's words; empty where none was given, and for comments",
            ),
            case((CorrectionRow.comment.is_(None), CorrectionRow.reason)),
        ),
        same(CorrectionRow.undone_at),
        same(CorrectionRow.adrift),
    ),
    source=_corrections,
    key=("id",),
    links=(Link(column="article", table="articles", to="id"),),
    finish=_finish,
)
