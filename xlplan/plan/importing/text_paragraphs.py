"""The paragraphs of a running text: each with its number, and with what it and the lines of labels below it say of who does it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from xlplan.plan.bracket_roles import BracketWords, read_brackets, read_deed, read_line
from xlplan.plan.title import TextLine
from xlplan.terms.fields import NAMING_FIELDS

NUMBERS: Final = (
    re.compile(r"第[一二三四五六七八九十百]+[章节编部篇]分?\s*"), re.compile(r"[一二三四五六七八九十]{1,3}[、.．]\s*"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]\s*"), re.compile(r"\d{1,3}(?:[、．]|[.](?!\d))\s*"),
    re.compile(r"[（(]\d{1,3}[)）]\s*|[①-⑳]\s*"),
)  # fmt: skip
DEEPEST_HEADING: Final = 2
"""Below 一、 and （一） stand the tasks, not headings, where a heading says who does it."""
_SENTENCE: Final = re.compile("[。；;，,：:]")
_ENDED: Final = re.compile("[。；;！!]$")
_MOST_LABELS: Final = 6
_MOST_DEEDS: Final = 20
_FIRST_OF_DEEDS: Final = 3
"""Items behind 整改措施： have numbers such as 1. and （1）."""


@dataclass(eq=False)
class Paragraph:
    """A paragraph of a text, with the lines of labels below it."""

    lines: list[TextLine]
    level: int
    told: BracketWords | None
    over: tuple[Paragraph, ...] = field(default=())
    """The headings that it stands under."""
    is_heading: bool = False
    label: BracketWords | None = None
    """What it says of all that stands below it, up to the next such line."""
    inherited: bool = False
    """Whether a heading above it says who does it."""
    body: str = ""
    """What its first line says behind a label: 整改措施：…."""

    @property
    def text(self) -> str:
        """Its first line, without the label before it."""
        return self.body or self.lines[0].text.strip()

    @property
    def heads(self) -> tuple[TextLine, ...]:
        """The lines of the headings above it."""
        return tuple(head.lines[0] for head in self.over)

    @property
    def name(self) -> str:
        """What it is called as a heading: without who does it."""
        return (self.told.rest if self.told else self.text).strip()

    def add(self, line: TextLine, told: BracketWords) -> None:
        """Take a line of labels below the paragraph as part of it."""
        self.lines.append(line)
        if self.told is None:
            told.rest, self.told = self.text, told
            return
        for name, texts in told.fields.items():
            self.told.fields.setdefault(name, []).extend(texts)


def paragraphs_of(lines: Sequence[TextLine]) -> list[Paragraph]:
    """Return the paragraphs of a text, lines of labels as part of the one above them, or of all below 整改措施：."""
    found: list[Paragraph] = []
    ahead = _labels_ahead(lines)
    deeds: list[Paragraph] | None = None
    before: TextLine | None = None  # the line of labels right above
    for number, line in enumerate(lines):
        above = found[-1].told if before and found else None
        known = above is not None and bool(above.fields.keys() & NAMING_FIELDS)
        told = read_line(line.text, people=known or _tells_office(lines[number:]))
        if ahead and told and told.fields.keys() & NAMING_FIELDS:
            found.append(Paragraph([line], -1, None, label=told))
            continue
        # 时间：9月1日 below a title is that of a meeting.
        if told and found and (told.fields.keys() & NAMING_FIELDS or found[-1].told or found[-1].level >= 0):
            for each in deeds or found[-1:]:
                each.add(line, deepcopy(told))
            before = line
            continue
        if before:
            deeds, before = None, None
        level = next((n for n, each in enumerate(NUMBERS) if each.match(line.text.strip())), -1)
        deed = read_deed(line.text)
        if deed is not None and _labels_follow(lines[number + 1 :]):
            deeds = [*(deeds or ())]
            if not deed:
                found.append(Paragraph([line], -1, None))
                continue
        elif deeds is None or level < 0:
            found.append(Paragraph([line], level, read_brackets(line.text)))
            continue
        paragraph = Paragraph([line], len(NUMBERS) + level, read_brackets(deed or line.text), body=deed or "")
        found.append(paragraph)
        deeds.append(paragraph)
    return found


def join_bodies(paragraphs: list[Paragraph]) -> None:
    """Take the sentences below short headings that say who does them (一、科普活动（牵头：科普部）) as what is done, if most have some.

    Below 一、 and （一） they are one item under that heading; below 1. they belong to it.
    """
    named = [each for each in paragraphs if each.told and each.level >= 0 and not _SENTENCE.search(each.name)]
    below = {each: _sentences_below(paragraphs, each) for each in named}
    told = [each for each in paragraphs if each.told]
    counts = [len(below[each]) for each in named[:-1] if below[each]]
    if len(named) < 2 or 3 * len(named) < 2 * len(told) or 3 * len(counts) < 2 * (len(named) - 1):
        return
    # Behind the last one more may stand that is about all of them.
    below[named[-1]] = below[named[-1]][: max(counts)]
    for head, (first, *rest) in ((head, found) for head, found in below.items() if found):
        text = "\n".join(each.text for each in (first, *rest))
        lines = [line for each in (first, *rest) for line in each.lines]
        for each in rest:
            paragraphs.remove(each)
        if head.level <= DEEPEST_HEADING:
            first.level, first.body, first.lines = len(NUMBERS), text, lines
            continue
        paragraphs.remove(first)
        head.lines += lines
        if head.told:
            head.told.rest = f"{head.told.rest.rstrip()}\n{text}"


def _sentences_below(paragraphs: Sequence[Paragraph], head: Paragraph) -> list[Paragraph]:
    after = paragraphs[paragraphs.index(head) + 1 :]
    return list(
        takewhile(
            lambda each: each.level < 0 and not each.told and not each.label and _ENDED.search(each.text.strip()), after
        )
    )


def _tells_office(lines: Sequence[TextLine]) -> bool:
    """Return True if one of the lines of labels that a text begins with says which office does it."""
    told = (read_line(line.text, people=True) for line in lines[:_MOST_LABELS])
    return any(each.fields.keys() & NAMING_FIELDS for each in takewhile(bool, told) if each)


def _labels_follow(lines: Sequence[TextLine]) -> bool:
    """Return True if such lines stand below, and nothing but items with a number before them."""
    for number, line in enumerate(lines[:_MOST_DEEDS]):
        if read_line(line.text, people=True):
            return _tells_office(lines[number:])
        if not any(each.match(line.text.strip()) for each in NUMBERS[_FIRST_OF_DEEDS:]):
            return False
    return False


def _labels_ahead(lines: Sequence[TextLine]) -> bool:
    """Return True where lines of labels stand above the items that they are about: the first comes before any item."""
    numbered = [any(number.match(line.text.strip()) for number in NUMBERS) for line in lines]
    first = next(
        (n for n, line in enumerate(lines) if (told := read_line(line.text)) and told.fields.keys() & NAMING_FIELDS),
        None,
    )
    return first is not None and not any(numbered[:first]) and any(numbered[first + 1 : first + 2])
