"""Servers that do the work instead of this machine: where they are, and how to read what they say. No network here."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit, urlunsplit

from sorikit.core.errors import InvalidOption

OPENAI = "https://api.openai.com/v1"
ENDPOINTS = ("/chat/completions", "/audio/transcriptions", "/audio/translations", "/audio/speech")
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which the same request may succeed a little later."""
LONGEST_WAIT = 60.0
"""Seconds. A server that asks to be left alone for longer than this counts as down."""


@dataclass(frozen=True, slots=True)
class AsrServer:
    """Where speech is recognised by somebody else: OpenAI, or any server with its transcription protocol.

    Raises InvalidOption where ``url`` is not an http(s) address.
    """

    variable: ClassVar[str] = "SORI_ASR_URL"
    """Where a person sets its address, for sentences about it."""
    url: str = OPENAI
    """With or without ``/v1``, such as ``http://localhost:8000``."""
    key: str | None = field(default=None, repr=False)
    """Sent as a bearer token, to this server only; never logged, printed or written."""
    retries: int = 4
    """Further tries after a refusal that may pass."""
    timeout: float = 120.0
    """Seconds for one window, tries and waits included."""

    def __post_init__(self) -> None:
        scheme, separator, rest = self.url.partition("://")
        if scheme.lower() not in ("http", "https") or not separator or not rest.strip("/"):
            raise InvalidOption(
                option=self.variable,
                detail=f"{self.url!r} is not an address such as http://localhost:8000/v1",
                detail_ko=f"{self.url!r}은(는) http://localhost:8000/v1 같은 주소가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class SpeechServer(AsrServer):
    """Where text is said by somebody else: OpenAI, or any server with its speech protocol. As ``AsrServer``."""

    variable: ClassVar[str] = "SORI_TTS_URL"


_default = [AsrServer()]
_default_speech = [SpeechServer()]


def default_server() -> AsrServer:
    """Return the server that is asked where nobody names one."""
    return _default[0]


def set_default_server(server: AsrServer) -> None:
    """Choose the server that is asked where nobody names one. For apps, once, at their start (see ``apps/settings``)."""
    _default[0] = server


def default_speech_server() -> SpeechServer:
    """Return the server that says what nobody else is asked to say."""
    return _default_speech[0]


def set_default_speech_server(server: SpeechServer) -> None:
    """Choose the server that is asked for ``openai`` voices. For apps, once, at their start (see ``apps/settings``)."""
    _default_speech[0] = server


def base_url(url: str) -> str:
    """Return the address under which the endpoints of OpenAI's protocol lie.

    >>> base_url("http://localhost:11434"), base_url("https://h/v1/chat/completions/")
    ('http://localhost:11434/v1', 'https://h/v1')
    """
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/")
    for endpoint in ENDPOINTS:
        path = path.removesuffix(endpoint)
    path = path.rstrip("/")
    return urlunsplit((parts.scheme.lower(), parts.netloc, path or "/v1", "", ""))


def shown(url: str) -> str:
    """Return an address as it may be shown: without name, password, path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def safe_line(text: str, key: str | None) -> str:
    """Return a server's words on one line, short, and without our key, which some servers repeat."""
    line = " ".join(text.split()).rstrip(".")
    if key:
        line = line.replace(key, "***")
    return re.sub(r"\b(sk|pk|key)-[\w*-]{6,}", r"\1-***", line)[:300]


def error_text(document: object) -> str:
    """Return the message in a refusal's JSON, whichever of the usual shapes it has."""
    if not isinstance(document, dict):
        return str(document)
    error = document.get("error", document.get("detail", document.get("message", document)))
    return str(error.get("message", error)) if isinstance(error, dict) else str(error)


def retry_after(value: str | None) -> float | None:
    """Return the seconds a Retry-After header asks for: a number or a date (RFC 9110 §10.2.3)."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    import email.utils  # noqa: PLC0415 - it brings sockets, and is needed after a refusal only

    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
