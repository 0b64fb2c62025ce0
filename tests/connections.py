"""Whom a program and all that it starts have called, as strace sees it."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CALLS = "connect,sendto,sendmsg,sendmmsg,getsockname"
_CALL = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg|getsockname)\(")
_END = re.compile(
    r"sin6?_port=htons\((?P<port>\d+)\).*?"
    r'(?:inet_addr\("|inet_pton\(AF_INET6, ")(?P<address>[^"]+)"'
)


@dataclass(frozen=True, slots=True, order=True)
class End:
    """An address of the internet family with its port."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was reached or sent to, and where the program itself listened."""

    reached: frozenset[End]
    own: frozenset[End]


@cache
def why_not() -> str | None:
    """Why this machine lets nobody watch; None where it does."""
    if shutil.which("strace") is None:
        return "there is no strace on this machine"
    return None if run("strace", "-qq", "-o", "/dev/null", "true") == 0 else "nothing may be traced"


def run(*command: str, patience: float = 120) -> int:
    """Run a command to its end; gives its exit code."""
    return subprocess.run(command, timeout=patience, check=False).returncode  # noqa: S603 - our own


def watching(log: Path) -> tuple[str, ...]:
    """What stands before a command to keep its traffic in `log`; nothing where that cannot be."""
    if why_not():
        return ()
    options = (
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-s",
        "0",
        "-e",
        f"trace={_CALLS}",
        "-e",
        "signal=none",
    )
    return ("strace", *options, "-o", str(log))


def traffic(log: Path) -> Traffic:
    """What a log says; names that are looked up are traffic to a name server."""
    reached: set[End] = set()
    own: set[End] = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        call, end = _CALL.search(line), _END.search(line)
        if call and end:
            found = End(end["address"], int(end["port"]))
            (own if call[1] == "getsockname" else reached).add(found)
    return Traffic(frozenset(reached), frozenset(own))
