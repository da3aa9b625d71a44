"""The wheels of the offline bundle: for each system and each Python all that xlplan needs at run time, and nothing missing.

pip downloads for other systems than the one it runs on, but reads conditions such as `platform_system == "Windows"` as
if for its own. So what each wheel asks for on its target is worked out here, and fetched until nothing is missing; so are
the conditions in constraints.txt.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from itertools import product
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from scripts import ROOT

PYTHONS: Final = ((3, 11), (3, 12), (3, 13), (3, 14))
"""The versions of Python that a bundle is made for."""


class WheelsError(Exception):
    """pip could not fetch what is needed; the message is its last words."""


@dataclass(frozen=True)
class Target:
    """A system as pip names it (the newest names first), and as conditions in requirements name it."""

    platforms: tuple[str, ...]
    conditions: Mapping[str, str]

    def tags(self, python: tuple[int, int]) -> list[Tag]:
        """Return what a wheel may be made for, the best first."""
        own = list(cpython_tags(python, platforms=self.platforms))
        return own + list(compatible_tags(python, f"cp{python[0]}{python[1]}", self.platforms))

    def environment(self, python: tuple[int, int]) -> dict[str, str]:
        """Return what conditions in requirements are judged by."""
        version = f"{python[0]}.{python[1]}"
        return {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": version,
            "python_full_version": f"{version}.0",
            "extra": "",
            **self.conditions,
        }


def _linux(machine: str) -> Target:
    # 2.28 is the glibc of the domestic desktops' oldest releases in use.
    names = [f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)] + [f"manylinux2014_{machine}"]
    if machine == "x86_64":
        names += ["manylinux_2_12_x86_64", "manylinux2010_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"]
    return Target(tuple(names), {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": machine})  # fmt: skip


def _macos(machine: str) -> Target:
    releases = [f"{major}_0" for major in range(13, 10, -1)]
    if machine == "x86_64":
        releases += [f"10_{minor}" for minor in range(16, 8, -1)]
    kinds = (machine, "universal2", *(("intel",) if machine == "x86_64" else ()))
    names = [f"macosx_{release}_{kind}" for release in releases for kind in kinds]
    if machine == "arm64":
        names += [f"macosx_10_{minor}_universal2" for minor in range(16, 8, -1)]
    return Target(tuple(names), {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": machine})  # fmt: skip


TARGETS: Final[Mapping[str, Target]] = {
    "windows": Target(
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
    "macos-arm64": _macos("arm64"),
    "macos-x86_64": _macos("x86_64"),
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
}


def own_wheel(folder: Path) -> Path:
    """Build the program's own wheel into a folder, with 使用说明.html if that was built. Raise WheelsError."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise WheelsError((done.stdout + done.stderr)[-2000:])
    (wheel,) = folder.glob("xlplan-*.whl")
    return wheel


def fetch(own: Path, folder: Path, targets: Sequence[str], pythons: Sequence[tuple[int, int]] = PYTHONS) -> None:
    """Put into `folder`, beside the wheel `own` that lies there, what it needs on each target, and pip itself.

    Raise WheelsError where a wheel cannot be had.
    """
    _pip(["pip"], folder)
    with tempfile.TemporaryDirectory() as work:
        constraints = Path(work) / "constraints.txt"
        for name, python in product(targets, pythons):
            target = TARGETS[name]
            constraints.write_text("\n".join(pinned(target, python)), "ascii")
            wanted = list(missing(own, folder, target, python))
            while wanted:
                platforms = [f"--platform={each}" for each in target.platforms]
                version = f"--python-version={python[0]}.{python[1]}"
                words = [*platforms, version, "--implementation=cp", f"--constraint={constraints}"]
                _pip([*words, *map(_plain, wanted)], folder)
                before, wanted = wanted, list(missing(own, folder, target, python))
                if wanted == before:
                    raise WheelsError(f"{name}, Python {python[0]}.{python[1]}: {', '.join(map(str, wanted))}")


def pinned(target: Target, python: tuple[int, int]) -> list[str]:
    """Return what constraints.txt says for a target: `name==version`."""
    lines = (ROOT / "constraints.txt").read_text("ascii").splitlines()
    given = [line for line in lines if not line.startswith("#")]
    return [_plain(each) for each in _applying(given, target.environment(python))]


def missing(own: Path, folder: Path, target: Target, python: tuple[int, int]) -> Iterator[Requirement]:
    """Yield what the wheel `own`, and whatever it asks for in turn, needs on a target and `folder` has no wheel for."""
    ranks = {tag: rank for rank, tag in enumerate(target.tags(python))}
    environment = target.environment(python)
    seen: set[str] = set()
    todo = [own]
    while todo:
        for requirement in _requirements(todo.pop(), environment):
            if (name := canonicalize_name(requirement.name)) not in seen:
                seen.add(name)
                if found := _best(folder, requirement, ranks):
                    todo.append(found)
                else:
                    yield requirement


def _best(folder: Path, requirement: Requirement, ranks: Mapping[Tag, int]) -> Path | None:
    """Return the wheel that pip will take: of the newest version, the one nearest to the target."""
    found = []
    for path in folder.glob("*.whl"):
        name, version, build, tags = parse_wheel_filename(path.name)
        fitting = [ranks[tag] for tag in tags if tag in ranks]
        if name == canonicalize_name(requirement.name) and fitting and version in requirement.specifier:
            found.append((version, -min(fitting), build, path))
    return max(found)[-1] if found else None


def _requirements(wheel: Path, environment: dict[str, str]) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as package:
        (name,) = (each for each in package.namelist() if each.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(package.read(name).decode("utf-8"))
    return _applying(head.get_all("Requires-Dist", []), environment)


def _applying(lines: Iterable[str], environment: dict[str, str]) -> Iterator[Requirement]:
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


def _plain(requirement: Requirement) -> str:
    """Write a requirement without its condition, which pip would judge by its own system."""
    return f"{requirement.name}{requirement.specifier}"


def _pip(words: Sequence[str], folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    done = subprocess.run(
        [*command, "--dest", str(folder), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise WheelsError(done.stderr.strip()[-2000:])
