"""A program's add-in 分工表, whichever program it is: put there, renewed, taken out again, and what doctor says of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Final

from xlplan import __version__
from xlplan.telling.doctor import Check
from xlplan.terms.errors import FileLockedError, XlplanError
from xlplan.terms.records import record
from xlplan.terms.versions import newer

_UPDATE: Final = "请更新这个程序（离线的，用新的离线包里的“打开分工表”）。"


class AddinError(XlplanError):
    """An add-in is left as it is: the program refused, or what is there is newer, switched off or somebody else's."""

    code = "addin"


@record(frozen=True)
class FoundAddin:
    """What is in an add-in's place.

    `version` is None where it is not this program's, or damaged; `shipped` tells whether it is the one that is shipped here, `enabled`
    whether the user left it switched on.
    """

    version: str | None
    shipped: bool = False
    enabled: bool = True


class Addin(ABC):
    """The add-in of one program in a user's account. What is newer than this program, or somebody else's, is never touched."""

    program: ClassVar[str]
    shown_in: ClassVar[str]
    """The program that shows its buttons."""
    buttons: ClassVar[str]
    """As what they stand there."""
    close: ClassVar[str]
    """What to do before it can be changed."""

    @abstractmethod
    def find(self) -> FoundAddin | None:
        """Return how the add-in stands; None where it is not. Raise FileLockedError where it cannot be read now."""

    def put(self, *, waiting: bool = True) -> str:
        """Put it there, in an older one's place; return what was done, or why nothing had to be.

        `waiting` tells whether a program that holds it is waited for. Raise FileLockedError, NotWritableError or AddinError
        with what to do.
        """
        if (already := self._elsewhere()) is not None:
            return already
        found = self.find()
        if found is not None:
            self._refuse(found)
            if newer(found.version or ""):
                raise AddinError(
                    f"{self.program} 里的“分工表”按钮是 {found.version} 版的，比这里的 {__version__} 版新，没有换。",
                    _UPDATE,
                )
            if found.shipped:
                return f"{self.program} 里已经有“分工表”按钮，是这一版的{self._place('：')}"
        self._write(found, waiting=waiting)
        done = f"换成了 {__version__} 版" if found else "放上了"
        return f"{self.program} 里的“分工表”按钮{done}，下次打开 {self.shown_in} 就有{self.buttons}{self._place('：')}"

    def take_out(self) -> str | None:
        """Take it out; return what was done, None where there is none of ours. Raise as `put` does."""
        found = self.find()
        if found is None or found.version is None:
            return None
        self._remove()
        return f"{self.program} 里不再有“分工表”按钮{self._place('：')}"

    def renew(self) -> str | None:
        """Bring one of ours that is switched on up to this program's version; return what was done, None where nothing had to be.

        The program is not waited for. Raise as `put` does: doctor says it too.
        """
        found = self.find()
        if found is None or found.version is None or not found.enabled or found.shipped or newer(found.version):
            return None
        return self.put(waiting=False)

    def check(self) -> Check:
        """Say whether the program shows the buttons, and which version they are."""
        try:
            found = self._seen()
        except FileLockedError as error:
            return self._check(False, error.message, error.hint)
        if found is None:
            return self._check(None, f"{self.shown_in} 里没有“分工表”按钮。", f"想让任何工作簿都有按钮，{self.close}，运行 xlplan install。")  # fmt: skip
        if (amiss := self._amiss(found)) is not None:
            return amiss
        told = f"加载项 {found.version}，程序 {__version__}"
        if newer(found.version or ""):
            return self._check(False, f"{told}，按钮会被拒绝。", _UPDATE)
        if not found.shipped:
            return self._check(False, f"{told}：和随程序发布的不一样，是旧的，或被人改过。", f"{self.close}，运行 xlplan install。")  # fmt: skip
        return self._hindered(told) or self._check(True, f"{told}{self._place('，在 ')}")

    @abstractmethod
    def _write(self, found: FoundAddin | None, *, waiting: bool) -> None:
        """Write it, over what was found."""

    @abstractmethod
    def _remove(self) -> None: ...

    @abstractmethod
    def _refuse(self, found: FoundAddin) -> None:
        """Raise AddinError where what is there is not to be touched for a reason of this program's."""

    def _elsewhere(self) -> str | None:
        """Return what is said where the program has its buttons from elsewhere, and needs none put."""
        return None

    def _seen(self) -> FoundAddin | None:
        """Return the add-in whose buttons the program shows."""
        return self.find()

    def _place(self, before: str) -> str:
        """Return where it lies, with what is said before that; empty where that tells nobody anything."""
        return ""

    @abstractmethod
    def _amiss(self, found: FoundAddin) -> Check | None:
        """Return what is amiss with it whatever its version, if anything is."""

    def _hindered(self, told: str) -> Check | None:
        """Return what keeps the right version from showing its buttons, if anything does."""
        return None

    def _check(self, ok: bool | None, message: str, cure: str = "") -> Check:
        return Check(f"{self.program} 加载项", ok, message, cure)
