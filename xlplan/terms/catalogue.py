"""The catalogue of findings (问题): all that is special to a code. A new one is an entry here and its generator."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Final

from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.records import record


class Severity(StrEnum):
    """How much a finding matters: an error keeps a task from its department, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]


class Extent(StrEnum):
    """How much of a task's row a finding is about."""

    CELL = "cell"
    ROW = "row"


@record(frozen=True, slots=True)
class FindingKind:
    """A catalogue entry. `message`, `hint` and `mend` are templates over the finding's values."""

    severity: Severity
    message: str
    hint: str
    mend: str = ""
    """What a department is told of what it sent; empty if only the office can correct it."""
    title: str = ""
    """The short title that 校验结果 shows for a rule of the table."""
    suffices: bool = True
    """True if a return is sent back for this alone; otherwise it is only mentioned with other corrections."""
    rechecked: bool = False
    """True if a sheet that goes back is checked for it anew, whatever the return was told."""
    asks: QuestionKind | None = None
    """The kind of question that the finding becomes in 待核实."""
    leaves_open: Extent | None = None
    """What waits for the office's decision; after that nobody is told of it any more."""
    loses: Extent | None = None
    """What could not be read, so that the value of an earlier return still counts."""
    signed: bool = False
    """True if the file's signature proves the department that a refused file names."""
    beside: tuple[Field, ...] = ()
    """The columns of the same row that may mend it as well as its own."""
    unread: str = ""
    """In plain words, what a department put into its sheet that this says was not taken as an answer."""
    shut: bool = False
    """True if no link may lead to the file, since opening it could run something."""


_error = partial(FindingKind, Severity.ERROR)
_warning = partial(FindingKind, Severity.WARNING)
_said_along = partial(FindingKind, Severity.WARNING, suffices=False)
_note = partial(FindingKind, Severity.NOTE, suffices=False)

