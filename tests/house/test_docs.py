"""Documents that cannot lie: what the code has stands on the pages, what the pages name exists, and examples print what they show."""

from __future__ import annotations

import re
import unicodedata
from difflib import unified_diff
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from make_pictures import IMAGES, PICTURES
from support import ROOT, programs
from support.layers import LAYERS

from scripts.docs import entries as docs
from scripts.docs.examples import rerun
from scripts.docs.lights import light_table, with_lights
from xlplan.cli import cli
from xlplan.plan.settings import read_settings
from xlplan.terms.cells import Grid
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

PAGES = {path.name: path for path in sorted(docs.DOCS.glob("*.md"))} | {
    f"../{name}": ROOT / name for name in ("README.md", "CONTRIBUTING.md")
}
ENTRY_PAGES = (docs.FINDINGS_PAGE, docs.SETTINGS_PAGE, docs.BUTTONS_PAGE, docs.COMMANDS_PAGE)
CHINESE = [name for name in PAGES if re.search(r"[^\x00-\x7f]", name)]
RENEW = "run `python -m scripts.docs.build`"


@cache
def text(page: str) -> str:
    return PAGES[page].read_text("utf-8")


@pytest.mark.parametrize("page", ENTRY_PAGES)
def test_everything_in_the_code_has_its_entry(page: str) -> None:
    there = docs.written(page, text(page))
    missing = [entry for entry in docs.entries() if entry.page == page and entry.key not in there]
    assert not missing, (
        f"docs/{page} lacks entries. {RENEW}, which puts them in, and "
        f"write in the place of {docs.TO_WRITE}:\n\n" + "\n".join(map(docs.as_written, missing))
    )


@pytest.mark.parametrize("page", ENTRY_PAGES)
def test_the_pages_name_nothing_that_the_code_has_not(page: str) -> None:
    known = {entry.key for entry in docs.entries() if entry.page == page}
    gone = docs.written(page, text(page)).keys() - known
    assert not gone, f"docs/{page} has entries for what is no more; delete them: {sorted(gone)}"


@pytest.mark.parametrize("page", ENTRY_PAGES)
def test_entries_quote_what_the_code_says(page: str) -> None:
    there = docs.written(page, text(page))
    for entry in docs.entries():
        if entry.page != page or entry.key not in there:
            continue
        found = there[entry.key]
        assert found.quotation == entry.quotation, (
            f"docs/{page}, {entry.key}: {RENEW}, and look whether the words after it still hold"
        )
        assert entry.title is None or found.title == entry.title, f"docs/{page}, {entry.key}: {RENEW}"


@pytest.mark.parametrize("page", ENTRY_PAGES)
def test_each_entry_says_something_of_its_own(page: str) -> None:
    for entry in docs.written(page, text(page)).values():
        words = re.sub(r"\s", "", entry.body)
        assert len(words) >= 12, f"docs/{page}, {entry.key}: write what it means and what to do"


def test_the_table_of_lights_says_what_the_rules_say() -> None:
    assert [page for page in PAGES if light_table() in text(page)] == ["问答.md"], RENEW
    assert [page for page in PAGES if with_lights(text(page)) != text(page)] == [], RENEW


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_to_be_written(page: str) -> None:
    lines = [number for number, line in enumerate(text(page).splitlines(), 1) if docs.TO_WRITE in line]
    assert not lines, f"{page}: somebody has to write on lines {lines}"


def test_commands_stand_in_the_sections_of_the_help() -> None:
    told = {
        heading: tuple(re.findall(r"^### xlplan (\w+)$", body, re.M))
        for heading, body in sections(docs.COMMANDS_PAGE).items()
    }
    assert told == cli.sections
    assert list(cli.commands) == [name for names in cli.sections.values() for name in names]


