"""What is said of the demonstration."""

from __future__ import annotations

from xlplan.actions.demo import Demonstration
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told


def tell_demonstration(result: Demonstration) -> Told:
    """Return a short table of what happened, and where the files lie."""
    steps = table([["步骤", "结果"], *([step, outcome] for step, outcome in result.steps)])
    places = table([[f"{name}：", str(path)] for name, path in result.places])
    headline = f"演示完成（{result.round}，截至 {result.today}）。"
    after = "接下来请打开“汇总工作簿”，看领导收到的汇总；再打开“下发的任务表”里的一份，看部门收到的表。"
    return Told("demo", headline, details=[Remark(["", *steps, "", *places, "", after])])
