"""Speech by a server: OpenAI's API, or any that speaks its protocol. The text leaves this machine.

Protocol: https://platform.openai.com/docs/api-reference/audio/createSpeech (``/audio/speech``). The only network of this
room, only to the server it was told, and only when a model called ``openai`` is asked for.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Sequence

import httpx
import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption, RemoteError
from sorikit.core.resample import resample
from sorikit.engines._remote import (
    LONGEST_WAIT,
    OPENAI,
    PASSING,
    SpeechServer,
    base_url,
    error_text,
    retry_after,
    safe_line,
    shown,
)
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled
from sorikit.engines.tts._words import at_spaces

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 64_000_000
"""Bytes after which an answer that does not end is cut off."""
VOICES = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse")
"""OpenAI's own; another server's may be called anything."""
_NAMED = """
en ko ja zh es fr de it pt hi ru ar nl sv da no fi pl cs sk sl hr bs sr mk bg ro hu el tr uk be lt lv et is cy gl ca he fa ur
ta kn mr ne th vi id ms tl sw af hy az kk mi
"""
LANGUAGES = tuple(_NAMED.split())
"""The model follows the text; these are the ones its makers name (ISO 639-1)."""
WITHOUT_SPEED = "gpt-4o-mini-tts"
"""The model that does not heed ``speed`` (API reference)."""


class OpenAiVoice(SentenceSpeaker):
    """A model behind a server. Immutable; each sentence opens its own connection."""

    sample_rate = 24_000
    languages: tuple[str, ...] = LANGUAGES
    longest = 1000

    def __init__(self, server: SpeechServer, model: str) -> None:
        """Opens no connection yet. Raises InvalidOption where OpenAI itself is asked without a key."""
        self.name = f"openai:{model}"
        self._server, self._model = server, model
        self._base = base_url(server.url)
        if not server.key and self._base == OPENAI:
            raise InvalidOption(
                option="openai",
                detail="OpenAI wants a key; set OPENAI_API_KEY, or SORI_TTS_URL for another server",
                detail_ko="OpenAI를 쓰려면 키가 필요합니다. OPENAI_API_KEY를, 다른 서버라면 SORI_TTS_URL을 설정하세요",
            )
        speed = set() if model.startswith(WITHOUT_SPEED) else {"speed"}
        self.supports = Supports(frozenset({"voice", "language", "pause"} | speed))
        self.voices: tuple[Voice, ...] = tuple(Voice(name, "en") for name in VOICES)

    def voice_of(self, wishes: SpeakOptions) -> Voice:
        """Return the voice that was asked for; of a server other than OpenAI any name. Raises InvalidOption."""
        if wishes.voice and self._base != OPENAI:
            return Voice(wishes.voice, wishes.language or "en")
        return super().voice_of(wishes)

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words as they are written: the server reads them."""
        del language
        return at_spaces(sentence)

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of a sentence, from the server. Raises RemoteError."""
        document = {
            "model": self._model,
            "input": " ".join(words),
            "voice": voice.name,
            "response_format": "wav",
            "speed": wishes.speed,
        }
        if "speed" not in self.supports.options:
            del document["speed"]
        try:
            audio = read_wav(self._send(document))
        except ValueError as error:
            raise RemoteError(server=shown(self._base), detail=f"did not send a WAV file ({error})") from error
        return Made(resample(audio, self.sample_rate).samples[0])

    def _send(self, document: dict[str, object]) -> bytes:
        """Return the body of an answer, trying again what may pass."""
        deadline = time.monotonic() + self._server.timeout
        timeout = httpx.Timeout(self._server.timeout, connect=min(CONNECT_SECONDS, self._server.timeout))
        headers = {"Authorization": f"Bearer {self._server.key}"} if self._server.key else {}
        # trust_env=False: the environment is read in one place of the kit only, and not here
        secure = self._base.startswith("https://")
        with httpx.Client(timeout=timeout, headers=headers, trust_env=False, verify=secure) as client:
            for attempt in range(self._server.retries + 1):
                wait = min(8.0, 0.5 * 2**attempt)
                try:
                    status, told, body = self._answer(client, document, deadline)
                except (httpx.ConnectError, httpx.TimeoutException, httpx.TransportError, httpx.DecodingError) as error:
                    reason = f"cannot be reached, or the answer broke off ({error or type(error).__name__})"
                else:
                    if status == httpx.codes.OK:
                        return body
                    reason = self._refusal(status, body)
                    if status not in PASSING or b"insufficient_quota" in body:
                        raise RemoteError(server=shown(self._base), detail=reason)
                    wait = told if told is not None else wait
                if attempt == self._server.retries or wait > LONGEST_WAIT or time.monotonic() + wait >= deadline:
                    break
                time.sleep(wait)
        raise RemoteError(server=shown(self._base), detail=reason)

    def _answer(
        self, client: httpx.Client, document: dict[str, object], deadline: float
    ) -> tuple[int, float | None, bytes]:
        """Return status, the wait that is asked for, and body of one try."""
        body = b""
        with client.stream("POST", f"{self._base}/audio/speech", json=document) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > deadline:  # checked at every chunk: a server may drip
                    raise RemoteError(server=shown(self._base), detail="no whole answer in time")
                if len(body) > LARGEST_ANSWER:
                    raise RemoteError(server=shown(self._base), detail="the answer does not end")
            return response.status_code, retry_after(response.headers.get("retry-after")), body

    def _refusal(self, status: int, body: bytes) -> str:
        try:
            text = error_text(json.loads(body))
        except ValueError:
            text = body.decode("utf-8", "replace")
        message = safe_line(text, self._server.key)
        if status in (401, 403):
            return f"refuses the key (HTTP {status}); check OPENAI_API_KEY"
        if status == httpx.codes.NOT_FOUND:
            return f"knows no such address or model as {self._model} (HTTP 404): {message}"
        return f"HTTP {status}: {message}"


def read_wav(data: bytes) -> Audio:
    """Return the mono sound of a 16-bit WAV file, whose lengths may be unknown because it was streamed. Raises ValueError."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("it does not begin like one")
    at, rate, channels = 12, 0, 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if kind == b"fmt " and at + 16 <= len(data):
            form, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, at)
            if form not in (1, 0xFFFE) or bits != 16 or not channels or not 8000 <= rate <= 192_000:
                raise ValueError(f"format {form}, {bits} bits, {rate} Hz")
        if kind == b"data" and rate:
            body = data[at : at + size]
            samples = np.frombuffer(body[: len(body) // (2 * channels) * 2 * channels], "<i2").reshape(-1, channels)
            return Audio(samples.mean(axis=1, dtype=np.float32) / np.float32(32_768), rate)
        at += size + (size & 1)
    raise ValueError("it holds no sound")
