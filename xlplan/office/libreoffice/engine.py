"""The engine that xlwings is told of."""

from __future__ import annotations

from typing import Any

import xlwings

from . import values
from .app import App
from .apps import Apps

NAME = "libreoffice"


class Engine:
    """What xlwings asks of an engine: its apps, and how values go in and come out."""

    name = NAME
    type = "desktop"

    @property
    def apps(self) -> Apps:
        """The running LibreOffices that listen."""
        return Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """Prepare a value for a cell."""
        return values.prepared(value)

    @staticmethod
    def clean_value_data(data: Any, date: Any, empty: Any, number: Any, err_to_str: bool) -> list[list[Any]]:
        """Prepare values out of cells: errors become None or their text, the rest what the options ask for."""
        return [[_cleaned(value, date, empty, number, err_to_str) for value in row] for row in data]


def _cleaned(value: Any, date: Any, empty: Any, number: Any, err_to_str: bool) -> Any:
    if value.__class__ is str:
        return value or empty
    if value is None:
        return empty
    if value.__class__ is float:
        return value if number is None else number(value)
    if isinstance(value, values.ErrorText):
        return str(value) if err_to_str else None
    if isinstance(value, bool) or not hasattr(value, "microsecond"):
        return value
    return date(
        year=value.year,
        month=value.month,
        day=value.day,
        hour=value.hour,
        minute=value.minute,
        second=value.second,
        microsecond=value.microsecond,
        tzinfo=None,
    )


engine = App.engine = Engine()


def register(activate: bool = False) -> xlwings.Engine:
    """Tell xlwings of this engine, once; `activate`, or a lack of others, makes it the one behind `xw.apps`."""
    known = xlwings.engines.engines_by_name.get(NAME)
    if known is None:
        known = xlwings.Engine(impl=engine)
        xlwings.engines.add(known)
    if activate or xlwings.engines.active is None:
        known.activate()
    return known
