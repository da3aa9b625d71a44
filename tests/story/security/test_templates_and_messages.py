"""Templates and the answers of reading processes run nothing."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from xlplan.files.apart import judging, messages
from xlplan.files.papers.word_file import fill_word
from xlplan.files.store.shipped import template
from xlplan.terms.errors import TemplateError


class TestTemplates:
    """A template may have come from somebody else."""

    def changed(self, folder: Path, change: Callable[[str], str]) -> None:
        name = "催办单.docx"
        data = io.BytesIO(template(name, folder / "none").read_bytes())
        with zipfile.ZipFile(data) as old, zipfile.ZipFile(folder / name, "w") as new:
            for each in old.namelist():
                part = old.read(each)
                new.writestr(each, change(part.decode()) if each == "word/document.xml" else part)

    def filled(self, folder: Path) -> str:
        values: Mapping[str, Any] = {"催办": []}
        with zipfile.ZipFile(io.BytesIO(fill_word("催办单.docx", folder, values))) as package:
            return package.read("word/document.xml").decode()

    def test_an_entity_brings_in_no_other_file(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("TOPSECRET")
        entity = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><w:document'
        self.changed(
            tmp_path,
            lambda text: text.replace("<w:document", entity, 1).replace(
                "</w:body>", "<w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>"
            ),
        )
        with contextlib.suppress(TemplateError):
            assert "TOPSECRET" not in self.filled(tmp_path)

    @pytest.mark.parametrize(
        "said",
        ["{{ 催办.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{{ ''.__class__ }}", "{% import 'os' as o %}"],
    )
    def test_placeholders_run_nothing(self, tmp_path: Path, said: str) -> None:
        self.changed(
            tmp_path, lambda text: text.replace("</w:body>", f"<w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:body>")
        )
        with pytest.raises(TemplateError):
            self.filled(tmp_path)


class TestWorkers:
    """A worker that a file has taken over gets nothing across but readings."""

    @pytest.mark.parametrize(
        ("module", "name"),
        [
            ("os", "system"), ("builtins", "eval"), ("xlplan.terms.errors", "__builtins__"), ("datetime", "sys"),
            ("xlplan.files.apart.read_one", "read_returned"), ("xlplan.files.apart.read_one", "PurePath"), ("xlplan.returns.reading", "re"),
        ],
    )  # fmt: skip
    def test_what_it_names_is_not_called(self, module: str, name: str) -> None:
        packed = (
            b"\x80\x04" + pickle.GLOBAL + f"{module}\n{name}\n".encode() + pickle.EMPTY_TUPLE + pickle.REDUCE + b"."
        )
        with pytest.raises(pickle.UnpicklingError):
            messages.ReadOrder((), (), 1).load(packed, messages.File("一.xlsx", b""))

    @pytest.mark.parametrize("said", [b"abc", b"\x80\x04b.", b"\x80\x04N."])
    def test_what_is_no_message_is_refused_whatever_it_is(self, said: bytes) -> None:
        with pytest.raises(pickle.UnpicklingError):
            messages.ReadOrder((), (), 1).load(said, messages.File("一.xlsx", b""))

    def test_a_message_longer_than_any_is_not_waited_for(self) -> None:
        with pytest.raises(ValueError, match="bytes"):
            messages.receive_bytes(io.BytesIO(b"\xff" * 8))
        assert messages.receive_bytes(io.BytesIO(struct.pack("<Q", 4) + b"abc")) is None

    @pytest.mark.parametrize(
        "said",
        [
            {0: "taken"}, {1: 3}, {2: True}, {3: {"filler": 1}}, {3: {"__class__": "x"}}, {4: [["a"]]}, {4: [["a", "error", 1, None, None, "", "", None, "", "", ""]]},
            {5: None}, {6: [1]}, {7: [1]}, {7: ["1", True, True]}, {8: [["1.1"]]}, {8: [["1.1", "A6", *[None] * 8, 5]]},
            {8: [["1.1", "A6", None, "没有", *[None] * 6, "I6"]]}, {8: [["1.1", "A6", "x", *[None] * 7, "I6:day"]]}, {9: [["1.1", "os", "A6", "x", None, None]]},
            {9: [["1.1", "state", "A6", "x", "y", "day"]]}, {10: [b"".decode()]}, {10: [1, 2]}, [], {}, "x", None,
        ],
    )  # fmt: skip
    def test_an_answer_is_texts_and_numbers_where_they_belong(self, said: Any) -> None:
        row = ["1.1", "A6", "推进中", "0.5", *[None] * 6, "H6,I6"]
        parts: list[Any] = [
            "accepted",
            "教育科",
            1,
            {"filler": "王"},
            [],
            "任务表",
            [],
            [1, False, True],
            [row],
            [],
            None,
            False,
        ]
        assert judging.loads(json.dumps(parts).encode(), "一.xlsx", "").rows == [row]
        wrong = [said.get(place, part) for place, part in enumerate(parts)] if isinstance(said, dict) and said else said
        with pytest.raises(ValueError):
            judging.loads(json.dumps(wrong).encode(), "一.xlsx", "")
