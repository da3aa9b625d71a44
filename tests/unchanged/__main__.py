"""`python -m unchanged BEFORE AFTER`: make the corpus, let both play it, and tell every difference."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from unchanged.comparing import Comparison, Difference, is_allowed
from unchanged.expected import ALLOWED
from unchanged.playing import Checkout, Played, Room, Store, formats
from unchanged.steps import LIST, Scenario

ROOM: Final = Path("/tmp/xlplan-unchanged")
"""Where both checkouts work: what they print names their folder."""
NAMES: Final = ("commands", "demo", "shipped", "small")
WAYS: Final = {"text": False, "json": True}
_AT_ONCE: Final = 2
_SHOWN: Final = 12
"""So many differences are told of each scenario, the first of them."""
_STAMP: Final = "made-of.txt"

Plays = dict[tuple[str, str], list[Played]]
"""By scenario and way."""


def main() -> None:
    """Run, tell the differences, and end with 1 where there are any that are not expected."""
    options = _options()
    before, after = Checkout(options.before.resolve()), Checkout(options.after.resolve())
    began = time.monotonic()
    ROOM.mkdir(exist_ok=True)
    with (ROOM / "lock").open("w") as lock:
        # The place is one: of two runs the second waits.
        fcntl.flock(lock, fcntl.LOCK_EX)
        for each in (before, after):
            each.require()
        names = options.only or NAMES
        scenarios = _corpus(before, options.corpus or ROOM / "corpus", names)
        store = Store(ROOM / "store")
        kept = ROOM / "before.pickle"
        stamp = f"{_stamp(before)} {options.pdf} {' '.join(names)}"
        old = _kept(kept, stamp) if options.kept else None
        if old is None:
            shutil.rmtree(store.folder, ignore_errors=True)
            store.folder.mkdir()
            old = _play(before, scenarios, store, programs=options.pdf)
            kept.write_bytes(pickle.dumps((stamp, old)))
        new = _play(after, scenarios, store, programs=options.pdf)
        comparisons = [
            Comparison(f"{scenario.name}/{way}", old[scenario.name, way], new[scenario.name, way], store)
            for scenario in scenarios
            for way in WAYS
        ]
        differences = _tell(comparisons, everything=options.all)
        if options.times:
            _tell_times(comparisons)
    _sum_up(scenarios, comparisons, differences, time.monotonic() - began)
    sys.exit(bool(differences))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="unchanged", description=__doc__)
    parser.add_argument("before", type=Path, help="a checkout with its own .venv/bin/python")
    parser.add_argument("after", type=Path, help="another")
    parser.add_argument("--only", action="append", choices=NAMES, help="only these scenarios")
    parser.add_argument("--corpus", type=Path, help=f"where it is kept, and made where it is not there; {ROOM}/corpus")
    parser.add_argument("--pdf", action="store_true", help="let LibreOffice be found: a page of PDF at each status, whose bytes are not compared")  # fmt: skip
    parser.add_argument("--kept", action="store_true", help="take what BEFORE did in the last run, where it was the same and did the same")  # fmt: skip
    parser.add_argument("--times", action="store_true", help="tell how long the longest commands took")
    parser.add_argument(
        "--all", action="store_true", help=f"tell all differences, not the first {_SHOWN} of each scenario"
    )
    return parser.parse_args()


def _corpus(before: Checkout, folder: Path, names: Sequence[str]) -> list[Scenario]:
    """Return the scenarios, made where they are not there, or were made of another checkout or by other code."""
    stamp = _stamp(before)
    for name in names:
        made = folder / name / _STAMP
        if (folder / name / LIST).is_file() and made.is_file() and made.read_text("utf-8") == stamp:
            continue
        began = time.monotonic()
        print(f"making the corpus: {name}", flush=True)
        _make(before, folder, name)
        made.write_text(stamp, "utf-8")
        print(f"made in {time.monotonic() - began:.0f} s", flush=True)
    return [Scenario.load(folder / name) for name in names]


def _stamp(before: Checkout) -> str:
    """Return what a corpus was made of."""
    here = Path(__file__).resolve().parent
    code = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *here.glob("pinned/*.py")]):
        if path.name not in ("__main__.py", "comparing.py", "expected.py"):
            code.update(path.read_bytes())
    git = ["git", "-C", str(before.path)]
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, encoding="utf-8", check=False).stdout
    return f"{before.path} {head.strip()} {code.hexdigest()}"


def _make(before: Checkout, folder: Path, name: str) -> None:
    """Have BEFORE make a scenario: with its own tests on the path, and this package, which it may not have."""
    path = ROOM / "path"
    path.mkdir(exist_ok=True)
    (path / "unchanged").unlink(missing_ok=True)
    (path / "unchanged").symlink_to(Path(__file__).resolve().parent)
    environment = before.environment(ROOM, "2023-12-28 12:00:00", programs=True)
    environment |= {"HOME": os.environ.get("HOME", "/"), "TMPDIR": str(ROOM)}
    wanted = (path, environment["PYTHONPATH"], before.path / "tests")
    environment["PYTHONPATH"] = os.pathsep.join(map(str, wanted))
    command = [before.python, "-W", "ignore", "-m", "unchanged.corpus", str(folder.resolve()), str(before.path), name]
    subprocess.run(command, cwd=before.path, env=environment, stdin=subprocess.DEVNULL, check=True)


def _play(checkout: Checkout, scenarios: Sequence[Scenario], store: Store, *, programs: bool) -> Plays:
    """Let a checkout play everything, in both ways of saying it, at the place that every checkout has."""
    began, used = time.monotonic(), _used()
    # The longest first.
    order = sorted(((s, way) for s in scenarios for way in WAYS), key=lambda each: -len(each[0].steps))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = {
            (scenario.name, way): pool.submit(
                Room(checkout, ROOM / "run" / way / scenario.name, store, WAYS[way], programs).play_all, scenario
            )
            for scenario, way in order
        }
        found = {key: job.result() for key, job in jobs.items()}
    shutil.rmtree(ROOM / "run", ignore_errors=True)
    print(
        f"{checkout.path} played in {time.monotonic() - began:.0f} s ({_used() - used:.0f} s of a processor)",
        flush=True,
    )
    return found


def _kept(path: Path, stamp: str) -> Plays | None:
    """Return what BEFORE did in the run before, where it was the same commit and did the same."""
    if not path.is_file():
        return None
    found, played = pickle.loads(path.read_bytes())
    return played if found == stamp else None


def _used() -> float:
    """Return the seconds for which a processor has been at work for the commands that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _tell(comparisons: Sequence[Comparison], *, everything: bool) -> list[Difference]:
    """Print the differences; gives those that are not expected."""
    left: list[Difference] = []
    allowed: Counter[str] = Counter()
    for comparison in comparisons:
        shown = 0
        for difference in comparison.differences():
            reason = next((each.reason for each in ALLOWED if is_allowed(difference, [each.pattern])), None)
            if reason is not None:
                allowed[reason] += 1
                continue
            left.append(difference)
            shown += 1
            if everything or shown <= _SHOWN:
                print(difference)
        if shown > _SHOWN and not everything:
            print(f"{comparison.scenario}: {shown - _SHOWN} more")
    for reason, count in allowed.items():
        print(f"{count} expected: {reason}")
    return left


def _tell_times(comparisons: Sequence[Comparison]) -> None:
    took = [(one.seconds, other.seconds, f"{each.scenario} #{number} `{one.step.said}`") for each in comparisons
            for number, (one, other) in enumerate(zip(each.before, each.after, strict=True), 1)]  # fmt: skip
    for one_, other_, what in sorted(took, reverse=True)[:20]:
        print(f"{one_:.1f} s, {other_:.1f} s: {what}")


def _sum_up(
    scenarios: Sequence[Scenario], comparisons: Sequence[Comparison], differences: Sequence[Difference], seconds: float
) -> None:
    returned: Counter[str] = Counter()
    for scenario in scenarios:
        returned.update(scenario.made)
    if returned:
        print(f"returned files: {returned.total()} ({_counts(returned)})")
    print(f"paths written: {_counts(formats([name for each in comparisons for name in each.names]))}")
    commands = sum(len(each.before) for each in comparisons)
    files, rows = sum(each.files for each in comparisons), sum(each.rows for each in comparisons)
    print(f"{seconds:.0f} s")
    print(f"{commands} commands, {files} files, {rows} ledger rows compared: {len(differences)} differences")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda each: -each[1]))


if __name__ == "__main__":
    main()
