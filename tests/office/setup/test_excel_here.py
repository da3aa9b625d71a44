"""What the registry says of Excel and WPS."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xlplan.office.setup.excel_here import OFF, Read, excel_macro_level, programs

EXCEL, WPS = r'"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE" /automation', r"C:\Kingsoft\WPS Office\office6\et.exe /Automation"  # fmt: skip


def registry(values: Mapping[str, object]) -> Read:
    """Return a registry with these values by `root:key:name`."""
    return lambda root, key, name: values.get(f"{root}:{key}:{name}")


def server(known: str, number: str, command: str) -> dict[str, object]:
    return {
        rf"classes:{known}\CLSID:": number,
        rf"classes:CLSID\{number}\LocalServer32:": command,
    }


def test_programs() -> None:
    excel, own = server("Excel.Application", "{1}", EXCEL), server("KET.Application", "{2}", WPS)
    taken = server("Excel.Application", "{1}", WPS)
    assert programs(registry({})) == []
    assert programs(registry(excel)) == ["Excel"]
    assert programs(registry(excel | own)) == ["Excel", "WPS"]
    assert programs(registry(taken | own)) == ["WPS"]


@pytest.mark.parametrize("version", ["16.0", "15.0", "14.0"])
def test_macros(version: str) -> None:
    own = rf"user:Software\Microsoft\Office\{version}\Excel\Security:VBAWarnings"
    policy = rf"user:Software\Policies\Microsoft\Office\{version}\Excel\Security:VBAWarnings"
    assert excel_macro_level(registry({})) == 2
    assert excel_macro_level(registry({own: 4})) == 4
    assert excel_macro_level(registry({own: 2, policy: 3})) == 3
    assert (
        excel_macro_level(registry({rf"machine:Software\Policies\Microsoft\Office\{version}\Common:VBAOff": 1})) == OFF
    )