# The responsibility table, its departments and settings.
OF_THE_TABLE: Final[Mapping[str, FindingKind]] = {
    "table-second": _warning("{how}“{value}”里也有一张像分工表的表（{count}行），没有读取；读的是“{used}”。", "若里面有要下发的任务，请并到“{used}”里；只是底稿或旧表的，不用理会。", title="还有一张表"),
    "column-twice": _error("有两列都像“{heading}”：{columns}；本次只用了{used}。", "请只留一列，或把另一列的标题改成它真正的意思。", title="标题重复"),
    "further-unknown": _warning("“{name}”里写的“{value}”在分工表里没有这一列。", "请照分工表的标题写；表里有：{headings}。", title="没有这一列"),
    "column-missing": _warning("没有找到“{heading}”列，这一项全部按空白处理。", "请补上这一列，标题写“{heading}”。", title="缺少标题"),
    "column-taken": _note("{heading}一列当作“{value}”：{why}。", "若不对，请把这一列的标题改成它真正的意思；新建时可以用 --column {value}=标题 指定。", title="标题按意思认定"),
    "column-assumed": _warning("没有一列的标题写明做什么；{heading}一列写得最多，当作“主要内容”。", "请核对；若不对，请把写着做什么的一列标题改成“主要内容”，新建时可以用 --column 主要内容=标题 指定。", title="哪一列是任务，标题没有写明"),
    "column-marks": _note("{columns}各列是部门，格里的符号是职责：{roles}。", "若不对，请在标题或注里写明每个符号是牵头还是配合。", title="部门作列的表"),
    "column-marks-assumed": _warning("{columns}各列是部门，格里的符号没有写明是牵头还是配合，暂按{roles}处理。", "请在标题或注里写明，例如“√牵头 ○配合”。", title="符号没有说明"),
    "column-periods": _note("{columns}各列写的是分段任务，原样保留，各段的最后一天作为节点；到期日按写了时限的列算。", "请核对；到期日以后的各段不作节点。", title="分段的列"),
    "column-unknown": _note("“{heading}”列不在约定的标题里，算本单位自己的列。", "不影响使用；要不要写进任务表的“其他要求”，由“设置”里的“其他要求的列”定；它就是某个约定的列的，请改用约定的标题。", title="自己加的列"),
    "column-roles-unread": _error("{heading}一列写的是牵头、配合等职责，看不准说的是谁，没有读；“{value}”里的部门都算执行部门。", "请把部门分别写到“执行部门”和“支持部门”两列。", title="职责一列没有读"),
    "first-leads": _warning("写着“{value}”，可没有写进每一格：各格里没有写明职责的部门，都按所在的列算，没有照它分牵头和配合。", "请把每一格排在第一位的留在“执行部门”，其余的移到“支持部门”；或在每一格里写明牵头。", title="列第一位的为牵头单位"),
    "leads-by-look": _warning("写着“{value}”，字体、颜色和符号都不读：各格里的部门都按所在的列算，没有照它分牵头和配合。", "请把牵头的部门留在“执行部门”，其余的移到“支持部门”；或在格里写明“牵头”。", title="用字体或符号说明牵头"),
    "row-skipped": _warning("{rows}看起来是{what}，没有当作任务：{text}。", "若其中有任务，请把主要内容和执行部门写到对应的列里。", title="不是任务的行"),
    "row-remark": _note("{rows}看起来是{what}，没有当作任务：{text}。", "若其中有任务，请把主要内容和执行部门写到对应的列里。", title="小标题、附注和重复的标题行"),
    "table-beside": _warning("{cells}是旁边的另一张表（{text}），没有读取。", "若里面有要下发的任务，请给它一行同样的标题，或并到分工表里。", title="旁边另有一张表"),
    "table-below": _warning("{rows}是{what}，没有当作任务：{text}。", "若里面有要下发的任务，请给它一行同样的标题，或并到上面的表里。", title="下面另有一张表"),
    "sheet-hidden": _warning("分工表所在的工作表“{value}”是隐藏的，照样读取。", "请核对它是不是现在用的一张；不是的，请把要用的一张取消隐藏，或删去这一张。", title="工作表隐藏着"),
    "row-hidden": _warning("{rows}看不见（被筛选掉或设了隐藏），照样当作任务读取：{text}。", "不再要的，请取消筛选后删去这些行；要的，不用理会。", title="隐藏的行"),
    "column-hidden": _warning("{columns}隐藏着，照样读取。", "请取消隐藏核对；不要的，请删去这一列。", title="隐藏的列"),
    "cell-struck": _warning("画了删除线的文字按删去处理（{how}）：{text}。", "还要的，请去掉删除线；不要的，请把文字删去。", title="画了删除线的文字"),
    "cell-comment": _warning("旁边的批注没有当作表里的内容：“{value}”。", "批注改了内容、部门或时限的，请写进单元格；只作备忘的，不用理会。", title="旁边有批注"),
    "sheet-box": _warning("这里的文本框（图形）里有文字，没有读取：“{value}”。", "里面有任务的，请写进表格的单元格；没有的不用理会。", title="文本框里有文字"),
    "sheet-picture": _note("表上有 {count} 张图片（{cells}），没有读取。", "图片里若有任务或时限，请照着写进单元格。", title="表上有图片"),
    "registry-missing": _note("没有“部门”表，部门名称按分工表里的写法照用。", "建议加一张“部门”表，写明部门名称、别名和群组成员；选了只看结果的，写在工作区的“设置.xlsx”的“部门”里。", title="没有部门表"),
    "registry-unread": _error("工作区里“设置.xlsx”的“部门”没有读：找不到标题“部门名称”，写在那里的成员、别名都没有用上。", "请把那一列的标题改回“部门名称”，保存后再点按钮。", title="补充的部门没有读"),
    "registry-duplicate": _error("名称“{value}”在“部门”表里出现了不止一次：另一处是{other}。", "请删去重复的一行，或改掉重复的别名。", title="部门名称重复"),
    "registry-near": _warning("“{value}”与“{near}”太像，现按两个部门处理。", "请核对是不是同一个：是的，请改成一样的写法，或写进“别名”并删去多余的一行；不是的不用理会。", title="部门名称太像"),
    "setting-contradicts": _warning("设置里黄灯的落后点数（{amber}）不比红灯的（{red}）小，黄灯就没有用了：落后的都按红灯算。", "请把“黄灯：落后点数”改得比“红灯：落后点数”小。", title="设置互相矛盾"),
    "group-cycle": _error("群组“{value}”的成员绕回了它自己。", "请修改“部门”表中这一群组的成员。", title="群组互相包含"),
    "setting-invalid": _warning("设置“{name}”的内容“{value}”看不懂，暂按“{default}”处理。", "{cure}", title="设置看不懂"),
    # One cell.
    "cell-error": _error("“{heading}”单元格是错误值 {value}，按空白处理。", "请改正公式，或直接写上文字。", title="错误值"),
    "cell-uncalculated": _error("“{heading}”单元格是没有算过的公式 {value}，按空白处理。", "请用表格软件打开、重算并保存，或直接写上文字。", title="没有算过的公式"),
    "value-number": _warning("“{heading}”写的是数字 {value}，这里应该是文字。", "请确认是否填错了列；若无误，请把单元格设为文本格式再写一遍。", title="写成了数字"),
    "value-date": _warning("“{heading}”写的是日期 {value}，这里应该是文字。", "表格软件会把 1-2 之类的内容变成日期；请把单元格设为文本格式再写一遍。", title="写成了日期"),
    "id-duplicate": _error("编号 {value} 与{other}重复，本行暂记为 {used}。", "请给其中一行换一个没有用过的编号。", title="编号重复"),
    "id-missing": _warning("没有编号，暂记为 {used}。", "请在编号列写上 {used}，或在操作台点“校验”时选择自动补上。", title="缺少编号"),
    "id-column-missing": _warning("表里没有编号列，已按顺序编为 {first} 至 {last}，并按内容记住。", "建议在表的最前面加一列“编号”，把编号写上。", title="没有编号列"),
    "id-number": _warning("编号 {value} 是数字而不是文字，末尾的 0 会丢失（1.10 会变成 1.1）。", "请把编号列设为文本格式，再写一遍编号。", title="编号是数字"),
    "id-gap": _note("“{project}”的编号缺 {missing}。", "若任务已撤销可不理会；否则请检查是不是漏了行或写错了编号。", title="编号不连续"),
    "project-missing": _error("没有写工程名称。", "请写上工程名称；若与上一行相同，可以把单元格向下合并。", title="缺少工程名称"),
    "projects-missing": _warning("所有任务都没有写工程名称。", "要按工程汇总的，请写上；没有工程之分的，不用理会。", title="都没有工程名称"),
    "content-missing": _error("没有写主要内容。", "请写上任务的主要内容，或删去这一行。", title="缺少主要内容"),
    "content-several": _warning("一格里有 {count} 件事，各有牵头的：“{value}”；现作一项任务，只下发给执行、责任、支持各部门栏里写明的部门，只在这一格里写到的收不到。", "要分别下发、分别报送的，请拆成几行，每件事一行。", title="一格里有几件事"),
    "task-done": _warning("“{heading}”一列写着“{value}”的有 {count} 项（{tasks}），照样当作要办的任务，会再下发。", "办结了、不用再报的，请从分工表里删去这些行，或者下发以后同意销号；还要报的不用理会。", title="写着已经办结"),
    "content-shared": _warning("主要内容一格合并了几行，每一行作一项任务，各按自己的部门和时限下发：除第一行外另有 {count} 项（{tasks}）。", "请核对；本来是一项任务、几个部门办的，请把部门写在一格里，并成一行。", title="几行合用一格内容"),
    "content-duplicate": _warning("主要内容与 {other} 完全相同。", "请确认是不是重复的任务。", title="内容重复"),
    "lead-missing": _error("没有写执行部门。", "请写上执行部门，否则这项任务发不到任何部门。", title="缺少执行部门"),
    "leads-missing": _error("所有任务都没有写执行部门，一项也发不出去。", "请在“执行部门”一列写上由哪个部门做。", title="都没有执行部门"),
    "department-unknown": _error("“{value}”不在“部门”表里。", "{cure}", title="部门不在名录"),
    "department-ambiguous": _error("“{value}”可以有不止一种分法：{options}。", "请用顿号或换行把部门分开写。", title="部门分不开"),
    "registry-renamed": _warning("以前给“{value}”下发过任务，现在“部门”表里没有这个名称，它的任务都在“{department}”名下。", "是改了名的，请把“{value}”写进“{department}”的“别名”，不然以前报的、定下的都不算在“{department}”名下；不是改名的，可不理会。", title="部门像是改了名"),
    "department-shared": _error("“{value}”是{options}共同的别名，不知道是哪一个，没有下发给它们。", "请在分工表里写部门名称；或在“部门”表里只留一个部门有这个别名。", title="别名是几个部门的"),
    "department-doubtful": _error("看不准“{value}”是不是一个部门，没有当作部门。", "请改成部门名称；它确是一个部门的，请加一张“部门”表，把它写在里面。", title="看不准是不是部门"),
    "department-nobody": _error("“{value}”没有写明是哪个部门，这项任务发不到它。", "{cure}请写上部门名称。", title="没有写明部门"),
    "department-others": _warning("“{value}”没有说清“等”还有哪些部门，只发给写明的部门。", "请把部门都写上，或在“部门”表里设一个群组；没有别的部门的，请删去“等”字。", title="“等”没有写明"),
    "department-full": _warning("“{value}”已按“{names}”读。", "请核对是不是同一个部门；是的，可以在“部门”表里写进它的“别名”。", title="部门写了全称"),
    "department-roles": _note("“{value}”里写了职责，已读作：{roles}。", "请核对；也可以把部门分别写到“执行部门”和“支持部门”两列。", title="职责写在一格里"),
    "department-role-assumed": _warning("“{value}”里只有一部分部门写了职责，已读作：{roles}；其中{names}没有写明，按支持部门计。", "请核对；不对的，请写明职责，或分别写到“执行部门”和“支持部门”两列。", title="职责没有写全"),
    "department-changed": _warning("这一格写明部门已经改了，已按现在的“{name}”读（{value}）。", "请核对；改好以后，这一格可以只写“{name}”。", title="改由别的部门办"),
    "department-aside": _note("“{name}”旁边的“{value}”当作人名、电话或附注，没有当作部门。", "不影响使用；联系人和电话可以写在“部门”表里。", title="名称旁边的人名或附注"),
    "department-flag": _warning("“{value}”里“{name}”旁边的符号或“拟由”等字没有当作职责，“{name}”照这一列算。", "符号表示牵头或配合的，请把部门分别写到“执行部门”和“支持部门”；没有意思的，请删去；还没有定下来的，请先定下由谁做。", title="名称旁边有符号或“拟由”"),
    "department-run-together": _warning("“{value}”连写在一起，已按“{names}”分开。", "请在两个部门之间加顿号或换行。", title="部门连写"),
    "department-both-roles": _warning("“{value}”既是{first}又是{second}，下发时只按{first}列一行。", "请确认职责，从其中一列删去它。", title="一个部门两种职责"),
    "group-empty": _error("“{value}”是集体称呼，还没有写明包括哪些部门，这项任务发不到它。", "请在{where}“{value}”一行的“成员”里写明部门；或在分工表里改成具体部门。", title="群组没有成员"),
    "bracket-unbalanced": _warning("括号不成对：{value}", "请补上另一半，或删去多出来的“{bracket}”。", title="括号不成对"),
    "limits-missing": _warning("所有任务都没有写活动频率或完成时限，不会自动提醒到期。{title}", "请写明时限；都到同一个时候完成的，写在第一格，把这一列向下合并。", title="都没有时限"),
    "schedule-blank": _warning("没有写活动频率或完成时限。", "请写明时限；若与上一行相同，可以把单元格向下合并。", title="缺少时限"),
    "schedule-unread": _warning("时限“{value}”没有读懂，不会自动提醒。", "可以写成 {year}年6月底前、每季度末月25日前、{year}-{later}年、常规工作 等样子。", title="时限读不懂"),
    "schedule-no-day": _warning("时限“{value}”里的“{day}”这一天不存在，没有读进去。", "请核对是哪一天，例如 6月30日；月末可以写成 6月底前。", title="没有这一天"),
    "schedule-none": _warning("“{value}”里没有时间，到期日未定，不会自动提醒。", "请写明什么时候完成，例如 {year}年12月底前；没有时限的，请写 常规工作。", title="时限里没有时间"),
    "schedule-over": _note("到期日 {due} 在{round}以前，第一次下发时就已经过了。", "请核对年份；已经完成的，可以让部门报已完成后销号。", title="下发前已经到期"),
    "schedule-doer": _note("“{value}”不在“部门”表里，“{text}”这一项没有部门负责报送。", "请核对由哪个部门报送；“{value}”是部门的，请在“部门”表里加上它，或写进“别名”。", title="定期工作没有部门"),
    "schedule-number": _warning("时限“{value}”里的“{part}”没有读懂，多半是年月日中间断开了或漏写了字，到期日可能不对。", "请改成 {year}年6月底前 的样子，写在一行里。", title="时限里剩下一个数"),
    "schedule-part": _warning("时限“{value}”里的“{part}”没有读进去，到期日可能不对。", "请只写现在要按的那一个时限，写成 {year}年6月底前 的样子。", title="时限只读了一部分"),
    "schedule-counted": _note("“{value}”从“{heading}”一列的 {day}（{place}）算起，即 {due}。", "请核对。", title="时限从另一列的日子算起"),
    "schedule-year": _note("“{value}”没有写是哪一年，按计划的年度计，即 {due}。", "请核对；是下一年的，请写上年份。", title="时限没有写年份"),
    "schedule-next-year": _warning("“{value}”没有写是哪一年，照 {year} 年理解就是 {due}，到{when}早已过了。", "请核对：是 {later} 年的，请写上年份；确是 {year} 年的，也请写上。", title="多半是下一年"),
    "schedule-term": _warning("“{value}”没有写是春季还是秋季开学，暂按秋季计，即 {due}。", "请写明，例如 春季学期开学前；“设置”里计划名称写着哪个学期的，按那个学期计。", title="没有写哪个学期"),
    "schedule-boundary": _note("“{value}”没有写明含不含当期，暂按{meaning}计，即 {due}。", "建议写成“某月底前”；或在“设置”里改变“某月前”的算法。", title="时限含不含当期"),
    "schedule-reversed": _error("时限“{value}”的结束早于开始。", "请核对年份和月份。", title="时限前后颠倒"),
    "section-unknown": _warning("“{group}”的归口科室“{value}”不在“部门”表里，没有人收到它的归口单位任务清单，也没有人写综述。", "请改成“部门”表里的名称，或在“部门”表里加上它。", title="归口科室不在名录"),
    "member-alike": _warning("“{group}”的成员“{value}”不在“部门”表里，但和那里的“{near}”很像，暂按两个单位分别下发。", "若是同一个单位，请把成员改成“{near}”，或写进它的“别名”；若不是，请在“部门”表里给“{value}”也加上一行。", title="成员像是写错了"),
    "leader-alike": _warning("分管领导“{value}”和“{other}”像是同一个人，进展汇总里会分成两位，各有一页。", "是同一个人的，请改成一样的写法；不是的不用理会。", title="分管领导像同一个人"),
    "leader-unclear": _warning("分管领导“{value}”看不准是哪几位，暂按 {count} 位算：{names}，进展汇总里各有一页。", "请把职务和姓名连着写，几位之间用顿号隔开，例如 局长王建国、副局长李明；只写职务、没有姓名的，确是另一位就不用改。", title="分管领导看不准"),
    "plan-start-missing": _warning("“设置”里没有写“{name}”，第一期（{round}）却在下半年：没写开始日子的 {count} 项（如 {first}）都从 {year} 年 1 月 1 日算序时进度，刚开始就显得落后。", "请在“设置”的“{name}”写上真正开始的那一天，例如文件印发的日子；确是从年初开始的，写上 {year}-01-01。", title="没有写计划开始日"),
    "sample-members": _warning("“{group}”的成员里还有示例单位：{value}，任务会发给它们，也会算作未报送。", "请在“部门”表里换成真实的名单。", title="还有示例单位"),
    "email-invalid": _warning("“{value}”不像邮箱地址，没有给“{name}”生成邮件草稿。", "请写成 name@example.com 的样子；几个地址之间用分号隔开。", title="邮箱看不懂"),
}  # fmt: skip

