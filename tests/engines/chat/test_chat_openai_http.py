"""The chat engine against a real server on loopback: protocols, failures, keys and time."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time

import pytest
from made_up_chat_server import FLAVOURS, Exchange, chunk, serving

from sorikit.core.errors import InvalidOption, RemoteError
from sorikit.engines._remote import base_url
from sorikit.engines.chat import (
    AnswerCut,
    ChatOptions,
    ChatServer,
    ChatTimeout,
    ContextTooLong,
    Message,
    ServerDown,
    UnsupportedByServer,
    load_chat,
)

HELLO = [Message("system", "Be brief."), Message("user", "안녕?")]
TEXT = "안녕하세요, 회의록을 쓰겠습니다. {}"
KEY = "sk-secret-0123456789"


def ask(url: str, options: ChatOptions | None = None, **server: object) -> str:
    return "".join(load_chat(ChatServer(url, "m", **server)).reply(HELLO, options))  # type: ignore[arg-type]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_protocol_gives_the_same_text(flavour: str) -> None:
    with serving(lambda exchange: exchange.say(TEXT, flavour)) as server:
        assert ask(server.url) == TEXT
    assert server.requests[0]["messages"][1] == {"role": "user", "content": "안녕?"}
    assert server.requests[0]["stream"] is True
    assert "temperature" not in server.requests[0]


def test_wishes_are_sent_as_the_protocol_names_them() -> None:
    schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    with serving(lambda exchange: exchange.say("{}")) as server:
        ask(server.url, ChatOptions(temperature=0.0, max_tokens=7, schema=schema), key=KEY)
        ask(server.url, ChatOptions(json=True))
    first, second = server.requests
    assert (first["temperature"], first["max_tokens"]) == (0.0, 7)
    assert first["response_format"]["json_schema"]["schema"] == schema
    assert second["response_format"] == {"type": "json_object"}
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in server.headers[1]


def test_without_a_model_the_first_one_listed_is_asked() -> None:
    with serving(lambda exchange: exchange.say("yes")) as server:
        assert "".join(load_chat(ChatServer(server.url)).reply(HELLO)) == "yes"
    assert server.requests[0]["model"] == "only-model"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(status: int) -> None:
    def answer(exchange: Exchange) -> None:
        if exchange.number < 2:
            exchange.send(status, '{"error": {"message": "Rate limit reached"}}', Retry_After="0.05")
        else:
            exchange.say(TEXT)

    with serving(answer) as server:
        begin = time.monotonic()
        assert ask(server.url) == TEXT
    assert len(server.requests) == 3
    assert 0.1 <= time.monotonic() - begin < 3.0


def test_a_server_that_stays_busy_or_asks_for_too_long_is_down() -> None:
    with serving(lambda e: e.send(429, "{}", Retry_After="3600")) as server:
        begin = time.monotonic()
        with pytest.raises(ServerDown, match="429"):
            ask(server.url)
        assert len(server.requests) == 1
        assert time.monotonic() - begin < 2.0
    with serving(lambda e: e.send(503, "{}", Retry_After="0")) as server, pytest.raises(ServerDown):
        ask(server.url, retries=2)
    assert len(server.requests) == 3


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ServerDown, match="cannot be reached"):
        ask(url, retries=0)
    with pytest.raises(ServerDown, match="cannot be reached"):
        "".join(load_chat(ChatServer(url)).reply(HELLO))


def test_a_silent_or_dripping_server_runs_out_of_time() -> None:
    def silent(exchange: Exchange) -> None:
        time.sleep(1.5)

    def dripping(exchange: Exchange) -> None:
        exchange.stream([chunk({"content": "a"})] * 30, pause=0.1)

    def dripping_without_lines(exchange: Exchange) -> None:
        exchange.stream([" "] * 30, pause=0.1)

    for answer in (silent, dripping, dripping_without_lines):
        with serving(answer) as server:
            begin = time.monotonic()
            with pytest.raises(ChatTimeout):
                ask(server.url, ChatOptions(timeout=0.5))
            assert time.monotonic() - begin < 1.4


def test_a_cut_answer_is_no_answer() -> None:
    half = [chunk({"content": '{"points": ['})]
    with serving(lambda e: e.stream(half)) as server, pytest.raises(AnswerCut):
        ask(server.url)
    with (
        serving(lambda e: e.stream([*half, chunk({}, "length"), "data: [DONE]\n\n"])) as server,
        pytest.raises(AnswerCut),
    ):
        ask(server.url)
    with serving(lambda e: e.stream(['data: {"choices": [{"del'])) as server, pytest.raises(AnswerCut):
        ask(server.url)


@pytest.mark.parametrize(
    ("status", "message", "parameter"),
    [
        (400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "schema"),
        (
            400,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
            "max_tokens",
        ),
        (400, "Unsupported value: 'temperature' does not support 0.0 with this model.", "temperature"),
        (
            500,
            "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}]",
            "schema",
        ),
        (400, "Failed to parse grammar", "schema"),
    ],
)
def test_an_unsupported_wish_is_named(status: int, message: str, parameter: str) -> None:
    options = ChatOptions(temperature=0.0, max_tokens=9, schema={"type": "object"})
    with serving(lambda e: e.send(status, json.dumps({"error": {"message": message}}))) as server:
        with pytest.raises(UnsupportedByServer) as caught:
            ask(server.url, options)
        if parameter == "schema" and "response_format" in message:
            with pytest.raises(UnsupportedByServer) as then:
                ask(server.url, ChatOptions(json=True), retries=0)
            assert then.value.parameter == "json"
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens.",
        "the request exceeds the available context size. try increasing the context size or enable context shift",
        "Requested tokens (9000) exceed context window of 8192",
    ],
)
def test_too_long_messages_are_told_apart(message: str) -> None:
    with (
        serving(lambda e: e.send(400, json.dumps({"error": {"message": message, "code": 400}}))) as server,
        pytest.raises(ContextTooLong),
    ):
        ask(server.url)
    assert len(server.requests) == 1


def test_a_refused_key_is_never_repeated() -> None:
    def refuse(exchange: Exchange) -> None:
        exchange.send(401, json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}))

    def echo(exchange: Exchange) -> None:
        exchange.send(418, json.dumps({"error": {"message": f"key {KEY} and sk-other-abcdefgh are bad"}}))

    for answer in (refuse, echo):
        with serving(answer) as server, pytest.raises(RemoteError) as caught:
            ask(server.url, key=KEY)
        for language in ("en", "ko"):
            assert KEY not in caught.value.sentence(language)
            assert "abcdefgh" not in caught.value.sentence(language)
    assert KEY not in repr(ChatServer("http://h", "m", KEY))


@pytest.mark.parametrize(
    "body", ["<html>login</html>", "[]", '"text"', '{"choices": []}', '{"choices": [{"message": {}}]}', "null"]
)
def test_what_does_not_speak_the_protocol_is_said_so(body: str) -> None:
    with serving(lambda e: e.send(200, body, "text/html")) as server, pytest.raises(RemoteError, match="protocol"):
        ask(server.url)


def test_an_error_inside_the_stream_is_an_error() -> None:
    lines = [chunk({"content": "a"}), 'data: {"error": {"message": "CUDA out of memory"}}\n\n']
    with serving(lambda e: e.stream(lines)) as server, pytest.raises(RemoteError, match="CUDA"):
        ask(server.url)


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://h/v1/chat/completions/", "https://h/v1"),
        ("https://h/openai/v2?x=1", "https://h/openai/v2"),
    ],
)
def test_addresses(given_url: str, used: str) -> None:
    assert base_url(given_url) == used


@pytest.mark.parametrize("url", ["", "localhost:11434", "ftp://h", "http://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidOption, match="--llm"):
        ChatServer(url)


def test_a_role_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="role"):
        Message("robot", "hi")


def test_the_door_loads_no_http_client() -> None:
    code = "import sys, sorikit.engines.chat; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