@pytest.mark.parametrize("name", cli.commands)
def test_each_option_of_a_command_is_explained(name: str) -> None:
    body = docs.written(docs.COMMANDS_PAGE, text(docs.COMMANDS_PAGE))[f"xlplan {name}"].body
    options = {
        option.opts[0]
        for option in cli.commands[name].params
        if isinstance(option, click.Option) and option.opts[0] != "--json"
    }
    explained = set(re.findall(r"^\| `(--[\w-]+)` \| .+ \|$", body, re.M))
    assert explained == options, (
        f"docs/{docs.COMMANDS_PAGE}, xlplan {name}: a line `| `--option` | what for |` for each option"
    )


@pytest.mark.parametrize("name", cli.commands)
def test_each_command_is_shown_in_use(name: str) -> None:
    body = docs.written(docs.COMMANDS_PAGE, text(docs.COMMANDS_PAGE))[f"xlplan {name}"].body
    assert "```console" in body or "```text" in body, (
        f"docs/{docs.COMMANDS_PAGE}, xlplan {name}: add a block ```console with a line `$ xlplan {name} …`, then {RENEW}"
    )
    assert f"$ xlplan {name}" in body or "```console" not in body


@pytest.mark.parametrize("page", CHINESE)
def test_commands_and_options_that_pages_name_exist(page: str) -> None:
    for line in text(page).splitlines():
        for name, rest in re.findall(r"\bxlplan ([a-z]+)\b([^`，。；）]*)", line):
            assert name in cli.commands, f"docs/{page}: no command xlplan {name}: {line}"
            known = {word for option in cli.commands[name].params for word in option.opts} | {"--help"}
            assert set(re.findall(r"(?<!\S)--[\w-]+", rest)) <= known, f"docs/{page}: {line}"


@pytest.mark.parametrize("identifier", SETTING_ITEMS)
def test_examples_of_settings_are_read(identifier: str) -> None:
    name = SETTING_ITEMS[identifier][0]
    body = docs.written(docs.SETTINGS_PAGE, text(docs.SETTINGS_PAGE))[name].body
    good = re.findall(r"^- 例子：`(.+)`$", body, re.M)
    bad = re.findall(r"^- 看不懂的写法：`(.+)`$", body, re.M)
    assert good, f"docs/{docs.SETTINGS_PAGE}, {name}: add a line - 例子：`…`"
    for value in (*good, *bad):
        found = read_settings(Grid(SETTINGS, ((name, value),)))
        codes = [item.code for item in found.findings]
        assert codes == (["setting-invalid"] if value in bad else []), f"{name} = {value}"