# The working folder, and handing out.
_OF_HANDOUTS: Final[Mapping[str, FindingKind]] = {
    "workspace-taken": _error("{value}", "{cure}", title="工作区是别的工作簿的"),
    "round-new": _warning("“{value}”以前没有下发过，这是新开的一期；{how}，下发过的期次有：{known}。", "若是写错了期次，请撤销这一步，改好期次再下发；没有错的不用理会。"),
    "deadline-soon": _warning("报送截止日 {value} {how}。", "部门至少要有 {least} 个工作日，请把报送截止日改晚一些；确实来不及的，请先电话说明。"),
    "template-without-others": _warning("“模板”里您自己的部门任务表没有给其他要求留位置，这些列没有写进任务表：{value}。", "请在模板里加一列，写上名叫“其他要求”的占位符；或把自带的“部门任务表（有其他要求）.xlsx”也放进“模板”；不用写的，在“设置”的“其他要求的列”里写 无。"),
    "notice-unwritten": _warning("任务表已经下发，但通知、清单中有一份没有写成：{value}", "{cure}关闭后再拆分下发一次，就会补上。"),
}  # fmt: skip

# A returned file.
_OF_RETURNS: Final[Mapping[str, FindingKind]] = {
    "return-unreadable": _error("{value}", "{cure}", "{value}请用发给你们的原表填写，另存为 .xlsx 后重新发来。"),
    "return-locked": _error("{value}", "{cure}"),
    "return-skipped": _note("{value}，没有读取。", "不需要处理；若它是报送表，请另存为 .xlsx 再放进来。"),
    "return-stamped": _note("{what}“{value}”已作为盖章件归到“{department}”；盖章件里的进展读不出来。", "请核对盖章；填好的表（.xlsx）还没有发来的，请对方发来。放错了的，请改放到该部门名称的文件夹里。"),
    "return-evidence": _note("{what}“{value}”已作为佐证材料归到“{department}”。", "不需要处理；放错了的，请改放到该部门名称的文件夹里。"),
    "return-attachment-whose": _warning("{what}“{value}”像是{kind}，不知道是哪个部门的{candidates}。", "请放进“回收”里以部门名称命名的文件夹，或在文件名里写上部门，再合并。"),
    "return-password": _error("{value}", "{cure}", "文件加了密码。请取消密码后重新发来，或把密码告诉我们。"),
    "return-mismatch": _note("扩展名是“{value}”，内容其实是{kind}；已按内容读取。", "不影响使用；请对方以后不要直接改扩展名。"),
    "return-macros": _warning("文件里带有宏；只读了内容，宏没有运行。", "请不要用表格软件打开它，要看内容请看汇总；请对方用下发的原表（不带宏）填写后重新报送。", shut=True),
    "return-text": _note("这是纯文本（CSV，{value} 编码），没有识别信息，日期和百分数也只是文字。", "请核对读到的内容；请对方以后直接填写下发的表格。"),
    "return-no-table": _error("没有找到任务表：缺少标题 {value}。", "请对方用下发的表格填写，不要改动标题。", "里面没有找到任务表（缺少标题 {value}）。请用发给你们的原表填写，不要改动标题。"),
    "return-no-identity": _error("没有识别信息，不能确定是谁、哪一期报的{candidates}。", "请问清是哪个部门的，把它放进“回收”里以部门名称命名的文件夹再合并；或请对方用下发的原表填写后重新报送。", "表里的识别信息没有了，看不出是哪个部门、哪一期的。请用发给你们的原表填写，不要另建新表。"),
    "return-recognised": _warning("识别信息没有了，按编号、内容和名称认定是“{value}”本期的表（{share}的任务对得上）。", "请核对是不是该部门的；不是的话，请撤销这次合并，把它移出“回收”文件夹。"),
    "return-name-differs": _warning("文件名或文件夹写的是“{named}”，表里的识别信息是“{value}”，按识别信息登记。", "请核对是不是发错了表。"),
    "return-identity-altered": _error("识别信息被改动过，不能确定是谁报的。", "请对方用下发的原表填写后重新报送。", "表里的识别信息被改动过，不能确定是谁报的。请用发给你们的原表填写。"),
    "return-other-plan": _error("这是另一份分工表下发的表格。", "请核对是不是放错了文件夹。", "这是另一份分工表的表格。请填报我们发给你们的表格。"),
    "return-other-round": _error("这是“{value}”的表格，不是“{round}”的。", "请对方填报本期的表格；若是要补报，请按那一期合并。", "这是“{value}”的表格。请填报“{round}”的表格。", signed=True),
    "return-never-sent": _error("台账里没有向“{value}”下发过本期第{revision}版。", "请核对下发记录；若下发已撤销，请重新下发。"),
    "return-duplicate": _note("内容与已收到的“{value}”完全相同。", "不需要处理。"),
    "return-still-refused": _note("和上次的“{value}”一字不差，还是没有收下，原因也照旧。", "怎么办见原因。"),
    "return-unchanged": _note("上次已收下，没有变。", "不需要处理。"),
    "return-unchanged-told": _note("上次已收下，没有变；收下时有提醒。", "提醒了什么、办了没有，见“回收情况”里这个部门的一行和“待核实”。"),
    "return-put-back": _note("“归档”里的原件不见了或残缺了，已用收到的这一份“{value}”放回。", "不需要处理；若“归档”常有缺失，请看看是谁在删。"),
    "return-superseded": _note("“{value}”已报送更新的一版（第{revision}版），这份没有采用。", "不需要处理。"),
    "return-corrected": _note("“{value}”已在退回单上改好重新报送，这份没有采用。", "不需要处理。"),
    "return-old-revision": _said_along("填的是第{value}版，最新下发的是第{revision}版；已按编号收下。", "请核对新版改动的任务是否需要补报。", "你们填的是第{value}版，最新下发的是第{revision}版；所填内容已移到这份新版里，请核对后补充。"),
    "return-old-name": _said_along("填的是以前发给“{value}”的任务表，后来改名重发，最新的是发给“{named}”的；已按编号收下。", "请核对新发的那份改动的任务是否需要补报。", "你们填的是以前发给“{value}”的任务表，最新的是发给“{named}”的；所填内容已移到这份新的里，请核对后补充。"),
    "return-differs": _warning("与“{value}”先后报送的内容不同：{cells}。", "请问清以哪一份为准；定下来之前两个值都留着。"),
    "return-differs-more": _warning("另外还有 {value} 份先后报送的内容也不同，没有逐份列出。", "请问清以哪一份为准；各份的值都在“待核实”里，定下来之前都留着。"),
    "return-differs-many": _warning("与先后报送的另外 {value} 份内容不同（例如“{first}”）：{cells}。", "请问清以哪一份为准；其余的是误放的，请撤销这次合并、移出“回收”再合并。定下来之前各份的值都留着。"),
    "return-many-reasons": _warning("要看的太多，另外还有 {value} 处没有逐条列出。", "请打开文件核对；请对方改好重新报送。", unread="没有逐条列出的内容"),
    "return-row-unknown": _warning("有一行不在下发的任务里（编号“{value}”）：{text}", "若是新增的任务，请先加到分工表；没有并入任何任务。", asks=QuestionKind.NEW_ROW, unread="不在下发任务里的行"),
    "return-rows-unknown": _warning("另有 {value} 行（{first} 至 {last}）不在下发的任务里，没有逐行列出，也没有并入任何任务；其中第一行：{text}", "多半是把单元格拖到了表格以下；请打开文件核对，有要报的内容请对方填到自己的任务那一行。", "报来的表里，任务以下还有 {value} 行内容（{first} 至 {last}），没有读取。请核对是不是误拖，要报的请填到各自任务那一行。", unread="不在下发任务里的行"),
    "return-row-unmatched": _warning("有一行的编号“{value}”对不上，内容像是任务 {task_id}；所填内容先留着待定。", "请在“待核实”里定：采用报送就算作任务 {task_id} 的进展。", "报来的表里，这一行的编号写成了“{value}”，所填内容已按任务内容移到这里，请核对。", leaves_open=Extent.ROW),
    "return-task-reworded": _note("任务 {task_id} 的“{heading}”在下发以后改过：下发时为“{old}”，现为“{value}”；已按编号收下。", "请核对所报进展对改动后的任务是否仍然适用；必要时重新下发。"),
    "return-task-gone": _warning("任务 {task_id} 在下发以后从分工表里去掉了；所报内容仍然留着。", "请核对是不是误删；确已撤销的不需要处理。"),
    "return-row-twice": _warning("编号 {value} 出现了不止一次，内容{how}。", "请对方删去多余的一行；内容不同的，两个值都留着待定。"),
    "return-row-missing": _warning("下发的任务 {value} 不见了。", "请对方补报这一行；原有的进展没有改动。", "报来的表里没有这一行，请补报。", loses=Extent.ROW),
    "return-summary-missing": _warning("下发的任务 {value} 的综述行不见了。", "请对方补报这一行；原有的综述没有改动。", "报来的表里没有这一项的综述行，请补报。", loses=Extent.CELL),
    "return-column-missing": _said_along("找不到“{value}”列，按没有填处理。", "这几列有要报的内容的，请对方补报：有退回单的补在退回单上，没有退回单的填在下发的原表上。", "报来的表里找不到“{value}”列，有要报的内容请在这份表里补填。"),
    "return-column-extra": _note("{column}列“{heading}”不在下发的表里，没有读取：{cells}。", "若其中有要报的内容，请对方填到下发的表原有的列里。", unread="另加的列"),
    "return-column-twice": _said_along("{column}列“{heading}”与“{other}”列重复，没有读取：{cells}。", "请问清以哪一列为准；请对方删去多余的一列后重新报送。", "报来的表里“{heading}”有两列，只读了“{other}”；没有读的有：{cells}。", unread="重复的列"),
    "return-second-table": _said_along("工作表“{value}”里还有一张任务表，没有读取；与读取的“{used}”不同的有：{cells}。", "请问清以哪一张为准；请对方只留一张后重新报送。", "报来的文件里有两张任务表，只读了“{used}”；没有读的“{value}”里不同的有：{cells}。", unread="另一张任务表"),
    "return-cell-twice": _warning("工作表“{sheet_name}”的 {cell_name} 在文件里存了两次，先是“{old}”，后是“{value}”；采用了“{used}”。", "请用表格软件打开核对这一格；请对方另存一份后重新报送。"),
    "return-under-merged": _warning("任务 {task_id} 的“{heading}”压在与 {other} 合并的区域下面，表上看不见，文件里写的是“{value}”；已采用。", "请问清这一格要报什么；请对方取消合并、分开填写。", "报来的表里这一格压在与 {other} 合并的区域下面，看不见，写的是“{value}”。请分开填写。"),
    "return-number-shown": _warning("任务 {task_id} 的“{heading}”里是数字或日期，按它记为“{value}”；它在表里怎样显示不能确定。", "请打开文件核对这一格显示的是什么；请对方在这一格直接写文字。"),
    "return-turning": _note("任务 {task_id} 的“{heading}”里有改变文字方向的隐藏字符，已照样写明：“{value}”。", "请核对内容；这样的字符会让后面的字倒着显示。"),
    "return-merged": _warning("任务 {task_id} 的“{heading}”与 {other} 合并在一起，写的是“{value}”，没有当作这项任务的。", "请在“待核实”里定：采用报送就也算这项任务的；或请对方分开填写。", "报来的表里这一格与 {other} 合并在一起，写的是“{value}”。请分开填写。", leaves_open=Extent.CELL, unread="合并在一起的格"),
    "return-sheet-hidden": _note("填报的工作表“{value}”是隐藏的，照样读取了。", "请核对它是不是对方要报的一张。"),
    "return-rows-hidden": _said_along("看不见的行（被筛选掉或设了隐藏）里也填了内容，已照样收下：{cells}。", "多半是筛选以后粘贴，把看不见的行也填上了；请问清这些内容是不是这几项任务的。", "报来的表里，看不见的行（被筛选掉或隐藏）里也填了内容：{cells}。请取消筛选，核对是不是填错了行。"),
    "return-columns-hidden": _said_along("隐藏的列里也填了内容，已照样收下：{cells}。", "请问清这些内容是不是要报的。", "报来的表里，隐藏的列里也填了内容：{cells}。请取消隐藏，核对后再报。"),
    "return-struck": _said_along("任务 {task_id} 的“{heading}”里画了删除线的文字按删去处理：“{value}”。", "还要报的，请对方去掉删除线后重新报送。", "画了删除线的文字“{value}”没有读取；还要报的，请去掉删除线。", unread="画了删除线的字"),
    "return-comment": _note("旁边的批注没有当作填报内容：“{value}”。", "批注里有要报的内容，请对方写进单元格，或者用“代录”写上。", unread="批注"),
    "return-box": _note("文本框（图形）里的文字没有当作填报内容：“{value}”。", "里面有要报的内容，请对方写进单元格，或者用“代录”写上。", unread="文本框"),
    "return-pictures": _note("表上放着图片（{value}），没有读取；报来的文件原样留在归档里。", "图片里有要报的内容，请对方写进单元格。", unread="图片"),
    "return-locked-edited": _warning("任务 {task_id} 的“{heading}”被改过：原为“{old}”，现为“{value}”。", "分工表没有改动；确需修改的，请在分工表里改。", asks=QuestionKind.EDITED, unread="改动的原文"),
    "return-required-blank": _warning("必填的“{heading}”没有填{task_words}。", "请对方补填后重新报送。", "“{heading}”是必填的，请补填。", rechecked=True),
    "status-delay-ended": _warning("{department}的任务 {task_id} 原来同意延期到{value}，后来分工表里的时限改了（现在到期日：{due}），按新的时限计算，原来的延期不再有效。", "若仍要延期，请让部门重新申请，或把分工表里的时限改成同意的日子。"),
    "number-reused": _warning("编号 {task_id} 以前下发的是“{old}”，现在是“{value}”；以前报的进展、销号、暂缓、延期都跟着编号走，会算到现在这一项上。", "是另一项任务的，请换一个没有用过的编号；是同一项、只是换了写法的，可不理会。"),
    "status-joined": _warning("{department}由几个部门并成，它们在任务 {task_id} 上以前报的不一样（{options}）；{department}再报以前，暂按“{value}”计算。", "请与{department}核对；要改按别的算，在“待核实”里写一行“核定进展”。"),
    "status-over": _note("{round}已经结束（{since}下发了下一期），汇总按它的最后一天 {last} 算，以后报来的、定下的不算在内。", "要看现在的情况，请汇总“{running}”；要按别的日子算，用命令的写 --today。"),
    "status-past-end": _warning("{round}在 {last} 就结束了（{since}下发了下一期），这里按 {day} 算：天数算到那一天，下一期报来的、定下的却不算在内，亮灯可能不对。", "要看 {day} 的情况，请汇总“{running}”；要看这一期结束时的情况，不写 --today。"),
    "remind-over": _warning("{round}已经结束（{since}下发了下一期）：催的是补报这一期，下一期报来的、定下的不算在内。", "要催现在的，请催“{running}”；不用补报的，不要发。"),
    "status-orphan": _warning("{department}在任务 {task_id} 上报了内容（{source}），但分工表里已经没有这项任务或这个部门，汇总里没有它。", "若部门改了名，请在“部门”表里把旧名称写进“别名”；若任务并入了别的任务，请把内容转告新的承担部门。"),
    "return-state-unknown": _warning("任务 {task_id} 的状态“{value}”不在可选范围里，没有采用。{guess}", "请从下拉框里选：{options}；经办人也可以在“待核实”里定。", "“{value}”不在可选的状态里。{guess}请从下拉框里选：{options}；点到这一格，写着每一种的意思。", leaves_open=Extent.CELL),
    "return-percent-unclear": _warning("任务 {task_id} 的完成进度“{value}”看不准，没有采用。{guess}", "请写成 80% 的样子；经办人也可以在“待核实”里定。", "“{value}”看不准。{guess}请写成 80% 的样子。", leaves_open=Extent.CELL),
    "return-date-unclear": _warning("任务 {task_id} 的预计完成日期“{value}”看不准，没有采用。{guess}", "请写成 {example} 的样子；经办人也可以在“待核实”里定。", "“{value}”看不准。{guess}请写成 {example} 的样子。", leaves_open=Extent.CELL),
    "return-date-typed": _warning("任务 {task_id} 的预计完成日期敲的是 {value}，表格软件把它变成了1900年前后的日子，没有采用。{guess}", "请写成 {example} 的样子；经办人也可以在“待核实”里定。", "这一格敲的是 {value}，表格软件把它变成了1900年前后的日子。{guess}请写成 {example} 的样子。", leaves_open=Extent.CELL),
    "return-day-read": _note("任务 {task_id} 的预计完成日期“{value}”{how}，按 {day} 收下。", "不需要处理；不是这一天的，请对方改好重新报送。"),
    "return-day-done": _note("任务 {task_id} 已报已完成，预计完成日期“{value}”没有采用。", "不需要处理。"),
    "return-withdrawn-filled": _warning("任务 {task_id} 已经{how}，“{heading}”所填“{value}”没有采用。", "不影响使用；可以告诉对方不用再报。", unread="不用填的格"),
    "return-closed-filled": _warning("任务 {task_id} 是常规工作，“{heading}”不需要填，所填“{value}”没有采用。", "不影响使用；可以请对方清除。", unread="不用填的格"),
    "return-summary-filled": _warning("任务 {task_id} 的综述行只填“本期进展”，“{heading}”所填“{value}”没有采用。", "不影响使用；可以请对方清除，或写进“本期进展”。", unread="不用填的格"),
    "return-cell-error": _warning("任务 {task_id} 的“{heading}”是错误值 {value}，没有采用。", "请对方直接写上内容；原有的进展没有改动。", "这一格报来的是错误值 {value}。请直接写上内容。", loses=Extent.CELL, unread="错误值"),
    "return-says-nothing": _warning("任务 {task_id} 的“{heading}”只写了“{value}”，等于没有填，没有采用。", "请对方写明做了什么；原有的进展没有改动。", "这一格只写了“{value}”，离开原表就看不出是什么意思，等于没有填。请写明本期做了什么。", loses=Extent.CELL, unread="“同上”之类的话"),
    "return-not-ours": _warning("任务 {task_id} 的“{heading}”写的是“{value}”：对方说不归它办，没有采用，先问清。", "请在“待核实”里定：仍由它办的，退回；照样登记的，采用报送；确实不归它的，请改分工表里的部门。", "“{value}”已转经办人核对；仍由你们办的，请写明本期做了什么。", leaves_open=Extent.CELL, unread="不归你们办的说明"),
    "return-picture": _warning("任务 {task_id} 的“{heading}”是一张图片，没有采用；图片留在归档的原文件里。", "请对方用文字写明；图片可以放在“佐证材料”里。原有的进展没有改动。", "这一格是一张图片，没有采用。请用文字写明；图片可以放在“佐证材料”里。", loses=Extent.CELL, unread="图片"),
    "return-uncalculated": _warning("任务 {task_id} 的“{heading}”是没有算过的公式 {value}，没有采用。", "请对方直接写上内容。", "这一格报来的是公式，没有算出结果。请直接写上内容。", loses=Extent.CELL, unread="没有算出结果的公式"),
    "return-formula-text": _note("任务 {task_id} 的“{heading}”像公式又是文字“{value}”，已按文字收下，以后也只当文字写出。", "请核对内容；请对方不要以 =、+、@ 开头。"),
    "return-formula": _warning("任务 {task_id} 的“{heading}”是公式，已采用它保存的结果“{value}”。", "请核对结果；报送表里请直接写内容。"),
}  # fmt: skip

