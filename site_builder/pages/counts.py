"""How many stand on each side of a question: of positions in a span, or of readers."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts of a question: its label and page, and how many on each side."""

    label: str
    url: str
    support: int
    mixed: int
    oppose: int

    @property
    def data(self) -> Mapping[str, object]:
        """The counts for machines."""
        return {
            "question": self.url,
            "support": self.support,
            "mixed": self.mixed,
            "oppose": self.oppose,
        }
