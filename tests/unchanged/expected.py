"""Differences that are meant: each with the pattern that its line has to match (from its beginning), and the reason."""

from __future__ import annotations

from typing import Final, NamedTuple


class Allowed(NamedTuple):
    """A difference that is no fault."""

    pattern: str
    """A regular expression on the line that tells of the difference: scenario, command, place, what differs."""
    reason: str


ALLOWED: Final = (
    Allowed(r"commands/\w+ #\d+ `xlplan( --help)?` stdout: at 106: ", "--help groups its verbs"),
    Allowed(r"commands/\w+ #\d+ `xlplan split --help` stdout: ", "--help says where the return deadline comes from"),
    Allowed(r"demo/\w+ #\d+ `xlplan demo 演示` stdout: .*接下来请打开", "demo ends with what to open next"),
    Allowed(
        r"commands/\w+ #\d+ `xlplan split 分工表.xlsm (--round 别的 --dry-run|--dry-run --round)` (exit code|stdout|stderr): ",
        "no sheet is handed out without a return deadline",
    ),
)
