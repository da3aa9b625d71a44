"""LibreOffice's add-in: every part is there, parses, is the same each time, and says the same as the table of buttons."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from support import ROOT

from scripts.calc_addin import registry
from scripts.calc_addin.build import basic_source, build_calc_addin
from scripts.packing import unpacked
from xlplan import __version__
from xlplan.files.store.shipped import CALC_ADDIN
from xlplan.office.setup.calc_addin import IDENTIFIER
from xlplan.terms.buttons import ADDIN_BUTTONS

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"
ADDRESS = r"vnd\.sun\.star\.script:XlPlan\.XlPlan\.(\w+)\?language=Basic&location=application"


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return unpacked(build_calc_addin())


def values(part: bytes, name: str) -> list[str]:
    """Return the first value of each property of this name."""
    props = (each for each in ET.fromstring(part).iter("prop") if each.get(f"{OOR}name") == name)
    return [value.text or "" for prop in props for value in prop.findall("value")[:1]]


def test_what_is_committed_is_what_the_sources_make() -> None:
    assert (ROOT / CALC_ADDIN).read_bytes() == build_calc_addin()


def test_all_parts_are_ascii_and_all_but_the_licence_parse(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        assert part.isascii(), name
        if name != "LICENSE":
            ET.fromstring(part)


def test_the_manifest_lists_whatever_libreoffice_has_to_take_in(parts: dict[str, bytes]) -> None:
    listed = {
        entry.get(f"{MANIFEST}full-path"): entry.get(f"{MANIFEST}media-type")
        for entry in ET.fromstring(parts["META-INF/manifest.xml"])
    }
    assert listed == {
        "XlPlan/": "application/vnd.sun.star.basic-library",
        **{name: "application/vnd.sun.star.configuration-data" for name in parts if name.endswith(".xcu")},
    }
    assert {"XlPlan/script.xlb", "XlPlan/dialog.xlb", "XlPlan/XlPlan.xba"} <= set(parts)


def test_the_description_names_the_add_in_and_the_programs_version(parts: dict[str, bytes]) -> None:
    found = {each.tag.rpartition("}")[2]: each.get("value") for each in ET.fromstring(parts["description.xml"]).iter()}
    assert (found["identifier"], found["version"]) == (IDENTIFIER, __version__)


def test_menu_and_toolbar_hold_every_button_with_its_picture(parts: dict[str, bytes]) -> None:
    addons = parts["Addons.xcu"]
    subs = [found[1] for url in values(addons, "URL") if (found := re.fullmatch(ADDRESS, url))]
    # Menu, toolbar and pictures.
    assert sorted(subs) == sorted([button.sub for button in ADDIN_BUTTONS] * 3)
    captions = [button.caption for button in ADDIN_BUTTONS]
    assert sorted(values(addons, "Title")) == sorted([*captions, *captions, registry.TITLE])
    images = {path.removeprefix("%origin%/") for size in ("Small", "Big") for path in values(addons, f"Image{size}URL")}
    assert images == {name for name in parts if name.startswith("icons/")}
    assert len(images) == len(ADDIN_BUTTONS)


def test_the_toolbar_whose_place_is_said_is_the_one_that_is_made(parts: dict[str, bytes]) -> None:
    made = [node.get(f"{OOR}name") for node in ET.fromstring(parts["Addons.xcu"]).iter("node")]
    said = [node.get(f"{OOR}name") for node in ET.fromstring(parts["CalcWindowState.xcu"]).iter("node")]
    assert f"private:resource/toolbar/addon_{registry.TOOLBAR}" in said
    assert registry.TOOLBAR in made


def test_keys_press_buttons_that_there_are(parts: dict[str, bytes]) -> None:
    subs = [found[1] for url in values(parts["Accelerators.xcu"], "Command") if (found := re.fullmatch(ADDRESS, url))]
    assert set(subs) == {button.sub for button in ADDIN_BUTTONS if button.verb in registry.KEYS}


def test_the_basic_holds_the_request_protocol_and_starts_nothing(parts: dict[str, bytes]) -> None:
    source = ET.fromstring(parts["XlPlan/XlPlan.xba"]).text
    assert source == basic_source()
    code = "\n".join(line.split("'")[0] for line in source.splitlines())
    assert not re.search(r"\b(Shell|Declare|CreateObject|CreateUnoService|Application)\b", code, re.IGNORECASE)
    assert re.findall(r"Public Sub (\w+)", code) == [button.sub for button in ADDIN_BUTTONS]


def test_whatever_the_basic_tells_it_has_words_for() -> None:
    source = basic_source()
    told = set(re.findall(r'(?:Tell |Absent = )"(\w+)"', source)) | {"old", "newer"}
    assert told - {"no_mark"} == set(re.findall(r'Case "xlplan_msg_(\w+)"', source))
    assert f'Case "xlplan_version": NamedText = "{__version__}"' in source


def test_the_protocol_is_the_same_source_as_the_workbooks_own() -> None:
    shared = (Path(ROOT) / "macros/XlPlan.bas").read_text("ascii").partition("Private Function Ask(")[2]
    assert shared in basic_source()
