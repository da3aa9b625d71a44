"""Reading on a Dask cluster: the same ledger as without, whatever is lost on the way, and nothing that others could listen to."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from support.incoming import filled, handed_out, put
from support.office import Office, run

from xlplan.actions.book import open_book
from xlplan.actions.merge import merge
from xlplan.files.apart import cluster as clusters
from xlplan.files.apart.cluster import CERTIFICATES, connected, require_safe
from xlplan.ledger.rebuilding import contents
from xlplan.terms.errors import ClusterError

NOW = datetime(2023, 6, 20, 9, 0)


@contextmanager
def local_cluster(workers: int = 1, **how: Any) -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (extra `cluster`)")
    import dask

    # Its own words about processes that tests kill are nobody's business here.
    with (
        dask.config.set({"distributed.logging.distributed": "critical", "distributed.scheduler.allowed-failures": 3}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
            **how,
        ) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with local_cluster(2) as found:
        yield found


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A round with two sound returns, one of them many times under other values, and files that are none."""
    found = handed_out(tmp_path_factory.mktemp("returned"))
    for department in ("教育科", "组宣科", "一小"):
        found.answer(department)
    for number in range(60):
        put(found, f"坏{number}.xlsx", b"PK" + bytes([number]))
    for number in range(20):
        data = filled(
            found, edit=lambda sheet, number=number: setattr(sheet.cell("1.1", "progress"), "value", f"第{number}稿")
        )
        put(found, f"教育科{number}.xlsx", data)
    return found


@pytest.fixture
def works(returned: Office, tmp_path: Path) -> Office:
    """A copy of it for one test."""
    return Office(Path(shutil.copytree(returned.book.parent, tmp_path / "本局"), returned.book.name))


def rows(works: Office) -> dict[str, Any]:
    held = contents(works.ledger)
    return {name: held[name] for name in ("received", "returned_row", "doubt", "sent", "sent_row")}


def merged(works: Office, tmp_path: Path, address: str, progress: Any = None) -> tuple[Any, clusters.Cluster]:
    """Merge here, and in a copy on the cluster; require the same rows."""
    copy = tmp_path / "集群"
    shutil.copytree(works.book.parent, copy, ignore=shutil.ignore_patterns("集群"))
    twin = Office(copy / works.book.name)
    merge(open_book(works.book), works.round, NOW)
    with connected(address) as found:
        extra = {"progress": progress} if progress else {}
        merging = merge(open_book(twin.book), twin.round, NOW, readers=found, **extra)
    assert rows(twin) == rows(works)
    assert sorted(path.name for path in (twin.root / "归档").glob("*.*")) == sorted(
        path.name for path in (works.root / "归档").glob("*.*")
    )
    return merging, found


def test_a_cluster_gives_the_ledger_that_a_merge_here_gives(cluster: Any, works: Office, tmp_path: Path) -> None:
    merging, found = merged(works, tmp_path, cluster.scheduler_address)
    assert len(merging.files) == 83
    assert found.lost == 0
    assert run("merge", works.book, "--round", works.round, "--workers", cluster.scheduler_address).code == 1


def test_a_worker_that_is_killed_on_the_way_costs_a_retry(cluster: Any, works: Office, tmp_path: Path) -> None:
    killed: list[int] = []

    def progress(items: Iterable[Any], _: str) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number == 40:
                pid = next(iter(cluster.workers.values())).process.pid
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            yield item

    merged(works, tmp_path, cluster.scheduler_address, progress)
    assert killed


def test_a_cluster_that_ends_on_the_way_is_done_without(
    works: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_LOOKING", 0.5)
    with local_cluster() as brief:

        def progress(items: Iterable[Any], _: str) -> Iterator[Any]:
            for number, item in enumerate(items):
                if number == 40:
                    brief.close()
                yield item

        _, found = merged(works, tmp_path, brief.scheduler_address, progress)
    assert found.lost > 0


def test_ctrl_c_leaves_the_cluster_as_it_was(cluster: Any, works: Office) -> None:
    before = contents(works.ledger)

    def progress(items: Iterable[Any], _: str) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number == 50:
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt), connected(cluster.scheduler_address) as found:
        merge(open_book(works.book), works.round, NOW, readers=found, progress=progress)
    assert contents(works.ledger) == before
    with connected(cluster.scheduler_address) as found:
        assert found.width == 2
        merging = merge(open_book(works.book), works.round, NOW, readers=found)
    assert len(merging.files) == 83


def test_a_cluster_with_certificates(works: Office, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (extra `cluster`)")
    security = distributed.Security.temporary()
    folder = tmp_path / "证书"
    folder.mkdir()
    for name, text in zip(
        CERTIFICATES, (security.tls_ca_file, security.tls_client_cert, security.tls_client_key), strict=True
    ):
        (folder / name).write_text(text, "ascii")
    other = distributed.Security.temporary()
    foreign = tmp_path / "别家的证书"
    foreign.mkdir()
    for name, text in zip(CERTIFICATES, (other.tls_ca_file, other.tls_client_cert, other.tls_client_key), strict=True):
        (foreign / name).write_text(text, "ascii")
    with local_cluster(security=security, protocol="tls://") as secured:
        address = secured.scheduler_address
        assert address.startswith("tls://")
        with pytest.raises(ClusterError, match="连不上"), connected(address, foreign):
            pass
        done = run(
            "merge", works.book, "--round", works.round, "--workers", address, "--certificates", folder, "--json"
        )
        assert (done.code, len(done.json["files"])) == (1, 83), done.err


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://10.1.2.3:8786", "不加密"),
        ("10.1.2.3:8786", "不加密"),
        ("tcp://cluster.example:8786", "不加密"),
        ("ws://127.0.0.1:8786", "不加密"),
        ("ucx://127.0.0.1:8786", "不加密"),
        ("inproc://127.0.0.1/1/1", "不加密"),
        ("tls://10.1.2.3:8786", "没有给出证书"),
    ],
)
def test_what_others_could_listen_to_is_refused(address: str, why: str) -> None:
    with pytest.raises(ClusterError, match=why) as refused:
        require_safe(address, None)
    assert re.search("--certificates", refused.value.hint)


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    with pytest.raises(ClusterError, match=r"没有 cert\.pem、key\.pem"):
        require_safe("tls://10.1.2.3:8786", tmp_path)


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_plain_tcp_goes_to_this_machine(address: str) -> None:
    assert require_safe(address, None) == ()


def test_another_version_on_the_cluster_is_refused(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "__version__", "0.0.1")
    with pytest.raises(ClusterError, match=r"这里是 0\.0\.1"), connected(cluster.scheduler_address):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nobody_at_that_address_is_said_at_once(works: Office, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library = pytest.importorskip("distributed", reason="distributed is not installed (extra `cluster`)")
    # It asks again and again where nobody answers, on a busy machine for most of a minute.
    monkeypatch.setattr(library, "Client", lambda *said, **more: pytest.fail("the library was asked"))
    done = run("merge", works.book, "--round", works.round, "--workers", f"tcp://{host}:9", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "cluster") and "连不上集群" in done.json["error"]["message"]
