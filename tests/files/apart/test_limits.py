"""A reader's time is the processor's where the system tells it, and no answer is larger than any honest one."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from xlplan.files.apart.messages import PROCESSOR_TIME

BUSY = "while True: pass"
IDLE = "import time; time.sleep(1.0)"
SCRIPT = "from xlplan.files.apart import worker\nwith worker._time_limit(0.3):\n    exec({what!r})\n"


@pytest.mark.skipif(not PROCESSOR_TIME, reason="this system does not tell the processor's time")
def test_a_reader_is_ended_for_its_work_and_not_for_that_of_others() -> None:
    began = time.monotonic()
    busy = subprocess.run([sys.executable, "-c", SCRIPT.format(what=BUSY)], timeout=180, check=False)
    assert busy.returncode == -signal.SIGPROF, time.monotonic() - began
    # As on a computer that is busy with something else: three times as long on the clock, hardly any work.
    idle = subprocess.run([sys.executable, "-c", SCRIPT.format(what=IDLE)], timeout=180, check=False)
    assert idle.returncode == 0


@pytest.mark.skipif(not PROCESSOR_TIME, reason="this system does not tell the processor's time")
def test_a_reader_that_hangs_is_ended_by_the_clock() -> None:
    hanging = f"from xlplan.files.apart import worker\nworker.READING_SECONDS = 1\n{SCRIPT.format(what=IDLE)}"
    hung = subprocess.run([sys.executable, "-c", hanging], timeout=180, check=False)
    assert hung.returncode == -signal.SIGALRM
