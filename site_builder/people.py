"""Who a name in an article is: a person of the register, or somebody who is known by the name."""

import re
import unicodedata
from collections.abc import Collection

from commissioning.register import Register
from commissioning.register.register import fold
from site_builder.ledger import Holder

_TITLE = re.compile(
    r"^(?:(?:the )?(?:rt|right) hon(?:ourable)?\.?|dr|prof(?:essor)?|sir|dame|lord|lady|baroness|"
    r"mr|mrs|ms|miss|rev(?:erend)?|cllr|councillor)\.?\s+",
    re.IGNORECASE,
)
_LONGEST = 80


class People:
    """Names to holders. One name is one person here; the first way it was written is shown.

    `bodies` are names that articles use of bodies, also of those that the register does not know.
    """

    def __init__(self, register: Register, bodies: Collection[str] = ()) -> None:
        self._register = register
        self._bodies = bodies
        self._known: dict[str, Holder | None] = {}
        self._by_slug: dict[str, Holder] = {}

    def named(self, name: str) -> Holder | None:
        """The person of that name; None for a body and what is no name, as 'a nurse'."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Holder | None:
        bare = " ".join(name.split())
        while found := _TITLE.match(bare):
            bare = bare[found.end() :]
        registered = self._register.person_named(bare)
        if registered is not None:
            return Holder(name=registered.name, slug=registered.slug, is_person=True)
        if name in self._bodies or fold(bare) in self._register.by_surface:
            return None
        parts = bare.split()
        if len(parts) < 2 or len(bare) > _LONGEST or not all(part[0].isupper() for part in parts):
            return None
        letters = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
        if not slug:
            return None
        holder = Holder(name=" ".join(name.split()), slug=slug, is_person=True)
        return self._by_slug.setdefault(slug, holder)
