"""What a name looks like: a department, a group, a person, a number. Enough to ask, hardly ever to decide."""

from __future__ import annotations

import re
from typing import Final

from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

PIECES: Final = pattern_of(r"[\s、，,；;/]+")
"""What stands between the names of a cell."""
_UNIT_END: Final = pattern_of(
    "(?:[科室股处部局厅委办会院所站队组校园馆社团司镇乡村街署庭台府]|中心|[小中大]学|高中|初中|[一二三四五六七八九十\\d][中小幼]|妇联|文联|残联|科协|工商联|党委|街道|社区|公司|海关|(?:经开|高新|开发|示范|保税|度假|产业园|工业园)区)$"
)
# Words that stand for units in general.
_GENERIC: Final = "中小学校?|小学|中学|初中|高中|学校|幼儿园|园所|科室|股室|处室|部门|单位|镇街|乡镇|街道|社区|镇村|村居|直属单位|二级单位|下属单位"
# 责任部门 and 牵头部门 are headings rather.
_ROLES: Final = (
    "责任|牵头|配合|主办|承办|协办|协助|协同|执行|支持|参与|实施|落实|负责|填[报表]|报送|上报|督[办查]|考核|交办|审核"
)
_COLLECTIVE: Final = pattern_of(
    "(?:各|相关|有关|其他|其它|全(?:[区县市局省镇体校园院厂乡村街处厅委]|系统|行业)|所有|机关各)"
    "|.{0,8}(?:各(?!界)|相关|有关|所有)[\u4e00-\u9fff]{1,8}$"
    f"|(?!{_ROLES}).{{0,8}}(?:部门|单位|科室|股室|处室|机构|党组织|社会组织|系统|媒体|班子|四大家)$|(?:(?:村|社区)?[两三]委|[两三]办|工青妇(?:组织)?|属地.{{1,6}}|[村镇乡]\\([居社街乡镇].{{0,3}}\\)(?:两委|委会|委员会|办)?)$|(?:\\d+|[一二两三四五六七八九十]+)[所个家](?!月).{{1,8}}$"
    "|.{0,8}(?<!附)(?:所属|下属|直属)(?:学校|中小学校?|中学|小学|医院|园所|机构|企业)$"
    "|.{0,6}(?:所在|事发|发生)地?的?(?:镇街|乡镇|镇|乡|街道|社区|村居?|县区|县市区|派出所)$|[省市县区镇]级?县区$|(?:县市?区|区县|市县|村居|镇村|[镇乡村]级|公检法司?)$"
    "|(?:沿线|沿途|辖区|所辖|周边|当地|项目?所在地?|涉及的?|相邻)(?:各|相关|有关)?(?:镇街|乡镇|镇村|镇|乡|街道|社区|村居?|学校|企业|单位|部门)$"
    "|.{0,4}(?:成员|共建|文明|帮扶|事业|党群|驻[区地]|共驻|结对|包联|挂联|联建)单位$"
    "|(?:乡镇?|镇街?|街道|、|和|及)+(?:人民)?(?:政府|办事处|党委)$"
    "|(?:[局县市区镇委部]属|[县市区镇局]直|试点|示范|项目|帮扶|结对|受援|薄弱|寄宿制|高级|完全)+(?:学校|[校园]|单位)$"
    f"|(?:全[区县市省局校镇体]|局|机关|区|县|市|直属|公办|民办|义务教育|城区|农村|乡镇|下属|所属|[、和及与])*(?:{_GENERIC})$"
)
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻柏苏潘葛范彭郎鲁韦马苗方俞任袁柳唐罗毕郝邬安常于傅齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝"
    "戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房裘缪解丁邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲封靳段侯全班秋牛仇武刘龙叶司黎薄白"
    "蒲邰赖卓蔺屠蒙乔闻党翟谭贡姬申扶冉雍桑桂尚温庄晏柴瞿阎慕连茹习艾鱼容向古易廖耿匡文寇欧沃蔚越隆师巩聂敖冷辛简饶曾关岳帅涂肖覃闫丘游盛邝赫连倪汤滕车管池詹薛雷贺史付费岑殷卞甘邸栾栗佟佘仝臧牟苟鄢粟娄宓芮鞠"
)
TWO_CHARACTER_SURNAMES: Final = frozenset({"欧阳", "司马", "上官", "诸葛"})
# As the first of two characters these rather begin the short name of an office: 安全, 高教, 文旅.
_RATHER_OFFICES: Final = frozenset("安高文司金林师党关管全班武商白连计申费甘")
_TITLE: Final = pattern_of(
    "(?:[局校科股处园所站院部省市州区县镇乡村]长|主任|书记|主席|督学|教研员|专干|干事|(?:主任)?科员|调研员|巡视员|党组成员|常委|(?:党委|党组|总支|支部)委员|总监|总(?:工程|会计|经济)师|(?:负责|联系|责任|经办|承办|主办|审核|审批|复核|批准|签发|制表|填表|填报|报送|分管|包联)人|组长|队长|连长|会长|经理|班长|班主任|[组宣纪统青妇生文体学][织传检战年女活艺育习]委员|老师|同志|领导|人员|教师|学生|家长)$"
)
# Posts whose first character is a surname, too: 常务副局长, 纪检组长.
_POST: Final = pattern_of(
    "常务副?(?:[局校科股处园所站院部区县市镇组]长|主任|书记)|常委(?:会?主任)?|党(?:组|委|工委|总支|支部)副?(?:书记|委员|成员)|纪(?:检|委|工委|律|检监察)[组委]?(?:副?(?:组长|书记|主任|委员|干部)|长)"
)
_UNIT_OF: Final = "[局校科处园所站院部区县市镇]"
_PLAIN_POST: Final = pattern_of(
    f"^(?:[省市区县镇乡]委|{_UNIT_OF}?(?:机关|党[组委办]|(?:党|教育)工委|党(?:总支|支部)|机关党委)|{_UNIT_OF}(?=党|(?:主要|分管|主管)?(?:领导|老师|同志|人员|干事))|总|[区县市]?教(?:育|体|科|育体育|科体)局|[局校]?(?:工会|团委|妇联|(?:教务|政教|德育|总务)处?|督导室?|办公室)|)"
    f"(?:常务|第一|分管|主管|总|[一二三四]级)?[副付]?{_TITLE.pattern}"
)
# Whose name these end as those of offices do.
_OF_OFFICE: Final = pattern_of("[省市区县]委|工会|团委|妇联|(?:教务|政教|德育|总务)处|督导室")
PLACES: Final = frozenset("省市州区县镇乡")
"""What the names of places that have a government end with."""
_OF_PLACE: Final = pattern_of(f"..?[{''.join(sorted(PLACES))}]")
_BESIDE_OTHERS: Final = pattern_of("(?:书记|党组成员|委员|常委|调研员|巡视员|主任科员)$")
_COUNTED: Final = pattern_of(r"\d+(?:\.\d+)?(?:[个项名人次万元%％年月日号]|至|-|—)|[年月]底|[月日]前|季度")
_WORDS: Final = pattern_of(
    "牵头|配合|会同|完成|开展|坚持|长期|常态|落实|按照|做好|推进|要求|签字|填表|日期|电话|合计|小计"
)
_MARKS: Final = pattern_of(
    r'\\|[•·‧・．]|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])|[:：?？!！“”"《》=@（()）【】＝%％★☆△▲√○●◎→←↔⇒➔>＞<＜~～+＋*＊&＆①-⑳]'
)
_MORE_INSIDE: Final = pattern_of(r"\((?:含|包括|不含|除|以及|及|和).*\)")
# Nobody's name: placeholders, people by their kind, and offices with what they do to others.
_NO_OFFICE: Final = pattern_of(
    "×|x{2}|某某|^报(?![社业刊])|(?:干部|职工|群众|师生|党员|团员|志愿者|[建设施业承]方|第三方机构|[^委]员)$"
    "|^(?:上级|上一级|第三方|外聘|拟由|暂由)|^每[年月周季日学半]|^同[^济安仁心德江里兴][\u4e00-\u9fff]{0,5}[科室股处办部]$|.(?:报送|上报|汇报)$"
    "|[科室股处办局部院校](?:会(?![计议展务堂宁昌])|商(?![务业贸品会标城]))[\u4e00-\u9fff]{1,10}[科室股处办局部院校园会]$"
    f"|^(?:{_ROLES})+(?:部门|单位|科室|股室|处室)$"
    "|.或.|[科室股处办局会校院园学心][-—–―]+.*[科室股处办局会校院园学心组]$"
    "|[科室股处办局部校院](?:协同|督促|协调(?![科室处办])|指导(?!中心|[科室站]))"
)
# Who is asked, told or left out, and what changed: 请市财政局, 市财政局要, 原市发改委, 除市公安局外. Nobody knows who is meant.
_SAID_OF: Final = pattern_of(
    "^(?:请(?!安)|商(?=[省市县区各])|邀|抄送|抄报|报请|报(?=[省市县区])|建议(?=[由请省市区县各])|可[由邀请]|仅|只需|只由|此项|该项|本项|原则上|视情|按程序|按规定|涉及|经(?=[省市县区].)"
    "|无需|无须|不需|不用|免(?![疫税费规])|除(?![尘雪险四草害])|不[含包再]|暂不|划[转归给](?=[省市县区至给到各])|移交(?=[省市县区给至到由])|改[由为]|[现应]?(?:调整|变更|转交|移交)[为给至到由]|现(?=[由为省市县区])|原(?=[由为省市县区])|新成立|新组建|拟(?=[撤并由设建])(?!建项)"
    "|会同县)"
    "|.(?:不再|划转[至给到省市县区]|改由|调整为|变更为|(?:已|被)(?:撤|并|划))"
    "|[科室股处部局办委会院校园站队中心](?:要|应|须|需|应当|必须|将|可|也|均|都|暂?不|不再|除外|以?外|代管|由其|的由其|(?:除外|外)的.*)$"
)
# Brackets that say what an office does, and no name of it: （资金保障）, （待定）.
_DOES: Final = pattern_of(
    "\\((?![^()]*(?:[科室股处部局办委会队站所组]|中心)\\))(?:[^()]*(?:待定|暂定|保障|指导|监督|资料|新增|撤销|撤并|合并|牵头|配合|协助|负责|参与|审核|把关|兜底|汇总|提供|组织实施|除外|不含))[^()]*\\)"
)
_LONGEST: Final = 20
# Whose offices a table means that itself comes out of an education bureau.
OWN_BUREAU: Final = pattern_of(
    "(?:[\u4e00-\u9fff]{0,8}(?:教育|教体|教科|教科体|教育体育|教育和体育|教育科技|文教)局(?:机关)?|[本我]局|局机关|局)"
)


