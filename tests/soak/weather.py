"""What goes wrong on a day, drawn from a fixed seed: on the network, and to the run itself."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What the network does to a request."""

    RESET = "reset"
    STALL = "stall"
    SHORT = "short"
    BROKEN = "broken"
    BOMB = "bomb"


class Mishap(StrEnum):
    """What happens to a run of the main job."""

    KILLED = "killed"
    DISK_FULL = "disk full"
    LOCKED = "database locked"
    CLOCK_BACK = "clock set back a day"
    TWICE = "two runs at once"


_HOST_IS_DOWN, _PAGE_FAILS = 0.04, 0.02
_MISHAPS = {
    Mishap.KILLED: 0.06,
    Mishap.DISK_FULL: 0.03,
    Mishap.LOCKED: 0.02,
    Mishap.CLOCK_BACK: 0.02,
    Mishap.TWICE: 0.02,
}


@dataclass(frozen=True, slots=True)
class Weather:
    """The failures of a life; none from the day `calm` on, so that all can be made good."""

    seed: int
    calm: int

    def of(self, day: int, host: str, path: str) -> Fault | None:
        """What the network does to a request for a page on that day."""
        if day >= self.calm:
            return None
        down = random.Random(f"{self.seed} {day} {host}")
        if down.random() < _HOST_IS_DOWN:
            return down.choice(tuple(Fault))
        page = random.Random(f"{self.seed} {day} {host} {path}")
        return page.choice(tuple(Fault)) if page.random() < _PAGE_FAILS else None

    def mishap(self, day: int) -> Mishap | None:
        """What happens to the run of that day."""
        if day >= self.calm:
            return None
        drawn = random.Random(f"{self.seed} {day}").random()
        for mishap, share in _MISHAPS.items():
            if drawn < share:
                return mishap
            drawn -= share
        return None

    def chance(self, day: int) -> random.Random:
        """For the moment and the amount of that day's mishap."""
        return random.Random(f"{self.seed} {day} amount")


CALM = Weather(seed=0, calm=0)
