"""The settings of the sheet 设置."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SETTING_HEADINGS: Final = ("设置项", "内容", "说明")

# Identifier → (name in 设置, default as text, what it is for).
SETTING_ITEMS: Final[Mapping[str, tuple[str, str, str]]] = {
    "title": ("计划名称", "", "印在每张部门表和汇总表的最上面"),
    "year": ("年度", "", "时限里没写年份时按这一年理解；“年度台账”也算这一年"),
    "round": ("当前期次", "", "例如 2023年第二季度、2023年6月、2023年秋季学期"),
    "deadline": ("报送截止日", "", "各部门最迟报送的日子，例如 2023-06-20"),
    "send_to": (
        "报送给",
        "",
        "部门填好的表发给谁、发到哪里，印在任务表最上面，也写进通知，例如 督查室张三 2889123；不写的印“发来这份表的人”",
    ),
    "plan_start": ("计划开始日", "", "时限里没写开始的，序时进度从这一天算起；不写就从首次下发那年的1月1日算起"),
    "red_behind": ("红灯：落后点数", "30", "完成进度比序时进度落后超过这么多个百分点，亮红灯"),
    "amber_behind": ("黄灯：落后点数", "10", "落后这么多个百分点起，亮黄灯"),
    "warning_days": ("黄灯：临期天数", "15", "离到期日不超过这么多天仍未完成，亮黄灯"),
    "before_includes": ("“某月前”含当月", "是", "“1月前”：填“是”算到1月31日，填“否”算到上年12月31日"),
    "spring_term": ("春季学期起止", "2月15日—7月15日", "“开学前”“每学期”等按它推算；请按本地校历改写"),
    "autumn_term": ("秋季学期起止", "9月1日—1月31日", "结束日在次年；请按本地校历改写"),
    "state_words": ("状态的其他说法", "", "部门常写的别的说法，例如 办妥=已完成；在弄=推进中"),
    "answer_days": (
        "督办答复期限",
        "5",
        "督办单发出后，部门要在这么多个工作日内答复；到时没有答复的，下一次督办升一级颜色",
    ),
    "weights": (
        "考核分值",
        "满分100；未报-3；迟报-1；退回-2；逾期-2；督办-1",
        "年度考核台账每个部门从满分起，每一次扣这么多；不想扣的写 0",
    ),
    "name_departments": ("领导已同意点名", "否", "填“是”时，督办通报里点名；填“否”时只写数目和情况"),
    "stamped_copy": ("要求盖章件", "否", "填“是”时，回收情况里列出还缺盖章件的部门"),
    "further": (
        "其他要求的列",
        "",
        "自己加的列里，哪些写进任务表的“其他要求”：不写是除备注一类以外的都写；也可以写 全部、无、几个标题，或 除来源外",
    ),
    "columns": (
        "哪一列是什么",
        "",
        "表里的标题认错了时写，例如 主要内容=整改措施；等号左边是固定的标题，右边是表里的标题；写 无=备注 的，那一列只原样保留",
    ),
    "no_departments": ("不是部门的名称", "", "表里被当成部门、其实不是部门的，用顿号隔开，例如 张三、待定"),
    "backup": (
        "备份到",
        "",
        "另一块磁盘或共享文件夹的完整路径，例如 E:\\备份；每一步做完，新的内容自动备份到那里；不写就不备份",
    ),
    "incoming": (
        "接收文件夹",
        "",
        "报送的表到了这台电脑的哪些文件夹（微信、QQ 的接收文件夹，下载），写完整的路径，几个的用分号隔开；助手从那里把本期的任务表复制到“回收”；不写就不看",
    ),
    "auto_merge": ("自动合并", "否", "填“是”时，助手收到新的表以后自动合并，最多一小时一次；填“否”时由您点“合并回收”"),
    "workspace": ("工作区文件夹", "分工表-工作区", "放在本工作簿旁边；下发、回收、归档都在里面"),
}

_LIMITS: Final = ("year", "before_includes", "spring_term", "autumn_term", "columns")
_LIGHTS: Final = (*_LIMITS, "plan_start", "red_behind", "amber_behind", "warning_days")
# By verb: what it does otherwise where such a setting cannot be read. 期次 and 报送截止日 are asked for by themselves.
ACTS_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "split": ("title", *_LIMITS, "send_to", "further", "no_departments"),
    "merge": (*_LIMITS, "state_words", "stamped_copy"),
    "status": ("title", *_LIGHTS, "name_departments"),
    "supervise": ("title", *_LIGHTS, "answer_days"),
    "remind": ("title", *_LIMITS),
    "yearly": (*_LIGHTS, "weights"),
}
