"""`python -m xlplan`, for what starts the helper at login: it needs no script on the path."""

from __future__ import annotations

from xlplan.cli import main

if __name__ == "__main__":
    main()
