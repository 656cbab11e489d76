"""A Spark cluster of the tests' own: a master and separate workers, each a process on this machine, stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MEND = "make spark; sudo apt-get install openjdk-17-jre-headless"


class NoSpark(RuntimeError):
    """No Spark can be started here; the message says why and what mends it."""


@dataclass
class Cluster:
    """A running cluster: its address, and the process of each worker."""

    master: str
    workers: list[subprocess.Popen[bytes]]

    def kill_worker(self, which: int) -> None:
        """The worker and whatever it runs are gone at once, as when a machine loses its power."""
        os.killpg(self.workers[which].pid, signal.SIGKILL)


def _home() -> Path:
    """Where PySpark keeps its programs."""
    try:
        import pyspark
    except ImportError:
        raise NoSpark(f"PySpark is not in the environment. {MEND}") from None
    if shutil.which("java") is None:
        raise NoSpark(f"Java is not installed. {MEND}")
    return Path(pyspark.__file__).parent


@contextmanager
def local_session() -> Iterator[SparkSession]:
    """Spark in a single process with one core: no cluster, nothing that other machines could reach.

    Raises:
        NoSpark: PySpark or Java is missing.
    """
    _home()
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    try:
        session.sparkContext.setLogLevel("OFF")
        yield session
    finally:
        session.stop()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A master and workers of one core each.

    Raises:
        NoSpark: PySpark or Java is missing, or the master did not start.
    """
    home = _home()
    port = _free_port()
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_DIR": str(folder)}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(home / "bin" / "spark-class"), *arguments],
                stdout=log, stderr=log, env=environment, start_new_session=True, cwd=folder,
            )  # fmt: skip
        started.append(process)
        return process

    try:
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--webui-port",
            "0",
        )
        _wait(lambda: _listens(port), f"the master did not start; see {folder / 'master.log'}")
        running = [
            start(
                f"worker{i}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                "--memory", "1536m", "--webui-port", "0", "--work-dir", str(folder / f"work{i}"), f"spark://127.0.0.1:{port}",
            )
            for i in range(workers)
        ]  # fmt: skip
        log = folder / "master.log"
        _wait(
            lambda: log.read_text(errors="replace").count("Registering worker") == workers, "the workers did not join"
        )
        yield Cluster(f"spark://127.0.0.1:{port}", running)
    finally:
        for process in started:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def _wait(ready: object, otherwise: str, seconds: float = 90) -> None:
    assert callable(ready)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready():
            return
        time.sleep(0.2)
    raise NoSpark(otherwise)
