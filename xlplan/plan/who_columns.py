"""Which columns say who does a task: 牵头, 责任, 配合, departments as columns, and a column that holds their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.plan.column_choice import Choice, How, JoinedColumns
from xlplan.plan.heading_rows import Heading
from xlplan.plan.marked_columns import mark_roles
from xlplan.plan.name_shapes import PIECES, is_person_or_number
from xlplan.plan.role_column import says_roles
from xlplan.terms.cells import CellValue, as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject, Meaning, meaning_of
from xlplan.terms.headings import PLAN_HEADINGS, heading_key
from xlplan.terms.patterns import pattern_of

_LOOKED_AT: Final = 60
_NAMES_OFFICES: Final = (ColumnSubject.LEADING, ColumnSubject.UNIT, ColumnSubject.SUPPORTING)
_FIRST: Final = pattern_of("牵头|抓总|总牵头")
_OVERSEES: Final = pattern_of("(?:行业|上级|项目|业务)?(?:主管|归口)(?:单位|部门)")
_DIVIDED: Final = pattern_of("分办")
_CONCERNED: Final = pattern_of("(?:所|被)?涉及")
_LEVEL: Final = pattern_of(
    "(?:[省市县区镇乡村]级?|街道|社区)(?=[^省市县区镇乡村]*(?:单位|部门|科室|机构|主体|方)$)|/(?:[省市县区镇乡村]级?|街道|社区)$"
)
_RESPONSIBLE: Final = pattern_of("责任|主责|承办|负责")


def take_who(choice: Choice) -> None:
    """Take 牵头 as lead, 责任 beside it and 配合 as share, 责任 beside 牵头 alone as support; 责任 alone as lead."""
    if marked := choice.of(ColumnSubject.MARKED):
        _marked(choice, marked)
        return
    by_hand = Field.LEAD in choice.taken.fields
    leads = choice.of(ColumnSubject.LEADING) or choice.of(ColumnSubject.ANSWERABLE) or choice.of(ColumnSubject.UNIT)
    leads = _without_people(choice, leads)
    overseeing = [each for each in leads if _OVERSEES.fullmatch(heading_key(each.own))]
    if not by_hand and any(_RESPONSIBLE.search(each.own) for each in leads):
        # 主管单位 beside 责任单位 looks after the office that does it.
        leads = [each for each in leads if each not in overseeing]
        choice.free = [each for each in choice.free if each not in overseeing]
    answerable = [each for each in choice.of(ColumnSubject.ANSWERABLE) if by_hand or each not in leads]
    divided = [each for each in answerable if _DIVIDED.search(each.own) and _never_both(choice, [*leads, each])]
    if len(leads) == 1 and divided and not by_hand:
        # A task has one who leads it, or several who each do their part.
        answerable = [each for each in answerable if each not in divided]
        for each in divided:
            choice.say_taken(each, Field.LEAD, f"与“{leads[0].text}”不同时填写，合在一格里")
        choice.join(Field.LEAD, How.NAMES, [*leads, *divided])
        by_hand = True
    first = [each for each in leads if _FIRST.search(each.own)]
    if len(leads) > 1 and len(first) == 1:
        # 主要责任单位 beside 牵头单位 says no more than 责任单位 does.
        answerable += [each for each in leads if each not in first and _RESPONSIBLE.search(each.own)]
        leads = [each for each in leads if each in first or each not in answerable]
    alike = {_without_level(each) for each in leads}
    if not by_hand and len(leads) > 1 and len(alike) == 1:
        for each in leads:
            others = "、".join(other.name for other in leads if other is not each)
            why = "同一个标题" if each.text == leads[0].text == leads[-1].text else "只是级别不同"
            choice.say_taken(each, Field.LEAD, f"与{others}{why}，合在一格里")
        choice.join(Field.LEAD, How.NAMES, leads)
    elif not by_hand and leads:
        plain = [each for each in leads if _RESPONSIBLE.search(each.own)] or leads
        used = next((each for each in leads if each.own == PLAN_HEADINGS[Field.LEAD]), plain[0])
        choice.take(Field.LEAD, used)
        choice.say_twice(Field.LEAD, used, [each for each in leads if each is not used])
        if used.meaning and used.meaning.part is ColumnSubject.UNIT:
            choice.say_taken(used, Field.LEAD, "没有别的列写明由谁负责")
    by_hand_support = Field.SUPPORT in choice.taken.fields
    supports = choice.of(ColumnSubject.SUPPORTING)
    if Field.SHARE in choice.taken.fields:
        answerable = []
    elif answerable and (supports or by_hand_support):
        _share(choice, answerable)
        answerable = []
    if by_hand_support:
        return
    if Field.LEAD in choice.taken.fields:
        answerable += [each for each in choice.of(ColumnSubject.UNIT) if _CONCERNED.match(heading_key(each.own))]
    supports = [*answerable, *supports]
    exact = [each for each in supports if each.own == PLAN_HEADINGS[Field.SUPPORT]]
    if len(supports) > 1 and not exact:
        for each in supports:
            others = "、".join(f"“{other.text}”" for other in supports if other is not each)
            choice.say_taken(each, Field.SUPPORT, f"与{others}合在一格里")
        choice.join(Field.SUPPORT, How.NAMES, supports)
    elif supports:
        used = exact[0] if exact else supports[0]
        choice.take(Field.SUPPORT, used)
        choice.say_twice(Field.SUPPORT, used, [each for each in supports if each is not used])
        if used in answerable:
            choice.say_taken(used, Field.SUPPORT, "旁边另有牵头的一列")


def _without_level(heading: Heading) -> str:
    """Return a heading's key without the level that it is about: 市级责任单位 and 县级责任单位 are alike."""
    return _LEVEL.sub("", heading_key(heading.text))


