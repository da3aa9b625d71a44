"""What 进展汇总 and 督办看板 show of a status, as rows by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from xlplan.actions.status import Summary
from xlplan.columns import LIGHT_WORDS, RETURN_WORDS, Role
from xlplan.lights import Light, overall
from xlplan.office.cells import Value
from xlplan.rollup import projects
from xlplan.status import sheets_of


def dashboard(summary: Summary, capacity: Mapping[str, int]) -> dict[str, list[list[Value]]]:
    """督办看板's tables. Where one has too little room, its last row sums up the rest."""
    status = summary.status
    rolled = projects(status)
    lines: list[list[Value]] = [[each.name or "（未写）", *(each.lights[light] for light in Light)] for each in rolled]
    if len(lines) > capacity["projects"]:
        head, rest = lines[: capacity["projects"] - 1], rolled[capacity["projects"] - 1 :]
        total: list[Value] = [sum(each.lights[light] for each in rest) for light in Light]
        lines = [*head, [f"其余{len(rest)}项工程", *total]]
    shares = {
        name: [each.percent for each in statuses if each.role is Role.LEAD and each.percent is not None]
        for name, statuses in sheets_of(status.tasks).items()
    }
    owing = [each for each in status.departments if each.owes]
    departments: list[list[Value]] = [
        [each.department, _mean(shares[each.department]), each.lead, LIGHT_WORDS[each.light], _word(each.returned)]
        for each in owing
    ]
    if len(departments) > capacity["departments"]:
        room = capacity["departments"] - 1
        others = owing[room:]
        mean = _mean([share for each in others for share in shares[each.department]])
        worst = overall(each.light for each in others)
        tasks = sum(each.lead for each in others)
        departments = [*departments[:room], [f"其余{len(others)}个部门", mean, tasks, LIGHT_WORDS[worst], None]]
    returned = sum(each.returned for each in owing)
    return {
        "projects": lines,
        "returns": [[RETURN_WORDS[0], returned], [RETURN_WORDS[1], len(owing) - returned]],
        "departments": departments,
    }


def _mean(shares: Sequence[float]) -> float | None:
    return round(fmean(shares) / 100, 3) if shares else None


def _word(returned: bool) -> str:
    return RETURN_WORDS[0] if returned else RETURN_WORDS[1]