def ends_as_unit(name: str) -> bool:
    """Return True if a name ends as those of offices, schools and bodies do."""
    return bool(_UNIT_END.search(fold(name)))


def is_collective(name: str) -> bool:
    """Return True if a name stands for others, until somebody says for whom: 各校, 局机关各科室, 中小学校."""
    folded = fold(name)
    # 学校（园）, 乡镇（街道）.
    bare = re.sub(r"\((?:[园所校]|幼儿园|街道|社区|办事处|园区|镇|乡|场|开发区|办)\)$", "", folded)
    return bool(
        _COLLECTIVE.match(folded)
        or (bare and _COLLECTIVE.match(bare))
        or (bare != folded and bare in ("村", "乡", "镇"))
    )


def is_person_or_number(text: str) -> bool:
    """Return True if a text looks like somebody's name or title, or a telephone number."""
    folded = fold(text)
    return bool(re.fullmatch(r"[\d+\-()—]{4,}", folded)) or is_title(folded) or is_person(folded)


def is_title(text: str) -> bool:
    """Return True if a text ends as what people are called by: 副局长, 局领导."""
    return bool(_TITLE.search(fold(text)))


def is_bare_title(word: str) -> bool:
    """Return True for a title without a name: 副局长, 党委书记, 纪检组长, 人事科科长. 王局长 and 王建国副局长 name somebody."""
    folded = fold(word)
    if _POST.fullmatch(folded):
        return True
    found = _TITLE.search(folded)
    if not found or _names_before_post(folded):
        return False
    before = folded[: found.start()].removesuffix("副")
    first = before[:1] in _SURNAMES and (len(before) in (1, 3) or before[:1] not in _RATHER_OFFICES)
    # 赵园园主任 names somebody, 郑州市市长 nobody.
    of_place = len(before) > 1 and before[-1] in PLACES and found[0][0] == before[-1]
    unit = of_place or (ends_as_unit(before) and not (len(before) == 3 and before[1] == before[2]))
    return unit or not (first or before[:2] in TWO_CHARACTER_SURNAMES)