# How well a return is filled in.
OF_QUALITY: Final[Mapping[str, FindingKind]] = {
    "quality-repeated": _note("任务 {task_id} 的本期进展与上期一字不差。", "请对方写明本期新做了什么；确无新进展的，请写明原因。", "与上期一字不差。请写明本期新做了什么；确无新进展的，请写明原因。"),
    "quality-vague": _note("任务 {task_id} 的本期进展只写了“{value}”，看不出做了什么；已照样收下。", "请对方写明本期做了什么、到了哪一步；确无进展的，请写明原因。", "只写了“{value}”。请写明本期做了什么、到了哪一步；确无进展的，请写明原因。"),
    "quality-done-below-100": _warning("任务 {task_id} 状态是已完成，完成进度却是 {value}：对不上，状态没有采用。", "请在“待核实”里定：确已完成的，采用报送；没有的，退回。也可以请对方核对后重新报送。", "状态是已完成，完成进度却是 {value}。请核对状态或完成进度。", leaves_open=Extent.CELL, beside=(Field.PERCENT,)),
    "quality-done-denied": _warning("任务 {task_id} 状态是已完成，本期进展却写着“{value}”：对不上，状态没有采用。", "请在“待核实”里定：确已完成的，采用报送；没有的，退回。也可以请对方核对后重新报送。", "状态是已完成，本期进展却写着“{value}”。请核对状态或本期进展。", leaves_open=Extent.CELL, beside=(Field.PROGRESS,)),
    "quality-state-denied": _warning("任务 {task_id} 状态是{state}，{value}：对不上，状态没有采用。", "请在“待核实”里定：状态写得对的，采用报送；不对的，退回。也可以请对方核对后重新报送。", "状态是{state}，{value}。请核对。", leaves_open=Extent.CELL, beside=(Field.PERCENT, Field.PROGRESS)),
    "quality-percent-denied": _warning("任务 {task_id} 完成进度是 {share}，本期进展却写着“{value}”：对不上，完成进度没有采用。", "请在“待核实”里定：完成进度写得对的，采用报送；不对的，退回。也可以请对方核对后重新报送。", "完成进度是 {share}，本期进展却写着“{value}”。请核对。", leaves_open=Extent.CELL, beside=(Field.PROGRESS,)),
    "quality-percent-down": _note("任务 {task_id} 的完成进度由上期的 {before} 降到 {value}。", "请对方说明原因，或改正完成进度。", "由上期的 {before} 降到了 {value}。请在本期进展里说明原因，或改正。", beside=(Field.PROGRESS,)),
    "quality-expected-past": _note("任务 {task_id} 没有完成，预计完成日期 {value} 却已经过去。", "请对方重新填写预计完成日期。", "任务没有完成，预计完成日期 {value} 却已经过去。请重新填写。", beside=(Field.STATE,)),
    "quality-expected-late": _note("任务 {task_id} 的预计完成日期 {value} 晚于到期日 {due}，按申请延期列入“待核实”。", "请在“待核实”里定：同意延期或退回。", leaves_open=Extent.CELL),
    "quality-expected-waits": _note("任务 {task_id} 的预计完成日期 {value} 晚于到期日，但{first}，先不列为申请延期。", "请先在“待核实”里定那一件；定了以后这一天还算的，会按申请延期列入。", leaves_open=Extent.CELL),
    "quality-expected-by-state": _note("任务 {task_id} 的预计完成日期 {value} 晚于到期日；另有报送写的状态不一样，是不是申请延期要看算哪一个：算已完成、暂缓的不列。", "请在“待核实”里先定状态；定下来以前，按以前报的（代录的，按代录的）状态看。", leaves_open=Extent.CELL),
    "quality-expected-decided": _note("任务 {task_id} 的预计完成日期 {value} 晚于到期日 {due}；这一天以前定过，没有再列入“待核实”，仍按到期日算。", "不影响使用；仍要延期的，请对方另报一个日子。"),
    "quality-no-next": _note("任务 {task_id} 写了问题或需协调，没有写下一步措施。", "请对方补上下一步措施。", "写了问题或需协调，却没有写下一步措施。请补上。", beside=(Field.NEXT,)),
}  # fmt: skip

