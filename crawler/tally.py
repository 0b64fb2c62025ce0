"""What a run has done so far, counted, and what it could not take, named."""

from collections import Counter
from dataclasses import dataclass, field

from commissioning.domain.articles import Article
from commissioning.logs import logger
from commissioning.store.articles import Saved

_log = logger(__name__)

MAX_PROBLEMS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that was not taken, and why, for the user to read."""

    source: str
    url: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run has done so far."""

    saved: Counter[Saved] = field(default_factory=Counter)
    comments: int = 0
    known: int = 0
    polled: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    unnamed: int = 0
    rejected: int = 0

    def count(self, article: Article, saved: Saved) -> None:
        """One more article."""
        self.saved[saved] += 1
        if saved is not Saved.UNCHANGED:
            self.comments += len(article.comments)

    def reject(self, source: str, url: str, reason: str) -> None:
        """One more thing that was not taken."""
        self.rejected += 1
        self.note(Problem(source=source, url=url, reason=reason))

    def note(self, problem: Problem) -> None:
        """Name a problem to the user; those after the thousandth are only counted and logged."""
        _log.warning("not taken", source=problem.source, url=problem.url, reason=problem.reason)
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unnamed += 1
