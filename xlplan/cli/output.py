"""What commands print. It holds texts from outside, none of which may control the terminal."""

from __future__ import annotations

import json

import click

from xlplan.files.look.file_names import visible


def say(text: str, *, err: bool = False) -> None:
    """Print lines for people, on standard error with `err`."""
    click.echo(visible(text), err=err)


def say_json(value: object) -> None:
    """Print one JSON object on standard output."""
    # Characters that JSON leaves unescaped are escaped as `visible` does.
    click.echo(visible(json.dumps(value, ensure_ascii=False, indent=2)))
