"""The shape of the program, proven: imports go one way, the core is pure, each library has one home, and help is quick."""

from __future__ import annotations

import ast
import gc
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from support import ROOT
from support.layers import DIVIDED, LAYERS, layer_of

PURE = LAYERS[: LAYERS.index("ledger")]
"""What works on values alone: no files, no clock, no processes, no Excel."""

IMPURE = frozenset(
    [
        "asyncio",
        "ctypes",
        "fcntl",
        "fileinput",
        "getpass",
        "glob",
        "http",
        "io",
        "locale",
        "logging",
        "mmap",
        "msvcrt",
        "multiprocessing",
        "os",
        "pathlib",
        "platform",
        "random",
        "secrets",
        "select",
        "shelve",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "tkinter",
        "urllib",
        "uuid",
        "winreg",
        "zipfile",
    ]
)
"""Standard modules that reach outside: PURE modules import none of them."""

CLOCK = frozenset({"now", "today", "utcnow"})
"""Methods of date and datetime that ask the clock: PURE modules get today's date passed in."""

HOMES = {
    "chinese_calendar": "schedule.calendar",
    "click": "cli",
    "defusedxml": "files.read",
    "distributed": "files.apart.cluster",
    "docx": "files.papers",
    "docxtpl": "files.papers",
    "filelock": "files.store",
    "isal": "files",
    "jinja2": "files.papers",
    "msoffcrypto": "files.look",
    "olefile": "files",
    "openpyxl": "files",
    "pandas": "actions.frame",
    "pathvalidate": "files.store",
    "platformdirs": "files.store",
    "pythoncom": "office",
    "python_calamine": "files.read",
    "rapidfuzz": "terms.similar",
    "sqlite3": "ledger",
    "tkinter": "office",
    "uno": "office.libreoffice",
    "watchdog": "files.store.waking",
    "win32com": "office",
    "win32process": "office",
    "xlsxwriter": "files",
    "xlwings": "office",
}
"""The one module or package of xlplan that imports each library. One from outside that is not named here is an error."""

DOORS = frozenset({("", "xlplan.actions.frame")})
"""What the package itself offers to analysts, imported only when it is asked for."""

OPEN = frozenset({"", "cli", "office.libreoffice"})
"""Packages whose own module holds code: xlplan, the program, and the engine, which is made to be used by others."""

APART: Mapping[str, frozenset[str]] = {
    "files.template": frozenset({"xlplan.terms.cells", "xlplan.terms.errors", "xlplan.terms.relationship_types"}),
    "office.libreoffice": frozenset(),
}
"""Layers that know nothing of a responsibility table and could be packages of their own, with what else of xlplan they import."""

SHARED_NAMES = frozenset({"COLUMNS", "CREATE", "NAMES", "TABLE"})
"""Public names that several modules define, since others ask each of these modules for the same: the ledger's tables, the report's sheets."""

HEAVY = ("numpy", "openpyxl", "pandas", "python_calamine", "sqlite3", "xlsxwriter", "xlwings")
"""Libraries that cost time to import: a command does without those that it does not use."""


@dataclass(frozen=True)
class Module:
    name: str
    """Within xlplan: `files.read`; a package goes by its own name, xlplan itself by none."""
    tree: ast.Module
    imports: tuple[tuple[str, int], ...]
    """Full names of what it imports anywhere, function bodies included, with the line."""

    @property
    def layer(self) -> str:
        return layer_of(self.name)


def read_modules(package: Path) -> list[Module]:
    paths = sorted(package.rglob("*.py"))
    names = {path: ".".join(path.relative_to(package).with_suffix("").parts) for path in paths}
    names = {path: name.removesuffix("__init__").removesuffix(".") for path, name in names.items()}
    known = {f"xlplan.{name}".removesuffix(".") for name in names.values()}
    modules = []
    for path, name in names.items():
        tree = _parsed(path)
        above = ["xlplan", *name.split(".")] if name else ["xlplan"]
        here = above if path.name == "__init__.py" else above[:-1]
        modules.append(Module(name, tree, tuple(_imports(tree, here, known))))
    return modules


def _parsed(path: Path) -> ast.Module:
    # Python 3.11 loses count of a tree's depth when the garbage collector lets another thread compile in the middle of it.
    gc.disable()
    try:
        return ast.parse(path.read_bytes(), filename=str(path))
    finally:
        gc.enable()