# 待核实, as the office filled it in.
OF_PENDING: Final[Mapping[str, FindingKind]] = {
    "pending-headings": _warning("“待核实”里找不到标题“{value}”，处理意见没有读，这次一条也没有办。", "请把这些标题补回来，再合并一次。"),
    "decision-no-operator": _warning("没有写经办人，“待核实”里的 {value} 条没有办理。", "请在{place}（经办人）写上姓名，再合并一次；其余的照常办了。"),
    "decision-unknown": _warning("“待核实”{place} 的处理意见“{value}”看不懂，没有办理。", "请从下拉框里选：{options}。"),
    "decision-blank": _warning("“待核实”{place} 没有选处理意见，只写了领导或日期，没有办理。", "请在 {place} 选上处理意见，再合并一次。"),
    "decision-misfit": _warning("“待核实”{place} 的“{value}”不适用于“{kind}”，没有办理。", "这一类只能选：{options}。"),
    "decision-nothing": _warning("“待核实”{place} 选了采用报送，可是“{value}”看不出是什么意思，没有可以采用的值，没有办理。", "请改选保留原值或退回；问清后用“代录”写上。"),
    "decision-closed": _warning("“待核实”{place} 选了采用报送“{value}”，可是这项任务已经销号，没有办理。", "要重新办的，请另写一行“重新立项”（同意领导、日期）；不重新办的，改选保留原值。"),
    "decision-incomplete": _warning("“待核实”{place} 还没有写{words}，“{value}”没有办理。", "请在 {cells} 写上，再合并一次。"),
    "decision-day": _warning("“待核实”{place} 的日期“{value}”看不懂，没有办理。", "{cure}"),
    "decision-day-typed": _warning("“待核实”{place} 的日期敲的是 {value}，表格软件把它变成了1900年前后的日子，没有办理。", "请写成 {example} 的样子，年月日都写上。"),
    "decision-day-off": _warning("“待核实”{place} 的日期 {value} {how}，没有办理。", "请写{of}的那一天，写成 {example} 的样子。"),
    "decision-contradicts": _warning("“待核实”{place} 的“{value}”与 {cells} 互相矛盾，都没有办理。", "同一格只能采用一个值，请改好其中一条再合并一次。"),
    "decision-stale": _warning("“待核实”{place} 写着“{value}”，但内容已经变了：{how}；没有办理。", "请看最新的“待核实”重新定；不再需要的可以删去这一行。"),
    "decision-again": _warning("“待核实”{place} 写着“{value}”，但这一项{who}已在 {at} 按“{done}”办理过，没有再办。", "要改主意，请先撤销那一步；不再需要的可以删去这一行。"),
    "decision-kept": _warning("“待核实”{place} 的“{value}”在 {at} 已经办理过；{since}，这一次没有办理。", "请看现在的情况：还要这样办的，请在 {where} 写上今天的日期再合并；要另外定的，请改选处理意见。"),
    "decision-table": _note("“待核实”{place} 采用了报送的内容，分工表没有自动改动。", "请在分工表里把{what}“{value}”。"),
    "decision-percent-too": _note("“待核实”{place} 退回了已完成：一起报的完成进度 {value} 采用过，也跟着不算了，按已完成以前报的算。", "真是 {value} 的，请另写一行“核定进展”。"),
    "row-kind": _warning("“待核实”{place} 的类型“{value}”不认识，这一行没有办理。", "类型要写：{options}；同意销号、退回等写在“处理意见”里。"),
    "row-round": _warning("“待核实”{place} 的期次“{value}”没有下发过，这一行没有办理。", "下发过的期次有：{known}；按本期办理的，请写 {round}，或者留空。"),
    "entered-older": _warning("“待核实”{place} 的日期 {value} 在 {round} 下发以前，期次空着，不知道算哪一期，没有登记。", "算 {round} 的，请在“期次”写上 {round}；算以前的，写那一期。"),
    "row-older": _warning("“待核实”{place} 这一行在 {other} 已经办理过，期次留空，没有再办。", "若 {round} 又有同样的事，请在“期次”写上 {round}；不然可以删去这一行。"),
    "own-not-paused": _warning("“待核实”{place}：{department}的任务“{task_id}”没有暂缓，不用恢复。", "请核对部门和编号；不要了的话，请删去这一行。"),
    "own-not-closed": _warning("“待核实”{place}：{department}的任务“{task_id}”没有销号，不用重新立项。", "请核对部门和编号；不要了的话，请删去这一行。"),
    "own-milestone": _warning("“待核实”{place} 的“{value}”不是任务“{task_id}”时限里的节点，没有办理。", "它的节点是：{days}。"),
    "own-unknown": _warning("“待核实”{place} 的任务“{value}”在分工表里不是“{department}”的，没有办理。", "请核对部门和编号。"),
    "closing-unknown": _warning("“待核实”{place} 的任务“{value}”本期没有由“{department}”执行，不能销号。", "请核对部门和编号。"),
    "entered-blank": _warning("“待核实”{place} 还没有写{words}，“{value}”没有登记。", "请在 {cells} 写上，再点“代录”或“合并回收”；不要了的话，请删去这一行。"),
    "entered-department": _warning("“待核实”{place} 的部门“{value}”{how}，没有登记。", "{cure}"),
    "entered-task": _warning("“待核实”{place} 的编号“{value}”不在“{department}”本期的任务里，没有登记。", "它的任务是：“{tasks}”。"),
    "entered-withdrawn": _warning("“待核实”{place} 的任务“{value}”本期不用“{department}”报了（已经销号或撤销），没有登记。", "不用再报的，请删去这一行；要重新办的，先写“重新立项”。"),
    "entered-item": _warning("“待核实”{place} 的项目“{value}”不是部门填报的项目，没有登记。", "请写：{options}。"),
    "entered-closed": _warning("“待核实”{place}：任务“{task_id}”是常规工作，“{value}”不用填，没有登记。", "请改成本期进展等其他项目，或删去这一行。"),
    "entered-unclear": _warning("“待核实”{place} 的“{heading}”写着“{value}”，看不准，没有登记。{guess}", "{cure}"),
}  # fmt: skip

