"""Any server that speaks OpenAI's chat protocol, such as OpenAI, Ollama, llama.cpp, vLLM or LM Studio.

Protocol: https://platform.openai.com/docs/api-reference/chat; server-sent events as of the WHATWG HTML standard §9.2.
The only network of this room, and only to the server it was told.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from sorikit.core.errors import RemoteError
from sorikit.engines._remote import (
    LONGEST_WAIT,
    PASSING,
    base_url,
    error_text,
    retry_after,
    safe_line,
    shown,
)
from sorikit.engines.chat import (
    AnswerCut,
    ChatOptions,
    ChatServer,
    ChatTimeout,
    ContextTooLong,
    Message,
    ServerDown,
    UnsupportedByServer,
)

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 2_000_000
"""Characters after which an answer that does not end is cut off."""
_CONTEXT = re.compile(
    r"context.{0,30}(?:length|size|window|exceed)|exceed.{0,40}context|maximum.{0,20}tokens|too (?:long|many tokens)|prompt is too long",
    re.IGNORECASE,
)
_PARAMETERS = (
    ("schema", re.compile(r"schema|grammar|guided|response_format", re.IGNORECASE)),
    ("json", re.compile(r"response_format|json_object", re.IGNORECASE)),
    ("max_tokens", re.compile(r"max_tokens|max_completion_tokens", re.IGNORECASE)),
    ("temperature", re.compile(r"temperature", re.IGNORECASE)),
)


class OpenAiHttp:
    """A model behind an OpenAI-compatible server. Immutable; each ``reply`` opens its own connection."""

    def __init__(self, server: ChatServer) -> None:
        self._server = server
        self._base = base_url(server.url)

    @property
    def name(self) -> str:
        """The model's name as given, or the server's address where none was."""
        return self._server.model or self._shown

    @property
    def _shown(self) -> str:
        return shown(self._base)

    def reply(self, messages: Sequence[Message], options: ChatOptions | None = None) -> Iterator[str]:
        """Yield the answer in pieces as the server sends them.

        Raises ServerDown, ChatTimeout, AnswerCut, ContextTooLong, UnsupportedByServer, or RemoteError for another
        refusal (a wrong key or model). Once a piece was given, nothing is tried again.
        """
        wishes = options or ChatOptions()
        deadline = time.monotonic() + wishes.timeout
        timeout = httpx.Timeout(wishes.timeout, connect=min(CONNECT_SECONDS, wishes.timeout))
        headers = {"Authorization": f"Bearer {self._server.key}"} if self._server.key else {}
        # trust_env=False: the environment is read in one place of the kit only, and not here
        # verify: reading the certificates of the system takes 0.1 s and is of no use over plain http
        secure = self._base.startswith("https://")
        with httpx.Client(timeout=timeout, headers=headers, trust_env=False, verify=secure) as client:
            body = self._body(messages, wishes, self._server.model or self._first_model(client, deadline))
            for attempt in range(self._server.retries + 1):
                try:
                    yield from self._answer(client, body, deadline)
                except _TryAgain as again:
                    wait = again.wait if again.wait is not None else min(8.0, 0.5 * 2**attempt)
                    last = attempt == self._server.retries or wait > LONGEST_WAIT
                    if last or time.monotonic() + wait >= deadline:
                        raise ServerDown(server=self._shown, detail=again.reason) from again.__cause__
                    time.sleep(wait)
                else:
                    return

    def _body(self, messages: Sequence[Message], wishes: ChatOptions, model: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
        }
        if wishes.temperature is not None:
            body["temperature"] = wishes.temperature
        if wishes.max_tokens is not None:
            body["max_tokens"] = wishes.max_tokens
        if wishes.schema is not None:
            schema = {"name": "answer", "strict": True, "schema": dict(wishes.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif wishes.json:
            body["response_format"] = {"type": "json_object"}
        return body

    def _first_model(self, client: httpx.Client, deadline: float) -> str:
        """Return the first model the server lists; some servers have one only and want no name."""
        try:
            rows = client.get(f"{self._base}/models", timeout=_left(deadline)).json()["data"]
            return str(rows[0]["id"])
        except httpx.TransportError as error:
            raise ServerDown(server=self._shown, detail=_cause(error)) from error
        except (ValueError, LookupError, TypeError):
            return ""

    def _answer(self, client: httpx.Client, body: dict[str, Any], deadline: float) -> Iterator[str]:
        """Yield the pieces of one try. Raises _TryAgain for what may pass, before the first piece only."""
        given = False
        try:
            with client.stream(
                "POST", f"{self._base}/chat/completions", json=body, timeout=_left(deadline)
            ) as response:
                if response.status_code != httpx.codes.OK:
                    response.read()
                    raise self._refusal(response, body)
                for piece in self._pieces(response, deadline):
                    given = True
                    yield piece
        except (httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout) as error:
            raise ChatTimeout(server=self._shown, detail="no answer in time") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            if given:
                raise AnswerCut(server=self._shown, detail=f"the answer broke off ({_cause(error)})") from error
            raise _TryAgain(_cause(error)) from error

    def _pieces(self, response: httpx.Response, deadline: float) -> Iterator[str]:
        if "text/event-stream" not in response.headers.get("content-type", ""):
            yield self._whole(response, deadline)
            return
        size, finished = 0, False
        for event in _events(response, deadline, self._shown):
            if event == "[DONE]":
                finished = True
                break
            piece, reason = self._delta(event)
            finished = finished or reason not in (None, "", "length")
            size += len(piece)
            if piece:
                yield piece
            if reason == "length" or size > LARGEST_ANSWER:
                raise AnswerCut(server=self._shown, detail="the answer reached its longest length")
        if not finished:
            raise AnswerCut(server=self._shown, detail="the answer broke off")

    def _delta(self, event: str) -> tuple[str, str | None]:
        """Return (piece of text, reason of ending) of one event."""
        try:
            data = json.loads(event)
        except ValueError as error:
            raise AnswerCut(server=self._shown, detail="the answer broke off inside an event") from error
        if not isinstance(data, dict):
            return "", None
        if data.get("error"):
            raise self._error_in(data["error"])
        choice = _first(data.get("choices"))
        delta = choice.get("delta") or choice.get("message") or {}
        text = delta.get("content") if isinstance(delta, dict) else None
        return (text if isinstance(text, str) else ""), choice.get("finish_reason")

    def _whole(self, response: httpx.Response, deadline: float) -> str:
        """Return an answer that came at once, as some servers and proxies send it though a stream was asked for."""
        chunks, size = [], 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            chunks.append(chunk)
            if time.monotonic() > deadline:
                raise ChatTimeout(server=self._shown, detail="no whole answer in time")
            if size > 8 * LARGEST_ANSWER:
                raise AnswerCut(server=self._shown, detail="the answer does not end")
        try:
            data = json.loads(b"".join(chunks))
        except ValueError as error:
            raise RemoteError(server=self._shown, detail="did not answer in OpenAI's protocol") from error
        if not isinstance(data, dict):
            raise RemoteError(server=self._shown, detail="did not answer in OpenAI's protocol")
        if data.get("error"):
            raise self._error_in(data["error"])
        choice = _first(data.get("choices"))
        message = choice.get("message")
        text = message.get("content") if isinstance(message, dict) else None
        if not isinstance(text, str):
            raise RemoteError(server=self._shown, detail="did not answer in OpenAI's protocol")
        if choice.get("finish_reason") == "length":
            raise AnswerCut(server=self._shown, detail="the answer reached its longest length")
        return text

    def _refusal(self, response: httpx.Response, body: dict[str, Any]) -> Exception:
        """Return the error for an HTTP status other than 200."""
        message, status = self._message(response), response.status_code
        if _CONTEXT.search(message) and status in (400, 413, 422, 500):
            return ContextTooLong(server=self._shown, detail=message)
        if status in (400, 415, 422, 500, 501):
            for parameter, pattern in _PARAMETERS:
                if _asked_for(parameter, body) and pattern.search(message):
                    return UnsupportedByServer(server=self._shown, detail=message, parameter=parameter)
        if status in PASSING:
            return _TryAgain(f"HTTP {status}: {message}", retry_after(response.headers.get("retry-after")))
        if status in (401, 403):
            message = f"refuses the key (HTTP {status})"
        elif status == httpx.codes.NOT_FOUND:
            message = f"knows no such address or model (HTTP 404): {message}"
        else:
            message = f"HTTP {status}: {message}"
        return RemoteError(server=self._shown, detail=message)

    def _message(self, response: httpx.Response) -> str:
        try:
            text = error_text(response.json())
        except ValueError:
            text = response.text
        return self._safe(text) or response.reason_phrase

    def _error_in(self, error: object) -> RemoteError:
        text = error.get("message", str(error)) if isinstance(error, dict) else str(error)
        kind = ContextTooLong if _CONTEXT.search(str(text)) else RemoteError
        return kind(server=self._shown, detail=self._safe(str(text)))

    def _safe(self, text: str) -> str:
        """Return a server's words on one line, short, and without our key, which some servers repeat."""
        return safe_line(text, self._server.key)


