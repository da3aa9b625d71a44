"""What the pages under docs/ owe the code: an entry for each command, button, finding, setting and template placeholder.

An entry is a heading with a quotation below it. The quotation is what the code itself says and is made here; what stands
after it is written by hand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from scripts import ROOT
from xlplan.cli import cli
from xlplan.files.papers import department_sheet, status_report
from xlplan.files.store.shipped import DEPARTMENT_TEMPLATE, STATUS_TEMPLATE
from xlplan.files.template.workbook import Template
from xlplan.terms.buttons import ADDIN_BUTTONS, BUTTONS
from xlplan.terms.catalogue import CATALOGUE, FindingKind
from xlplan.terms.setting_items import SETTING_ITEMS

DOCS: Final = ROOT / "docs"
FINDINGS_PAGE: Final = "问题与处理.md"
SETTINGS_PAGE: Final = "设置.md"
BUTTONS_PAGE: Final = "按钮.md"
COMMANDS_PAGE: Final = "命令.md"
TEMPLATES_PAGE: Final = "模板.md"
TO_WRITE: Final = "（请补写）"
"""Stands where something is still to be written by hand; the tests fail as long as it does."""

_LABELS: Final = {
    FINDINGS_PAGE: ("错误", "提醒", "说明"),
    SETTINGS_PAGE: ("作用",),
    BUTTONS_PAGE: ("提示",),
    COMMANDS_PAGE: ("用途",),
}
_LEVEL: Final = {FINDINGS_PAGE: "###", SETTINGS_PAGE: "##", BUTTONS_PAGE: "##", COMMANDS_PAGE: "###"}
_GROUPS: Final = {"main": "第一排", "tools": "第二排"}


@dataclass(frozen=True)
class Entry:
    """What a page says of one thing. `title` is the whole heading, or None where people choose its words before the key."""

    page: str
    key: str
    title: str | None
    quotation: str


def entries() -> list[Entry]:
    """Return all that the code has to have an entry for, placeholders excepted, page by page."""
    return [*_findings(), *_settings(), *_buttons(), *_commands()]


def _findings() -> Iterator[Entry]:
    for code, kind in CATALOGUE.items():
        title = f"{kind.title} `{code}`" if kind.title else None
        yield Entry(FINDINGS_PAGE, code, title, _quoted([f"{kind.severity.label}：{_shown(kind)}"]))


def _shown(kind: FindingKind) -> str:
    text = re.sub(r"\{\w+\}", "…", kind.message)
    return text if re.search(r"[^…。“”]", text) else "（文字随情况而定，写明是哪个文件、什么原因）"


def _settings() -> Iterator[Entry]:
    for name, default, what in SETTING_ITEMS.values():
        yield Entry(SETTINGS_PAGE, name, name, _quoted([f"作用：{what}。默认：{default or '空白'}。"]))


def _buttons() -> Iterator[Entry]:
    for button in ADDIN_BUTTONS:
        on_sheet = f"操作台{_GROUPS[button.group]}，" if button in BUTTONS else ""
        quotation = _quoted(
            [f"提示：{button.screentip}。位置：{on_sheet}Calc 的工具栏和菜单“分工表”，Excel 的选项卡“分工表”。"]
        )
        yield Entry(BUTTONS_PAGE, button.caption, button.caption, quotation)


def _commands() -> Iterator[Entry]:
    for name, command in cli.commands.items():
        lines = [f"用途：{command.short_help}", f"用法：`{usage(name, command)}`"]
        yield Entry(COMMANDS_PAGE, f"xlplan {name}", f"xlplan {name}", _quoted(lines))


def usage(name: str, command: click.Command) -> str:
    """Write a command with its arguments and options, as on a manual's page."""
    words = [f"xlplan {name}"]
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    words += [each.metavar or each.human_readable_name for each in arguments]
    for each in options:
        word = each.opts[0] if each.is_flag else f"{each.opts[0]} {each.metavar}"
        words.append((word if each.required else f"[{word}]") + ("…" if each.multiple else ""))
    return " ".join(words)


