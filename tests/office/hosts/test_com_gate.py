"""The gate before Excel for Windows, with a stand-in for what pywin32 makes of its answers."""

from __future__ import annotations

from typing import Any

import pytest

from xlplan.office.hosts import com_gate
from xlplan.office.hosts.com_gate import WAITING, Gate, patient
from xlplan.office.hosts.host_errors import BusyError, com_codes, explained

REJECTED, RETRY_LATER, IGNORED, EXCEPTION = -2147418111, -2147417846, -2146777998, -2147352567


class com_error(Exception):
    """As pywintypes has it."""


def answers() -> dict[str, Exception]:
    """Return the ways in which Excel says that it is busy."""
    return {
        "rejected": com_error(REJECTED, "", None, None),
        "retry later": com_error(RETRY_LATER, "", None, None),
        "a cell is edited": com_error(EXCEPTION, "", (0, None, None, None, 0, IGNORED), None),
    }


class Excel:
    """An object of Excel that answers after some calls, or never."""

    def __init__(self, busy: list[Exception]) -> None:
        self.__dict__["busy"] = busy
        self.__dict__["set"] = {}
        self.__dict__["_oleobj_"] = self

    def GetIDsOfNames(self, _: int, name: str) -> int:
        if self.busy:
            raise com_error(REJECTED, "", None, None)
        if name not in ("Name", "StatusBar", "Application"):
            raise com_error(-2147352570, "", None, None)
        return 1

    def _answer(self, value: Any) -> Any:
        if self.busy:
            raise self.busy.pop(0)
        return value

    def __getattr__(self, name: str) -> Any:
        found = self._answer({"Name": "Excel", "Application": self}.get(name))
        if found is None:
            raise AttributeError(name)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        self.set[name] = self._answer(value)

    def __call__(self, number: int) -> int:
        return int(self._answer(number))

    def __getitem__(self, number: int) -> str:
        return str(self._answer("ab"[number]))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(com_gate, "_PAUSE", 0.001)


@pytest.mark.parametrize("kind", [*answers(), "no such member"])
def test_what_is_busy_is_waited_for(kind: str) -> None:
    error = answers().get(kind, AttributeError("Name"))
    busy = [error] * 3
    gate = Gate(Excel(busy))
    assert (gate.Name, busy) == ("Excel", [])
    busy += [error] * 3
    gate.StatusBar = "正在校验"
    assert gate._inner.set == {"StatusBar": "正在校验"}
    busy += [error] * 3
    assert (gate(5), busy) == (5, [])
    busy += [error] * 3
    assert (list(gate), busy) == (["a", "b"], [])


@pytest.mark.parametrize("kind", [*answers(), "no such member"])
def test_the_wait_ends_and_the_user_is_told_once_what_to_do(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(com_gate, "_TELL_AFTER", 0.01)
    error = answers().get(kind, AttributeError("Name"))
    told: list[str] = []
    with pytest.raises(BusyError, match="按回车结束编辑"), patient(0.05, told.append):
        _ = Gate(Excel([error] * 9999)).Name
    assert told == [WAITING]


def test_any_other_error_comes_at_once() -> None:
    with pytest.raises(AttributeError):
        _ = Gate(Excel([])).Absent
    with pytest.raises(com_error):
        _ = Gate(Excel([com_error(EXCEPTION, "", (0, None, "1004", None, 0, -2146827284), None)])).Name


def test_an_excel_that_was_closed_is_told_as_such_and_not_as_one_without_the_member() -> None:
    class Closed:
        _oleobj_: Any

        def GetIDsOfNames(self, _: int, name: str) -> int:
            raise com_error(-2147023174, "", None, None)

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(name)

    gone = Closed()
    gone._oleobj_ = gone
    with pytest.raises(com_error) as raised:
        _ = Gate(gone).Name
    assert "已经关闭" in str(explained(raised.value))


def test_patience_ends_with_its_block() -> None:
    before = com_gate.usual_wait()
    with patient(0):
        assert com_gate.usual_wait() == 0
    assert com_gate.usual_wait() == before


def test_what_lies_inside_of_an_exception_counts() -> None:
    assert com_codes(answers()["a cell is edited"]) == {EXCEPTION, IGNORED}
    assert isinstance(explained(answers()["a cell is edited"]), BusyError)
    assert "已经关闭" in str(explained(com_error(-2147023174, "", None, None)))
    assert explained(KeyError("x")) is None
