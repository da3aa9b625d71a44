"""Where the program says something else than the plain reading: `python -m model_office.compare SEED… [--shape NAME] [--days N] [--rounds N] [--all]`."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from model_office.make_year import PLAIN, ROUNDS, SHAPES, Shape, make_year
from model_office.office import HandOut, Rename, Undo, Year
from model_office.plain_reading import Reading, current_round, read
from model_office.play import Said, play


@dataclass(frozen=True)
class Difference:
    """One thing that is said otherwise. `kind` is what is compared: light, reason, task, percent, owed, returned, missing, on time."""

    seed: int
    day: date
    round: str
    kind: str
    task: str
    department: str
    role: str
    expected: str
    got: str
    reason: str = ""

    def __str__(self) -> str:
        """Return a line for a person."""
        place = " ".join(each for each in (self.task, self.department, self.role) if each)
        return (
            f"seed {self.seed} {self.day} {self.round} {place}: {self.kind} should be {self.expected}, is {self.got}"
            f"{f' ({self.reason})' if self.reason else ''}"
        )

    @property
    def group(self) -> str:
        """What differences of one cause have in common, as far as one can tell from outside."""
        return f"{self.kind}{f' of {self.role}' if self.role else ''}: should be {self.expected}, is {self.got}"


def differences(year: Year, day: date, says: Said) -> Iterator[Difference]:
    """Yield every difference at the end of a day."""
    reading = read(year, day, says.round)
    yield from _of_rows(year.seed, day, reading, says)
    for task, light in reading.tasks.items():
        if says.tasks.get(task) != light:
            yield Difference(year.seed, day, says.round, "task", task, "", "", light, str(says.tasks.get(task)))
    for task, percent in reading.percents.items():
        said = says.percents.get(task)
        # It is told to a tenth.
        if (percent is None) is not (said is None) or (
            percent is not None and said is not None and abs(percent - Fraction(said)) > Fraction(1, 19)
        ):
            shown = "none" if percent is None else f"{float(percent):g}%"
            yield Difference(year.seed, day, says.round, "percent", task, "", "", shown, str(said))
    for name, asked in reading.departments.items():
        pairs = {
            "owed": (asked.owed, says.owed.get(name, False)),
            "returned": (asked.returned, says.returned.get(name, False)),
        }
        if says.missing is not None:
            pairs["missing"] = (asked.missing, name in says.missing)
        if asked.on_time is not None and name in says.late:
            pairs["on time"] = (asked.on_time, not says.late[name])
        for kind, (expected, got) in pairs.items():
            if expected != got:
                yield Difference(year.seed, day, says.round, kind, "", name, "", str(expected), str(got))


def _of_rows(seed: int, day: date, reading: Reading, says: Said) -> Iterator[Difference]:
    for key in [*reading.rows, *(key for key in says.rows if key not in reading.rows)]:
        lit = reading.rows.get(key)
        light, reason = says.rows.get(key, ("no row", ""))
        if lit is None:
            yield Difference(seed, day, says.round, "light", *key, "no row", str(light), reason)
        elif lit.light != light:
            yield Difference(seed, day, says.round, "light", *key, f"{lit.light} by {lit.rule}", str(light), reason)
        else:
            for words in reading.words[key]:
                if words not in reason:
                    yield Difference(seed, day, says.round, "reason", *key, f"with {words}", "without", reason)


def sample(year: Year, count: int) -> list[date]:
    """Return so many of the year's days, spread evenly: the last days of events and a day after each deadline among them."""
    first = next(event.day for event in year.events if isinstance(event, HandOut))
    days = [day for day in year.days if day >= first]
    step = max(len(days) / count, 1)
    return sorted({days[min(int((place + 1) * step) - 1, len(days) - 1)] for place in range(min(count, len(days)))})


def _later(year: Year, day: date, then: Said, later: Said) -> Iterator[Difference]:
    """Yield what is said otherwise of a day when it is asked later: topic: what was known by the end of D, in round R."""
    rows = {key: (light, later.rows.get(key, ("no row", ""))) for key, (light, _) in then.rows.items()}
    for key, (light, (now, reason)) in rows.items():
        if light != now:
            yield Difference(year.seed, day, then.round, "light asked later", *key, str(light), str(now), reason)
    pairs: Sequence[tuple[str, Mapping[str, object], Mapping[str, object]]] = (
        ("task", then.tasks, later.tasks), ("owed", then.owed, later.owed), ("returned", then.returned, later.returned),
        ("late", then.late, later.late),
    )  # fmt: skip
    for kind, before, after in pairs:
        for name, said in before.items():
            if said != after.get(name):
                which = (name, "") if kind == "task" else ("", name)
                yield Difference(
                    year.seed, day, then.round, f"{kind} asked later", *which, "", str(said), str(after.get(name))
                )


def compare(
    seed: int, count: int, folder: Path, rounds: int = ROUNDS, shape: Shape = PLAIN
) -> tuple[list[Difference], list[str]]:
    """Play the year of a seed, or its first rounds.

    Return the differences on so many days, and what the program could not be made to do.
    """
    year = make_year(seed, rounds, shape)
    says, again, trouble = play(year, folder, sample(year, count))
    # What was taken back since was known then.
    undone = {event.day for event in year.events if isinstance(event, Undo)}
    # Departments that are one by now stood apart before.
    first = {each.name for each in year.departments}
    joined = max((each.day for each in year.events if isinstance(each, Rename) and each.new in first), default=date.min)
    later = {day: said for day, said in again.items() if not {day, day + timedelta(1)} & undone and day >= joined}
    # Each day's round is the one handed out last; both must agree on it.
    wrong = [f"{day}: round {each.round}" for day, each in says.items() if each.round != current_round(year, day)]
    found = [each for day, said in says.items() for each in differences(year, day, said)]
    found += [each for day, said in later.items() for each in _later(year, day, says[day], said)]
    return found, [*wrong, *trouble]


def main(words: Sequence[str] | None = None) -> None:
    """Print the differences of some seeds, grouped, with an example each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--shape", choices=SHAPES, default="plain")
    parser.add_argument("--all", action="store_true", help="print every difference")
    given = parser.parse_args(words)
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            found, trouble = compare(seed, given.days, Path(folder), given.rounds, SHAPES[given.shape])
        print(f"seed {seed}: {len(found)} differences, {len(trouble)} troubles")
        groups = Counter(each.group for each in found)
        for group, number in groups.most_common():
            print(f"{number:5} {group}\n        {next(each for each in found if each.group == group)}")
        for each in trouble:
            print(f"      {each}")
        if given.all:
            print(*found, sep="\n")


if __name__ == "__main__":
    main()
