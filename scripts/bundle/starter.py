"""What 打开分工表.exe and 卸载.exe do, which are Python's own pythonw.exe: hand their words to the program in their folder, and end.

Python runs this as it starts (`site`), before it would look at what was dropped. What removes the program may not be a part of it.
"""

import os
import subprocess
import sys
from pathlib import Path

starter = Path(sys.executable)
program = starter.parent / "program"
pythonw = program / "python/pythonw.exe"
try:
    if not pythonw.is_file():
        raise FileNotFoundError(2, "缺少 program 文件夹里的文件")
    if starter.stem == "卸载":
        # Two quotes around all: so cmd takes a path with blanks and & as it is.
        removing = Path(os.environ["TEMP"], "xlplan-uninstall.bat")
        removing.write_bytes((program / "uninstall.bat").read_bytes())
        words = f'cmd.exe /d /s /c ""{removing}" "{program}""'
        subprocess.Popen(words, creationflags=subprocess.CREATE_NO_WINDOW)  # type: ignore[attr-defined,unused-ignore]
    else:
        subprocess.Popen([pythonw, "-I", program / "start.py", *sys.orig_argv[1:]])
except OSError as error:
    import ctypes

    text = f"没有启动：{error.strerror}\n{pythonw}\n\n请把压缩包整个重新解压到一个文件夹，再打开。"
    ctypes.windll.user32.MessageBoxW(None, text, "分工表助手", 0x30)  # type: ignore[attr-defined,unused-ignore]
os._exit(0)
