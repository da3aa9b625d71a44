"""What is raised where a file says something that could be read in more than one way."""

from __future__ import annotations


class UnclearError(ValueError):
    """A part says something that could be read in more than one way; `why` is for people, in Chinese."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
