"""The root of all errors. An exception means "cannot go on"; everything else is a finding."""

from __future__ import annotations


class XlplanError(Exception):
    """Work cannot go on: `message` says where and why, `hint` the cure, in Chinese; programs compare `code`."""

    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class CutOffError(XlplanError):
    """The user pressed Ctrl-C."""

    code = "cut-off"

    def __init__(self) -> None:
        super().__init__("已中断，没有写完的内容都已丢弃。", "可以再运行一次。")


class MisuseError(XlplanError):
    """The options or arguments of a command do not fit together."""

    code = "misuse"


class FileMissingError(XlplanError):
    """A named file or folder does not exist."""

    code = "file-missing"


class NotAWorkbookError(XlplanError):
    """The file is not a workbook that can be read."""

    code = "not-a-workbook"


class DamagedError(XlplanError):
    """The file is a damaged workbook."""

    code = "damaged"


class PasswordError(XlplanError):
    """The file is encrypted, and no known password opens it."""

    code = "password"


class FileLockedError(XlplanError):
    """Another program or person holds the file or the working folder."""

    code = "locked"


class NotWritableError(XlplanError):
    """A folder or file cannot be written."""

    code = "not-writable"


class PathTooLongError(NotWritableError):
    """A file would lie so deep that the program it is for could not open it."""

    code = "path-too-long"


class NoTableError(XlplanError):
    """No responsibility table was found in a workbook."""

    code = "no-table"


class RoundError(XlplanError):
    """The round does not exist, or the name is not that of a round."""

    code = "unknown-round"


class RoundOverError(XlplanError):
    """The round is over, and what is asked for is done in the one that runs."""

    code = "round-over"


class SettingError(XlplanError):
    """A value in 设置 or on the command line cannot be understood."""

    code = "bad-setting"


class NoDeadlineError(SettingError):
    """No deadline for the departments' reports is known."""

    code = "no-deadline"


class DepartmentError(XlplanError):
    """A department named on the command line is not in the plan."""

    code = "unknown-department"


class TemplateError(XlplanError):
    """A template cannot be used; the message names the cell if one is at fault."""

    code = "bad-template"


class LedgerError(XlplanError):
    """The ledger in the working folder cannot be used."""

    code = "bad-ledger"


class OtherPlanError(XlplanError):
    """The working folder belongs to another plan's workbook, which still lies beside it."""

    code = "other-plan"


class LibraryMissingError(XlplanError):
    """Something was asked for that needs a library which xlplan does not install by itself."""

    code = "library-missing"

    def __init__(self, library: str, package: str) -> None:
        super().__init__(f"这一步要用 {library}，这台电脑上没有装。", f'请运行 pip install "{package}"，再试一次。')


class ClusterError(XlplanError):
    """The cluster that is to read the returned files cannot be used."""

    code = "cluster"
