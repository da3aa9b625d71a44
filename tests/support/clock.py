"""Clocks that are wrong, by libfaketime: for a process, and whatever it starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def wrong(clock: str, zone: str = "Asia/Shanghai") -> Mapping[str, str]:
    """Return the environment of a process with such a clock.

    `@2038-01-19 03:14:06 x3` starts there and runs at three times the speed, `-10y` is late. What is monotonic stays so, as
    on a machine whose clock is set.
    """
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": zone}