# 收到日期 in 回收情况, as the office corrected it.
_OF_CORRECTIONS: Final[Mapping[str, FindingKind]] = {
    "received-day": _warning("“回收情况”{place} 的收到日期“{value}”{how}，没有采用；{department}仍按 {day} 收到算。", "请写真正收到的那一天，写成 {example} 的样子，再合并一次。"),
    "received-which": _warning("“回收情况”{place}：{department}报来 {count} 次（{times}），不知道收到日期“{value}”是哪一次的，没有采用。", "请在“收到时间”写上是哪一次的，照括号里的写，再合并一次。"),
    "received-row": _warning("“回收情况”{place}：{department}{how}，收到日期“{value}”没有采用。", "请先合并一次，在更新后的“回收情况”里改；电话、微信报来的，请在“待核实”里写“代录”，日期写收到的那天。"),
}  # fmt: skip

# 督办台账.xlsx, as the office noted what came back of reply slips.
_OF_REPLIES: Final[Mapping[str, FindingKind]] = {
    "reply-day": _warning("“督办台账”{place} 的“{value}”不是看得懂的日期，这一格没有登记，原样留在表里。", "请写成 {example} 的样子，保存后再点一次“督办单”。"),
    "reply-row": _warning("“督办台账”{place}：没有发过“{value}”这份督办单，这一行没有登记，原样留在表里。", "请核对文号和编号；多出来的行请删去，保存后再点一次“督办单”。"),
}  # fmt: skip

