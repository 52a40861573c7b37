"""Recognition by a server: OpenAI's API, or any that speaks its protocol. The sound leaves this machine.

Protocol: https://platform.openai.com/docs/api-reference/audio (``/audio/transcriptions``, ``/audio/translations``).
The only network of this room, only to the server it was told, and only when a model called ``openai`` is asked for.
"""

from __future__ import annotations

import io
import json
import time
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption, RemoteError
from sorikit.core.raw import pcm16
from sorikit.core.time import Span
from sorikit.engines._remote import (
    LONGEST_WAIT,
    OPENAI,
    PASSING,
    AsrServer,
    base_url,
    error_text,
    retry_after,
    safe_line,
    shown,
)
from sorikit.engines.asr import TASKS, AsrOptions, Recognition, Supports
from sorikit.engines.asr._openai_answer import LANGUAGES, BadAnswer, read_answer
from sorikit.engines.asr._sound import check_languages

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 8_000_000
"""Bytes after which an answer that does not end is cut off."""
NO_TIMES = ("gpt-4o-transcribe", "gpt-4o-mini-transcribe")
"""Models whose answers are text and probabilities only, in the language that they are told (API reference)."""
_NO_CREDIT = "insufficient_quota"


@dataclass(frozen=True, slots=True, eq=False)
class SentSound:
    """One window, and what the server has already said about it, so that nothing is sent twice."""

    audio: Audio
    answers: dict[tuple[str, str, str], Recognition] = field(default_factory=dict)
    """(task, prompt, language) → what was said."""

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return self.audio.duration


