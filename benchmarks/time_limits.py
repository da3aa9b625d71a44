"""How many time limits of the test's list are read rightly: xlplan, and a general Chinese time parser beside it.

    PYTHONPATH=tests python benchmarks/time_limits.py

The other is jionlp (`pip install jionlp` in an environment of its own; without it only xlplan's figure is printed). Both get
the same text and the same day, and one lenient judge: a phrase counts if it is told apart as dated, recurring or neither, and
the last day of what is dated is the right one. What jionlp finds is put together in its favour: the whole text first, and
where it refuses that, the time expressions it finds itself, of which the latest end counts. It tells no deadline from a
period and knows no routine work, so neither is asked of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.time_limits import TODAY, TimeLimit, reading, rough, time_limits


def by_xlplan(text: str) -> tuple[str, str]:
    kind, _, due, *_ = reading(text)
    return rough(kind, due)


def jionlp_reader() -> Callable[[str], tuple[str, str]] | None:
    """Return a reader on the same terms; None if jionlp is not installed."""
    try:
        import jionlp  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    base = datetime(TODAY.year, TODAY.month, TODAY.day)

    def found(text: str) -> Iterator[dict[str, Any]]:
        try:
            yield jionlp.parse_time(text, time_base=base)
        except Exception:  # It raises whatever comes: ValueError, TypeError, IndexError, AttributeError.
            try:
                yield from (each["detail"] for each in jionlp.ner.extract_time(text, time_base=base))
            except Exception:
                return

    def read(text: str) -> tuple[str, str]:
        each = [one for one in found(text) if one]
        ends = [str(one["time"][1])[:10] for one in each if one["type"] in ("time_point", "time_span")]
        if dated := [end for end in ends if end[:1].isdigit()]:
            return "dated", max(dated)
        return ("recurring" if any(one["type"] == "time_period" for one in each) else "undated"), ""

    return read


def report(name: str, read: Callable[[str], tuple[str, str]], limits: list[TimeLimit]) -> None:
    right = {limit.text for limit in limits if read(limit.text) == limit.rough}
    print(f"{name}: {len(right)}/{len(limits)} ({len(right) / len(limits):.1%})")
    for kind in ("dated", "recurring", "undated"):
        some = [limit for limit in limits if limit.rough[0] == kind]
        print(f"    {kind}: {sum(limit.text in right for limit in some)}/{len(some)}")


if __name__ == "__main__":
    limits = time_limits()
    strict = sum(reading(limit.text) == limit.reading for limit in limits)
    print(f"xlplan, every field (kind, start, due, every, milestones): {strict}/{len(limits)}")
    report("xlplan", by_xlplan, limits)
    if other := jionlp_reader():
        report("jionlp", other, limits)
    else:
        print("jionlp: not installed")
