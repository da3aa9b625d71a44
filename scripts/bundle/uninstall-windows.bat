@echo off
rem Takes back what was set up, then removes the program, whose folder is %1. What the office made stays. ASCII only, whatever
rem the code page. The starter runs a copy of it out of the folder for temporary files, without a window.
setlocal EnableExtensions DisableDelayedExpansion
cd /d "%TEMP%"
start "" /wait "%~1\python\pythonw.exe" -I "%~1\start.py" --uninstall
if not errorlevel 1 rmdir /s /q "%~1"
del "%~f0" & exit
