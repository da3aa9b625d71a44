"""Answers that say nothing: what people write so as not to leave a cell blank."""

from __future__ import annotations

import re
from typing import Final

from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_LONGEST: Final = 24
_ALONE: Final = pattern_of(r"[^0-9a-z\u3400-\u9fff]+")
_WHERE: Final = "(?:汇报材料|书面材料|纪实材料|工作总结|情况说明|情况报告|群文件|群里?|邮箱|电子版|纸质版|原件|附件|附表|附页|附图|附后|另附|另表|备注|说明|材料|佐证材料?|佐证|报告|总结|文件|图片|照片|截图|方案|通知|文档|表格|邮件|微信|纸质)"
_EARLIER: Final = (
    "(?:(?:上|前)(?:期|次|月|周|季度?|半年|学期|年度?|[一二三四]个?(?:期|次|月|周|季度?|学期|年度?))"
    "|(?:20\\d\\d年?|去年|上年|今年|本年)?(?:第?[一二三四1-4]季度?|(?:\\d{1,2}|[一二三四五六七八九十]{1,2})月份?|[上下]半年)|去年|上年度?|以前|之前|此前|往期)"
)
_BY: Final = "工作群|微信群?|qq群?|钉钉群?|群文件|群里?|邮箱|邮件|电子邮件|纸质版?|电子版?|附件|另文|书面|ftp|网盘|系统"
_PUT: Final = "(?:发送?|传|交)"
_REPORTED: Final = "(?:报送?|上报|提交|上传)"
"""What a task itself may ask for."""
_WHAT: Final = "(?:材料|情况|内容|进展|详情|总结|报告)*(?:已|将)?"
_NOTHING: Final = pattern_of(
    r"(?:详?|请|参|可|具体|情况|内容|进展)*见?(?:上|前|左|右|下)(?:述|文|表|面|条|项|行|一[条项行栏])?"
    rf"|(?:[与和跟]|同|见|参见|参照|详见|同于)*{_EARLIER}(?:的?(?:进展|情况|内容|报送|填报|工作|报表|汇报|所[填报]))*(?:一样|一致|相同|同|内容)?"
    r"|(?:[和与]?同|如|照)(?:上|前|左|右|下)(?:述|文|面|条|项|行|一[条项行栏])?(?:所述|一样|一致|相同)?|上同"
    r"|(?:[与和]|同|见)(?:任务|编号|序号|第)?[\d一二三四五六七八九十]+(?:项|条|行|号|点)?(?:任务)?(?:一样|一致|相同)?"
    rf"|(?:具体|情况|内容|进展|材料|详情|详|请|参|可|另)*(?:见|附|查?阅|查?看)(?:所?附)?(?:的|后)?(?:第?\d+)?(?:相关|有关|报送的?)?{_WHERE}*\d*[一二三四五六七八九十]?"
    rf"|{_WHERE}\d*|略|从略|省略|空白?|没有|[暂尚]?无(?:内容)?|n/?a|none|null|x+"
    rf"|{_WHAT}(?:另[行文]?(?:{_PUT}|{_REPORTED})|(?:通过|用|以)?(?:{_BY}){_PUT}|{_PUT}(?:至|到|在)?(?:{_BY})(?:里|中|上|内)?)"
    r"|如[图附](?:所示)?|见图|已?(?:收到|阅|知悉|知晓|收悉|知)"
    r"|暂时?(?:无|没有)(?:任何)?进展"
    r"|(?:待|后|另|再)(?:填报?|补充?|报|续|更新|完善|定)|同"
)


_VAGUE: Final = pattern_of(
    r"(?:目前|当前|本期|暂|尚|工作|各项工作|任务|项目|均|已|正在?|按|有序|顺利|正常|持续|稳步|扎实|积极|按计划|按要求|按时序|按进度|按期)*"
    r"(?:推进|进行|开展|落实|实施|办理|进展|正常|推动)(?:中|之中|正常|顺利|良好)?|(?:暂|尚|目前|本期)?(?:无|没有|没)(?:新的?|明显|任何)?进展"
    r"|[与和]?(?:之前|以前|前期|原来|此前)?(?:无|没有)变化|已?(?:经?上)?报(?:送|过)?|[是否有]"
    rf"|{_WHAT}(?:(?:通过|用|以|在)?(?:{_BY}){_REPORTED}|{_REPORTED}(?:至|到|在)?(?:{_BY})(?:里|中|上|内)?)"
    r"|(?:情况|一切|进展)?(?:正常|良好|顺利)"
)


_OURS: Final = "(?:[我本该](?:们|单位|部门|科室|[科股处室局校院园办镇乡站所队]|中心|街道){1,2}|我)"
_MATTER: Final = "(?:[该此这本][项条件]?|这[项条])?(?:的?(?:任务|工作|事项|内容|业务|指标|问题)){0,2}"
_DUTY: Final = "(?:的?(?:工作|主要|部门)?(?:职[责能权]|业务|工作|任务|分工|管理?|主管|分管|负责))"
_NOT_OURS: Final = pattern_of(
    rf"{_MATTER}(?:与|和|跟|同){_OURS}{_DUTY}?(?:无关联?|没有?关系?|不相关|不沾边)|{_MATTER}(?:与己|与本)无关"
    rf"|{_MATTER}{_OURS}?(?:暂|均|都)?(?:不|未|没有|无)(?:涉及|涉|承担|负责|存在){_OURS}?{_MATTER}{_DUTY}?"
    rf"|{_MATTER}{_OURS}?(?:暂|均|都)?(?:没有|无)(?:此|该|这|相关|对应)[项条类种]?{_MATTER}{_DUTY}?(?:情况)?"
    rf"|{_MATTER}(?:不|并?非|不应)(?:属于?|归|是|由|在)?{_OURS}{_DUTY}*(?:范围|范畴|之?内|承担|负责|办理|的|事)*|{_MATTER}(?:不适用|不在职[责能](?:范围)?内?)"
)


def says_not_ours(text: str) -> bool:
    """Return True for an answer that somebody else is to do the task: 与我科无关, 不涉及本单位. Whether that is so is asked."""
    if len(text) > 2 * _LONGEST or says_nothing(text):
        return False
    # 与我科无关，请转人事科: what follows tells more of the same.
    first = re.split("[,;。]", fold(text).lstrip(",;。 "))[0]
    return _NOT_OURS.fullmatch(_ALONE.sub("", first)) is not None


def says_nothing_of_it(text: str) -> bool:
    """Return True for an answer to a task that says nothing, or that somebody else is to do it."""
    # Most answers are longer than either.
    return len(text) <= 2 * _LONGEST and (says_nothing(text) or says_not_ours(text))


def says_little(text: str) -> bool:
    """Return True for an answer that might be that of any task: 正常推进, 无进展, 已报. It counts, and more is asked."""
    return len(text) <= _LONGEST and _VAGUE.fullmatch(_ALONE.sub("", fold(text))) is not None


def says_nothing(text: str) -> bool:
    """Return True if a text as a whole answers nothing: 同上, 无, /, 详见附件; marks without a word."""
    if len(text) > _LONGEST:
        return False
    folded = fold(text)
    bare = _ALONE.sub("", folded)
    return bare in ("", "0") or _NOTHING.fullmatch(bare) is not None
