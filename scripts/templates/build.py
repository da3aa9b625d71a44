"""Builds the templates under templates/; run as `python -m scripts.templates.build [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from scripts import ROOT
from scripts.templates.department import OTHERS_SHEET, TASK_SHEET, build_task_sheet
from scripts.templates.forms import FEEDBACK, RECEIPT, SPOT_CHECK, build_feedback, build_receipt, build_spot_check
from scripts.templates.status import STATUS, build_status
from scripts.templates.word import BULLETIN, CHASING, SUPERVISION, build_bulletin, build_chasing, build_supervision
from scripts.templates.yearly import YEARLY, build_yearly

FOLDER: Final = ROOT / "templates"


def main(folder: Path) -> None:
    """Build every template into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    build_task_sheet(folder / TASK_SHEET)
    build_task_sheet(folder / OTHERS_SHEET, others=True)
    build_status(folder / STATUS)
    build_yearly(folder / YEARLY)
    build_chasing(folder / CHASING)
    build_supervision(folder / SUPERVISION)
    build_spot_check(folder / SPOT_CHECK)
    build_feedback(folder / FEEDBACK)
    build_receipt(folder / RECEIPT)
    build_bulletin(folder / BULLETIN)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
