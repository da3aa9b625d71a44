"""How long tests of chance run, and from which seed: bounded and always the same, unless the environment asks for more."""

from __future__ import annotations

import os
import random
from typing import Final

_TORTURE: Final = os.environ.get("XLPLAN_TORTURE", "")
SEED: Final = int(os.environ.get("XLPLAN_SEED") or (random.SystemRandom().randrange(2**32) if _TORTURE else 0))
"""Of all tests of chance in this process."""


def times() -> int:
    """Return how many times as long as in an ordinary run the tests of chance run."""
    return max(int(_TORTURE or 1), 1)


def load() -> None:
    """Let tests of made-up input make up the same in every ordinary run, however long a busy machine takes for it."""
    import hypothesis

    hypothesis.settings.register_profile(
        "xlplan",
        derandomize=not _TORTURE,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("xlplan")


def header() -> str:
    """Return the line at the top of a test run."""
    return f"tests of chance: XLPLAN_SEED={SEED}, {times()}x"