# A new workbook made of another office's file.
_OF_IMPORTS: Final[Mapping[str, FindingKind]] = {
    "import-text": _note("原表是纯文本（{value} 编码），日期和数字都只是文字。", "请核对新工作簿里的内容有没有乱码。"),
    "import-mismatch": _note("扩展名是“{value}”，内容其实是{kind}；已按内容读取。", "不影响使用。"),
    "import-auto-number": _note("这里有自动编号，已写成文字：“{text}”。", "请核对编号与原文档显示的是否一致。"),
    "import-revision": _warning("原文档在这里留有修订（删去“{deleted}”，加入“{inserted}”），已按接受修订后的文字带过来。", "请核对修订是否已经定稿；没有定稿的，请先在原文档里接受或拒绝，再新建一次。"),
    "import-row-deleted": _warning("原文档的修订里删去了一行，没有带过来：{text}", "请核对这一行是否确实不要了；还要的，请在原文档里拒绝这处修订，再新建一次。"),
    "import-hidden": _warning("这一格被上面的合并单元格遮住，里面还有文字，没有带过来：“{text}”。", "请核对原文档；还要的，请写进新工作簿对应的单元格。"),
    "import-hidden-text": _warning("这里有设为隐藏的文字，也带过来了：“{text}”。", "不该出现的，请在新工作簿里删去。"),
    "import-symbol": _warning("这里有 {count} 个特殊字体的符号，在新工作簿里可能显示成别的样子。", "请对照原文档核对，必要时改成通用的符号。"),
    "import-picture": _note("这里有 {count} 个图片或图形，没有带过来。", "图片里若有文字，请照着写进新工作簿。"),
    "import-beside": _note("正文和表格之外还有文字，没有带过来：“{text}”。", "若有要用的内容，请写进新工作簿。"),
    "import-continued": _warning("这张表没有标题行，列数与“{other}”相同，已当作它的下半张接着读。", "请核对各列有没有错位；不是同一张表的，请把它从原文档里移开再新建一次。"),
    "import-sheets-together": _warning("{count} 张工作表的标题行相同，已当作一张分工表一起读：{names}。", "请核对；只要其中一张的，请用 xlplan new 的 --sheet 写明是哪一张。"),
    "import-table-left": _warning("这里还有一张分工表{how}（{count} 个单元格），没有带过来：{text}", "要用的，请把它单独存成一个文件，再新建一份工作簿。"),
    "import-sheet-left": _note("这里{how}有 {count} 个单元格不是分工表的内容，没有带过来：{text}", "若有要用的内容，请写进新工作簿。"),
    "import-cells-left": _warning("有内容没有带过来：{text}", "若有要用的内容，请写进新工作簿对应的单元格。"),
    "import-running-text": _warning("原文没有分工表；有 {count} 段文字在括号里、末尾或下一行写明由谁做，已各读作一项任务，小标题作工程名称。第一段：“{text}”。", "请逐项核对任务、部门和时限；没有写明由谁做的段落不在里面。"),
    "import-limit-in-text": _note("时限是从这一段文字里摘出来的：“{value}”。", "请核对；不是时限的，请在新工作簿里改。"),
    "import-text-left": _warning("表格以外有 {count} 段文字在括号里写明了由谁做，没有带过来：{text}。", "若是任务，请写进新工作簿的分工表。"),
    "import-lead-in-text": _warning("执行部门一格空着，已按主要内容里写着的填上“{value}”。", "请核对。"),
    "import-turned": _warning("{how}，已转成一行一项任务来读，共 {count} 项。", "请核对各项任务、部门和时限有没有对上。"),
    "import-lead-above": _warning("“{text}”写明了由谁做，已按它给下面没有另写的 {count} 项任务填上“{value}”。", "请核对；不由它办的，请在新工作簿里改。"),
    "import-nobody": _error("原表只写了人（{columns}），没有写由哪个部门做；人照原样带过来，“执行部门”一列空着。", "请在新工作簿的“执行部门”里写上部门；原表有一列写着部门的，用 --column 执行部门=标题 指定，再新建一次。"),
    "import-lead-differs": _warning("主要内容里写着由“{value}”牵头或负责，部门各列里没有它；照部门各列算，没有加进去。", "请问清由谁办；要由它办的，请写进“执行部门”。"),
    "import-people-apart": _warning("“{heading}”一列里部门和人写在一起，已分开：{count} 格里的人写进了“{value}”{others}。", "请核对；分不清的，请在新工作簿里分开写。"),
    "import-marks-lead": _warning("写着“{value}”，照它办：{count} 格里带{marks}的部门写明了牵头，同一格里其余的算配合。", "请核对；不是这个意思的，请从这些格里删去“（牵头）”。"),
    "import-ditto": _warning("“{heading}”一列里有 {count} 格写着“{value}”，已填上它上面一格写的：{cells}。", "请核对；不是同上一行的，请在新工作簿里改。"),
    "import-first-leads": _warning("写着“{value}”，照它办：{count} 格里写明了排在第一位的牵头、其余的配合。", "请核对；不是这个意思的，请从这些格里删去这句话。"),
    "import-names-in-text": _warning("主要内容里写着由它们办，“{heading}”一格里没有，已加进去：{value}。", "请核对；不用它们办的，请从“{heading}”里删去。"),
    "import-lines-left": _note("正文里有 {count} 段文字没有带过来：{text}", "若有要用的内容，请写进新工作簿。"),
    "import-merged-across": _warning("这一格横跨“{headings}”几列，只写进了“{used}”。", "请核对其余几列要不要也写上。"),
    "import-day-above": _warning("表的上面写着的 {day}，是 {count} 项任务的时限算起的日子，已在表的右边加上“{heading}”一列。", "请核对；不从这一天算起的，请在新工作簿里改。"),
    "import-section": _note("工程名称一列没有写，小标题“{value}”已作为它下面各项任务的工程名称。", "请核对；不是工程名称的，请在新工作簿里改。"),
    "import-value": _note("原表里是数字或日期，已写成文字“{value}”。", "请核对显示的样子是否与原表一致。"),
    "import-serial": _warning("时限一列里有 {count} 格只是数字，像是丢了格式的日期：{text}。", "请核对；不是日期的，请在新工作簿里改。"),
    "import-month": _warning("原表里是数字 {value}，看不准是1月还是10月（数字末尾的 0 不显示），已写成文字“{value}”。", "请核对，改成 {year}年1月 或 {year}年10月。"),
    "import-formula": _note("原表里是公式，已写上它保存的结果“{value}”。", "请核对结果；新工作簿里不再随公式变化。"),
    "import-too-long": _error("这一格有 {count} 个字，超过单元格能容纳的长度，没有带过来。", "请把内容分开，写进新工作簿。"),
    "import-heading": _note("标题“{heading}”在新工作簿里写作“{value}”。", "若它不是这个意思，请在原表里改好标题，再新建一次。"),
    "import-column-carried": _note("“{heading}”列不在约定的标题里，已原样放在新工作簿的{to}列。", "不影响使用；用不到的可以删去这一列。"),
    "import-column-unheaded": _warning("这一列没有自己的标题，已原样放在新工作簿的{to}列。", "请核对它是什么，写上标题，或把内容并到该在的列。"),
    "import-numbers": _note("编号是新给的：{first} 至 {last}，以后插行、排序都不会变。", "要用别的编号，请在第一次下发之前改。"),
    "import-numbers-new": _warning("“{heading}”不是每项任务各有一个、互不相同，没有当作编号；编号另给，原来的留在表的右边。", "请核对新的编号；用不到的旧编号可以删去那一列。"),
    "import-title-missing": _warning("没有找到计划名称。", "请在这里写上标题，并在“设置”里写上计划名称。"),
    "import-title-joined": _note("标题由 {count} 行接成：“{value}”。", "请核对；“设置”里的计划名称也请一并核对。"),
    "import-year": _note("年度按标题写为 {value}，时限里没写年份时按这一年理解。", "请核对。"),
    "import-year-assumed": _warning("原表的标题没有写年份，年度暂写为今年（{value}），时限里没写年份时按这一年理解。", "请在“设置”里核对年度。"),
    "import-year-of-lines": _warning("原表的标题没有写年份；{place}写着“{text}”，年度照它写为 {value}，时限里没写年份时按这一年理解。", "请在“设置”里核对年度。"),
    "import-year-of-days": _warning("原表的标题没有写年份；表里没有显示年份的日期存的都是 {value} 年，年度照它写，时限里没写年份时按这一年理解。", "请在“设置”里核对年度。"),
    "import-shown-day": _warning("这一格显示的是“{value}”，里面存的却是 {day}，和年度 {year} 不是一年；照显示的带过来，按 {year} 年理解。", "请核对是哪一年；要写明的，在新工作簿里写上年份。"),
    "import-departments": _note("按分工表里的写法列出了 {count} 个名称，类型等都空着。", "请补上类型；同一个部门有几种写法的，把别的写法写进“别名”，删去多余的行。"),
    "import-near": _warning("“{value}”和“{near}”太像，多半是同一个部门（有一个写错了，或是简称），没有把“{value}”列为部门，它的任务发不到。", "是同一个部门的，请在分工表里改成“{near}”；确是两个部门的，请在“部门”表里加上“{value}”，或者新建时加上 --department {value}。"),
    "import-remembered": _note("“{heading}”一列照上次定的当作“{value}”。", "请核对；不对的，新建时用 --column {value}=标题 另指一列，以后就按新的。"),
    "import-doubtful": _warning("看不准是不是部门，没有列进来，也不会下发：{value}。", "确是部门的，请在这里加上；是别的叫法的，请写进“别名”；不是部门的，请在分工表里改。"),
    "import-group": _warning("“{value}”像是集体称呼，类型暂写为群组，成员空着。", "请写明成员；若它是一个部门，请改类型。"),
    "import-workspace": _note("旁边已有别的工作簿的工作区，这份工作簿的工作区改叫“{value}”。", "可以在“设置”里改；第一次下发以后请不要再改。"),
}  # fmt: skip

