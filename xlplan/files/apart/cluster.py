"""Read returned files on a Dask cluster that is there already, for rounds so large that one machine takes too long.

The bytes of the files travel, not their paths, and answers come back as bytes that are checked here as those of any reader. What
the cluster cannot do for any reason is done here.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import ipaddress
import logging
import pickle
import platform
import socket
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Generic
from urllib.parse import urlsplit

from xlplan import __version__
from xlplan.files.apart.messages import R, ReadingOrder
from xlplan.files.apart.pool import end_all, read_batch
from xlplan.terms.errors import ClusterError

CERTIFICATES: Final = ("ca.pem", "cert.pem", "key.pem")
_CONNECTING: Final = 10
_LOOKING: Final = 5
"""Seconds after which it is asked whether there is still anybody who reads."""
_GETTING: Final = "请在那里的每台电脑上装同样的 Python 和 xlplan[cluster]，再启动它。"


class Cluster:
    """A cluster that one is connected to."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._waiting: set[Any] = set()
        self._desk: tuple[str, Any] | None = None
        self._counted, self._width = 0.0, 1
        self.lost = 0
        """How many batches had to be read here."""

    @property
    def width(self) -> int:
        """How many batches are read at the same time: workers may come and go."""
        if time.monotonic() - self._counted > 1:
            with contextlib.suppress(Exception):
                self._width = max(sum(self._client.nthreads().values()), 1)
            self._counted = time.monotonic()
        return self._width

    @property
    def alive(self) -> bool:
        """Whether anybody is there who reads."""
        try:
            return bool(self._client.nthreads())
        except Exception:
            return False

    def submit(self, order: ReadingOrder[R]) -> OnCluster[R]:
        """Have a batch read."""
        return OnCluster(self, order, self._sent(order))

    def _sent(self, order: ReadingOrder[R]) -> Any:
        try:
            with warnings.catch_warnings():
                # It would say that much is sent. So it is.
                warnings.simplefilter("ignore")
                if order.desk and (self._desk is None or self._desk[0] != order.desk.token):
                    # A result that any worker can make again: it goes to each once, and survives those that it is with.
                    desk = self._client.submit(bytes, order.desk.packed, key=f"xlplan-{order.desk.token}")
                    self._desk = order.desk.token, desk
                packed = pickle.dumps(order.bare(), pickle.HIGHEST_PROTOCOL)
                future = self._client.submit(_read, packed, self._desk and self._desk[1], pure=False)
        except Exception:
            # It is gone.
            return None
        self._waiting.add(future)
        return future

    def done(self, future: Any) -> None:
        """Let the cluster forget a batch."""
        self._waiting.discard(future)
        with contextlib.suppress(Exception):
            future.release()

    def close(self) -> None:
        """Give up what is not read yet, and leave the cluster as it was."""
        with contextlib.suppress(Exception):
            self._client.cancel([*self._waiting, *([self._desk[1]] if self._desk else [])])
        with contextlib.suppress(Exception):
            self._client.run(end_all, on_error="ignore", wait=False)
        with contextlib.suppress(Exception):
            self._client.close(timeout=_LOOKING)


class OnCluster(Generic[R]):
    """A batch on the cluster, or on its way."""

    def __init__(self, cluster: Cluster, order: ReadingOrder[R], future: Any) -> None:
        self._cluster = cluster
        self._order: ReadingOrder[R] = order
        self._future = future

    def result(self) -> Sequence[R]:
        """Wait, and return an answer for each file; what the cluster does not give is read here."""
        if self._future is not None:
            try:
                return self._answers(self._packed())
            except Exception:
                # Lost with its workers again and again, or answered with what no reader says.
                pass
            finally:
                self._cluster.done(self._future)
        self._cluster.lost += 1
        return read_batch(self._order)

    def _packed(self) -> list[bytes]:
        while True:
            try:
                found: list[bytes] = self._future.result(timeout=_LOOKING)
                return found
            except TimeoutError:
                if not self._cluster.alive:
                    raise

    def _answers(self, packed: Sequence[bytes]) -> list[R]:
        return [self._order.load(each, file) for each, file in zip(packed, self._order.files, strict=True)]


