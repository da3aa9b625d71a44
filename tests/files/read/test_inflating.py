"""Parts of a package: unpacked quickly where they are whole, and refused as zlib refuses them where they are not."""

from __future__ import annotations

import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from xlplan.files.look import inflating

TEXT = "".join(f"<c>{number}</c>" for number in range(3000)).encode()


@pytest.fixture(autouse=True, params=["isal", "zlib"])
def by(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "zlib":
        monkeypatch.setitem(sys.modules, "isal", None)
    inflating._quick.cache_clear()
    monkeypatch.setattr(inflating, "_known", {})
    yield
    inflating._quick.cache_clear()


def packed(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize("data", [b"", b"<a/>", TEXT])
def test_a_whole_part_is_unpacked_twice_alike(data: bytes) -> None:
    for _ in range(2):
        assert inflating.inflated(packed(data), zipfile.ZIP_DEFLATED, len(data), zlib.crc32(data)) == data
        assert inflating.inflated(data, zipfile.ZIP_STORED, len(data), zlib.crc32(data)) == data


@pytest.mark.parametrize("data", [b"<a/>", TEXT])
def test_a_part_that_is_not_what_the_directory_says_is_refused(data: bytes) -> None:
    good = packed(data)
    inflating.inflated(good, zipfile.ZIP_DEFLATED, len(data), zlib.crc32(data))
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0x10
    for bad, size, checksum in (
        (good, len(data) - 1, zlib.crc32(data)), (good, len(data) + 1, zlib.crc32(data)), (good, len(data), 1),
        (good[:-2], len(data), zlib.crc32(data) ^ 1), (bytes(flipped), len(data), zlib.crc32(data)), (b"", 3, 0),
    ):  # fmt: skip
        with pytest.raises((zipfile.BadZipFile, zlib.error)):
            inflating.inflated(bad, zipfile.ZIP_DEFLATED, size, checksum)


def test_other_methods_are_not_known() -> None:
    with pytest.raises(NotImplementedError):
        inflating.inflated(b"x", zipfile.ZIP_BZIP2, 1, 0)
