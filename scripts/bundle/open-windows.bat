@echo off
rem Starts the helper and opens the workbook, by the Python in this folder. ASCII only, whatever the code page.
rem A dropped file with & in its path comes apart in %1: Python is given the whole line. Variables with ! in them stay whole.
setlocal EnableExtensions DisableDelayedExpansion
set "XLPLAN_HERE=%~dp0"
if not exist "%~dp0program\python\pythonw.exe" goto packed
setlocal EnableDelayedExpansion
set "XLPLAN_LINE=!cmdcmdline!"
start "" "!XLPLAN_HERE!program\python\pythonw.exe" -I "!XLPLAN_HERE!program\start.py"
exit

:packed
rem Opened inside the zip file: nothing but this file was unpacked.
echo.
echo   Please unpack the whole zip file into a folder first, then open this file there.
echo.
pause
exit
