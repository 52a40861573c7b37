"""Speech behind a server, over real HTTP on loopback."""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from sorikit.core.errors import InvalidOption, RemoteError
from sorikit.core.speech import sound_of
from sorikit.engines import tts
from sorikit.engines.tts import SpeakOptions, SpeechServer
from sorikit.engines.tts.openai_api import read_wav

KEY = "sk-very-secret-key"
Answer = Callable[[int, dict[str, Any]], "tuple[int, bytes, dict[str, str]]"]


def wav(seconds: float, rate: int = 24_000, channels: int = 1) -> bytes:
    sound = (8000 * np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate)).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, 2, rate, 0, "NONE", ""))
        out.writeframes(np.repeat(sound, channels).tobytes())
    return file.getvalue()


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve on loopback; yields the address and what was asked for, with its path and key."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(document | {"path": self.path, "key": self.headers.get("Authorization")})
            status, body, headers = answer(len(asked) - 1, document)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_sentences_are_sent_one_by_one() -> None:
    with serving(lambda number, _: (200, wav(0.5 + number), {})) as (url, asked):
        speaker = tts.connect(SpeechServer(url, KEY), "tts-1")
        said = list(speaker.speak("Hello, world! 안녕하세요?", SpeakOptions(voice="nova", speed=1.25)))
    assert [(one.text, one.voice) for one in said] == [("Hello, world!", "nova"), ("안녕하세요?", "nova")]
    assert [one.pause for one in said] == [0.35, 0.0]
    assert [round(one.audio.duration, 1) for one in said] == [0.5, 1.5]
    assert asked[0] == {
        "model": "tts-1",
        "input": "Hello, world!",
        "voice": "nova",
        "response_format": "wav",
        "speed": 1.25,
        "path": "/v1/audio/speech",
        "key": f"Bearer {KEY}",
    }


def test_other_rates_channels_and_streamed_lengths_are_read() -> None:
    plain = wav(0.5, 16_000, 2)
    streamed = plain.replace(plain[40:44], b"\xff\xff\xff\xff", 1)
    for body in (plain, streamed):
        audio = read_wav(body)
        assert (audio.sample_rate, audio.channels, audio.duration) == (16_000, 1, 0.5)
        with serving(lambda _, __, body=body: (200, body, {})) as (url, _):
            sound = sound_of(tts.connect(SpeechServer(url)).speak("Hello."))
        assert (sound.sample_rate, round(sound.duration, 2)) == (24_000, 0.5)


def test_what_may_pass_is_tried_again() -> None:
    answers = [(503, b"busy", {"Retry-After": "0"}), (429, b"{}", {"Retry-After": "0"}), (200, wav(0.3), {})]
    with serving(lambda number, _: answers[number]) as (url, asked):
        assert sound_of(tts.connect(SpeechServer(url)).speak("Hello.")).duration > 0.2
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "match"),
    [
        (401, b'{"error": {"message": "bad key"}}', "refuses the key"),
        (404, b'{"error": {"message": "no model"}}', "HTTP 404.*no model"),
        (400, b'{"error": {"message": "voice sk-very-secret-key"}}', r"HTTP 400: voice \*\*\*"),
        (429, b'{"error": {"code": "insufficient_quota", "message": "pay"}}', "HTTP 429"),
        (200, b"<html>", "did not send a WAV"),
        (200, wav(0.1)[:30], "did not send a WAV"),
    ],
)
def test_refusals_are_one_sentence_each(status: int, body: bytes, match: str) -> None:
    with serving(lambda _, __: (status, body, {})) as (url, asked):
        with pytest.raises(RemoteError, match=match):
            list(tts.connect(SpeechServer(url, KEY)).speak("Hello."))
        assert len(asked) == 1


def test_nobody_there() -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        list(tts.connect(SpeechServer("http://127.0.0.1:9", retries=0)).speak("Hello."))


def test_wishes_addresses_and_keys() -> None:
    with pytest.raises(InvalidOption, match="OPENAI_API_KEY"):
        tts.load("openai")
    with pytest.raises(InvalidOption, match="SORI_TTS_URL"):
        SpeechServer("ftp://x")
    mini = tts.connect(SpeechServer(key=KEY))
    with pytest.raises(InvalidOption, match="speed"):
        mini.speak("Hello.", SpeakOptions(speed=1.5))
    with pytest.raises(InvalidOption, match="alloy"):
        mini.speak("Hello.", SpeakOptions(voice="af_heart"))
    with pytest.raises(InvalidOption, match="pitch"):
        tts.connect(SpeechServer(key=KEY), "tts-1").speak("Hello.", SpeakOptions(pitch=1.0))