def _imports(tree: ast.Module, here: list[str], known: set[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=base, names=names, level=level):
                above = here[: len(here) - level + 1] if level else []
                source = ".".join([*above, *([base] if base else [])])
                # `from xlplan import columns` imports a module, `from xlplan.terms.headings import fold` a name out of one.
                full = (f"{source}.{alias.name}" for alias in names)
                yield from ((name if name in known else source, node.lineno) for name in full)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, node.lineno


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return read_modules(ROOT / "xlplan")


def wrong_way(modules: list[Module]) -> list[str]:
    rank = {layer: number for number, layer in enumerate(LAYERS)} | {"": -1} | dict.fromkeys(DIVIDED, -1)
    found = [f"{module.name}: not in LAYERS" for module in modules if module.layer not in rank]
    for module in modules:
        for name, line in module.imports:
            if name.partition(".")[0] != "xlplan":
                continue
            target = name.removeprefix("xlplan").removeprefix(".")
            if (module.name, name) in DOORS:
                continue
            if rank.get(layer_of(target), len(rank)) > rank.get(module.layer, len(rank)):
                found.append(f"{module.name}:{line} imports {name}, which comes later")
    return found


def impurities(modules: list[Module]) -> list[str]:
    found = []
    for module in modules:
        if module.layer not in PURE:
            continue
        found += [
            f"{module.name}:{line} imports {name}" for name, line in module.imports if name.partition(".")[0] in IMPURE
        ]
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Attribute(attr=called)) if called in CLOCK:
                    found.append(f"{module.name}:{node.lineno} asks the clock: {called}()")
                case ast.Call(func=ast.Name(id="open" | "input" | "print" as called)):
                    found.append(f"{module.name}:{node.lineno} reaches outside: {called}()")
    return found


def away_from_home(modules: list[Module]) -> list[str]:
    found = []
    for module in modules:
        for name, line in module.imports:
            library = name.partition(".")[0]
            if library in HOMES:
                if not f"{module.name}.".startswith(f"{HOMES[library]}."):
                    found.append(f"{module.name}:{line} imports {library}, whose home is {HOMES[library]}")
            elif library != "xlplan" and library not in sys.stdlib_module_names:
                found.append(f"{module.name}:{line} imports {library}, which is not in HOMES")
    return found


def defined_twice(modules: list[Module]) -> list[str]:
    """Return the public classes, functions and annotated constants of one name, but where a folder stands alone."""
    homes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for module in modules:
        for node in module.tree.body if module.layer not in APART else ():
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    if not name.startswith("_"):
                        homes[name][module.name] = None
    return [
        f"{name}: {', '.join(found)}"
        for name, found in sorted(homes.items())
        if len(found) > 1 and name not in SHARED_NAMES
    ]


def test_imports_go_one_way(modules: list[Module]) -> None:
    assert wrong_way(modules) == []


def test_a_name_is_imported_from_where_it_is_defined(modules: list[Module]) -> None:
    packages = {path.parent for path in (ROOT / "xlplan").rglob("__init__.py")}
    folders = {".".join(path.relative_to(ROOT / "xlplan").parts) for path in packages} - OPEN
    assert [module.name for module in modules if module.name in folders and len(module.tree.body) > 1] == []


@pytest.mark.parametrize("layer", [each for each in LAYERS if (ROOT / "xlplan" / each.replace(".", "/")).is_dir()])
def test_each_folder_says_what_it_is_for_and_what_it_may_import(layer: str) -> None:
    path = ROOT / "xlplan" / layer.replace(".", "/") / "__init__.py"
    what_for, _, may_import = (ast.get_docstring(ast.parse(path.read_bytes())) or "").partition("May import ")
    assert what_for
    assert may_import
    named = set(re.findall(r"`([a-z_.]+)`", may_import))
    assert named <= {*LAYERS[: LAYERS.index(layer)]}, "only what lies before it in LAYERS"


def test_no_modules_import_each_other_in_a_circle(modules: list[Module]) -> None:
    graph = {
        f"xlplan.{module.name}": {name for name, _ in module.imports if name.startswith("xlplan.")}
        for module in modules
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' ← '.join(error.args[1])}")


@pytest.mark.parametrize("layer", APART)
def test_what_could_be_a_package_of_its_own_imports_no_more_of_xlplan(modules: list[Module], layer: str) -> None:
    imported = {name for module in modules if module.layer == layer for name, _ in module.imports}
    others = {name for name in imported if name.startswith("xlplan.") and not f"{name}.".startswith(f"xlplan.{layer}.")}
    assert others == APART[layer]
    assert (ROOT / "xlplan" / layer.replace(".", "/") / "README.md").is_file()


def test_the_core_knows_no_files_no_clock_and_no_processes(modules: list[Module]) -> None:
    assert impurities(modules) == []


def test_each_public_name_is_defined_once(modules: list[Module]) -> None:
    assert defined_twice(modules) == []


def test_each_library_is_imported_in_its_home_alone(modules: list[Module]) -> None:
    assert away_from_home(modules) == []


