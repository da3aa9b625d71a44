"""使用说明.html: one file that leads everywhere within itself and nowhere else."""

from __future__ import annotations

import re
from html import unescape

import pytest

from xlplan.telling.help import MANUAL_PARTS
from xlplan.terms.sheets import WORKBOOK_SHEETS

pytest.importorskip("markdown_it", reason="make setup brings it")


@pytest.fixture(scope="module")
def text() -> str:
    from scripts.docs.manual import manual

    return manual()


def test_each_place_is_there_once_and_each_link_leads_to_one(text: str) -> None:
    places = re.findall(r'id="([^"]+)"', text)
    assert len(places) == len(set(places)) > 100
    assert {unescape(link) for link in re.findall(r'href="#([^"]*)"', text)} <= set(places)
    assert set(MANUAL_PARTS) == set(WORKBOOK_SHEETS) and set(MANUAL_PARTS.values()) <= set(places)


def test_nothing_is_asked_of_another_file(text: str) -> None:
    assert not re.search(r'src="(?!data:image/png;base64,)', text)
    assert not re.search(r'href="(?!#|https://)', text) and "url(" not in text
    assert text.count("data:image/png") > 10
