"""`python -m torture`: trials of every kind within so many minutes, and the table of what came of them."""

from __future__ import annotations

import argparse
import atexit
import importlib
import pkgutil
import random
import shutil
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path

from support import ROOT, programs

import xlplan
from torture import clerks, clock, damaged, edited, full, held, killed, lost, mutants, resident, variants
from torture.trial import Kind, adopt_orphans, attempt
from xlplan.files.apart import pool
from xlplan.office.hosts import first_page

KINDS: list[Kind] = [
    *(damaged.KIND, mutants.KIND, mutants.CALC, edited.KIND, killed.KIND, killed.CALLS, full.KIND, held.KIND),
    *(variants.KIND, lost.KIND, clock.KIND, clerks.KIND, resident.KIND, resident.CLERKS),
]
KEPT = ROOT / "tests/output/torture"
"""Where the folder of each trial that failed stays."""

MOST_FAILURES = 3
"""After so many of one kind, the rest of its time goes to others."""


@dataclass
class Tally:
    """What came of the trials of one kind."""

    kind: Kind
    tried: int = 0
    failed: list[int] = field(default_factory=list)
    seconds: float = 0.0
    missing: str = ""


def main() -> None:
    """Run, print the table, and end with 1 where a trial failed."""
    options = _options()
    # Looked for once: each trial is a fork of this process.
    for module in pkgutil.walk_packages(xlplan.__path__, "xlplan."):
        if not module.name.startswith(("xlplan.office", "xlplan.__main__")):
            importlib.import_module(module.name)
    # A page of PDF at each status would take longer than all else.
    first_page.first_page = lambda report: None
    adopt_orphans()
    first = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    print(f"first seed {first}", flush=True)
    kinds = [kind for kind in KINDS if not options.kind or kind.name in options.kind]
    work = Path(tempfile.mkdtemp(prefix="torture-"))
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    total = (options.minutes or 10.0) * 60
    one = options.seed is not None and options.minutes is None
    began = time.monotonic()
    tallies = []
    for number, kind in enumerate(kinds):
        left = total - (time.monotonic() - began)
        share = left * kind.share / sum(each.share for each in kinds[number:])
        tallies.append(_run(kind, first, 0.0 if one else share, work))
    print(table(tallies))
    sys.exit(any(tally.failed for tally in tallies))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("--minutes", type=float, help="for all kinds together; default 10, one trial each with --seed")
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS], help="only these kinds")
    parser.add_argument("--seed", type=int, help="the first trial's seed")
    return parser.parse_args()


def _run(kind: Kind, first: int, seconds: float, work: Path) -> Tally:
    tally = Tally(kind, missing="、".join(name for name in kind.programs if not programs.is_there(name)))
    if tally.missing:
        return tally
    began = time.monotonic()
    # What kinds share is prepared once, in one place.
    (work / "prepared").mkdir(exist_ok=True)
    try:
        ready = kind.prepare(work / "prepared")
    except Exception:
        # The other kinds go on.
        print(f"\nFAILED: {kind.name} could not be prepared\n{traceback.format_exc()[-3000:]}", flush=True)
        return replace(tally, tried=1, failed=[first], seconds=time.monotonic() - began)
    finally:
        pool.end_all()
    while not tally.tried or (time.monotonic() - began < seconds and len(tally.failed) < MOST_FAILURES):
        seed = first + tally.tried
        folder = work / kind.name / str(seed)
        wrong = attempt(kind, seed, ready, folder)
        tally.tried += 1
        if wrong:
            tally.failed.append(seed)
            kept = KEPT / f"{kind.name}-{seed}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept, symlinks=True, ignore=_special)
            shutil.rmtree(folder)
            print(
                f"\nFAILED: python -m torture --kind {kind.name} --seed {seed} (kept: {kept})\n{wrong[-3000:]}",
                flush=True,
            )
    tally.seconds = time.monotonic() - began
    print(f"{kind.name}: {tally.tried} tried, {len(tally.failed)} failed, {tally.seconds:.0f} s", flush=True)
    return tally


def _special(folder: str, names: list[str]) -> list[str]:
    """Name what cannot be copied: pipes and the like."""
    paths = [Path(folder, name) for name in names]
    return [path.name for path in paths if not (path.is_file() or path.is_dir() or path.is_symlink())]


def table(tallies: list[Tally]) -> str:
    """Return the table, as docs/torture.md holds it."""
    lines = ["", "| kind | what | tried | passed | failed | seconds |", "|---|---|---:|---:|---:|---:|"]
    for tally in tallies:
        passed = tally.tried - len(tally.failed)
        what = f"{tally.kind.about} (not tried: {tally.missing} is missing)" if tally.missing else tally.kind.about
        counts = f"{tally.tried} | {passed} | {len(tally.failed)} | {tally.seconds:.0f}"
        lines.append(f"| {tally.kind.name} | {what} | {counts} |")
    tried, failed = sum(t.tried for t in tallies), sum(len(t.failed) for t in tallies)
    lines.append(f"| all | | {tried} | {tried - failed} | {failed} | {sum(t.seconds for t in tallies):.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