def test_each_rule_finds_what_breaks_it(tmp_path: Path) -> None:
    files = {
        "__init__.py": "from xlplan.terms.errors import XlplanError",
        "terms/__init__.py": "",
        "terms/errors.py": "def f():\n    from ..plan import checks",
        "plan/__init__.py": "",
        "plan/checks.py": "import importlib\nimportlib.import_module('xlplan.files.look.kinds')",
        "plan/names.py": "def named(): ...\nclass _Own: ...\nTABLE: str = ''",
        "plan/twice.py": "named: int = 1\nclass _Own: ...\nTABLE: str = ''",
        "plan/table.py": "import os.path\nfrom datetime import date\ndate.today()\nopen('x')",
        "files/__init__.py": "",
        "files/look/__init__.py": "from .kinds import kind_of",
        "files/look/kinds.py": "import xlwings, unheard_of\nfrom ...terms.errors import XlplanError\nfrom ..read import csv_file",
        "files/read/__init__.py": "",
        "files/read/csv_file.py": "from ..look.kinds import kind_of",
        "stray.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    broken = read_modules(tmp_path)
    assert wrong_way(broken) == [
        "stray: not in LAYERS",
        ":1 imports xlplan.terms.errors, which comes later",
        "files.look.kinds:3 imports xlplan.files.read.csv_file, which comes later",
        "plan.checks:2 imports xlplan.files.look.kinds, which comes later",
        "terms.errors:2 imports xlplan.plan.checks, which comes later",
    ]
    assert impurities(broken) == [
        "plan.table:1 imports os.path",
        "plan.table:3 asks the clock: today()",
        "plan.table:4 reaches outside: open()",
    ]
    assert defined_twice(broken) == ["named: plan.names, plan.twice"]
    assert away_from_home(broken) == [
        "files.look.kinds:1 imports xlwings, whose home is office",
        "files.look.kinds:1 imports unheard_of, which is not in HOMES",
    ]


def declared(*, dev: bool) -> set[str]:
    """Return the distributions named in pyproject.toml, extras included, with names folded as in PEP 503."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra, lines in project["optional-dependencies"].items():
        if dev or extra != "dev":
            wanted += lines
    return {_folded(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in wanted}


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_imported_library_is_a_declared_dependency(modules: list[Module]) -> None:
    # uno comes with LibreOffice, the others with xlwings on Windows.
    imported = {name.partition(".")[0] for module in modules for name, _ in module.imports} & HOMES.keys() - {
        "uno",
        "pythoncom",
        "win32com",
        "win32process",
    }
    brought_by = importlib.metadata.packages_distributions()
    shipped = declared(dev=False)
    undeclared = {
        library
        for library in imported - sys.stdlib_module_names
        if not any(_folded(name) in shipped for name in brought_by.get(library, []))
    }
    assert undeclared == set()


def test_each_dependency_has_its_line_in_the_docs() -> None:
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    told = {_folded(name) for name in re.findall(r"^\| ([\w.-]+) \|", text, flags=re.MULTILINE)}
    assert told >= declared(dev=True), "missing in docs/dependencies.md"


def test_each_dependency_has_one_exact_version_in_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="ascii").splitlines()
    versions = [line.partition(";")[0] for line in lines if not line.startswith("#")]
    assert [line for line in versions if not re.fullmatch(r"[a-z\d-]+==[\w.]+", line)] == []
    names = [line.partition("==")[0] for line in versions]
    assert names == sorted(set(names))
    assert declared(dev=True) <= set(names), "missing in constraints.txt"


@pytest.mark.parametrize(
    ("arguments", "needed", "said"),
    [
        (["--help"], (), "validate"),
        (["validate", str(ROOT / "workbook/分工表.xlsm"), "--json"], ("sqlite3",), "findings"),
    ],
)
def test_what_writes_nothing_does_without_heavy_libraries(
    arguments: list[str], needed: tuple[str, ...], said: str
) -> None:
    script = (
        "import sys\n"
        "from xlplan.cli import command_line\n"
        f"sys.argv = {['xlplan', *arguments]}\n"
        "try:\n"
        "    command_line()\n"
        "except SystemExit as end:\n"
        "    assert end.code in (None, 0, 1), end.code\n"
        f"print(*(name for name in {sorted({*HEAVY} - {*needed})} if name in sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert done.stderr.split() == []


def test_whatever_is_frozen_is_a_record_but_where_a_folder_stands_alone(modules: list[Module]) -> None:
    classes = [
        (f"{module.name}.{node.name}", ast.unparse(each))
        for module in modules
        if module.layer not in APART
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for each in node.decorator_list
    ]
    assert [name for name, decorator in classes if decorator.startswith("dataclass(frozen")] == []
