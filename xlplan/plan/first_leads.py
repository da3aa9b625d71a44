"""Rules of who leads, wherever a table writes them: the first of the named (列第一位的为牵头单位), or who is in bold."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from xlplan.terms.patterns import pattern_of

_UNIT: Final = "(?:单位|部门|科室|股室|处室|科股室)?"
_NAMED: Final = "(?:责任|实施|落实|承办)?"
_FIRST_PLACE: Final = (
    "(?:(?:排名|排序|排位|排列|顺序|排|列|位列|名列|位居|居|写|位于|居于|处于)[在于]?(?:第一|首|最前|前)(?:位|个|名|面|家|列)?"
    r"|第一(?:位|个|名|家)|第一(?=责任(?:单位|部门|科室|股室|处室)(?:均?为|是|系))|首(?:位|个|家|列))"
)
_PLACES: Final = ("第一", "首", "前")
"""One of these is part of each way to say it: most texts have none, and need not be searched."""
_FOR: Final = "(?:即|均|就)?(?:为|是|系|作为)"
_WORDS: Final = (
    rf"(?:其中[，,]?)?(?:{_NAMED}{_UNIT}(?:一?栏)?中?[，,]?{_FIRST_PLACE}的?{_NAMED}{_UNIT}"
    rf"(?:{_FOR})?(?:总?牵头|主办|主责|主要责任|第一责任)(?:责任|负责|组织)?{_UNIT}"
    rf"|牵头{_NAMED}{_UNIT}{_FOR}{_NAMED}{_UNIT}(?:一?栏)?中?{_FIRST_PLACE}的?{_NAMED}{_UNIT})"
    rf"(?:[，,；;、。]?(?:其他|其它|其余|后面|后列)的?(?:责任)?{_UNIT}(?:均?为|是)?(?:配合|协办|协同|协助|支持|责任|参与){_UNIT})?"
    "(?:[，,；;]?(?:以?下(?:均|皆)?同))?"
)
# From the first of the marks before it, and from no other: of a thousand line breaks each would be tried with all after it.
_BEFORE: Final = r"(?<![，,；;。\s])[，,；;。\s]*"
_RULE: Final = pattern_of(rf"{_BEFORE}(?:[（(〔\[【](?:注[：:])?{_WORDS}。?[）)〕\]】]|{_WORDS})")

_LOOK: Final = (
    "(?:字体)?(?:加粗|加黑|粗体|黑体|斜体|楷体|下划线|划线|标红|标黄|标蓝|红色?|蓝色?|黄色?|绿色?|底色|[★☆*＊▲△●○◆◎※#])"
)
_BY_LOOK: Final = pattern_of(
    rf"(?:其中)?[^，,；;。（）()\n]{{0,10}}{_LOOK}(?:字体?|标[注记识示]|显示|部分|号|底|色)*的?(?:{_NAMED}{_UNIT})(?:即|均)?(?:为|是|系|表示|代表)(?:总?牵头|主办|主责|主要责任|第一责任){_UNIT}"
    rf"|(?:总?牵头|主办|主责|主要责任|第一责任){_UNIT}(?:名称)?(?:已?[用以由]|均|已)?{_LOOK}(?:字体?|标[注记识示]|显示)*"
)


def leads_by_look(text: str) -> str:
    """Return the words of a text by which a font, a colour or a mark says who leads; "" if none do."""
    found = _BY_LOOK.search(text)
    return found[0].strip() if found else ""


@lru_cache(1 << 12)  # a table names the same departments again and again
def first_leads(text: str) -> str:
    """Return the words of a text that say so, without marks around them; "" if none do."""
    found = _RULE.search(text) if any(word in text for word in _PLACES) else None
    return found[0].strip("（()）〔〕[]【】，,；;。 \n") if found else ""


def without_rule(text: str) -> str:
    """Return a cell's text without those words; what stands after them is parted from what stands before."""
    return _RULE.sub(lambda found: "，" if found.start() and found.end() < len(text) else "", text)
