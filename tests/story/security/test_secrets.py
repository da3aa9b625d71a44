"""The key that signs, the passwords and the ledger are read by nobody else."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import damage
from support.attacks import SETTINGS, linux, parts
from support.office import Office

from xlplan.files.apart import pool
from xlplan.files.store.writing import write_whole


class TestSecrets:
    """The key that signs and the office's passwords lie where they belong, and nowhere else."""

    PASSWORD = "口令-7Q-很长"

    def everything(self, works: Office) -> Iterator[tuple[Path, bytes]]:
        for path in works.book.parent.rglob("*"):
            if not path.is_file() or path.name in ("密码.txt", "签名密钥.json") or path == works.ledger:
                continue
            data = path.read_bytes()
            yield path, gzip.decompress(data) if path.suffix == ".gz" else data
            if zipfile.is_zipfile(path):
                yield from ((path, part) for _, part in parts(path))

    def test_neither_is_in_any_other_file_nor_in_what_is_printed(self, works: Office, tmp_path: Path) -> None:
        (works.root / "密码.txt").write_text(f"{self.PASSWORD}\n另一个口令\n", "utf-8")
        path = works.answer("教育科")
        path.write_bytes(damage.encrypted(path.read_bytes(), self.PASSWORD))
        locked = works.answer("组宣科")
        locked.write_bytes(damage.encrypted(locked.read_bytes(), "无人知道"))
        printed = [works.do(verb) for verb in ("merge", "status", "remind", "merge")]
        key = json.loads((works.root / "归档/签名密钥.json").read_text("utf-8"))["key"]
        said = "".join(done.out + done.err for done in printed)
        for secret in (self.PASSWORD, "另一个口令", key):
            assert secret not in said
            for path, data in self.everything(works):
                for form in (secret.encode(), secret.encode("utf-16-le"), json.dumps(secret)[1:-1].encode()):
                    assert form not in data, path
        for path, data in self.everything(works):
            assert bytes.fromhex(key) not in data, path

    @linux
    @pytest.mark.parametrize("umask", [0o022, 0o077])
    def test_others_read_neither_key_nor_ledger_and_the_umask_counts(self, tmp_path: Path, umask: int) -> None:
        before = os.umask(umask)
        # Readers write as the program does that started them.
        pool.end_all()
        try:
            works = Office.small(tmp_path, settings=SETTINGS)
            works.do("split")
            works.answer("教育科")
            works.do("merge")
            works.do("status")
        finally:
            os.umask(before)
            pool.end_all()
        assert works.ledger.stat().st_mode & 0o007 == 0
        assert (works.root / "归档/签名密钥.json").stat().st_mode & 0o077 == 0
        loose = [each for each in works.root.rglob("*") if each.stat().st_mode & umask]
        assert not loose

    @linux
    def test_a_ledger_of_an_earlier_version_is_closed_to_others(self, works: Office) -> None:
        works.ledger.chmod(0o644)
        works.do("merge")
        assert works.ledger.stat().st_mode & 0o777 == 0o640

    @linux
    def test_a_secret_file_is_secret_from_its_first_byte(self, tmp_path: Path) -> None:
        modes = []

        def content() -> Iterator[bytes]:
            modes.extend(each.stat().st_mode & 0o777 for each in tmp_path.iterdir())
            yield b"x"

        write_whole(tmp_path / "key", content, 0o600)
        assert modes == [0o600]
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
