@echo off
rem Finds a Python, has it set up what is needed (first run only) and open the workbook.
rem ASCII only: what a batch file says in Chinese depends on the code page, so texts are in files and in Python.
setlocal
set "here=%~dp0"
set "test=import sys; sys.exit(not @OLDEST@ <= sys.version_info[:2] <= @NEWEST@ or sys.maxsize < 2**32)"
set "python="

call :try "%here%python\python.exe"
for %%v in (@VERSIONS@) do call :launcher %%v
for /d %%d in ("%LOCALAPPDATA%\Programs\Python\Python3*") do call :try "%%d\python.exe"
for /d %%d in ("%ProgramFiles%\Python3*") do call :try "%%d\python.exe"
for /f "delims=" %%p in ('where python.exe 2^>nul') do call :try "%%p"
if not defined python goto missing

"%python%" -I "%here%program\start.py" %*
set "code=%errorlevel%"
if not "%code%"=="0" pause
exit /b %code%

:launcher
if defined python exit /b
for /f "delims=" %%p in ('py -%1 -c "import sys; print(sys.executable)" 2^>nul') do call :try "%%p"
exit /b

:try
if defined python exit /b
if not exist "%~1" exit /b
"%~1" -I -c "%test%" >nul 2>nul
if not errorlevel 1 set "python=%~1"
exit /b

:missing
start "" notepad "%here%program\no-python.txt"
exit /b 2
