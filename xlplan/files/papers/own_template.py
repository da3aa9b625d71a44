"""A template ready for use: the office's own copy if it has one, checked for problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from xlplan.files.store.shipped import template
from xlplan.files.template.workbook import Problem, Template
from xlplan.terms.errors import TemplateError


def load_template(name: str, own: Path, problems: Callable[[Template], Sequence[Problem]]) -> Template:
    """Return the office's copy in `own`, else the shipped template. Raise TemplateError for the first problem."""
    path = template(name, own)
    loaded = _taken_apart(path.read_bytes(), path.name)
    refuse(str(path), problems(loaded))
    return loaded


def refuse(path: str, problems: Iterable[Problem]) -> None:
    """Raise TemplateError for the first of a template's problems, if there are any."""
    for first in problems:
        where = f"工作表“{first.sheet}”" + (f"单元格 {first.cell}" if first.cell else "") if first.sheet else ""
        raise TemplateError(f"模板“{path}”{where}：{first.message}", first.hint)


@lru_cache(maxsize=6)
def _taken_apart(data: bytes, name: str) -> Template:
    """Return a template read; the helper presses one button after another, and reading takes longer than filling."""
    return Template.load(data, name)
