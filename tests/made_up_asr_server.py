"""A real HTTP server on loopback that speaks the protocol of OpenAI's transcription endpoints, failures included.

Uploads are parsed as they come over the wire (multipart), and the sound in them is decoded. The shapes of the answers
are those of the API reference: ``verbose_json`` with words and segments, and ``json`` with log probabilities.
"""

from __future__ import annotations

import email.parser
import email.policy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode


@dataclass
class Upload:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    path: str
    fields: dict[str, list[str]]
    audio: Audio
    number: int
    """0 for the first request of the server."""

    def send(self, status: int, content: object, **headers: str) -> None:
        data = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", "application/json")
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def refuse(self, status: int, message: str, code: str | None = None, **headers: str) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        self.send(status, {"error": error}, **headers)


@dataclass
class Server:
    """What a test sees of the server."""

    url: str
    uploads: list[Upload] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def verbose(text: str, words: list[tuple[str, float, float]], language: str = "english", **more: Any) -> dict[str, Any]:
    """Return an answer in ``verbose_json`` with both granularities."""
    segment = {
        "id": 0, "seek": 0, "start": 0.0, "end": words[-1][2] if words else 0.0, "text": f" {text}", "tokens": [50364],
        "temperature": 0.0, "avg_logprob": -0.25, "compression_ratio": 1.2, "no_speech_prob": 0.01,
    }  # fmt: skip
    rows = [{"word": word, "start": start, "end": end} for word, start, end in words]
    segments = [segment] if words else []
    return {
        "task": "transcribe", "language": language, "duration": 5.0, "text": text, "words": rows, "segments": segments,
        **more,
    }  # fmt: skip


def _fields(kind: str, body: bytes) -> tuple[dict[str, list[str]], bytes]:
    """Return the text fields and the file of a multipart body."""
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body
    )
    fields: dict[str, list[str]] = {}
    file = b""
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            file = content
        else:
            fields.setdefault(str(name), []).append(content.decode())
    return fields, file


@contextmanager
def serving(answer: Callable[[Upload], None]) -> Iterator[Server]:
    """Run a server whose transcription endpoints answer with ``answer`` until the block ends."""
    server = Server("")
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fields, file = _fields(self.headers["Content-Type"], body)
            with lock:
                upload = Upload(self, self.path, fields, decode(file), len(server.uploads))
                server.uploads.append(upload)
                server.headers.append({name.lower(): value for name, value in self.headers.items()})
            with suppress(BrokenPipeError, ConnectionResetError):
                if self.path in ("/v1/audio/transcriptions", "/v1/audio/translations"):
                    answer(upload)
                else:
                    self.send_error(404)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