def sections(page: str) -> dict[str, str]:
    """Return a page's parts by their `##` headings."""
    parts = re.split(r"^## (.+)$", text(page), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("template", docs.placeholders())
def test_each_placeholder_of_a_template_is_explained(template: str) -> None:
    body = sections(docs.TEMPLATES_PAGE).get(template)
    assert body, f"docs/{docs.TEMPLATES_PAGE}: add a part `## {template}` with a table 占位符 | 填什么"
    explained = set(re.findall(r"^\| `([^`]+)` \| .+ \|$", body, re.M))
    wanted = docs.placeholders()[template]
    lines = "\n".join(f"| `{name}` | {docs.TO_WRITE} |" for name in sorted(wanted - explained))
    assert not wanted - explained, f"docs/{docs.TEMPLATES_PAGE}, {template}: add\n{lines}"
    assert not explained - wanted, (
        f"docs/{docs.TEMPLATES_PAGE}, {template} has no such placeholder: {explained - wanted}"
    )


def test_no_template_is_explained_that_is_not_there() -> None:
    named = {name for name in sections(docs.TEMPLATES_PAGE) if name.endswith((".xlsx", ".docx"))}
    assert named == set(docs.placeholders())


@pytest.mark.parametrize("page", [name for name in PAGES if "```console" in text(name)])
def test_examples_print_what_the_pages_show(page: str) -> None:
    programs.require("soffice")
    now = rerun(text(page))
    difference = "\n".join(unified_diff(text(page).splitlines(), now.splitlines(), page, "now", lineterm=""))
    assert not difference, f"{RENEW}, and look whether the words around the examples still hold\n{difference}"


def slug(heading: str) -> str:
    """Return a heading's anchor, as GitHub makes it."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    kept = (mark for mark in bare if mark in "-_ " or unicodedata.category(mark)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    bare = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", bare, re.M)}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        path = (PAGES[page].parent / name).resolve() if name else PAGES[page]
        assert path.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in anchors(path), f"{page}: no heading for {target}"


@pytest.mark.parametrize("page", [name for name in PAGES if name not in CHINESE])
def test_modules_and_files_that_pages_name_exist(page: str) -> None:
    gone = [name for name in re.findall(r"`((?:[a-zA-Z_.]+/)+[\w.-]*)`", text(page)) if not is_there(name)]
    assert not gone, f"{page}: {gone}"


@pytest.mark.parametrize("page", PAGES)
def test_what_pages_tell_to_make_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    told = set(re.findall(r"(?:^|`)make ([a-z-]+)", text(page), re.M))
    assert told <= targets, f"{page}: the Makefile has no {told - targets}"


def is_there(name: str) -> bool:
    """Return True if the project has this file or folder, or xlplan this module or name: `ledger/store.Ledger.plan`."""
    if (ROOT / name).exists() or (ROOT / "xlplan" / name).exists():
        return True
    module, *inside = name.split(".")
    if not (ROOT / "xlplan" / f"{module}.py").exists():
        return False
    found: object = import_module(f"xlplan.{module.replace('/', '.')}")
    for part in inside:
        # A dataclass field without a default is not an attribute of its class.
        if not hasattr(found, part) and part not in getattr(found, "__annotations__", {}):
            return False
        found = getattr(found, part, None)
    return True


def test_the_index_leads_to_every_page() -> None:
    linked = {unquote(target).partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", docs_index())}
    assert {path.name for path in docs.DOCS.glob("*.md")} - {"README.md"} <= linked, "docs/README.md: link it"


def docs_index() -> str:
    return (docs.DOCS / "README.md").read_text("utf-8")


def test_pictures_are_those_that_the_script_makes_and_all_are_shown() -> None:
    shown = {
        unquote(target).rpartition("/")[2]
        for path in PAGES.values()
        for target in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", path.read_text("utf-8"))
    }
    made = {f"{name}.png" for name in PICTURES}
    assert shown <= made, "make_pictures.PICTURES does not make them"
    assert made <= shown, "no page shows them"
    assert {path.name for path in IMAGES.iterdir()} == made, "run `make pictures`"


def test_the_table_of_layers_is_that_of_the_imports() -> None:
    table = text("architecture.md").partition("| Layer |")[2].partition("\n\n")[0]
    cells = [line.split("|")[2] for line in table.splitlines()[2:]]
    told = re.findall(r"`([\w.]+)`", "".join(cells))
    assert not set(LAYERS) - set(told), f"docs/architecture.md, table of layers: add {set(LAYERS) - set(told)}"
    assert not set(told) - set(LAYERS), f"docs/architecture.md, table of layers: take out {set(told) - set(LAYERS)}"
    for cell in cells:
        names = re.findall(r"`([\w.]+)`", cell)
        assert names == sorted(names, key=LAYERS.index), (
            f"docs/architecture.md, table of layers: put {names} in the order of LAYERS"
        )


def test_an_example_that_differs_an_entry_that_lacks_and_a_dead_link_are_found() -> None:
    assert (
        rerun("```console\n$ xlplan schedule 常规工作\n别的\n```\n")
        != "```console\n$ xlplan schedule 常规工作\n别的\n```\n"
    )
    entry = next(each for each in docs.entries() if each.page == docs.SETTINGS_PAGE)
    page = docs.refreshed(docs.SETTINGS_PAGE, "# 设置\n", [entry])
    assert docs.written(docs.SETTINGS_PAGE, page)[entry.key].quotation == entry.quotation
    assert docs.TO_WRITE in page
    assert docs.refreshed(docs.SETTINGS_PAGE, page.replace(entry.quotation, "> 作用：旧"), [entry]) == page
    assert slug("设置看不懂 `setting-invalid`") == "设置看不懂-setting-invalid"
