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
    "plan_start": ("计划开始日", "", "时限里没写开始的，序时进度从这一天算起；不写就从首次下发那年的1月1日算起"),
    "red_behind": ("红灯：落后点数", "30", "完成进度比序时进度落后超过这么多个百分点，亮红灯"),
    "amber_behind": ("黄灯：落后点数", "10", "落后这么多个百分点起，亮黄灯"),
    "warning_days": ("黄灯：临期天数", "15", "离到期日不超过这么多天仍未完成，亮黄灯"),
    "before_includes": ("“某月前”含当月", "是", "“1月前”：填“是”算到1月31日，填“否”算到上年12月31日"),
    "spring_term": ("春季学期起止", "2月15日—7月15日", "“开学前”“每学期”等按它推算；请按本地校历改写"),
    "autumn_term": ("秋季学期起止", "9月1日—1月31日", "结束日在次年；请按本地校历改写"),
    "state_words": ("状态的其他说法", "", "部门常写的别的说法，例如 办妥=已完成；在弄=推进中"),
    "name_departments": ("领导已同意点名", "否", "填“是”时，督办通报里点名；填“否”时只写数目和情况"),
    "stamped_copy": ("要求盖章件", "否", "填“是”时，回收情况里列出还缺盖章件的部门"),
    "workspace": ("工作区文件夹", "分工表-工作区", "放在本工作簿旁边；下发、回收、归档都在里面"),
}
