"""What helps to fill in 待核实: drop-downs that offer what fits each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from xlplan.decisions.model import OPTIONS
from xlplan.decisions.sheet import OWN_KINDS
from xlplan.terms.choices import SOURCES, Ruling
from xlplan.terms.headings import ITEM_FIELDS, ITEM_WORDS, PENDING_HEADINGS
from xlplan.terms.sheets import HEADING_ROW, LAST_RESULT_ROW, NAME_DECISIONS

_NOTHING: Final = ("不用选",)
_CHOICES: Final = tuple(dict.fromkeys([*OPTIONS.values(), _NOTHING]))
DECISION_LISTS: Final = {NAME_DECISIONS.format(number): words for number, words in enumerate(_CHOICES, 1)}
"""The words that rows of 待核实 offer, by the defined name of the cells that hold them."""


def offer_decisions(sheet: Worksheet) -> None:
    """Add the drop-downs of 待核实. A row's kind tells which decisions it takes; the rest helps to write rows of one's own."""
    columns = {name: number for number, name in enumerate(PENDING_HEADINGS)}
    kind = f"${chr(ord('A') + columns['kind'])}{HEADING_ROW + 1}"
    names = {words: name for name, words in DECISION_LISTS.items()}
    # Most rows take the first list: it comes last, without a condition.
    first, *others = _CHOICES
    formula = names[first]
    for words in others:
        kinds = OWN_KINDS if words == _NOTHING else [each for each, options in OPTIONS.items() if options == words]
        tests = ",".join(f'{kind}="{each}"' for each in kinds)
        formula = f"IF({f'OR({tests})' if len(kinds) > 1 else tests},{names[words]},{formula})"
    _offer(sheet, columns["decision"], f"={formula}", "处理意见", "请从下拉框里选择：" + "、".join(Ruling), True)
    own = "要自己写一行时，从下拉框里选择：" + "、".join(OWN_KINDS)
    _offer(sheet, columns["kind"], OWN_KINDS, "类型", own, False)
    items = [ITEM_WORDS[name] for name in ITEM_FIELDS]
    _offer(sheet, columns["item"], items, "项目", "代录时从下拉框里选择。", False)
    _offer(sheet, columns["source"], SOURCES, "来源", "代录时写明是怎样得知的。", False)


def _offer(sheet: Worksheet, column: int, source: str | Sequence[str], title: str, message: str, strict: bool) -> None:
    rule: dict[str, Any] = {
        "validate": "list",
        "source": source if isinstance(source, str) else list(source),
        "error_title": title,
        "error_message": message,
        "show_error": strict,
    }
    sheet.data_validation(HEADING_ROW, column, LAST_RESULT_ROW - 1, column, rule)
