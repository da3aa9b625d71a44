"""Brings docs/ up to the code, as far as that can be done without a person; run as `python -m scripts.docs.build`.

Quotations of finding codes, settings, buttons and commands, the table of lights, and the output of examples are made anew. What has no entry yet
gets one that says 请补写: that is for a person to write.
"""

from __future__ import annotations

from scripts import ROOT
from scripts.docs.entries import (
    BUTTONS_PAGE,
    COMMANDS_PAGE,
    DOCS,
    FINDINGS_PAGE,
    SETTINGS_PAGE,
    TO_WRITE,
    entries,
    refreshed,
)
from scripts.docs.examples import rerun
from scripts.docs.lights import with_lights


def main() -> None:
    """Renew every page that is not as it should be, and name it."""
    wanted = entries()
    for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        old = path.read_text("utf-8")
        new = old
        if path.name in (FINDINGS_PAGE, SETTINGS_PAGE, BUTTONS_PAGE, COMMANDS_PAGE):
            new = refreshed(path.name, new, wanted)
        new = rerun(with_lights(new))
        if new != old:
            path.write_text(new, "utf-8")
            print(f"renewed {path.relative_to(ROOT)}")
        if TO_WRITE in new:
            print(f"{path.relative_to(ROOT)}: {TO_WRITE} stands where somebody has to write")


if __name__ == "__main__":
    main()