class _TryAgain(Exception):
    """A refusal that may pass."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def _events(response: httpx.Response, deadline: float, server: str) -> Iterator[str]:
    """Yield the data of server-sent events; comments and other fields are skipped."""
    data: list[str] = []
    rest = ""
    for chunk in response.iter_text():
        # Checked at every chunk, since a server may drip bytes without ever ending a line.
        if time.monotonic() > deadline:
            raise ChatTimeout(server=server, detail="the answer takes too long")
        if len(rest) > LARGEST_ANSWER:
            raise AnswerCut(server=server, detail="the answer does not end")
        *lines, rest = (rest + chunk).replace("\r\n", "\n").split("\n")
        for line in lines:
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                yield "\n".join(data)
                data = []
    if rest.startswith("data:"):
        data.append(rest[5:].strip())
    if data:
        yield "\n".join(data)


def _first(choices: object) -> dict[str, Any]:
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}


def _asked_for(parameter: str, body: dict[str, Any]) -> bool:
    kind = body.get("response_format", {}).get("type")
    if parameter == "schema":
        return bool(kind == "json_schema")
    return kind is not None if parameter == "json" else parameter in body


def _left(deadline: float) -> float:
    return max(0.001, deadline - time.monotonic())


def _cause(error: Exception) -> str:
    text = str(error).strip()
    return f"cannot be reached ({text})" if isinstance(error, httpx.ConnectError) else text or type(error).__name__
