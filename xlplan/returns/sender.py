"""Find the sender of a sheet without its hidden identity: by 编号, texts and names on it; else ask."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.plan.departments import Registry
from xlplan.returns.sheet import Return, ReturnedRow
from xlplan.schedule.rounds import rounds_named
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.similar import alike
from xlplan.terms.text import fold

SAME_TEXT: Final = 0.9
"""The similarity (0–1) from which on two texts of a task count as the same."""
_SAME_SHEET: Final = 0.8
"""The minimum share of rows that must be those that were sent."""


@record(frozen=True, slots=True)
class Recognition:
    """The sheet of a return, or None; the candidates; the `share` (0–1) that agrees; another `round` that it names."""

    sent: Sent | None
    candidates: Sequence[str]
    share: float = 0.0
    round: str = ""


def other_names(registry: Registry, sent: Collection[str]) -> dict[str, str]:
    """Return the other names (别名) of departments that something was sent to, each with the name it was sent under.

    Of one that was renamed since, its present name is another too.
    """
    found: dict[str, str] = {}
    for each in registry.departments:
        known = (each.name, *each.aliases)
        under = next((name for name in known if name in sent), None)
        if under:
            found |= {name: under for name in known if name != under}
    return found


class KnownNames:
    """The departments' names, to be found in texts; `others` are other names, each with its department."""

    def __init__(self, names: Iterable[str], others: Mapping[str, str] | None = None) -> None:
        pairs = {**(others or {}), **{name: name for name in names}}
        self._names: dict[str, str] = {key: name for text, name in pairs.items() if (key := fold(text))}
        lengths: dict[str, set[int]] = {}
        for each in self._names:
            lengths.setdefault(each[0], set()).add(len(each))
        self._lengths = lengths

    def within(self, text: str) -> list[str]:
        """Return the departments that a text names; a name that is part of a longer one there does not count."""
        rest: str = fold(text)
        # Not name by name: there may be thousands of names and of texts.
        places = [
            (-length, start)
            for start, first in enumerate(rest)
            if first in self._lengths
            for length in self._lengths[first]
            if rest[start : start + length] in self._names
        ]
        found: list[str] = []
        for negative, start in sorted(places):
            key = rest[start : start - negative]
            if key in self._names:
                if self._names[key] not in found:
                    found.append(self._names[key])
                rest = rest.replace(key, "\0" * len(key))
        return found


def recognise(
    found: Return, sent: Iterable[Sent], names: KnownNames, round_: str, path: str, rounds: Iterable[str] = ()
) -> Recognition:
    """Recognise the sheet of a return by content; if two departments have the same tasks, a name must decide.

    The names are those above the table, in the file's name and in its folder. `sent` are the newest sheets of the
    round's departments, `names` those of all. The round must be named too, as two rounds ask for the same tasks: above
    the table, else in the file's name, else in the folder's; `rounds` are the known ones.
    """
    sent = list(sent)
    # The folder was named by the office, the last part of the path by the department.
    near = "/".join(path.split("/")[-2:])
    head: str = fold(found.head)
    for title in {each.sheet.title for each in sent}:
        head = head.replace(fold(title), "\0") if fold(title) else head
    known = [round_, *rounds]
    said_rounds = next(
        (said for text in (head, near.rpartition("/")[2], path) if (said := rounds_named(text, known))), []
    )
    if round_ not in said_rounds:
        return Recognition(None, names.within(near), round="、".join(said_rounds))
    scored = [(_share(found.rows, each.sheet), each) for each in sent]
    fitting = [(share, each) for share, each in scored if share >= _SAME_SHEET]
    candidates = [each.sheet.department for _, each in fitting]
    named = dict.fromkeys(name for text in (found.head, near) for name in names.within(text))
    chosen = [(share, each) for share, each in fitting if each.sheet.department in named]
    if len(named) == 1 and len(chosen) == 1:
        return Recognition(chosen[0][1], candidates, chosen[0][0])
    if not named and len(fitting) == 1:
        return Recognition(fitting[0][1], candidates, fitting[0][0])
    return Recognition(None, list(dict.fromkeys([*candidates, *named])))


def by_content(row: ReturnedRow, sheet: DepartmentSheet) -> str | None:
    """Return the 编号 of the one task whose text a row repeats, preferably its own; None unless there is just one.

    A row may have the number of another task: 1.10 typed anew is 1.1, and columns are sorted without their neighbours.
    """
    content = row.given.get(Field.CONTENT)
    text = fold(content) if content else ""
    if not text:
        return None
    same = [each.task for each in sheet.rows if fold(each.content) == text]
    near = list(dict.fromkeys(same or [each.task for each in sheet.rows if alike(text, each.content) >= SAME_TEXT]))
    own = [task for task in near if fold(task) == row.task_key]
    return own[0] if own else near[0] if len(near) == 1 else None


def _share(rows: Sequence[ReturnedRow], sheet: DepartmentSheet) -> float:
    """Return the share of returned and sent rows that agree in 编号 and text."""
    came = {row.task_key: row for row in rows if re.search(r"\S", row.task)}
    same = 0
    for each in sheet.live:
        row = came.get(each.task_key)
        content = row.given.get(Field.CONTENT) if row else None
        same += bool(content) and alike(content or "", each.content) >= SAME_TEXT
    return same / max(len(sheet.live), len(came), 1)
