"""Reports under the names that departments have now: one that was renamed has its old name as 别名."""

from __future__ import annotations

from dataclasses import replace

from xlplan.decisions.settle import Settled
from xlplan.plan.departments import Registry
from xlplan.terms.text import fold


def name_now(name: str, registry: Registry) -> str:
    """What a department is called now; a name that nobody answers to stays."""
    found = registry.find(name)
    return found.name if found else name


def named_now(settled: Settled, registry: Registry) -> Settled:
    """What counts in a round, under the names that the departments have now."""
    renamed = registry.renamed({name for _, name in settled.entries})
    if not renamed:
        return settled
    # What came under the new name takes the place of what had come under the old one.
    entries = {
        (task, renamed.get(name, name)): replace(entry, department=renamed.get(name, name))
        for (task, name), entry in sorted(settled.entries.items(), key=lambda item: item[0][1] not in renamed)
    }
    return replace(
        settled,
        entries=entries,
        conflicts=[
            replace(each, department=renamed.get(each.department, each.department)) for each in settled.conflicts
        ],
        doubts=[replace(each, department=renamed.get(each.department, each.department)) for each in settled.doubts],
        agreements=dict(settled.agreements)
        | {
            (task, fold(renamed[name])): ruling
            for (task, folded), ruling in settled.agreements.items()
            for name in renamed
            if fold(name) == folded
        },
    )