def _quoted(lines: Sequence[str]) -> str:
    return "\n>\n".join(f"> {line}" for line in lines)


_ENTRY: Final = re.compile(
    r"^(?P<level>##+) (?P<title>.+)\n\n(?P<quotation>> .*(?:\n>.*)*)\n(?P<body>(?:(?!##).*\n)*)", re.M
)


@dataclass(frozen=True)
class Written:
    """An entry as it stands on a page."""

    key: str
    title: str
    quotation: str
    body: str


def written(page: str, text: str) -> dict[str, Written]:
    """Return the entries that stand on a page, by key: headings with a quotation that begins with one of the page's words."""
    found = {}
    for match in _ENTRY.finditer(text):
        label = match["quotation"].removeprefix("> ").partition("：")[0]
        if label in _LABELS[page]:
            key = _key(page, match["title"])
            found[key] = Written(key, match["title"], match["quotation"], match["body"].strip())
    return found


def _key(page: str, title: str) -> str:
    if page == FINDINGS_PAGE:
        code = re.search(r"`([\w-]+)`$", title)
        return code[1] if code else title
    return title


def refreshed(page: str, text: str, wanted: Sequence[Entry]) -> str:
    """Renew a page's quotations from the code; add an entry, still to be written, for what has none."""
    by_key = {each.key: each for each in wanted if each.page == page}
    there = written(page, text)

    def renew(match: re.Match[str]) -> str:
        label = match["quotation"].removeprefix("> ").partition("：")[0]
        entry = by_key.get(_key(page, match["title"])) if label in _LABELS[page] else None
        if entry is None:
            return match[0]
        return f"{match['level']} {entry.title or match['title']}\n\n{entry.quotation}\n{match['body']}"

    text = _ENTRY.sub(renew, text)
    before = ""
    for key, entry in by_key.items():
        if key not in there:
            text = _inserted(page, text, before, as_written(entry))
        before = key
    return text


def _inserted(page: str, text: str, before: str, new: str) -> str:
    """Insert a new entry after the one that comes before it in the code, else at the page's end."""
    at = next((match.end() for match in _ENTRY.finditer(text) if _key(page, match["title"]) == before), len(text))
    rest = text[at:].lstrip("\n")
    return f"{text[:at].rstrip()}\n\n{new}" + (f"\n{rest}" if rest else "")


def as_written(entry: Entry) -> str:
    """Write an entry as it is put on its page, its words still to be written."""
    return f"{_LEVEL[entry.page]} {entry.title or f'{TO_WRITE} `{entry.key}`'}\n\n{entry.quotation}\n\n{TO_WRITE}\n"


def placeholders() -> dict[str, set[str]]:
    """Return, by template, the names that stand in it and those that the code offers beside them."""
    offered: Mapping[str, set[str]] = {
        DEPARTMENT_TEMPLATE: {*department_sheet.FIELDS},
        STATUS_TEMPLATE: {
            *status_report.EVERYWHERE,
            *(name for fields, rows in status_report.SHEETS.values() for name in (*fields, *rows)),
        },
    }
    found = {}
    for path in sorted((ROOT / "templates").iterdir()):
        if path.suffix == ".xlsx":
            names = set(Template.load(path.read_bytes(), path.name).placeholders)
        else:
            names = _word_names(path.read_bytes())
        found[path.name] = {name.partition("#")[0] for name in names} | offered.get(path.name, set())
    return found


def _word_names(data: bytes) -> set[str]:
    """Return what the placeholders of a Word template name: `期次`, `单.部门`, and the lists they go through."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode("utf-8"))
    names: set[str] = set()
    for inside in re.findall(r"\{[{%](?:p|tr)?(.*?)[%}]\}", text):
        words = re.sub(r"'[^']*'|\|\s*\w+", "", inside)
        names |= {name for name in re.findall(r"[\w.]+", words) if re.search(r"[^\x00-\x7f]", name)}
    loops = {*re.findall(r"for (\w+) in", text)}
    return {name for name in names if name not in loops or f"{{{{ {name} }}}}" in text}
