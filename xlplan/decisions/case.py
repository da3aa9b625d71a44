"""What the rows of 待核实 are checked against: a round, the operator, and all that is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Final

from xlplan.decisions.claims import Claims
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Settled, name_now
from xlplan.decisions.sheet import Line
from xlplan.handout.sheets import Sent, SheetRow, row_name
from xlplan.plan.plan import Plan
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import Wording, reported_text
from xlplan.schedule.rounds import read_round
from xlplan.terms.errors import RoundError
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

_LONGEST: Final = 30
"""The number of characters of a task by which one knows it."""
_STANDS: Final = (Field.STATE, Field.PERCENT)
_TOLD: Final = (Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EVIDENCE)


@record(frozen=True)
class Case:
    """What the rows of 待核实 are checked against: one round, the operator, and all that is known of it."""

    round: str
    operator: str
    operator_cell: str
    plan: Plan
    latest: Mapping[str, Sent]
    settled: Settled
    decisions: Sequence[Decision]
    """All of them, in order."""
    received: Sequence[Submission]
    wording: Wording
    today: date
    kept: bool
    """True if rows that were carried out stay: nobody rewrites the sheet of a closed workbook."""
    claims: Claims = field(default_factory=Claims)
    """What the reports of all rounds up to this one say."""
    entered: Sequence[Entered] = ()
    """All that the office entered, in all rounds, each with its round."""
    rounds: Sequence[str] = ()
    """The rounds that were handed out."""
    since: date | None = None
    """When this round was first handed out, if others were before it."""
    told: frozenset[str] = frozenset()
    """What identifies rows that were told before that they no longer apply."""
    operator_cells: Mapping[str, str] = field(default_factory=dict)
    """The cell for the operator in each file beside the workbook, by its door."""

    def stays(self, line: Line) -> bool:
        """Return True if a row stays where it is after it was carried out."""
        return self.kept or bool(line.door)

    def round_of(self, line: Line) -> str | None:
        """Return the round that a row names, or the file that it stands in; "" if neither, None if that was never handed out."""
        text = line.text("round") or line.of
        if not text:
            return ""
        try:
            name = read_round(text).name
        except RoundError:
            return None
        return name if name == self.round or name in self.rounds else None

    def department(self, text: str) -> str:
        """Return the department of this name or alias if something was sent to it, else ""."""
        found = self.plan.registry.find(text)
        # A renamed department was sent something under either name.
        names = (fold(found.name if found else ""), fold(text))
        return next((self._as_sent[key] for key in names if key in self._as_sent), "")

    @cached_property
    def _as_sent(self) -> Mapping[Folded, str]:
        """The names to which something was sent, by how they are compared."""
        found: dict[Folded, str] = {}
        for name in self.latest:
            found.setdefault(fold(name), name)
        return found

    @cached_property
    def _once_called(self) -> Mapping[Folded, Sequence[str]]:
        """The names to which something was sent, by the present name of each."""
        found: defaultdict[Folded, list[str]] = defaultdict(list)
        for name in self.latest:
            found[self.present_name(name)].append(name)
        return found

    def present_name(self, department: str) -> Folded:
        """Return a department's present name as it is compared: what it did under an old name stays its own."""
        return fold(name_now(department, self.plan.registry))

    def row(self, department: str, task: str, *, summary: bool = False) -> SheetRow | None:
        """Return the row of a task, or that of its 综述, on the department's newest sheet."""
        sent, key = self.latest.get(department), fold(row_name(task, summary=summary))
        return next((row for row in sent.sheet.live if row.key == key), None) if sent else None

    def about(self, department: str, task: str) -> str:
        """Return what one has to know to decide on a department's task: its words, its due day, what was reported of it."""
        called = self._names_of(department)
        asked = (self.row(name, task, summary=summary) for name in called for summary in (False, True))
        row = next(filter(None, asked), None)
        # A row of an earlier round is decided on by what was reported then.
        entries = [self.settled.entries.get((task, name)) for name in called]
        claims = [self.claims.of.get((task, name)) for name in called]
        entry = next(filter(None, (*entries, *(each.entry for each in claims if each))), None)
        planned = self.plan.task(task)
        # What no sheet asks for any more, the table may still tell.
        content = row.content if row else planned.content if planned else ""
        words = content if len(content) <= _LONGEST else f"{content[:_LONGEST]}……"
        said = {name: reported_text(name, value.value) for name, value in entry.values.items()} if entry else {}
        stands = [f"到期{row.due_shown}" if row and row.due_shown else "", *(said.get(name, "") for name in _STANDS)]
        told = [f"{ITEM_WORDS[name]}：{said[name]}" for name in _TOLD if name in said]
        return "\n".join(filter(None, (words, "，".join(filter(None, stands)), *told)))

    def _names_of(self, department: str) -> list[str]:
        """Return the names that a department has had, this one first: renamed in mid-round, it has its rows on the sheet of the new one."""
        others = self._once_called.get(self.present_name(department), ())
        return list(dict.fromkeys((department, name_now(department, self.plan.registry), *others)))

    def task(self, department: str, text: str) -> str | None:
        """Return the 编号 as it was sent."""
        row = self.row(department, text) or self.row(department, text, summary=True)
        return row.task if row else None


def lead_departments(case: Case, task: str) -> list[str]:
    """Return the departments that carry out a task."""
    return [name for name in case.latest if carries_out(case, task, name)]


def carries_out(case: Case, task: str, department: str) -> bool:
    """Return True if a department carries out a task."""
    row = case.row(department, task)
    return row is not None and row.role.carries_out


def is_closed(case: Case, task: str, department: str) -> bool:
    """Return True if nothing is left to be done by a department on a task."""
    found = case.plan.task(task)
    agreed = case.settled.agreed(task, department)
    return bool(agreed.closed_on(found.schedule, case.today) if found else agreed.closed)