def _without_people(choice: Choice, leads: list[Heading]) -> list[Heading]:
    """Put a column aside in which only people stand, though one heading stands above it and the offices' column."""
    people = [each for each in leads if each.parents or len({one.text for one in leads}) < len(leads)]
    people = [each for each in people if _holds_people(choice, each)]
    if not people or len(people) == len(leads):
        return leads
    for each in people:
        as_people = each._replace(meaning=Meaning(ColumnSubject.PERSON))
        choice.free[choice.free.index(each)] = as_people
        choice.say_taken(each, Field.PERSON, "这一列写的都是人")
    return [each for each in leads if each not in people]


def _texts(choice: Choice, heading: Heading) -> list[str]:
    values = (choice.grid.at(row, heading.column) for row in range(choice.rows.bottom, len(choice.grid.rows)))
    return [as_text(value) for value in values if not is_blank(value)]


def _holds_people(choice: Choice, heading: Heading) -> bool:
    """Return True if most of what stands in a column names people, and hardly anything an office."""
    texts = _texts(choice, heading)[:_LOOKED_AT]
    people = sum(all(map(is_person_or_number, PIECES.split(text.strip()))) for text in texts)
    return bool(texts) and 3 * people >= 2 * len(texts)


def _never_both(choice: Choice, headings: Sequence[Heading]) -> bool:
    """Return True if no row says something in two of some columns."""
    rows = range(choice.rows.bottom, len(choice.grid.rows))
    return all(sum(_says(choice.grid.at(row, each.column)) for each in headings) < len(headings) for row in rows)


def _says(value: CellValue) -> bool:
    return bool(pattern_of(r"[\u4e00-\u9fff]{2}").search(as_text(value)))


def _marked(choice: Choice, columns: Sequence[Heading]) -> None:
    """Take departments as columns: those with one mark carry out, those with another support."""
    roles, sure = mark_roles(choice.grid, [each.column for each in columns], choice.rows.bottom) or ({}, False)
    meant = []
    for each in columns:
        above = meaning_of(heading_key(each.parents[-1])) if each.parents else None
        supports = above is not None and above.part is ColumnSubject.SUPPORTING
        meant.append(dict.fromkeys(roles, Field.SUPPORT) if supports and not sure else roles)
    places = tuple((each.column, each.own) for each in columns)
    for name in (Field.LEAD, Field.SUPPORT):
        if any(name in each.values() for each in meant):
            choice.taken.fields[name] = columns[0].column
            choice.taken.joined[name] = JoinedColumns(How.MARKED, places, tuple(meant))
    choice.free = [each for each in choice.free if each not in columns]
    named = "、".join(f"{each.name}“{each.own}”" for each in columns)
    said = "、".join(f"{mark}是{PLAN_HEADINGS[role]}" for mark, role in sorted(roles.items()))
    choice.say("column-marks" if sure else "column-marks-assumed", columns[0], Field.LEAD, columns=named, roles=said)


def _share(choice: Choice, columns: Sequence[Heading]) -> None:
    """Take the columns of those who are responsible where others lead and others support."""
    for each in columns:
        others = "、".join(f"“{other.text}”" for other in columns if other is not each)
        why = f"旁边另有牵头、配合的列{f'，与{others}合在一格里' if others else ''}"
        if others or each.own != PLAN_HEADINGS[Field.SHARE]:
            choice.say_taken(each, Field.SHARE, why)
    if len(columns) > 1:
        choice.join(Field.SHARE, How.NAMES, columns)
    else:
        choice.take(Field.SHARE, columns[0])


def role_columns(choice: Choice) -> list[Heading]:
    """Put aside the columns whose cells say who leads and who supports, whatever stands above them."""
    if choice.of(ColumnSubject.MARKED):
        return []
    roles = [
        each
        for each in choice.rows.headings
        if each.by_hand is None
        and not (each.meaning and each.meaning.part in _NAMES_OFFICES)
        and says_roles(choice.grid, each.column, choice.rows.bottom)
    ]
    choice.free = [each for each in choice.free if each not in roles]
    return roles


def join_roles(choice: Choice, roles: Sequence[Heading]) -> None:
    """Join the one column of roles to that of the offices; say of any other that its words are not read."""
    who = next((each for each in choice.rows.headings if each.column == choice.taken.fields.get(Field.LEAD)), None)
    if who is None:
        return
    if len(roles) == 1 and Field.LEAD not in choice.taken.joined:
        choice.join(Field.LEAD, How.ROLES, [who, roles[0]])
        why = f"它写明“{who.text}”里各是牵头还是配合，同一项任务的几行合成一项"
        choice.say_taken(roles[0], Field.LEAD, why)
        return
    if roles:
        named = "、".join(f"{each.name}“{each.text}”" for each in roles)
        choice.say("column-roles-unread", roles[0], Field.LEAD, heading=named, value=who.text)
        choice.said.update(each.column for each in roles)