def _read(packed: bytes, desk: bytes | None) -> list[bytes]:
    """Read a batch, on the cluster."""
    order: ReadingOrder[Any] = pickle.loads(packed)
    if desk is not None:
        order = order.with_desk(desk)
    return [order.dump(answer) for answer in read_batch(order)]


@contextmanager
def connected(address: str, certificates: Path | None = None) -> Iterator[Cluster]:
    """Connect to a cluster by the address of its scheduler; `certificates` is a folder with those for TLS. Raise ClusterError."""
    secured = require_safe(address, certificates)
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise ClusterError(
            "没有安装用集群读表要的程序库 distributed。",
            '请运行 pip install "xlplan[cluster]"；不用集群的，去掉 --workers。',
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    security = None
    if secured:
        ca, cert, key = (str(path) for path in secured)
        security = Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
    try:
        _require_somebody(address)
        client = Client(address, security=security, timeout=_CONNECTING, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:
        raise ClusterError(
            f"连不上集群“{address}”。", "请核对地址、端口和证书，看看它是否已经启动；不用集群的，去掉 --workers。"
        ) from error
    cluster = Cluster(client)
    try:
        _require_alike(client, address, encrypted=bool(secured))
        yield cluster
    finally:
        cluster.close()


def _require_somebody(address: str) -> None:
    """Raise OSError or ValueError where nobody listens at an address: the library would ask again and again until its time is over."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), timeout=_CONNECTING).close()


def require_safe(address: str, certificates: Path | None) -> tuple[Path, ...]:
    """Return the certificates to use; none for a cluster on this machine alone. Raise ClusterError for what others could listen to."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        found = tuple(certificates / name for name in CERTIFICATES) if certificates else ()
        lacking = [path.name for path in found if not path.is_file()]
        if not found or lacking:
            what = f"“{certificates}”里没有 {'、'.join(lacking)}" if lacking else "没有给出证书"
            raise ClusterError(
                f"集群“{address}”用 TLS 连接，{what}。",
                f"请用 --certificates 给出一个文件夹，里面放 {'、'.join(CERTIFICATES)}（发证机构的证书、自己的证书和私钥）。",
            )
        return found
    if parts.scheme == "tcp" and _is_here(parts.hostname or ""):
        return ()
    raise ClusterError(
        f"不连“{address}”：报送的内容和打开密码会不加密地经过网络，谁都能听、能改。",
        "请让集群用 TLS，地址写成 tls://主机:端口，并用 --certificates 给出证书；只在本机试的，用 tcp://127.0.0.1:端口。",
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_alike(client: Any, address: str, *, encrypted: bool) -> None:
    """Raise ClusterError unless all of a cluster is as safe as the way to it, and runs the same programs as here."""
    try:
        pythons = client.run(platform.python_version, on_error="return")
        programs = client.run(importlib.metadata.version, "xlplan", on_error="return")
        scheduler = client.run_on_scheduler(platform.python_version)
    except Exception as error:
        raise ClusterError(f"集群“{address}”没有应答。", _GETTING) from error
    if not pythons:
        raise ClusterError(f"集群“{address}”里现在没有人干活（没有 worker）。", "请先启动它的 worker，再试一次。")
    for worker in pythons:
        scheme, host = urlsplit(worker).scheme, urlsplit(worker).hostname or ""
        if scheme != "tls" if encrypted else not _is_here(host):
            raise ClusterError(
                f"集群“{address}”里的“{worker}”不在本机，也没有用 TLS。", "请让整个集群都用 TLS，或都只在本机。"
            )
    here = platform.python_version_tuple()[:2]
    for who, python in {"调度": scheduler, **pythons}.items():
        if tuple(str(python).split(".")[:2]) != here:
            raise ClusterError(f"集群里“{who}”的 Python 是 {python}，这里是 {platform.python_version()}。", _GETTING)
    for who, version in programs.items():
        if version != __version__:
            found = version if isinstance(version, str) else "没有安装"
            raise ClusterError(f"集群里“{who}”的 xlplan 是 {found}，这里是 {__version__}。", _GETTING)
