"""The chat room: messages in, an answer in pieces out. Its engines speak to servers; nothing here runs by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sorikit.core.errors import InvalidOption, RemoteError

ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. Raises ValueError for another role than "system", "user" or "assistant"."""

    role: str
    content: str

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"role {self.role!r} is not one of {', '.join(ROLES)}")


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Wishes for one answer. None leaves a wish unsaid; what a server does not know raises UnsupportedByServer."""

    temperature: float | None = None
    """0 (always the likeliest word) … 2."""
    max_tokens: int | None = None
    """Longest answer."""
    json: bool = False
    """Ask for a JSON object (``response_format`` "json_object")."""
    schema: Mapping[str, Any] | None = None
    """JSON schema the answer has to follow (``response_format`` "json_schema", strict); implies ``json``."""
    timeout: float = 120.0
    """Seconds for the whole answer, tries and waits included."""


@dataclass(frozen=True, slots=True)
class ChatServer:
    """Where a language model answers: any OpenAI-compatible server (OpenAI, Ollama, llama.cpp, vLLM).

    Raises InvalidOption where ``url`` is not an http(s) address.
    """

    url: str
    """With or without ``/v1``, such as ``http://localhost:11434``."""
    model: str = ""
    """The server's name for it; empty takes the first one the server lists."""
    key: str | None = field(default=None, repr=False)
    """Sent as a bearer token, to this server only; never logged, printed or written."""
    retries: int = 3
    """Further tries after a refusal that may pass: no connection, 429, 500, 502, 503, 504."""

    def __post_init__(self) -> None:
        scheme, separator, rest = self.url.partition("://")
        if scheme.lower() not in ("http", "https") or not separator or not rest.strip("/"):
            raise InvalidOption(
                option="--llm",
                detail=f"{self.url!r} is not an address such as http://localhost:11434/v1",
                detail_ko=f"{self.url!r}은(는) http://localhost:11434/v1 같은 주소가 아닙니다",
            )


class ServerDown(RemoteError):
    """The server cannot be reached, refuses, or does not stop failing: asking again is of no use."""


class ChatTimeout(RemoteError):
    """The answer did not come in time."""


class AnswerCut(RemoteError):
    """The answer broke off before its end."""


class ContextTooLong(RemoteError):
    """The messages do not fit what the model can read at once."""


class UnsupportedByServer(RemoteError):
    """The server does not know an option; ``fields["parameter"]`` names the ChatOptions field."""

    @property
    def parameter(self) -> str:
        """The ChatOptions field to leave out: "schema", "json", "max_tokens" or "temperature"."""
        return str(self.fields.get("parameter", ""))


class Chat(Protocol):
    """A language model that answers. Safe to share between threads."""

    @property
    def name(self) -> str:
        """The model's name, to be shown as the author of what it writes."""

    def reply(self, messages: Sequence[Message], options: ChatOptions | None = None) -> Iterator[str]:
        """Yield the answer to the last message in pieces. Raises RemoteError or one of its kinds above."""


def load_chat(server: ChatServer) -> Chat:
    """Return the engine for a server. Opens no connection yet; nothing is sent before the first ``reply``."""
    from sorikit.engines.chat.openai_http import OpenAiHttp  # noqa: PLC0415 - httpx is loaded only where it is used

    return OpenAiHttp(server)
