"""The page of an article: its text with what was read out of it, and who vouches for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from commissioning.domain.copies import Linked
from commissioning.domain.corrections import Correction, Subject, Values, date_values
from commissioning.domain.editions import Triage
from commissioning.domain.tags import RELEVANT
from commissioning.register import Register
from commissioning.store.copies import copies_of, original_of
from commissioning.store.corrections import corrections
from commissioning.store.dossiers import (
    Dossier,
    NearStory,
    StoredComment,
    comments,
    dossier,
    headlines,
    near_stories,
)
from commissioning.store.readings import readings
from commissioning.store.triage import decisions
from desk.forms import Form
from desk.gathering import body_names, question_labels
from desk.marking import Paragraph, marked
from desk.pages.page import Page
from desk.tagged import Tags, plain_marks, stance_marks, tags
from desk.trail import Names, Step, step
from site_builder.outside import outside

COMMENTS = 10
_NEAR = timedelta(days=10)
_NO_TAGS = Tags(stances=(), quotations=(), bodies=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A form that could not be taken: the row that it is in, its fields, and what is wrong."""

    row: str
    form: Form
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadComment:
    """A comment with what was read out of it."""

    comment: StoredComment
    tags: Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """An article.

    link       its page on the web; None where its address is none
    steps      what was put right, newest first; by id in `step_of`
    facts      the standing correction of each fact
    triage     what was decided of its story
    original   the article that it is a copy of; `copies` are its own
    near       stories of about the same days
    questions, names  labels of the policy questions, and of the bodies, by slug
    wrong      the form that could not be taken
    """

    template: ClassVar[str] = "article.html"
    here: ClassVar[str] = "article"
    dossier: Dossier
    link: str | None
    paragraphs: tuple[Paragraph, ...]
    tags: Tags
    steps: tuple[Step, ...]
    step_of: Mapping[int, Step]
    facts: Mapping[Subject, Step]
    triage: Triage | None
    original: Linked | None
    copies: tuple[Linked, ...]
    near: tuple[NearStory, ...]
    comments: tuple[ReadComment, ...]
    first_comment: int
    questions: Mapping[str, str]
    names: Mapping[str, str]
    types: tuple[str, ...]
    wrong: Wrong | None = None

    @property
    def key(self) -> str:
        """What a decision on its story names."""
        return self.dossier.story or self.dossier.url

    @property
    def named_here(self) -> tuple[str, ...]:
        """Slugs of the bodies that the text names, which are likely in its forms."""
        named = (row.text("organisation") for row in self.tags.all)
        return tuple(dict.fromkeys(slug for slug in named if slug in self.names))

    @property
    def place(self) -> int:
        """Its place in its story, from 1; 0 where it stands in none."""
        ids = [one.id for one in self.dossier.members]
        return ids.index(self.dossier.id) + 1 if self.dossier.id in ids else 0

    def neighbour(self, by: int) -> int | None:
        """The id of the article so many places on in the story; None where there is none."""
        at = self.place - 1 + by
        is_there = self.place and 0 <= at < len(self.dossier.members)
        return self.dossier.members[at].id if is_there else None

    def fact(self, subject: str) -> str:
        """What counts today of a fact, as a form sends it back; '' where there is nothing."""
        values = self._facts[Subject(subject)]
        return json.dumps(values) if values is not None else ""

    @property
    def _facts(self) -> Mapping[Subject, Values | None]:
        found = self.dossier
        is_on_topic = found.relevance is not None and found.relevance >= RELEVANT
        return {
            Subject.RELEVANCE: {"on_topic": is_on_topic},
            Subject.DATE: date_values(found.published) if found.published else None,
            Subject.DUPLICATE: {"original": self.original.article_id} if self.original else None,
            Subject.STORY: {"story": found.story} if found.story else None,
        }

    def field(self, row: str, name: str, otherwise: str) -> str:
        """What a field holds: what was sent and not taken, else what is right today."""
        if self.wrong is None or self.wrong.row != row or not self.wrong.form.all(name):
            return otherwise
        return self.wrong.form.text(name, 50_000)

    def is_wrong(self, row: str, name: str) -> bool:
        """Whether that field of that row is why a form was not taken."""
        return self.wrong is not None and (self.wrong.row, self.wrong.field) == (row, name)


def article_page(
    session: Session,
    register: Register,
    number: int,
    *,
    first_comment: int = 0,
    wrong: Wrong | None = None,
) -> ArticlePage | None:
    """The page of the article with this id; None where there is none."""
    found = dossier(session, number)
    if found is None:
        return None
    told = corrections(session, article_id=number)
    read = tuple(readings(session, number))
    tagged = tags(read, told)
    steps = steps_of(session, told, register)
    return ArticlePage(
        dossier=found,
        link=outside(found.url),
        paragraphs=marked(
            found.text,
            stances=stance_marks(tagged.stances),
            quotations=plain_marks(read, tagged.quotations, Subject.QUOTATION),
            bodies=plain_marks(read, tagged.bodies, Subject.MENTION),
        ),
        tags=tagged,
        steps=steps[::-1],
        step_of={one.told.id: one for one in steps if one.told.id is not None},
        facts={
            one.told.subject: one
            for one in steps
            if one.told.is_standing and not one.told.subject.is_tag
        },
        triage=decisions(session, [found.story or found.url]).get(found.story or found.url),
        original=original_of(session, number),
        copies=copies_of(session, number),
        near=_near(session, found),
        comments=_comments(session, number, first_comment, told),
        first_comment=first_comment,
        questions=question_labels(register),
        names=body_names(register),
        types=tuple(sorted({body.type for body in register.organisations.values()})),
        wrong=wrong,
    )


def steps_of(
    session: Session, told: tuple[Correction, ...], register: Register
) -> tuple[Step, ...]:
    """Corrections in words."""
    articles = {
        int(values["original"] or 0)
        for one in told
        if one.subject is Subject.DUPLICATE
        for values in (one.before, one.after)
        if values is not None
    }
    names = Names(
        bodies=body_names(register),
        questions=question_labels(register),
        articles=headlines(session, sorted(articles)) if articles else {},
    )
    return tuple(step(one, names) for one in told)


def _near(session: Session, found: Dossier) -> tuple[NearStory, ...]:
    if found.published is None:
        return ()
    at = found.published.moment
    return near_stories(session, at - _NEAR, at + _NEAR)


def _comments(
    session: Session, number: int, first: int, told: tuple[Correction, ...]
) -> tuple[ReadComment, ...]:
    return tuple(
        ReadComment(
            comment=one,
            tags=tags(readings(session, number, comment=one.position), told)
            if one.is_tagged
            else _NO_TAGS,
        )
        for one in comments(session, number, first=first, many=COMMENTS)
    )
