"""The table of lights on the pages: made from the rules themselves."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Final

from xlplan.plan.settings import Settings
from xlplan.status.lights import RULES
from xlplan.terms.choices import Light

_HEAD: Final = "| 情况 | 灯 |\n| --- | --- |\n"
_TABLE: Final = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def with_lights(text: str) -> str:
    """Return a page's text with its table of lights as the rules are now; a page without one as it is."""
    return _TABLE.sub(lambda _: light_table(), text)


def light_table() -> str:
    """Return the rules in their order, with the thresholds of an office that changes none."""
    thresholds = asdict(Settings())
    rows = [(rule.when.format(**thresholds), rule.light) for rule in RULES]
    return _HEAD + "".join(f"| {when} | {light.label} |\n" for when, light in [*rows, ("其余", Light.GREEN)])
