"""A draft as it would be published, in all its forms, and what the checks say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.domain.editions import Appearance, Edition, EditionStatus
from commissioning.domain.errors import MailError
from commissioning.store.edition_places import elsewhere
from desk.desk import Desk
from desk.mail.asking import LinkState
from desk.mail.checks import Check, Level, check_issue
from desk.mail.issue import Issue, issue_of
from desk.mail.letter import letterhead
from desk.mail.links import links_in
from desk.mail.memory import LinkMemory
from desk.unseen import as_published


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An edition with its forms.

    edition  as it would be frozen now; as it is, once published
    issue    None where no mail can be made of it, which the checks then say
    before   by item key, where other editions have its story or article, the newest first
    """

    edition: Edition
    issue: Issue | None
    before: Mapping[str, Sequence[Appearance]]
    checks: tuple[Check, ...]

    @property
    def stops(self) -> tuple[Check, ...]:
        """For what it is not to be published as it is."""
        return tuple(check for check in self.checks if check.level is Level.STOP)

    def again(self, key: str) -> Appearance | None:
        """The last published edition before that has an item's story."""
        return published(self.before.get(key, ()))


def proof(session: Session, desk: Desk, memory: LinkMemory, held: Edition) -> Proof:
    """The proof of an edition, draft or published."""
    shown = held
    if not held.is_published:
        shown = as_published(session, desk.register, held, now=desk.now())
    before = _before(session, shown)
    head = letterhead(desk.settings, sample=desk.is_sample)
    again = {key: found for key, places in before.items() if (found := published(places))}
    try:
        made = issue_of(shown, head, again=again)
    except MailError as error:
        stop = Check(level=Level.STOP, where="mail", message=f"no mail can be made: {error}")
        return Proof(edition=shown, issue=None, before=before, checks=(stop,))
    asked = known(memory, shown, head.url)
    return Proof(
        edition=shown,
        issue=made,
        before=before,
        checks=check_issue(shown, made, before=before, asked=asked),
    )


def published(places: Sequence[Appearance]) -> Appearance | None:
    """The newest of them that was published."""
    return next((one for one in places if one.status is EditionStatus.PUBLISHED), None)


def known(memory: LinkMemory, shown: Edition, site: str) -> dict[str, LinkState]:
    """What is known of the links of an edition, without asking."""
    states = (memory.get(link.url) for link in links_in(shown, site))
    return {state.url: state for state in states if state is not None}


def _before(session: Session, shown: Edition) -> dict[str, tuple[Appearance, ...]]:
    places = elsewhere(session, shown)
    is_draft = not shown.is_published
    return {
        item.key: tuple(
            one for one in places.get(item.key, ()) if is_draft or one.number < shown.number
        )
        for item in shown.items
    }
