"""Works on a Ray cluster: recordings go out as paths or bytes, transcripts come back, only this process writes results.

A task whose worker or machine dies is given to another one by Ray itself. Nothing leaves this machine but what is sent to
the cluster that the person named; a local one listens on loopback alone, without dashboard and usage statistics.
"""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sorikit.apps.batch.desk import Desk, Task
from sorikit.apps.batch.local import ASK_AGAIN, STOPS_ALL
from sorikit.apps.batch.plan import Item, Row, Told
from sorikit.apps.batch.remote import Errand, Reply, transcribe_remotely
from sorikit.apps.settings import keep_ray_private
from sorikit.core.device import Device, available_cores
from sorikit.core.errors import InvalidOption, ModelError, OutputNotWritable, RemoteError, SorikitError
from sorikit.core.events import Progress
from sorikit.core.extras import optional_library
from sorikit.core.text import Transcript
from sorikit.formats.serial import from_plain

LOCAL = "local"
RETRIES = 4
"""How often Ray gives a task to another worker when one dies under it; a recording that kills five is given up."""
PER_PLACE = 2
"""Tasks in flight for each place to work: one at work, one on the way."""
LISTEN = 0.5
"""Seconds between two looks at whether we shall stop."""
KNOCK = 10.0
"""Seconds that a cluster may take to open its port. Ray itself asks for a quarter of an hour before it says that nobody is there."""


@dataclass(frozen=True, slots=True)
class ClusterWishes:
    """Which cluster, and how much of it."""

    address: str
    """``HOST:PORT``, ``ray://HOST:PORT``, ``auto``, or ``local`` for one on this machine."""
    at_once: int = 0
    """Recordings in flight; 0 fills the cluster."""

    def __post_init__(self) -> None:
        """Raise InvalidOption for what is no address."""
        if self.address not in (LOCAL, "auto") and _place(self.address) is None:
            raise InvalidOption(
                option=f"--ray {self.address}",
                detail="needs HOST:PORT, ray://HOST:PORT, auto, or local",
                detail_ko="호스트:포트, ray://호스트:포트, auto 또는 local이 필요합니다",
            )


@dataclass(slots=True)
class _Flight:
    """A task on its way."""

    task: Task
    errand: Errand


def work_on_cluster(desk: Desk, items: Sequence[Item], wishes: ClusterWishes) -> Generator[Told | Row, None, None]:
    """Do the items on a cluster, yielding what happens. Closing it cancels what is in flight.

    Raises RuntimeMissing (no Ray), RemoteError (no such cluster, or it went away), DiskFull, ModelError.
    """
    keep_ray_private(alone=wishes.address == LOCAL)
    ray = optional_library("ray", "cluster", "--ray")
    _knock(wishes.address)
    with _connected(ray, wishes.address, desk.plan.device), ExitStack() as held:
        yield from _Driver(ray, desk, items, wishes, held).run()