# An older workbook brought up to date.
_OF_UPGRADES: Final[Mapping[str, FindingKind]] = {
    "upgrade-cell": _warning("这里的内容没有带到新工作簿里：“{text}”。", "若有要用的内容，请对照旧工作簿，写进新工作簿。"),
    "upgrade-comment": _warning("这里的批注没有带到新工作簿里：“{text}”。", "要用的，请在新工作簿里重新写上。"),
    "upgrade-picture": _warning("这张表上自己加的图片、图表或图形（{text} 个）没有带到新工作簿里。", "要用的，请从旧工作簿里复制过去。"),
    "upgrade-table": _warning("这张表上的表格格式（“套用表格格式”做的“{text}”）没有带到新工作簿里，里面的内容都在。", "还要用的，请在新工作簿里重新套用；公式里用了它的名称的，请一起改。"),
    "upgrade-link": _warning("这一格的链接没有带到新工作簿里，原来指向“{text}”。", "要用的，请在新工作簿里重新加上。"),
    "upgrade-formula": _warning("“{text}”引用的单元格移了位置，结果可能不对了。", "请核对它引用的是哪些单元格，改正后保存。"),
    "upgrade-macro": _warning("旧工作簿里有不是随程序发布的宏“{text}”，没有带到新工作簿里。", "是本单位自己写的、还要用的，请在宏编辑器里从旧工作簿复制过去；不认识的，请不要再用。"),
    "upgrade-ribbon": _warning("旧工作簿的功能区里有自己加的“{text}”，没有带到新工作簿里。", "还要用的，请照旧工作簿重新加上。"),
    "upgrade-setting": _note("“设置”里补上了新的一项“{value}”，用的是默认内容。", "请看看它的说明，按需要修改。"),
}  # fmt: skip

CATALOGUE: Final[Mapping[str, FindingKind]] = {
    **OF_THE_TABLE, **_OF_HANDOUTS, **_OF_RETURNS, **OF_QUALITY, **OF_PENDING, **_OF_CORRECTIONS, **_OF_REPLIES, **_OF_IMPORTS, **_OF_UPGRADES,
}  # fmt: skip
"""Every entry by its code. Findings in one cell are listed in this order."""
