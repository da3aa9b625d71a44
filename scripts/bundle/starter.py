"""What 打开分工表.exe does, which is Python's own pythonw.exe: it hands its words to the program in its folder, and ends.

Python runs this as it starts (`site`), before it would look at what was dropped.
"""

import os
import subprocess
import sys
from pathlib import Path

program = Path(sys.executable).parent / "program"
pythonw = program / "python/pythonw.exe"
try:
    subprocess.Popen([pythonw, "-I", program / "start.py", *sys.orig_argv[1:]])
except OSError as error:
    import ctypes

    text = f"没有启动：{error.strerror}\n{pythonw}\n\n请把压缩包整个重新解压到一个文件夹，再打开。"
    ctypes.windll.user32.MessageBoxW(None, text, "分工表助手", 0x30)  # type: ignore[attr-defined,unused-ignore]
os._exit(0)