def _names_before_post(folded: str) -> bool:
    """Return True for a name before a post whose first word ends as offices do: 王建国局党组书记, 张党委书记, 李明工会主席."""
    if _OF_PLACE.match(folded):
        return False
    posts = (folded[1:], folded[2:], folded[3:].removeprefix("局"))
    named = (folded[0] in _SURNAMES - _RATHER_OFFICES, *(is_person(folded[:size]) for size in (2, 3)))
    return any(
        who and (_POST.fullmatch(post) or (_OF_OFFICE.match(post) and is_post(post)))
        for who, post in zip(named, posts, strict=True)
    )


def is_post(text: str) -> bool:
    """Return True for a title that holds nothing but words of offices and posts: 副局长, 局党组书记, 分管副主任."""
    return bool(_PLAIN_POST.sub("", fold(text)) == "" or _POST.fullmatch(fold(text)))


def is_beside_others(title: str) -> bool:
    """Return True for a text that ends as a post that one holds beside another: 党组书记, 王建国党组成员."""
    return bool(_BESIDE_OTHERS.search(fold(title)))


def is_surname(text: str) -> bool:
    """Return True for a surname, of one or two characters."""
    return text in _SURNAMES or text in TWO_CHARACTER_SURNAMES


def is_person(folded: str) -> bool:
    """Return True if a folded text looks like somebody's name: a surname, and one or two characters."""
    if ends_as_unit(folded) or not re.fullmatch("[\u4e00-\u9fff·]{2,4}", folded):
        return False
    if len(folded) == 2:
        return folded[0] in _SURNAMES - _RATHER_OFFICES
    return (len(folded) == 3 and folded[0] in _SURNAMES) or "·" in folded or folded[:2] in TWO_CHARACTER_SURNAMES


