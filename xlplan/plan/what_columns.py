"""Which column says what is to be done, and which what tasks belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.plan.column_choice import Choice, How, depth_of
from xlplan.plan.heading_rows import Heading
from xlplan.plan.likely_content import may_hold_tasks
from xlplan.plan.name_shapes import ends_as_unit, is_person_or_number
from xlplan.terms.cells import as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import (
    ASSESSED_DEPTH,
    LESSER_DEPTHS,
    PROBLEM_DEPTH,
    PROJECT_DEPTH,
    REQUIREMENT_DEPTH,
    TASK_DEPTH,
    ColumnSubject,
)
from xlplan.terms.headings import PLAN_HEADINGS, heading_key
from xlplan.terms.patterns import pattern_of

_ANSWER: Final = pattern_of("[是否有无√✓✔☑×✗○●★☆]")
_NUMBER: Final = pattern_of(r"[-—]?\d+(?:\.\d+)?[%％]?")
_SAYS: Final = pattern_of("[\u4e00-\u9fff]{2}")


def take_what(choice: Choice) -> None:
    """Take the deepest column for tasks, the first of the others for what they belong to."""
    _leave_lesser(choice)
    # 类别 alone says of what kind a task is, and never what it is.
    whats = [each for each in choice.of(ColumnSubject.WHAT) if depth_of(each)]
    fixed = Field.CONTENT in choice.taken.fields or choice.fixed(Field.CONTENT)
    if not fixed:
        used = _deepest(choice, whats) or next(iter(choice.of(ColumnSubject.GOAL)), None)
        if used is None:
            return
        if fuller := _fuller(choice, used):
            choice.free.append(fuller)
            used = fuller
        same = [
            each
            for each in whats
            if each is not used and depth_of(each) == depth_of(used) >= TASK_DEPTH and not _grouped(choice, each)
        ]
        under_one = [each for each in same if each.text == used.text and _heads_both(choice, used, each)]
        if under_one:
            # One heading merged over several columns: a task's name, and what more is said of it.
            choice.join(Field.CONTENT, How.PARTS, sorted([used, *under_one]))
            others = "、".join(each.name for each in under_one)
            choice.say_taken(used, Field.CONTENT, f"与{others}同一个标题，合在一格里")
        else:
            choice.take(Field.CONTENT, used)
        choice.say_twice(Field.CONTENT, used, [each for each in same if each not in under_one])
        if depth_of(used) < TASK_DEPTH or len(whats) > 2:
            choice.say_taken(used, Field.CONTENT, "几列里它写得最细" if len(whats) > 1 else "没有别的列写明做什么")
    if Field.PROJECT in choice.taken.fields or choice.fixed(Field.PROJECT):
        return
    left = [
        each
        for each in choice.of(ColumnSubject.WHAT)
        if depth_of(each) <= PROJECT_DEPTH
        and depth_of(each) not in (REQUIREMENT_DEPTH, ASSESSED_DEPTH)
        # A problem of each task's own is said beside it; one of several tasks is what they belong to.
        and (depth_of(each) != PROBLEM_DEPTH or "问题" not in each.own or _grouped(choice, each))
    ]
    project = min(left, key=lambda each: (not _grouped(choice, each), depth_of(each), each.column), default=None)
    merged = _merged_before(choice)
    if merged and (project is None or ("问题" in project.own and merged.column < project.column)):
        choice.free.append(merged)
        choice.take(Field.PROJECT, merged)
        choice.say_taken(merged, Field.PROJECT, "它在任务左边、格子上下合并，任务按它归类")
    elif project:
        choice.take(Field.PROJECT, project)
        if depth_of(project) >= TASK_DEPTH or "问题" in project.own or len(left) > 1:
            choice.say_taken(project, Field.PROJECT, "任务按它归类")


def _leave_lesser(choice: Choice) -> None:
    """Leave columns that say of tasks no more than 是 or √, and 重点 or 活动 beside a column that says what they are."""
    deepest = max(
        (depth_of(e) for e in choice.rows.known if e.meaning and e.meaning.part is ColumnSubject.WHAT), default=0
    )
    taken = Field.CONTENT in choice.taken.fields
    choice.free = [
        each
        for each in choice.free
        if each not in choice.of(ColumnSubject.WHAT)
        or not (
            (depth_of(each) in LESSER_DEPTHS and (taken or depth_of(each) < deepest))
            or _says_only(choice, each, _ANSWER)
            or (each.own != PLAN_HEADINGS[Field.CONTENT] and _says_only(choice, each, _NUMBER))
        )
    ]


def _says_only(choice: Choice, heading: Heading, what: re.Pattern[str]) -> bool:
    own, said = heading_key(heading.own), False
    for text in _texts(choice, heading):
        fits = bool(what.fullmatch(text))
        # Headings are repeated on each page. Of a long column the first text tells mostly.
        if fits and said:
            continue
        if heading_key(text) != own:
            if not fits:
                return False
            said = True
    return said


def _texts(choice: Choice, heading: Heading) -> Iterator[str]:
    values = (choice.grid.at(row, heading.column) for row in range(choice.rows.bottom, len(choice.grid.rows)))
    return (as_text(value).strip() for value in values if not is_blank(value))


def _fuller(choice: Choice, used: Heading) -> Heading | None:
    """Return the column before that of mere requirements that names a task in each row, where those are not said in each."""
    if depth_of(used) > REQUIREMENT_DEPTH or choice.grid.merges:
        return None
    rows = [
        row
        for row in range(choice.rows.bottom, len(choice.grid.rows))
        if sum(not is_blank(value) for value in choice.grid.rows[row]) > 2
    ]
    if all(not is_blank(choice.grid.at(row, used.column)) for row in rows):
        return None
    able = [
        each
        for each in choice.rows.headings
        if each.column < used.column
        and each.meaning is None
        and each.by_hand is None
        and may_hold_tasks(each)
        and not _names_others(choice, each)
        and all(_SAYS.search(as_text(choice.grid.at(row, each.column))) for row in rows)
    ]
    return able[0] if len(able) == 1 else None


def _merged_before(choice: Choice) -> Heading | None:
    """Return the first column before the tasks whose cells are merged over several of them, whatever stands above it."""
    content = choice.taken.fields.get(Field.CONTENT)
    if content is None:
        return None
    return next(
        (
            each
            for each in choice.rows.headings
            if each.column < content
            and each.meaning is None
            and each.by_hand is None
            and _grouped(choice, each)
            and not _names_others(choice, each)
        ),
        None,
    )


def _names_others(choice: Choice, heading: Heading) -> bool:
    """Return True if most of what stands in a column are offices, people or numbers."""
    texts = list(_texts(choice, heading))
    named = sum(ends_as_unit(each) or is_person_or_number(each) or not _SAYS.search(each) for each in texts)
    return 2 * named >= len(texts)


def _heads_both(choice: Choice, one: Heading, other: Heading) -> bool:
    """Return True if one heading is merged over two columns."""
    return any(
        area.top < choice.rows.bottom and area.bottom >= choice.rows.top
        and area.left <= min(one.column, other.column) and max(one.column, other.column) <= area.right
        for area in choice.grid.merges
    )  # fmt: skip


def _deepest(choice: Choice, whats: Sequence[Heading]) -> Heading | None:
    """Return the column of the tasks; one that is merged over several rows only says what they belong to."""
    single = [each for each in whats if not _grouped(choice, each)] or whats
    best = max(single, key=lambda each: (depth_of(each), -each.column), default=None)
    # Of two as deep the one that says another thing in each row is the tasks'.
    alike = [each for each in single if best and each.text == best.text and each.column > best.column]
    if best and alike and _repeats(choice, best):
        return next((each for each in alike if not _repeats(choice, each)), best)
    return best


def _repeats(choice: Choice, heading: Heading) -> bool:
    texts = list(_texts(choice, heading))
    return len(set(texts)) < len(texts)


def _grouped(choice: Choice, heading: Heading) -> bool:
    return any(
        area.left == heading.column and area.top >= choice.rows.bottom and area.bottom > area.top
        for area in choice.grid.merges
    )
