"""A user's desk: the shipped workbook open in a real Calc on a screen, the helper resident."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support import programs, screen
from support.screen import Calc, Screen, wait_for
from xlplan.actions.book import open_book
from xlplan.files.store.workspace import Workspace
from xlplan.office.helper.presses import AGAIN_SECONDS
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.sheets import HEADING_ROW, NAME_LAST_RESULTS

_VERBS = {button.caption: button.verb for button in ADDIN_BUTTONS}


@dataclass
class Desk:
    """A user's desk: a screen, the installed helper running, the workbook open in Calc."""

    screen: Screen
    calc: Calc
    book: Path
    pictures: Path
    opened: ExitStack
    clicked: dict[str, float] = field(default_factory=dict)
    """When each button was clicked last."""

    @property
    def workspace(self) -> Workspace:
        """The working folder beside the workbook."""
        return open_book(self.book).workspace

    def results(self) -> dict[str, tuple[str, float]]:
        """Return the last results on 操作台: step → (result, time)."""
        area = self.calc.document.NamedRanges.getByName(NAME_LAST_RESULTS).getReferredCells()
        return {row[0]: (str(row[1]), row[-1] or 0.0) for row in area.getDataArray()}

    def click(self, caption: str, *, toolbar: bool = False) -> str:
        """Click a button, on the sheet or on the add-in's toolbar; wait for its step's new result, which is returned, and its end."""
        before = self.results().get(caption)

        def new() -> str | None:
            found = self.results().get(caption)
            return found[0] if found and found != before else None

        self.await_turn(caption)
        with self.ends(_VERBS[caption]):
            self.press(caption, toolbar=toolbar)
            return wait_for(new, f"the result of {caption}")

    @contextmanager
    def ends(self, verb: str) -> Iterator[Callable[[], str]]:
        """Wait until a button ends that was pressed in the block: the helper's log says so. Yield what gives its words afterwards."""
        log = self.screen.home / ".local/share/xlplan/helper.log"

        def count() -> int:
            return log.read_text("utf-8").count(f" {verb}: ")

        before = count()
        yield lambda: log.read_text("utf-8").rpartition(f" {verb}: ")[2]
        wait_for(lambda: count() > before, f"the end of {verb}")

    def await_turn(self, caption: str) -> None:
        """Wait until a click on a button is one of its own; sooner it would be the same click once more."""
        time.sleep(max(0.0, self.clicked.get(caption, 0.0) + AGAIN_SECONDS + 0.5 - time.monotonic()))

    def press(self, caption: str, *, toolbar: bool = False, times: int = 1) -> None:
        """Click a button on the sheet or on the add-in's toolbar, twice as a double click does, and wait for nothing."""
        if toolbar:
            self.screen.click(*self.calc.tools()[caption], times=times)
        else:
            self.calc.press(caption, times=times)
        self.clicked[caption] = time.monotonic()

    def open_again(self) -> None:
        """Save the workbook, end Calc, and open the workbook in it once more; the screen's end ends this one too."""
        self.calc.leave()
        # A start while it still ends would be handed over to it, and be lost.
        wait_for(lambda: not Path(f"/proc/{self.calc.pid}").exists(), "Calc to end")
        self.calc = self.opened.enter_context(screen.open_calc(self.screen, self.book))

    def in_front(self, sheet: str) -> None:
        """Wait until a sheet has been brought to front, and keep a picture of the screen."""
        wait_for(lambda: self.calc.front() == sheet, f"{sheet} to come to front")
        time.sleep(1)  # drawn to the end
        self.screen.picture(self.pictures / f"{sheet}.png")

    def filled(self, sheet: str) -> list[tuple[object, ...]]:
        """Return the rows of a result sheet below its headings."""
        return [row for row in self.calc.rows(sheet)[HEADING_ROW:] if any(cell != "" for cell in row)]


@contextmanager
def at_desk(book: Path, tmp_path: Path, keep: Path, *, with_window: bool = False) -> Iterator[Desk]:
    """Set up a desk with a workbook on it."""
    programs.require("soffice")
    with screen.open_screen(tmp_path / "home") as display:
        screen.make_profile(display)
        installing = display.start(sys.executable, "-m", "xlplan", "install", str(book), log=tmp_path / "install.log")
        assert installing.wait(screen.START) == 0, (tmp_path / "install.log").read_text("utf-8")
        command = screen.helper_for(book) if with_window else screen.HIDDEN_HELPER
        helper = display.start(*command, log=tmp_path / "helper.log")
        try:
            wait_for(lambda: display.requests.is_dir(), "the helper")
            with ExitStack() as opened:
                calc = opened.enter_context(screen.open_calc(display, book))
                yield Desk(display, calc, book, keep, opened)
        finally:
            screen.end(helper)