class _Driver:
    """Keeps the cluster busy: sends out, waits, writes down."""

    def __init__(self, ray: Any, desk: Desk, items: Sequence[Item], wishes: ClusterWishes, held: ExitStack) -> None:
        self._ray, self._desk = ray, desk
        self._waiting = deque(items)
        self._flights: dict[Any, _Flight] = {}
        self._device, places = _places(ray, desk.plan.device)
        self._most = wishes.at_once or PER_PLACE * places
        self._remote = ray.remote(transcribe_remotely).options(
            num_cpus=self._device.num_threads, max_retries=RETRIES, name="sori transcribe"
        )
        held.callback(self._let_go)

    def run(self) -> Generator[Told | Row, None, None]:
        """Yield a row for each item, and what happens between."""
        while self._waiting or self._flights:
            yield from self._send_out()
            if not self._flights:
                time.sleep(ASK_AGAIN)  # others have what is left
                continue
            ready, _ = self._ray.wait(list(self._flights), num_returns=1, timeout=LISTEN)
            for reference in ready:
                yield from self._land(reference)

    def _send_out(self) -> Generator[Told | Row, None, None]:
        for _ in range(len(self._waiting)):
            if len(self._flights) >= self._most:
                return
            item = self._waiting.popleft()
            try:
                task = yield from self._told(item)
            except STOPS_ALL:
                raise
            except SorikitError as error:
                yield self._desk.failed(item, error)
                continue
            if task is None:
                self._waiting.append(item)
            elif isinstance(task, Row):
                yield task
            elif (kept := self._desk.kept(task)) is not None:
                with task:
                    yield self._finish(task, kept, 0.0)
            else:
                errand = Errand(
                    str(task.path.absolute()),
                    task.path.stat().st_size,
                    task.digest,
                    self._desk.plan.options,
                    self._device,
                )
                self._submit(_Flight(task, errand), None)

    def _told(self, item: Item) -> Generator[Told, None, Task | Row | None]:
        work = self._desk.take(item)
        while True:
            try:
                event = next(work)
            except StopIteration as stop:
                task: Task | Row | None = stop.value
                return task
            yield Told(item, event)

    def _submit(self, flight: _Flight, data: Any) -> None:
        self._flights[self._remote.remote(flight.errand, data)] = flight

    def _land(self, reference: Any) -> Generator[Told | Row, None, None]:
        flight = self._flights.pop(reference)
        item = flight.task.item
        try:
            reply: Reply = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            flight.task.held.close()
            yield self._desk.failed(item, _lost(item, error))
            return
        if reply.bytes_wanted:
            self._submit(flight, self._ray.put(flight.task.path.read_bytes()))
            return
        with flight.task:
            if isinstance(reply.error, ModelError):
                raise reply.error
            if reply.error is not None:
                yield self._desk.failed(item, reply.error)
                return
            transcript = from_plain(json.loads(reply.transcript), Transcript)
            self._desk.keep(flight.task, transcript)
            yield Told(item, Progress("transcribe", transcript.duration, transcript.duration))
            yield self._finish(flight.task, transcript, reply.seconds)

    def _finish(self, task: Task, transcript: Transcript, seconds: float) -> Row:
        try:
            return self._desk.finish(task, transcript, seconds)
        except OutputNotWritable as error:
            return self._desk.failed(task.item, error)

    def _let_go(self) -> None:
        """Cancel what is in flight and let others have the items."""
        for reference, flight in self._flights.items():
            self._ray.cancel(reference, force=True)
            flight.task.held.close()
        self._flights.clear()


def _knock(address: str) -> None:
    """Raise RemoteError where nothing listens at ``HOST:PORT`` or ``ray://HOST:PORT``."""
    place = _place(address)
    if place is not None:
        try:
            socket.create_connection(place, timeout=KNOCK).close()
        except OSError as error:
            raise _nobody(address, error) from error


def _place(address: str) -> tuple[str, int] | None:
    """Return host and port of an address; None for one that names neither, or no number."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    try:
        return (parts.hostname, parts.port) if parts.hostname and parts.port else None
    except ValueError:
        return None


def _nobody(address: str, error: Exception) -> RemoteError:
    return RemoteError(
        server=f"Ray ({address})",
        detail=f"no cluster answers ({_first_line(error)}); start one with: ray start --head, or use --ray local",
        detail_ko=f"응답하는 클러스터가 없습니다({_first_line(error)}). ray start --head로 시작하거나 --ray local을 쓰세요",
    )


@contextmanager
def _connected(ray: Any, address: str, device: Device) -> Generator[None, None, None]:
    """Be part of the cluster at ``address``; ``local`` starts one here, which ends with us."""
    settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "include_dashboard": False}
    if address == LOCAL:
        settings |= {
            "address": LOCAL,
            "_node_ip_address": "127.0.0.1",
            "num_cpus": max(available_cores(), device.num_threads),
        }
    else:
        settings = {"address": address, "log_to_driver": False, "logging_level": "ERROR"}
    try:
        ray.init(**settings)
    except (ConnectionError, RuntimeError, ValueError, OSError, TimeoutError) as error:
        raise _nobody(address, error) from error
    try:
        yield
    finally:
        ray.shutdown()


def _places(ray: Any, device: Device) -> tuple[Device, int]:
    """Return the device as the cluster's machines can give it, and how many tasks fit in them at once."""
    cores = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    most = max(cores, default=0)
    if most < 1:
        raise RemoteError(
            server="Ray",
            detail="the cluster has no machine with a free processor",
            detail_ko="클러스터에 쓸 수 있는 프로세서가 없습니다",
        )
    threads = min(device.num_threads, most)
    return replace(device, threads=threads), sum(count // threads for count in cores)


def _lost(item: Item, error: Exception) -> SorikitError:
    return RemoteError(
        server=f"Ray, {item.source}",
        detail=f"the work was lost again and again ({type(error).__name__}: {_first_line(error)}); run the command once more",
        detail_ko=f"작업이 거듭 끊겼습니다({type(error).__name__}: {_first_line(error)}). 같은 명령을 다시 실행하세요",
    )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:160].rstrip(".") if lines else type(error).__name__
