"""The workbook's VBA project: what is built is what the sources say, and other readers of the format agree."""

from __future__ import annotations

import importlib
import io
import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from scripts.vba import build, ovba
from scripts.vba.cfb import MINI_CUTOFF, compound_file
from xlplan.terms.buttons import BUTTONS, Button
from xlplan.terms.sheets import NAME_ADDIN, NAME_REQUEST

with warnings.catch_warnings():
    # It uses old names of pyparsing's.
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream, detect_autoexec, detect_suspicious

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
STRICT = {"raise_defects": olefile.DEFECT_UNSURE}


ADDIN = ["Sheet1"]
"""The code names of the add-in's sheets."""


@pytest.fixture(scope="module")
def project() -> bytes:
    return build.build_project()


@pytest.fixture(scope="module")
def code() -> str:
    """Return all sources of the workbook's project as one text."""
    return "".join(module.source for module in build.modules())


@pytest.fixture(scope="module")
def addin() -> str:
    """Return all sources of the add-in's project as one text."""
    return "".join(module.source for module in build.modules(ADDIN, addin=True))


@pytest.fixture(params=["code", "addin"])
def each(request: pytest.FixtureRequest) -> str:
    """Return the sources of the one, then of the other."""
    return str(request.getfixturevalue(request.param))


# The project as a whole


def test_oletools_reads_back_every_module_as_it_was_generated(project: bytes) -> None:
    found = {
        name: source
        for _, _, name, source in VBA_Parser("vbaProject.bin", data=project, relaxed=False).extract_macros()
    }
    expected = {f"{m.name}.{'cls' if m.document else 'bas'}": m.source for m in build.modules()}
    assert found == expected
    assert list(expected) == ["ThisWorkbook.cls", *(f"Sheet{n}.cls" for n in range(1, 11)), "XlPlan.bas"]


def test_oletools_reads_back_the_add_ins_modules_too() -> None:
    project = build.build_project(ADDIN, addin=True)
    found = [source for _, _, _, source in VBA_Parser("x.bin", data=project, relaxed=False).extract_macros()]
    assert found == [module.source for module in build.modules(ADDIN, addin=True)]


def test_the_compound_file_has_no_defect(project: bytes) -> None:
    with olefile.OleFileIO(io.BytesIO(project), **STRICT) as ole:
        assert ole.parsing_issues == []
        assert {"PROJECT", "PROJECTwm", "VBA"} == {entry[0] for entry in ole.listdir()}
        assert ole.openstream("VBA/_VBA_PROJECT").read() == ovba.NO_COMPILED_CODE


def test_building_twice_gives_the_same_bytes(project: bytes, tmp_path: Path) -> None:
    out = tmp_path / "vbaProject.bin"
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-m", "scripts.vba.build", out], cwd=ROOT, env=environment, check=True)
    assert out.read_bytes() == project


