"""Returned files with macros, and names that lead elsewhere."""

from __future__ import annotations

import email
import email.policy
import os
import re
import zipfile
from pathlib import Path
from urllib.parse import quote

from support import calc
from support.attacks import parts, verdicts
from support.office import Office, pending_rows, run

from xlplan.files.look.kinds import DOCUMENTS
from xlplan.office.setup import helper_log


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
