"""A template's parts are known by the whole types of what leads to them."""

from __future__ import annotations

import pytest
from support import tables

from xlplan.files.template.package import Package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (f"{OFFICE}/styles", "styles"),
        (f"{OFFICE}/extended-properties", "extended-properties"),
        ("http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties", "extended-properties"),
        ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "core-properties"),
        ("http://schemas.microsoft.com/office/2017/10/relationships/person", "person"),
        ("http://schemas.microsoft.com/office/2014/relationships/chartEx", "chartEx"),
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject"),
        ("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "extensibility"),
        ("http://example.com/other/styles", ""),
        ("styles", ""),
    ],
)
def test_what_leads_to_a_part_is_known_by_its_whole_type(written: str, kind: str) -> None:
    package = Package(tables.workbook((("甲",),), departments=None), "模板")
    identifier = package.link("xl/workbook.xml", written, "xl/other.xml")
    found = {each.id: (each.kind, each.target) for each in package.relationships("xl/workbook.xml")}
    assert found[identifier] == (kind, "xl/other.xml")
