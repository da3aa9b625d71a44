"""Where the command begins; also `python -m xlplan`, for what starts the helper at login: it needs no script on the path."""

from __future__ import annotations

import sys
from typing import NoReturn

from xlplan.terms.errors import CutOffError


def main() -> NoReturn:
    """Run the command line. Ctrl-C may come while its modules are still being loaded."""
    try:
        from xlplan.cli import command_line as run
    except KeyboardInterrupt:
        error = CutOffError()
        print(f"错误：{error.message}", file=sys.stderr)
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
