"""The words by which a cell says of names what they do, and the marks that stand for them where they stood in brackets."""

from __future__ import annotations

from typing import Final

from xlplan.plan.cell_wording import UNIT
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of

_MORE: Final = "(?:负责|组织|实施|抓总|落实|推进|办理|协调|统筹|完成|抓好|做好|配合|支持|协助|参与|工作)*"
_END: Final = r"(?=$|[\s、﹑､，,；;。/／|\ue000-\ue0ff])"
# How it is settled who does something, without saying who.
_PRINCIPLE: Final = (
    r"按?照?[“\"]?(?:谁[^\s、，,；;。谁]{1,6}[、，,]?\s?谁[^\s、，,；;。谁”\"的]{1,4}|管[^\s、，,；;。管]{1,5}[、，,]?必须管[^\s、，,；;。]{1,6}"
    '|(?:属地|分级|归口|条块)(?:管理|负责|结合)(?:、?(?:属地|分级|归口)(?:管理|负责))*|党政同责|一岗双责)[”"]?的?(?:原则)?'
    + _END
)
# 市政协办公室 and 市科协办 are offices; 法规科协办 says what 法规科 does.
HELPING: Final = "(?<!政)(?<![省市区县][科残侨作文])协办(?!公室|室)"
# 会同县 is a county: whether its office stands there is asked.
_TOGETHER: Final = r"(?!(?:(?<![\s\S])|(?<=[、﹑､]))会同县)会同"
_ROLES: Final = "主办|主责|会办|联办|牵头|责任|负责|承办|实施|落实|配合|协办|协助|协同|支持|参与|参加"
LABEL_WORDS: Final = f"(?:主要|次要|主体|监管|成员|组长(?=单位)|统筹|辅助|其他|第[一二三四]|{_ROLES})"
ROLE_TOKEN: Final = pattern_of(
    rf"(?P<label>(?<![^\s、﹑､，,；;。])(?:{LABEL_WORDS}+{UNIT}?|[\u4e00-\u9fff]{{1,4}}?(?:{_ROLES})+(?:单位|部门|科室|股室|处室)|[主协配])[:：]"
    rf"|(?<![^\s、﹑､，,；;。])(?:第一|主要)责任人[:：](?=\s*[^\s、﹑､，,；;。]{{1,10}}[科室股处部局办委会校院园]{_END}))"
    rf"|(?P<other>(?<![^\s、﹑､，,；;。])(?!{LABEL_WORDS}|各|有关|相关|[\u4e00-\u9fff]{{1,4}}(?:{_ROLES}))[\u4e00-\u9fff]{{2,6}}(?:单位|部门|科室|股室|处室)[:：])"
    rf"|(?P<nobody>{_PRINCIPLE})"
    rf"|(?P<with>(?:牵头)?(?:，|,)?{_TOGETHER})"
    rf"|(?P<none>(?:按照?(?:各自|部门)?职[责能](?:分工)?|按照?分工|分工|分别|各自)(?:分别|各自|共同)?(?:负责|落实|实施|推进|抓好|做好)*{_END}"
    rf"|(?:各负其责|各司其职|各尽其责|齐抓共管)+{_END})"
    rf"|(?P<lead>(?:作为|为|是)?(?:共同|联合|分别|具体|统筹|负责|总|分)*牵头(?!办){_MORE}{UNIT}?"
    rf"|(?:作为|为|是)(?:主要|第一|主体)?(?:责任|主责|主办|承办|实施|负责|落实)(?:单位|部门|科室|股室|处室|主体)"
    rf"|(?:具体|共同|全面|统筹|主要|总)*(?:负总责|负责|主办|承办|主责|主抓|为主|抓总|统抓|落实|抓落实|实施|承担|办理|经办){_MORE}{_END})"
    rf"|(?P<support>(?:作为|为|是)(?:配合|协办|协助|协同|支持|参与){UNIT}|(?:共同|积极|分别|做好|密切|主动)*(?:配合|{HELPING}){_MORE}{UNIT}?|(?:共同|积极|分别)*(?:支持|协助|协同|参与|参加|为辅|辅助|协作|会办|联办){_MORE}{_END}|(?:业务|技术|行业)?指导{_END})"
    r"|(?P<mark>[\ue000-\ue0ff])"
    r"|(?P<hard>[\n\r、﹑､，,；;。/／|]+)"
)
"""What parts names: a word that gives them a role, a label before them, a mark, a sign."""
LEADS: Final = pattern_of("(?:牵头|主办|主责|主要责任|主抓|主|总牵头|第一责任|组长(?=单位))" + UNIT + "?")
SHARES: Final = pattern_of("(?:负责|承办|责任|承担|落实|实施)" + UNIT + "?")
# Words of those who are responsible: they lead, unless a word of the cell says that another does.
_RESPONSIBLE: Final = pattern_of("责任|负责|承办|承担|落实|实施")
HELPS: Final = pattern_of("(?:配合|支持|协助|参与)(?:工作)?$")
_SURELY_LEADS: Final = pattern_of("牵头|主办|主责|主要|主抓|第一|首要|抓总|总|统筹|^主[:：]")
HELPING_LABEL: Final = pattern_of("配|协|支持|参与|参加|其他|会办|联办|辅助|次要(?!责任)|监管(?!责任)|成员")
SUPPORTS: Final = pattern_of("(?:配合|协办|协助|协同|支持|参与|参加|协作|会办|联办|协|辅|配|成员(?=单位))" + UNIT + "?")
LEAD_MARK: Final = "\ue000"
SUPPORT_MARK: Final = "\ue001"
SHARE_MARK: Final = "\ue002"
ROLE_MARKS: Final = {LEAD_MARK: Field.LEAD, SHARE_MARK: Field.SHARE, SUPPORT_MARK: Field.SUPPORT}
"""What stands for a role in brackets while a cell is cut, and the column that it means."""


def lead_or_share(word: str) -> Field:
    """Return what a word says that no word of helping is: 责任 is shared, unless it says of whom first."""
    return Field.SHARE if _RESPONSIBLE.search(word) and not _SURELY_LEADS.search(word) else Field.LEAD
