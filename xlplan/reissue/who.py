"""退回: what goes back to each department for correction, and the files of unknown senders.

A view of a round's returns and decisions, never a record: what was corrected since is no longer in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from xlplan.decisions.model import Decision
from xlplan.handout.sheets import Sent
from xlplan.plan.departments import Registry
from xlplan.plan.plan import Plan
from xlplan.reissue.marks import Mending, SendBack, UnreadReturn
from xlplan.returns.judge import latest
from xlplan.returns.received import Received, Submission
from xlplan.returns.sender import KnownNames, other_names
from xlplan.terms.choices import Ruling, Verdict
from xlplan.terms.records import record
from xlplan.terms.text import fold


@record(frozen=True)
class SendBacks:
    """All that goes back in a round: to departments, and files of unknown senders."""

    departments: Sequence[SendBack] = ()
    unclaimed: Sequence[UnreadReturn] = ()

    def __bool__(self) -> bool:
        return bool(self.departments or self.unclaimed)


def send_backs(
    sent: Mapping[tuple[str, int], Sent],
    returns: Iterable[Submission],
    decisions: Sequence[Decision],
    round_: str,
    plan: Plan | None = None,
) -> SendBacks:
    """Return what goes back in a round. Departments whose returns were all accepted cost almost nothing.

    Of `plan` come the routines behind deadlines, and the names that departments have had.
    """
    newest = latest(sent)
    taken, refused = sorted_out(returns)
    of_department: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        of_department[decision.department_key].append(decision)
    own = senders(refused, newest, taken, other_names(plan.registry, newest) if plan else {})
    handed = {sheet: each.action for sheet, each in sent.items() if each.action}
    for old, name in _moved(newest, plan.registry).items() if plan else ():
        # What was sent under the old name goes before the first sheet of the new one.
        first = newest.pop(old).revision + 1
        before = [_earlier(item, name, first) for item in taken.pop(old, ())]
        if before:
            taken[name] = [*before, *taken[name]]
        handed |= {(name, each.revision - first): each.action for (who, _), each in sent.items() if who == old}
        ruled = [replace(each, department=name) for each in of_department.pop(fold(old), ())]
        of_department[fold(name)] = sorted([*ruled, *of_department[fold(name)]], key=lambda each: each.action)
        own[name] = [*own.pop(old, ()), *own[name]]
    found = []
    for name, each in newest.items():
        refusals, items, ruled = own.get(name, ()), taken.get(name, ()), of_department.get(fold(name), [])
        back = any(decision.ruling is Ruling.SEND_BACK and decision.round == round_ for decision in ruled)
        one = None
        if back or any(item.verdict is Verdict.NOTED for item in items):
            one = Mending(each, items, ruled, round_, plan.routines if plan else None, handed).send_back(refusals)
        elif refusals and each.sheet.live and not any(isinstance(item, Received) for item in items):
            one = SendBack(name, each, refused=refusals)
        if one:
            found.append(one)
    lacking = {name for name, each in newest.items() if name not in taken and each.sheet.owes}
    # Once everybody has reported, files of unknown senders need not be sent again.
    return SendBacks(found, own.get(None, ()) if found or lacking else ())


def _moved(newest: Mapping[str, Sent], registry: Registry) -> dict[str, str]:
    """Return the old names whose sheets ask for nothing since the department was sent one under its present name."""
    renamed = registry.renamed(newest)
    return {old: now for old, now in renamed.items() if now in newest and not newest[old].sheet.live}


def _earlier(item: Submission, name: str, revisions: int) -> Submission:
    """Return what came under an old name as one under the present name, of a sheet before its first."""
    if isinstance(item, Received):
        return replace(item, department=name, revision=(item.revision or 0) - revisions)
    return replace(item, department=name)


def sorted_out(returns: Iterable[Submission]) -> tuple[dict[str, list[Submission]], list[Received]]:
    """Return the returns that were taken, by department, and those that were refused, both in order."""
    taken: dict[str, list[Submission]] = defaultdict(list)
    refused: list[Received] = []
    for item in returns:
        if item.verdict.taken:
            taken[item.department or ""].append(item)
        elif isinstance(item, Received) and item.verdict in (Verdict.REJECTED, Verdict.UNREADABLE):
            refused.append(item)
    return taken, refused


def senders(
    refused: Iterable[Received],
    newest: Mapping[str, Sent],
    taken: Mapping[str, Sequence[Submission]],
    others: Mapping[str, str] | None = None,
) -> dict[str | None, list[UnreadReturn]]:
    """Return the refused files by department (None: unknown sender), without those that were taken elsewhere.

    `others` are other names of departments, as in `other_names`: a file of before a renaming goes by the old one.
    """
    others = others or {}
    done = {item.sha256 for items in taken.values() for item in items if isinstance(item, Received)}
    names = KnownNames(newest, others)
    found: dict[str | None, list[UnreadReturn]] = defaultdict(list)
    for item in refused:
        words = tuple(reason.mend for reason in item.reasons if reason.mend)
        if not words or (item.sha256 and item.sha256 in done):
            continue
        done.add(item.sha256)
        # The department that the file names if that is signed; else that of the folder's and the file's name.
        signed = any(reason.kind.signed for reason in item.reasons)
        near = "/".join(item.path.split("/")[-2:])
        said = item.department or ""
        said = said if said in newest else others.get(said, "")
        named = [said] if signed and said else names.within(near)
        found[named[0] if len(named) == 1 else None].append(UnreadReturn(item.path, words))
    return found
