"""SQL of several statements, carried out within the transaction that is open."""

from __future__ import annotations

import sqlite3


def carry_out_each(db: sqlite3.Connection, statements: str) -> None:
    """Carry out each statement. `executescript` would commit first."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)
