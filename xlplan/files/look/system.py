"""What the system said when it refused something, in words."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

_WHY: Final[Mapping[int, str]] = {
    errno.EACCES: "没有权限",
    errno.EBUSY: "正被别的程序占用",
    errno.EEXIST: "要放文件夹的地方已有同名的文件",
    errno.EFBIG: "文件太大",
    errno.EINVAL: "系统不接受这样的名称或操作",
    errno.EIO: "磁盘或网络读写出错",
    errno.EISDIR: "那里已有同名的文件夹",
    errno.ELOOP: "那里是一个链接，不是文件",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENFILE: "打开的文件太多",
    errno.ENODEV: "磁盘不在了",
    errno.ENOENT: "文件或文件夹不在那里",
    errno.ENOLCK: "这个文件夹不能加锁",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTCONN: "网络断开了",
    errno.ENOTDIR: "路径中间有一个是文件，不是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENXIO: "那里不是普通文件",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ESTALE: "网络文件夹断开了",
    errno.ETIMEDOUT: "网络没有回应",
    errno.EXDEV: "不在同一块磁盘上",
}


def system_words(error: OSError) -> str:
    """Return why the system refused something; the number of its error if there are no words for it."""
    return _WHY.get(error.errno or 0) or f"系统报告 {errno.errorcode.get(error.errno or 0, error.errno)} 错误"
