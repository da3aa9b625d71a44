"""What is said of 打开文件夹: a terminal has no such verb."""

from __future__ import annotations

from pathlib import Path

from xlplan.telling.told import Told


def tell_folder(root: Path) -> Told:
    """Return what lies in the workspace that was opened."""
    said = f"已打开工作区“{root.name}”：下发、回收、汇总都在里面"
    return Told("folder", f"{said}。", said, made=[root])