def test_building_without_a_file_to_write_is_misuse() -> None:
    done = subprocess.run([sys.executable, "-m", "scripts.vba.build"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"OUT" in done.stderr


def test_each_sheet_gets_a_document_module_of_its_code_name() -> None:
    sheets = {m.name: m for m in build.modules(["Sheet1", "Plan"]) if m.document}
    assert list(sheets) == ["ThisWorkbook", "Sheet1", "Plan"]
    assert 'Attribute VB_Name = "Plan"\r\nAttribute VB_Base = "0{00020820-' in sheets["Plan"].source
    assert 'Attribute VB_Base = "0{00020819-' in sheets["ThisWorkbook"].source


def test_the_project_stream_lists_the_modules_and_locks_nothing(project: bytes) -> None:
    with olefile.OleFileIO(io.BytesIO(project)) as ole:
        text = ole.openstream("PROJECT").read().decode("ascii")
    fields = dict(re.findall(r'^(\w+)="?([^"\r]*)"?\r$', text, re.MULTILINE))
    assert "Document=Sheet10/&H00000000\r\n" in text
    assert fields["Module"] == "XlPlan"
    assert fields["Name"] == "VBAProject"
    assert _decrypted(fields["CMG"], fields["ID"]) == bytes(4)
    assert _decrypted(fields["DPB"], fields["ID"]) == b"\x00"
    assert _decrypted(fields["GC"], fields["ID"]) == b"\xff"


def test_protection_fields_are_read_here_as_excel_writes_them() -> None:
    """A workbook saved by Excel without protection: the reading that the test above relies on is right."""
    project_id = "{E2E0E410-BF04-4DC5-BDD2-D3FBBA8B7D37}"
    assert _decrypted("A7A58C2B7CDD73E173E173E173E1", project_id) == bytes(4)
    assert _decrypted("A2A089308531853185", project_id) == b"\x00"
    assert _decrypted("9D9FB6314A2D4B2D4BD2", project_id) == b"\xff"


def _decrypted(field: str, project_id: str) -> bytes:
    """Decrypt a field ([MS-OVBA] 2.4.3.3)."""
    seed, version, key, *rest = bytes.fromhex(field)
    assert seed ^ version == 2
    assert seed ^ key == sum(project_id.encode()) & 0xFF
    plain, before, last, previous = [], version, key, seed ^ key
    for byte in rest:
        previous = byte ^ ((before + previous) & 0xFF)
        before, last = last, byte
        plain.append(previous)
    content = bytes(plain[(seed & 6) // 2 :])
    assert int.from_bytes(content[:4], "little") == len(content) - 4
    return content[4:]


# What the macros may do


def test_the_macros_are_ascii(each: str) -> None:
    assert each.isascii()


@pytest.mark.parametrize(
    "word", ["Shell", "Declare", "CreateObject", "GetObject", "WScript", "AppleScriptTask", "Kill", "SendKeys"]
)
def test_the_macros_do_without(word: str, each: str) -> None:
    assert not re.search(rf"\b{word}\b", each, re.IGNORECASE)


def test_nothing_runs_by_itself(each: str) -> None:
    assert detect_autoexec(each) == []


def test_all_that_oletools_suspects_is_the_request_file_and_the_xlwings_addin(each: str) -> None:
    # `Environ` names the folder, `Run` is the late-bound call of the xlwings add-in, Windows is a system; the rest is file output.
    known = {"Open", "Output", "Print #", "Environ", "Run", "Windows"}
    assert {keyword for keyword, _ in detect_suspicious(each)} == known


def test_the_add_in_is_the_same_source_but_for_which_workbook_is_meant(code: str, addin: str) -> None:
    own, active = ((build.SOURCES / f"{name}_book.bas").read_text("ascii") for name in ("own", "active"))
    subs = set(re.findall(r"Function (\w+)|Sub (\w+)", own)) - {("", "RibbonShown")}
    assert subs <= set(re.findall(r"Function (\w+)|Sub (\w+)", active))
    after = "Private Sub Request(ByVal verb As String)"
    assert code[code.index(after) :] == addin[addin.index(after) :]


def test_the_add_in_writes_into_no_cell(addin: str) -> None:
    assert 'xlplan_nonce")' not in addin and ".Value =" not in addin
    assert addin.count(f'"{NAME_REQUEST}"') == 2


# Buttons and ribbon


def test_every_button_has_a_sub_and_a_ribbon_callback(code: str) -> None:
    for button in BUTTONS:
        assert f'Public Sub {button.sub}()\r\n    Request "{button.verb}"\r\nEnd Sub\r\n' in code
        assert f'Public Sub Ribbon{button.sub}(control As Object)\r\n    Request "{button.verb}"\r\nEnd Sub\r\n' in code


SHOWN_IN_EXCEL = {
    "AcceptInvitation", "CalendarInsert", "ChartInsert", "DataValidation", "DateAndTimeInsert", "FileOpen",
    "FileSendAsAttachment", "Help", "ImportExcel", "MacroPlay", "PropertySheet", "RecordsAddFromOutlook",
    "ReviewNewComment", "TableInsert", "Undo",
}  # fmt: skip
"""Office's pictures that public ribbons of Excel's use. One of another program's, such as Outlook's NewMailMessage, stays blank in Excel."""


def test_the_ribbon_shows_all_buttons_in_order_in_two_groups() -> None:
    root = ET.fromstring(build.ribbon_xml())
    (tab,) = root.iter(f"{CUSTOM_UI}tab")
    assert tab.get("label") == "分工表"
    shown = {group.get("label"): [b.get("label") for b in group] for group in tab}
    assert shown == {
        "办理": [b.caption for b in BUTTONS if b.group == "main"],
        "工具": [b.caption for b in BUTTONS if b.group == "tools"],
    }
    assert list(shown["办理"]) == ["校验", "拆分下发", "合并回收", "生成汇总"]


def test_every_ribbon_button_calls_a_sub_that_is_there(code: str) -> None:
    buttons = list(ET.fromstring(build.ribbon_xml()).iter(f"{CUSTOM_UI}button"))
    assert len({b.get("id") for b in buttons}) == len(BUTTONS)
    for button in buttons:
        assert f"Public Sub {button.get('onAction')}(control As Object)\r\n" in code
        assert button.get("imageMso") in SHOWN_IN_EXCEL
        assert button.get("supertip")


def test_the_add_ins_ribbon_is_the_workbooks_with_callbacks_of_its_own(addin: str, code: str) -> None:
    own, other = (list(ET.fromstring(build.ribbon_xml(addin=each)).iter()) for each in (False, True))
    differing = {
        name for one, two in zip(own, other, strict=False) for name in one.attrib if one.get(name) != two.get(name)
    }
    assert [each.get("label") for each in other[len(own) :]] == ["结果表"]
    assert differing == {"onAction", "getVisible"}
    for button in ET.fromstring(build.ribbon_xml(addin=True)).iter(f"{CUSTOM_UI}button"):
        verb = str(button.get("id")).removeprefix("xlplan_")
        assert f'Public Sub {button.get("onAction")}(control As Object)\r\n    Request "{verb}"\r\nEnd Sub\r\n' in addin
        assert str(button.get("onAction")) not in code


def test_the_workbooks_tab_hides_where_the_add_in_is_loaded(code: str) -> None:
    (tab,) = ET.fromstring(build.ribbon_xml()).iter(f"{CUSTOM_UI}tab")
    assert f"Public Sub {tab.get('getVisible')}(control As Object, ByRef shown As Variant)\r\n" in code
    assert f'Application.Workbooks(NamedText("{NAME_ADDIN}")).Name' in code


def test_one_more_line_in_the_table_is_one_more_button_everywhere() -> None:
    more = (*BUTTONS, Button("archive", "OnArchive", "归档", "tools", "留一份，<留给谁>"))
    assert (
        'Sub AddinOnArchive(control As Object)\r\n    Request "archive"'
        in build.modules(buttons=more, addin=True)[-1].source
    )
    source = build.modules(buttons=more)[-1].source
    assert 'Public Sub OnArchive()\r\n    Request "archive"\r\n' in source
    last = list(ET.fromstring(build.ribbon_xml(more)).iter(f"{CUSTOM_UI}button"))[-1]
    assert (last.get("label"), last.get("onAction")) == ("归档", "RibbonOnArchive")
    assert last.get("supertip") == "留一份，<留给谁>"


# The two formats


@given(st.one_of(st.text(alphabet="abc \r\n", max_size=9000).map(str.encode), st.binary(max_size=3600)))
def test_oletools_expands_what_was_compressed(data: bytes) -> None:
    packed = ovba.compress(data)
    if data:
        assert bytes(decompress_stream(bytearray(packed))) == data
    else:
        assert packed == b"\x01"


@given(st.lists(st.sampled_from(["Dim text As String\r\n", "End Sub\r\n", "x", "abc" * 7]), max_size=2000))
def test_repetition_is_compressed_across_all_chunks(parts: list[str]) -> None:
    data = "".join(parts).encode()
    packed = ovba.compress(data)
    assert not data or bytes(decompress_stream(bytearray(packed))) == data
    assert len(data) < 2000 or len(packed) < len(data) / 2


def test_the_sources_shrink_to_less_than_half(code: str) -> None:
    assert len(ovba.compress(code.encode())) < len(code) / 2


def test_a_chunk_that_cannot_shrink_is_stored_as_it_is_but_not_as_the_last_part() -> None:
    noise = b"".join(i.to_bytes(2, "big") for i in range(0x1000, 0x1800))
    # 4096 bytes without one repetition of three would need 4608 as tokens.
    noise = bytes(b ^ (i * 37 % 251) for i, b in enumerate(noise))
    assert bytes(decompress_stream(bytearray(ovba.compress(noise)))) == noise
    with pytest.raises(ValueError, match="cannot be compressed"):
        ovba.compress(noise + noise[:4000])


_names = st.text(alphabet="abcXYZ_09表", min_size=1, max_size=31)
_sizes = st.sampled_from([0, 1, 63, 64, 65, 511, 512, MINI_CUTOFF - 1, MINI_CUTOFF, MINI_CUTOFF + 1, 70_000])


@given(st.dictionaries(_names, _sizes, max_size=40).filter(lambda d: len({n.upper() for n in d}) == len(d)))
def test_olefile_reads_every_stream_of_any_size(sizes: dict[str, int]) -> None:
    streams = {name: bytes(i % 251 for i in range(size)) for name, size in sizes.items()}
    streams |= {f"in it/{name}": data for name, data in streams.items()}
    with olefile.OleFileIO(io.BytesIO(compound_file(streams)), **STRICT) as ole:
        assert {"/".join(path) for path in ole.listdir()} == set(streams)
        for path, data in streams.items():
            assert ole.openstream(path.split("/")).read() == data
        assert ole.parsing_issues == []


@given(st.integers(min_value=0, max_value=200))
def test_siblings_form_an_ordered_red_black_tree(count: int) -> None:
    names = [f"n{number * 7919 % 1009}" for number in range(count)]
    with olefile.OleFileIO(io.BytesIO(compound_file(dict.fromkeys(names, b"x")))) as ole:
        entries = {sid: ole._load_direntry(sid) for sid in range(count + 1)}
    in_order = [entries[sid].name for sid in _walk(entries, entries[0].sid_child)]
    assert in_order == sorted(names, key=lambda name: (len(name), name.upper()))
    _black_height(entries, entries[0].sid_child, parent_is_red=True)


def _walk(entries: dict[int, olefile.olefile.OleDirectoryEntry], sid: int) -> Iterator[int]:
    if sid != olefile.olefile.NOSTREAM:
        yield from _walk(entries, entries[sid].sid_left)
        yield sid
        yield from _walk(entries, entries[sid].sid_right)


def _black_height(entries: dict[int, olefile.olefile.OleDirectoryEntry], sid: int, parent_is_red: bool) -> int:
    if sid == olefile.olefile.NOSTREAM:
        return 0
    red = entries[sid].color == 0
    assert not (red and parent_is_red)
    left = _black_height(entries, entries[sid].sid_left, red)
    assert left == _black_height(entries, entries[sid].sid_right, red)
    return left + (not red)


@pytest.mark.parametrize("name", ["", "a" * 32, "a:b", "a!b"])
def test_names_that_a_compound_file_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        compound_file({name: b""})


def test_two_names_that_differ_in_case_only_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        compound_file({"Dir": b"", "dIR": b""})


def test_content_beyond_what_the_header_can_list_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        compound_file({"big": bytes(8_000_000)})


def test_what_the_macros_run_through_the_add_in_is_where_they_look_for_it() -> None:
    source = (ROOT / "macros/excel_model.bas").read_text("ascii")
    (module, called) = re.findall(r'"import ([\w.]+); ([\w.]+)\(', source)[0]
    name, _, function = called.rpartition(".")
    assert name == module
    assert callable(getattr(importlib.import_module(module), function))