def _holds_person(folded: str) -> bool:
    """Return True for an office's name with a person behind it: 教育科张三, 教育科-李四."""
    if ends_as_unit(folded):
        return False
    cuts = (folded[:end] for end in range(3, len(folded) - 1))
    return any(ends_as_unit(office) and is_person_or_number(folded[len(office) :].lstrip("-—·:： ")) for office in cuts)


def is_doubtful(name: str) -> bool:
    """Return True if a name is hardly a department: a person, a number, a day, a sentence, one character."""
    folded = fold(name)
    # What follows looks at each beginning of the name.
    if not 2 <= len(folded) <= _LONGEST:
        return True
    if not re.search("[\u4e00-\u9fff]|[a-z]{2}", folded) or is_person_or_number(folded):
        return True
    if _MARKS.sub("", re.sub(r"\([^()]*\)", "", folded)) != re.sub(r"\([^()]*\)", "", folded):
        return True
    before = re.sub(r"\(.*", "", folded)
    if not before or _MORE_INSIDE.search(folded) or _holds_person(folded) or _NO_OFFICE.search(before):
        return True
    if _SAID_OF.search(before) or _DOES.search(folded):
        return True
    if before != folded and before and is_person_or_number(before):
        return True
    return bool(_COUNTED.search(folded) or _WORDS.search(folded) or re.search(r"\d{5}", folded))
