"""One LibreOffice that does not answer is waited for once, and hinders no look after that."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xlplan.office.libreoffice import apps
from xlplan.office.libreoffice.errors import NotAnsweringError

pytestmark = pytest.mark.linux("LibreOffice is asked over its pipes on Linux only")


def test_one_that_does_not_answer_is_asked_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    hung, works = SimpleNamespace(pid=1, program=Path("soffice")), SimpleNamespace(pid=2, program=Path("soffice"))
    asked: list[tuple[int, float]] = []
    answering = {2}

    def make_listen(instance: Any, timeout: float) -> str:
        asked.append((instance.pid, timeout))
        if instance.pid not in answering:
            raise NotAnsweringError(timeout)
        return str(instance.pid)

    monkeypatch.setattr(apps, "_silent", {})
    monkeypatch.setattr(apps, "connect", lambda pipe, timeout: pipe)
    monkeypatch.setattr(apps.process, "running", lambda: [hung, works])
    monkeypatch.setattr(apps.process, "make_listen", make_listen)
    for _ in range(2):
        assert apps.listen(10) == ["2"]
    assert asked == [(1, 10), (2, 10), (1, 0.5), (2, 10)]
    # After a while it is given all the time again.
    monkeypatch.setattr(apps, "_A_WHILE", -1.0)
    asked.clear()
    apps.listen(10)
    assert asked == [(1, 10), (2, 10)]
    # Once it answers again, it is one of the others.
    answering.add(1)
    assert apps.listen(10) == ["1", "2"]
    asked.clear()
    apps.listen(10)
    assert asked == [(1, 10), (2, 10)]
