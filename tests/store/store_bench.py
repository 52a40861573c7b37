"""A small catalogue, installed data packages made on the spot, and a model hub on loopback that misbehaves on demand."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sorikit.store import FileSource, ModelCard, ModelFile, Store
from sorikit.store.catalogue import Wheel

REVISION = "0123456789abcdef0123456789abcdef01234567"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def random_bytes(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def make_card(*files: ModelFile, name: str = "tiny", engine: str = "") -> ModelCard:
    return ModelCard(
        name=name, title="Tiny", task="asr", engine=engine, default=True, sample_rate=16000, languages=("*",),
        license="MIT", source="https://example.org", extra="models", files=files,
    )  # fmt: skip


def make_file(name: str, data: bytes, source: FileSource) -> ModelFile:
    return ModelFile(name, len(data), sha256(data), source)


def make_wheel(package: str, archive: bytes = b"") -> Wheel:
    filename = f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
    return Wheel(package, "1.0", sha256(archive), filename, len(archive))


@dataclass
class Site:
    """A folder on ``sys.path`` in which data packages can be installed and removed."""

    folder: Path

    def install(self, package: str, files: dict[str, bytes]) -> Wheel:
        module = package.replace("-", "_")
        information = self.folder / f"{module}-1.0.dist-info"
        information.mkdir(parents=True, exist_ok=True)
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (information / "RECORD").write_text("".join(f"{path},,\n" for path in files))
        for path, data in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return make_wheel(package)

    def uninstall(self, package: str) -> None:
        module = package.replace("-", "_")
        for path in sorted(self.folder.glob(f"{module}-1.0.dist-info/*")):
            path.unlink()
        (self.folder / f"{module}-1.0.dist-info").rmdir()


@dataclass
class Joined:
    """A store with one model whose big file comes in two packages."""

    store: Store
    card: ModelCard
    big: bytes
    site: Site


# ── the hub ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Answer:
    """How the hub answers one request for a file; the defaults are an honest answer."""

    status: int | None = None
    """Answer with this error and nothing else."""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Close the connection after so many bytes of the body."""
    stall_after: int | None = None
    """Send so many bytes, then nothing more while the client waits."""
    drip: bool = False
    """Send one byte now and then."""
    corrupt: bool = False
    """Flip bits in the middle."""
    ranges: bool = True
    """Honour Range."""
    if_range: bool = True
    """Honour If-Range."""
    redirect: str | None = None
    body: bytes | None = None
    """Send this instead of the file."""
    length: bool = True
    """Say Content-Length."""
    pace: float = 0.0
    """Seconds between two pieces of 16 KiB."""


@dataclass(frozen=True)
class Request:
    path: str
    range: str | None
    authorization: str | None
    host: str


class HubServer:
    """Serves ``files`` (path → bytes); takes its behaviour from ``answers``, one per request, honest when they run out."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.answers: list[Answer] = []
        self.always: Answer | None = None
        self.requests: list[Request] = []
        self.etags: dict[str, str] = {}
        self._lock = threading.Lock()
        self.closing = threading.Event()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                try:
                    hub.serve(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def downloads(self, name: str = "") -> list[Request]:
        return [request for request in self.requests if "/resolve/" in request.path and request.path.endswith(name)]

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        with self._lock:
            headers = handler.headers
            self.requests.append(Request(path, headers["Range"], headers["Authorization"], headers["Host"]))
            answer = self.always or (self.answers.pop(0) if self.answers else Answer())
        if answer.redirect or answer.status:
            handler.send_response(answer.status or 302)
            for key, value in {**answer.headers, **({"Location": answer.redirect} if answer.redirect else {})}.items():
                handler.send_header(key, value)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        data = self.files.get(path) if answer.body is None else answer.body
        if data is None:
            handler.send_response(404)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        self._send(handler, path, data, answer)

    def _send(self, handler: BaseHTTPRequestHandler, path: str, data: bytes, answer: Answer) -> None:
        etag = self.etags.get(path, f'"{sha256(data)[:16]}"')
        start = 0
        wanted = handler.headers["Range"]
        fresh = not answer.if_range or handler.headers["If-Range"] in (None, etag)
        if wanted and answer.ranges and fresh:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                handler.send_response(416)
                handler.send_header("Content-Length", "0")
                handler.end_headers()
                return
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            handler.send_response(200)
        body = bytearray(data[start:])
        if answer.corrupt and body:
            body[len(body) // 2] ^= 0xFF
        if answer.length:
            handler.send_header("Content-Length", str(len(body)))
        else:
            handler.close_connection = True
        handler.send_header("ETag", etag)
        for key, value in answer.headers.items():
            handler.send_header(key, value)
        handler.end_headers()
        self._send_body(handler, bytes(body), answer)

    def _send_body(self, handler: BaseHTTPRequestHandler, body: bytes, answer: Answer) -> None:
        limits = [limit for limit in (answer.cut_after, answer.stall_after) if limit is not None]
        shown = body[: min(limits)] if limits else body
        step = 1 if answer.drip else 1 << 14
        for first in range(0, len(shown), step):
            handler.wfile.write(shown[first : first + step])
            handler.wfile.flush()
            if (answer.drip or answer.pace) and self.closing.wait(0.05 if answer.drip else answer.pace):
                break
        if answer.stall_after is not None:
            self.closing.wait(5)
        if limits:
            handler.close_connection = True


@dataclass
class HubModel:
    """A store with one model on the hub."""

    store: Store
    card: ModelCard
    data: dict[str, bytes]
    hub: HubServer

    @property
    def folder(self) -> Path:
        return self.store.folder / self.card.name / self.card.fingerprint

    def path_on_hub(self, name: str) -> str:
        return f"/owner/tiny/resolve/{REVISION}/{name}"


MakeHubModel = Callable[..., HubModel]


def file_list(data: dict[str, bytes], large: set[str]) -> bytes:
    """Return what the hub's tree endpoint says of these files."""
    rows = []
    for name, content in data.items():
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        row: dict[str, object] = {"type": "file", "path": name, "size": len(content), "oid": blob}
        if name in large:
            row["lfs"] = {"oid": sha256(content), "size": len(content), "pointerSize": 134}
        rows.append(row)
    return json.dumps([{"type": "directory", "path": "folder", "size": 0, "oid": "0" * 40}, *rows]).encode()


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for a condition; fail when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
