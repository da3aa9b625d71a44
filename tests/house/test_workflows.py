"""The workflow files, which nothing runs here: each word in them that this repository has to know, and how a release is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from scripts.bundle.wheels import PYTHONS

yaml = pytest.importorskip("yaml", reason="缺少 PyYAML：它随 distributed 装上，请运行 make check")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the steps looked at here are a shell's")

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def jobs() -> Iterator[dict[str, Any]]:
    for path in FILES:
        yield from yaml.safe_load(path.read_text("utf-8"))["jobs"].values()


def commands() -> list[str]:
    return [step["run"] for job in jobs() for step in job["steps"] if "run" in step]


def test_they_call_for_nothing_that_is_not_there() -> None:
    said = "\n".join(commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    markers = {each.partition(":")[0] for each in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    assert set(re.findall(r"\bmake ([a-z-]+)", said)) <= targets
    expressions = re.findall(r"pytest -m \"?([a-z_ ]+?)\"? -", said)
    assert len(expressions) == said.count("pytest -m")
    assert {word for each in expressions for word in each.split(" or ")} <= markers
    assert all((ROOT / path).exists() for path in re.findall(r"\b(?:tests|scripts)/[\w/.]+", said))
    extras = PROJECT["project"]["optional-dependencies"]
    assert set(re.findall(r"\"\.\[(\w+)\]\"", said)) <= extras.keys()


def test_they_run_on_pythons_that_the_bundles_are_made_for() -> None:
    asked = [str(step.get("with", {}).get("python-version", "")) for job in jobs() for step in job["steps"]]
    asked += [each for job in jobs() for each in job.get("strategy", {}).get("matrix", {}).get("python", [])]
    known = {"{}.{}".format(*each) for each in PYTHONS}
    assert {each for each in asked if each and not each.startswith("${{")} <= known
    # No job waits for ever, and where make sets up an environment it takes the Python that was asked for.
    for job in jobs():
        assert job["timeout-minutes"] <= 60
        if "ubuntu" in job["runs-on"]:
            assert job["env"]["PYTHON"] == "python"


def test_a_release_has_plain_file_names_that_its_hashes_know(tmp_path: Path) -> None:
    (publish,) = [each for each in commands() if "gh release" in each]
    (tmp_path / "dist").mkdir()
    for name in ("xlplan-1.2-py3-none-any.whl", "分工表-离线包-1.2.zip", "分工表-离线包-Windows-1.2.zip"):
        (tmp_path / "dist" / name).write_text(name, "utf-8")
    host = tmp_path / "bin/gh"
    host.parent.mkdir()
    host.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', "utf-8")
    host.chmod(0o755)
    environment = {**os.environ, "PATH": f"{host.parent}:{os.environ['PATH']}", "GITHUB_REF_NAME": "v1.2"}
    # As the host runs a step.
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", publish]
    done = subprocess.run(shell, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert done.stdout.splitlines() == [
        "release", "create", "v1.2", "release/xlplan-1.2-py3-none-any.whl#xlplan-1.2-py3-none-any.whl",
        "release/xlplan-offline-1.2.zip#分工表-离线包-1.2.zip", "release/xlplan-offline-Windows-1.2.zip#分工表-离线包-Windows-1.2.zip",
        "release/SHA256SUMS", "--verify-tag",
    ]  # fmt: skip
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "release", check=True)
    assert all(path.name.isascii() for path in (tmp_path / "release").iterdir())
