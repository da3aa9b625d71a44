@echo off
rem Takes back what was set up, then removes the program. What the office made stays. ASCII only, whatever the code page.
setlocal EnableExtensions DisableDelayedExpansion
if not exist "%~dp0program\python\pythonw.exe" exit
cd /d "%TEMP%"
start "" /wait "%~dp0program\python\pythonw.exe" -I "%~dp0program\start.py" --uninstall
if errorlevel 1 exit
rmdir /s /q "%~dp0program"
del "%~f0" & exit
