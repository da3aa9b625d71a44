"""What commands print. Texts that came from outside are in it: none of them steers the terminal."""

from __future__ import annotations

import json

import click

from xlplan.files.look.file_names import visible


def say(text: str, *, err: bool = False) -> None:
    """Print lines for people, on standard error with `err`."""
    click.echo(visible(text), err=err)


def say_json(value: object) -> None:
    """Print one JSON object on standard output."""
    # What JSON may leave unescaped within a text is escaped in its own way.
    click.echo(visible(json.dumps(value, ensure_ascii=False, indent=2)))
