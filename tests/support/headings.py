"""What other offices write over the columns of their tables, and what stands over those of a department's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlplan.terms.fields import Field
from xlplan.terms.headings import TASK_SHEET_HEADINGS, TASK_SHEET_ORDER

SHEET_COLUMNS: Final[Mapping[Field, str]] = {
    name: heading for name, heading in TASK_SHEET_HEADINGS.items() if name is not Field.OTHER
}
"""The columns of a sheet of tasks without 其他要求, as earlier versions ordered them."""
SHIPPED_COLUMNS: Final[Mapping[Field, str]] = {
    name: SHEET_COLUMNS[name] for name in TASK_SHEET_ORDER if name in SHEET_COLUMNS
}
"""The same, as the shipped template orders them."""
HEADINGS_OF_OTHER_OFFICES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.ID: ("编号", "序号", "任务编号", "任务序号", "项目编号", "号"),
    Field.PROJECT: ("工程名称", "项目名称", "工程", "项目", "重点工程", "重点工作", "任务类别", "工作类别", "类别", "工作项目"),
    Field.CONTENT: (
        "主要内容", "工作任务", "工作内容", "任务内容", "重点任务", "主要任务", "工作举措", "具体任务", "任务",
        "工作措施", "具体措施", "任务名称", "工作事项", "事项", "内容",
    ),
    Field.LEAD: (
        "执行部门", "牵头单位", "牵头部门", "责任单位", "责任部门", "责任科室", "牵头科室", "主办单位", "主责单位",
        "主责部门", "执行单位", "承办单位", "承办部门", "负责部门", "负责单位", "主要负责单位", "牵头责任单位", "牵头", "主办",
    ),
    Field.SUPPORT: (
        "支持部门", "配合单位", "配合部门", "协办单位", "协办部门", "支持单位", "协助单位", "协助部门", "配合科室",
        "参与单位", "参与部门", "协同单位", "协同部门", "配合", "协办",
    ),
    Field.SCHEDULE: (
        "活动频率或完成时限", "完成时间", "时间要求", "完成时限", "时限要求", "时限", "活动频率", "时间安排",
        "办结时限", "完成期限", "时间节点", "进度要求", "频率或时限", "推进时间",
    ),
    Field.LEADER: ("分管领导", "责任领导", "牵头领导", "分管局领导", "挂钩领导", "包保领导"),
    Field.PERSON: ("责任人", "具体责任人", "经办人", "负责人", "联络员", "具体负责人"),
    Field.STAGE: ("阶段目标", "阶段性目标", "年度目标", "目标要求", "工作目标"),
}  # fmt: skip
