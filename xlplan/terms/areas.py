"""Rectangles on a screen, in its pixels."""

from __future__ import annotations

from xlplan.terms.records import record


@record(frozen=True)
class ScreenArea:
    """A rectangle; what lies on `right` and `bottom` is outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    def shared(self, other: ScreenArea) -> int:
        """Return how many pixels two rectangles have in common."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, wide) * max(0, high)

    def holds(self, other: ScreenArea) -> bool:
        """Return True if another rectangle lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@record(frozen=True)
class ScreenPlace:
    """Where a workbook is on the screen: its window, and the rectangles in it that nothing is to cover: tool bars, buttons."""

    window: ScreenArea
    kept: tuple[ScreenArea, ...] = ()
