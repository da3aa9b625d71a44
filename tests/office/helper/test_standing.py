"""Where the helper's window goes: beside the workbook, else upon its cells, never upon its buttons; and wholly on a screen."""

from __future__ import annotations

import itertools
import logging
from typing import Any

import pytest

from xlplan.files.store.user_data import data_folder
from xlplan.files.store.window_place import WINDOW_PLACE, note_window_place, window_place
from xlplan.office.helper.standing import framed, geometry, on_screen, place_beside, read_geometry, unframed
from xlplan.office.hosts.on_screen import stand_of
from xlplan.terms.areas import ScreenArea, ScreenPlace

HD = ScreenArea(0, 0, 1366, 724)
FULL_HD = ScreenArea(0, 0, 1920, 1036)
SIZE, LEAST = (1080, 520), 430
BARS = ScreenArea(0, 0, 1366, 96)
BUTTONS = (
    ScreenArea(59, 571, 326, 620),
    ScreenArea(982, 571, 1290, 620),
    ScreenArea(59, 641, 153, 676),
    ScreenArea(1133, 641, 1227, 676),
)


@pytest.mark.parametrize(("screen", "stand", "expected"), [
    # There is room on its right, on its left, below and above.
    (FULL_HD, ScreenPlace(ScreenArea(0, 0, 800, 1036)), ScreenArea(840, 516, 1920, 1036)),
    (FULL_HD, ScreenPlace(ScreenArea(1100, 0, 1920, 1036)), ScreenArea(20, 516, 1100, 1036)),
    (FULL_HD, ScreenPlace(ScreenArea(0, 0, 1920, 500)), ScreenArea(840, 516, 1920, 1036)),
    (FULL_HD, ScreenPlace(ScreenArea(0, 600, 1920, 1036)), ScreenArea(840, 80, 1920, 600)),
    # It fills the screen: between the bars and the buttons, as high as that allows.
    (HD, ScreenPlace(HD, (BARS, *BUTTONS)), ScreenArea(286, 96, 1366, 571)),
    (FULL_HD, ScreenPlace(FULL_HD, (ScreenArea(0, 0, 1920, 96), *BUTTONS)), ScreenArea(840, 96, 1920, 571)),
    # Bars alone.
    (HD, ScreenPlace(HD, (BARS,)), ScreenArea(286, 204, 1366, 724)),
    # No room anywhere: the corner farthest from where buttons usually are, as low as may be.
    (HD, ScreenPlace(HD, (ScreenArea(0, 0, 1366, 400),)), ScreenArea(286, 294, 1366, 724)),
])  # fmt: skip
def test_beside_the_workbook_and_never_upon_its_buttons(
    screen: ScreenArea, stand: ScreenPlace, expected: ScreenArea
) -> None:
    assert place_beside(screen, SIZE, LEAST, stand) == expected


def test_whatever_there_is_room_for_it_lies_on_the_screen_and_on_nothing_that_is_kept_free() -> None:
    for left, top, wide, high in itertools.product((0, 300, 900), (0, 200, 500), (400, 900, 1920), (300, 700, 1036)):
        window = ScreenArea(left, top, left + wide, top + high)
        bars = ScreenArea(left, top, left + wide, top + 90)
        place = place_beside(FULL_HD, SIZE, LEAST, ScreenPlace(window, (bars,)))
        assert FULL_HD.holds(place) and not place.shared(bars), (window, place)


def test_a_small_screen_makes_the_window_smaller() -> None:
    assert place_beside(ScreenArea(0, 0, 800, 400), SIZE, LEAST, ScreenPlace(ScreenArea(0, 0, 800, 400))) == ScreenArea(
        0, 0, 800, 400
    )


@pytest.mark.parametrize(("put", "expected"), [
    (ScreenArea(100, 100, 900, 600), ScreenArea(100, 100, 900, 600)),
    (ScreenArea(1500, 900, 2580, 1420), ScreenArea(286, 204, 1366, 724)),
    (ScreenArea(-500, -40, 580, 480), ScreenArea(0, 0, 1080, 520)),
    (ScreenArea(0, 0, 3000, 2000), HD),
])  # fmt: skip
def test_where_it_was_put_is_brought_back_onto_the_screen(put: ScreenArea, expected: ScreenArea) -> None:
    assert on_screen(put, HD) == expected


def test_title_and_edges_lie_on_the_screen_too() -> None:
    put = ScreenArea(0, 0, 1360, 720)
    assert framed(put, 32, 8) == ScreenArea(0, 0, 1376, 760)
    assert unframed(framed(put, 32, 8), 32, 8) == put
    assert unframed(on_screen(framed(put, 32, 8), HD), 32, 8) == ScreenArea(0, 0, 1350, 684)


@pytest.mark.parametrize("text", ["1080x520+286+204", "800x400+-8+-3"])
def test_tks_words_are_read_as_they_are_written(text: str) -> None:
    found = read_geometry(text)
    assert found and geometry(found) == text


def test_why_a_place_is_not_known_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    def find() -> Any:
        raise NotImplementedError("nobody tells, at any look")

    caplog.set_level(logging.INFO, "xlplan.helper")
    logging.getLogger("xlplan.helper").addHandler(caplog.handler)
    try:
        assert [stand_of(find) for _ in range(3)] == [None] * 3
    finally:
        logging.getLogger("xlplan.helper").removeHandler(caplog.handler)
    assert len({id(each) for each in caplog.records if "nobody tells" in each.getMessage()}) == 1


@pytest.mark.parametrize("damaged", [b"", b"[]", b'{"place": 3}', b"{}", b"\xff"])
def test_a_damaged_place_is_none(damaged: bytes) -> None:
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / WINDOW_PLACE).write_bytes(damaged)
    assert read_geometry(window_place()) is None
    note_window_place("1080x520+286+204")
    assert window_place() == "1080x520+286+204"