class OpenAiSpeech:
    """A model behind a server. Immutable; each window opens its own connection."""

    sample_rate = 16_000
    workers = 1
    max_seconds = 300.0
    languages = LANGUAGES
    supports = Supports(TASKS, frozenset({"initial_prompt"}), tells_language=True, confidence=False)

    def __init__(self, server: AsrServer, model: str) -> None:
        """Opens no connection yet. Raises InvalidOption where OpenAI itself is asked without a key."""
        self._server, self._model = server, model
        self._base = base_url(server.url)
        self._shown = shown(self._base)
        if not server.key and self._base == OPENAI:
            raise InvalidOption(
                option="openai",
                detail="OpenAI wants a key; set OPENAI_API_KEY (in Python: asr.set_default_server), or SORI_ASR_URL "
                "for another server",
                detail_ko="OpenAI를 쓰려면 키가 필요합니다. OPENAI_API_KEY를(파이썬에서는 asr.set_default_server), "
                "다른 서버라면 SORI_ASR_URL을 설정하세요",
            )
        if model.startswith(NO_TIMES):
            self.supports = Supports(("transcribe",), frozenset({"initial_prompt"}), word_times=False)

    def listen(self, windows: Sequence[Audio]) -> list[SentSound]:
        """Keep mono 16 kHz windows until they are sent."""
        return [SentSound(window) for window in windows]

    def padded_seconds(self, seconds: float) -> float:
        """Return 0: nothing is padded, any windows go together."""
        del seconds
        return 0.0

    def tell_language(self, heard: SentSound, part: Span | None = None) -> dict[str, float]:
        """Return the language that the server finds in the window; it cannot be asked about a part. Raises RemoteError."""
        del part
        known = next((answer for (task, _, _), answer in heard.answers.items() if task == "transcribe"), None)
        answer = known or self._ask(heard, "transcribe", "", "")
        return {answer.language: 1.0}

    def transcribe(
        self, heard: Sequence[SentSound], languages: Sequence[str], options: AsrOptions
    ) -> list[Recognition]:
        """Write down windows, one request each. Raises RemoteError, InvalidOption."""
        check_languages(languages, self.languages)
        return [
            heard.answers.get((options.task, options.initial_prompt, language))
            or self._ask(heard, options.task, options.initial_prompt, language)
            for heard, language in zip(heard, languages, strict=True)
        ]

    def _ask(self, heard: SentSound, task: str, prompt: str, language: str) -> Recognition:
        """Send a window; ``language`` "" lets the server find out."""
        fields = self._fields(prompt, language if task == "transcribe" else "")
        document = self._send("translations" if task == "translate" else "transcriptions", fields, heard.audio)
        try:
            found = read_answer(document, heard.duration, language)
        except BadAnswer as error:
            raise RemoteError(server=self._shown, detail=f"did not answer in OpenAI's protocol ({error})") from error
        heard.answers[task, prompt, found.language] = found
        return found

    def _fields(self, prompt: str, language: str) -> dict[str, str | list[str]]:
        fields: dict[str, str | list[str]] = {"model": self._model, "temperature": "0"}
        if self.supports.word_times:
            fields |= {"response_format": "verbose_json", "timestamp_granularities[]": ["word", "segment"]}
        else:
            fields |= {"response_format": "json", "include[]": ["logprobs"]}
        if prompt:
            fields["prompt"] = prompt
        if language:
            fields["language"] = language
        return fields

    def _send(self, endpoint: str, fields: Mapping[str, str | list[str]], audio: Audio) -> object:
        """Return the JSON of an answer, trying again what may pass."""
        deadline = time.monotonic() + self._server.timeout
        timeout = httpx.Timeout(self._server.timeout, connect=min(CONNECT_SECONDS, self._server.timeout))
        headers = {"Authorization": f"Bearer {self._server.key}"} if self._server.key else {}
        file = {"file": ("window.wav", _wav(audio), "audio/wav")}
        # trust_env=False: the environment is read in one place of the kit only, and not here
        secure = self._base.startswith("https://")
        with httpx.Client(timeout=timeout, headers=headers, trust_env=False, verify=secure) as client:
            request = client.build_request("POST", f"{self._base}/audio/{endpoint}", data=dict(fields), files=file)
            request.read()  # the same bytes for every try
            for attempt in range(self._server.retries + 1):
                try:
                    return self._answer(client, request, deadline)
                except _TryAgain as again:
                    wait = again.wait if again.wait is not None else min(8.0, 0.5 * 2**attempt)
                    last = attempt == self._server.retries or wait > LONGEST_WAIT
                    if last or time.monotonic() + wait >= deadline:
                        raise RemoteError(server=self._shown, detail=again.reason) from again.__cause__
                    time.sleep(wait)
        raise AssertionError("the last try either answers or raises")

    def _answer(self, client: httpx.Client, request: httpx.Request, deadline: float) -> object:
        """One try. Raises _TryAgain for what may pass, RemoteError for what will not."""
        body = b""
        try:
            response = client.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() > deadline:  # checked at every chunk: a server may drip
                        raise RemoteError(server=self._shown, detail="no whole answer in time")
                    if len(body) > LARGEST_ANSWER:
                        raise RemoteError(server=self._shown, detail="the answer does not end")
            finally:
                response.close()
        except httpx.TimeoutException as error:
            if isinstance(error, httpx.ConnectTimeout):
                raise _TryAgain("cannot be reached") from error
            raise RemoteError(server=self._shown, detail="no answer in time") from error
        except httpx.ConnectError as error:
            raise _TryAgain(f"cannot be reached ({error})") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _TryAgain(f"the answer broke off ({error})") from error
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response, body)
        try:
            return json.loads(body)
        except ValueError as error:
            raise RemoteError(server=self._shown, detail="did not answer in OpenAI's protocol (no JSON)") from error

    def _refusal(self, response: httpx.Response, body: bytes) -> Exception:
        """Return the error for an HTTP status other than 200."""
        status = response.status_code
        try:
            text = error_text(json.loads(body))
        except ValueError:
            text = body.decode("utf-8", "replace")
        message = safe_line(text, self._server.key) or response.reason_phrase
        if status in PASSING and _NO_CREDIT.encode() not in body:
            return _TryAgain(f"HTTP {status}: {message}", retry_after(response.headers.get("retry-after")))
        if status in (401, 403):
            return RemoteError(server=self._shown, detail=f"refuses the key (HTTP {status}); check OPENAI_API_KEY")
        if status == httpx.codes.NOT_FOUND:
            message = f"knows no such address or model as {self._model} (HTTP 404): {message}"
        else:
            message = f"HTTP {status}: {message}"
        return RemoteError(server=self._shown, detail=message)


class _TryAgain(Exception):
    """A refusal that may pass."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def _wav(audio: Audio) -> bytes:
    """Return a 16-bit WAV file: 32 kB a second, lossless, and read by every server."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(audio.sample_rate)
        out.writeframes(pcm16(audio))
    return file.getvalue()
