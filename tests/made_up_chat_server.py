"""A real HTTP server on loopback that speaks the recorded protocol of OpenAI-compatible servers, failures included.

The shapes of the events are those that the servers send: OpenAI (role first, then pieces, then an empty delta with
the reason), Ollama (``fingerprint`` "fp_ollama", no blank role), llama.cpp (``timings`` in the last event), vLLM
(``usage`` in an event without choices), and an answer in one piece.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]
    number: int
    """0 for the first request of the server."""

    def send(self, status: int, content: str, kind: str = "application/json", **headers: str) -> None:
        data = content.encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def stream(self, lines: list[str], *, pause: float = 0.0) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()
        for line in lines:
            self.handler.wfile.write(line.encode())
            self.handler.wfile.flush()
            time.sleep(pause)

    def say(self, text: str, flavour: str = "openai") -> None:
        """Answer ``text`` in the way of a server."""
        FLAVOURS[flavour](self, text)


@dataclass
class Server:
    """What a test sees of the server."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def pieces_of(text: str, size: int = 7) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> str:
    choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]
    return event(
        {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, **more}
    )


def _openai(exchange: Exchange, text: str) -> None:
    lines = [chunk({"role": "assistant", "content": "", "refusal": None}, system_fingerprint="fp_44709d6fcb")]
    lines += [chunk({"content": piece}) for piece in pieces_of(text)]
    exchange.stream([*lines, chunk({}, "stop"), "data: [DONE]\n\n"])


def _ollama(exchange: Exchange, text: str) -> None:
    lines = [
        chunk({"role": "assistant", "content": piece}, system_fingerprint="fp_ollama") for piece in pieces_of(text)
    ]
    exchange.stream([*lines, chunk({"role": "assistant", "content": ""}, "stop"), "data: [DONE]\n\n"])


def _llama_cpp(exchange: Exchange, text: str) -> None:
    lines = [chunk({"role": "assistant", "content": None})] + [chunk({"content": piece}) for piece in pieces_of(text)]
    exchange.stream([*lines, chunk({}, "stop", timings={"predicted_n": 9, "predicted_ms": 80.1}), "data: [DONE]\n\n"])


def _vllm(exchange: Exchange, text: str) -> None:
    lines = [": ping - 2026-11-23\r\n\r\n", chunk({"role": "assistant", "content": ""})]
    lines += [chunk({"content": piece, "reasoning_content": None}).replace("\n", "\r\n") for piece in pieces_of(text)]
    usage = {"prompt_tokens": 5, "total_tokens": 9, "completion_tokens": 4}
    exchange.stream(
        [
            *lines,
            chunk({"content": ""}, "stop", stop_reason=None),
            event({"choices": [], "usage": usage}),
            "data: [DONE]\n\n",
        ]
    )


def _whole(exchange: Exchange, text: str) -> None:
    choices = [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]
    exchange.send(200, json.dumps({"id": "1", "object": "chat.completion", "choices": choices}, ensure_ascii=False))


FLAVOURS: dict[str, Callable[[Exchange, str], None]] = {
    "openai": _openai, "ollama": _ollama, "llama.cpp": _llama_cpp, "vllm": _vllm, "whole": _whole,
}  # fmt: skip


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    """Run a server whose chat endpoint answers with ``answer`` until the block ends."""
    server = Server("")
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(server.requests)
                server.requests.append(body)
                server.headers.append({k.lower(): v for k, v in self.headers.items()})
            if not self.path.endswith("/v1/chat/completions"):
                self.send_error(404)
                return
            with suppress(BrokenPipeError, ConnectionResetError):
                answer(Exchange(self, body, number))
            self.close_connection = True

        def do_GET(self) -> None:
            Exchange(self, {}, 0).send(200, json.dumps({"data": [{"id": "only-model", "object": "model"}]}))
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
