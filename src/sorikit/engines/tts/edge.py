"""Speech by Microsoft Edge's read-aloud service, through the library edge-tts. The text leaves this machine.

The service wants neither account nor key, and promises nothing: it may refuse, or change, at any time. edge-tts
(https://github.com/rany2/edge-tts, LGPL-3.0, ``sorikit[edge]``) speaks its protocol: a WebSocket for each sentence, MP3 and the
times of words coming back while it speaks. The only network of this room beside ``openai_api``, and only when a model called
``edge`` is asked for. The library itself takes a proxy from the environment where one is set.
"""

from __future__ import annotations

import asyncio
import io
import queue
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, BinaryIO, cast

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.codecs import stream_mono
from sorikit.core.device import Device
from sorikit.core.errors import RemoteError, SorikitError
from sorikit.core.extras import optional_library
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled, refused
from sorikit.engines.tts._words import at_spaces
from sorikit.store import ModelFiles

SERVER = "Edge TTS (speech.platform.bing.com)"
TICKS = 10_000_000
"""Of the service's clock, in a second."""
TRIES = 2
"""Of a sentence, where the connection breaks."""
CONNECT_SECONDS, SILENT_SECONDS = 10, 60
"""How long to wait for a connection, and for the next piece of an answer."""
LARGEST_ANSWER = 64_000_000
"""Bytes after which an answer that does not end is cut off."""
NAME = re.compile(r"[a-z]{2,3}-[A-Z]{2}(-[a-z]+)?-\w+Neural")
"""How the service names a voice."""
HEIGHTS = {"female": 200.0, "male": 115.0, "": 155.0}
"""Hz that semitones are counted from: the service takes Hertz, and these are the middle of women's and men's speaking voices
(Baken & Orlikoff, "Clinical Measurement of Speech and Voice", 2000)."""
_OTHER_CODES = {"fil": "tl", "nb": "no"}
"""The service's code of a language → ISO 639-1."""
_DEFAULTS = """
en-US-EmmaMultilingual ko-KR-SunHi ja-JP-Nanami zh-CN-Xiaoxiao es-ES-Elvira fr-FR-Denise de-DE-Katja it-IT-Elsa pt-BR-Francisca
hi-IN-Swara ru-RU-Svetlana ar-EG-Salma nl-NL-Colette sv-SE-Sofie da-DK-Christel nb-NO-Pernille fi-FI-Noora pl-PL-Zofia cs-CZ-Vlasta
sk-SK-Viktoria sl-SI-Petra hr-HR-Gabrijela bs-BA-Vesna sr-RS-Sophie mk-MK-Marija bg-BG-Kalina ro-RO-Alina hu-HU-Noemi el-GR-Athina
tr-TR-Emel uk-UA-Polina lt-LT-Ona lv-LV-Everita et-EE-Anu is-IS-Gudrun ga-IE-Orla cy-GB-Nia gl-ES-Sabela ca-ES-Joana mt-MT-Grace
sq-AL-Anila he-IL-Hila fa-IR-Dilara ps-AF-Latifa ur-PK-Uzma bn-IN-Tanishaa gu-IN-Dhwani kn-IN-Sapna ml-IN-Sobhana mr-IN-Aarohi
ta-IN-Pallavi te-IN-Shruti ne-NP-Hemkala si-LK-Thilini th-TH-Premwadee lo-LA-Keomany km-KH-Sreymom my-MM-Nilar vi-VN-HoaiMy
id-ID-Gadis jv-ID-Siti su-ID-Tuti ms-MY-Yasmin fil-PH-Blessica az-AZ-Banu kk-KZ-Aigul uz-UZ-Madina mn-MN-Yesui ka-GE-Eka am-ET-Mekdes
so-SO-Ubax sw-KE-Zuri zu-ZA-Thando af-ZA-Adri
"""


def voice_named(name: str, sex: str = "", default_for: tuple[str, ...] = ()) -> Voice:
    """Return the voice that a name of the service means: its language and accent stand in it.

    >>> voice_named("zh-CN-liaoning-XiaobeiNeural").accent, voice_named("fil-PH-BlessicaNeural").language
    ('zh-CN-liaoning', 'tl')
    """
    accent = name.rpartition("-")[0]
    code = accent.partition("-")[0]
    return Voice(name, _OTHER_CODES.get(code, code), sex, accent, default_for)


_ALL = tuple(voice_named(f"{name}Neural", "female") for name in _DEFAULTS.split())
DEFAULTS = {one.language: one for one in _ALL}
"""ISO 639-1 code → the voice that reads it where nobody chose one."""


class EdgeVoice(SentenceSpeaker):
    """The voices of the service. Immutable but for the list of voices, which is asked for once."""

    name = "edge"
    sample_rate = 24_000
    languages = tuple(DEFAULTS)
    supports = Supports(frozenset({"voice", "language", "speed", "pitch", "pause"}), word_times=True, replaceable=True)
    longest = 1000

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Open no connection yet. Raises RuntimeMissing without edge-tts."""
        del files, device
        self._library: ModuleType = optional_library("edge_tts", "edge", "Edge TTS", name="edge-tts")
        self._listed: tuple[Voice, ...] = ()
        self._listing = threading.Lock()

    @property
    def voices(self) -> tuple[Voice, ...]:  # type: ignore[override]  # asked of the service, once
        """All voices that the service has. Raises RemoteError where it cannot be asked."""
        with self._listing:
            if not self._listed:
                try:
                    self._listed = listed(asyncio.run(self._list()))
                except Exception as error:
                    raise self._failure(error).remote() from error
            return self._listed

    def voice_of(self, wishes: SpeakOptions) -> Voice:
        """Return the voice that was asked for, else the language's own. Asks nobody. Raises InvalidOption."""
        if wishes.voice is None:
            return DEFAULTS.get(wishes.language or "en", DEFAULTS["en"])
        known = next((one for one in (*self._listed, *_ALL) if one.name == wishes.voice), None)
        if known is None and (self._listed or not NAME.fullmatch(wishes.voice)):
            raise refused("voice", wishes.voice, self.name, tuple(one.name for one in self._listed or _ALL))
        return known or voice_named(wishes.voice)

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words as they are written: the service reads them."""
        del language
        return at_spaces(sentence)

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of a sentence and when each word is said. Raises RemoteError."""
        text = " ".join(words)
        for _ in range(TRIES):
            arriving = _Arriving()
            thread = threading.Thread(target=self._receive, args=(text, voice, wishes, arriving), daemon=True)
            thread.start()
            samples = _decoded(arriving)
            thread.join()
            failure = arriving.failure
            if failure is None and samples is not None:
                told = parted(text, arriving.told)
                return Made(samples, tuple(one.span for one in told), tuple(one.text for one in told))
            if failure is None or not failure.passing:
                break
        raise (failure or _Failure("sent sound that cannot be decoded", "풀 수 없는 소리를 보냈습니다")).remote()

    def _receive(self, text: str, voice: Voice, wishes: SpeakOptions, arriving: _Arriving) -> None:
        """Ask for a sentence, and hand on what comes; runs in a thread of its own, beside the decoder."""
        try:
            asyncio.run(self._ask(text, voice, wishes, arriving))
        except Exception as error:  # noqa: BLE001 - whatever fails here is told by the thread that waits
            arriving.failure = self._failure(error, voice)
        finally:
            arriving.end()

    async def _ask(self, text: str, voice: Voice, wishes: SpeakOptions, arriving: _Arriving) -> None:
        asked = self._library.Communicate(
            text,
            voice.name,
            rate=f"{round((wishes.speed - 1) * 100):+d}%",
            pitch=f"{round(HEIGHTS[voice.sex] * (2 ** (wishes.pitch / 12) - 1)):+d}Hz",
            boundary="WordBoundary",
            connect_timeout=CONNECT_SECONDS,
            receive_timeout=SILENT_SECONDS,
        )
        received = 0
        async for piece in asked.stream():
            if piece["type"] == "audio":
                received += len(piece["data"])
                arriving.feed(piece["data"])
            else:
                start = piece["offset"] / TICKS
                arriving.told.append(Told(piece["text"], (start, start + piece["duration"] / TICKS)))
            if received > LARGEST_ANSWER:
                raise _BrokenOffError
        if asked.state.get("chunk_audio_bytes"):  # the library sets it to 0 when the service says that this was all
            raise _BrokenOffError

    async def _list(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await asyncio.wait_for(self._library.list_voices(), CONNECT_SECONDS)
        return found

    def _failure(self, error: Exception, voice: Voice | None = None) -> _Failure:
        """Return what a person is told of an error of the library, or of the network below it."""
        client = optional_library("aiohttp", "edge", "Edge TTS")
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        if isinstance(error, _BrokenOffError):
            return _Failure("broke off its answer", "대답하다가 끊겼습니다", passing=True)
        if isinstance(error, self._library.exceptions.NoAudioReceived) and voice is not None:
            return _Failure(
                f"sent no sound. Is there a voice {voice.name}? See: sori voices --engine edge",
                f"소리를 보내지 않았습니다. {voice.name} 목소리가 있는지 보세요: sori voices --engine edge",
            )
        if isinstance(error, client.ClientResponseError):
            return _Failure(f"refuses (HTTP {error.status})", f"거절합니다(HTTP {error.status})")
        if isinstance(error, client.ClientConnectorError):
            reason = error.os_error.strerror or reason
            return _Failure(f"cannot be reached ({reason})", f"연결할 수 없습니다({reason})")
        if isinstance(
            error, (client.ClientError, OSError, asyncio.TimeoutError, self._library.exceptions.WebSocketError)
        ):
            return _Failure(f"cannot be reached ({reason})", f"연결할 수 없습니다({reason})", passing=True)
        return _Failure(
            f"answers in a way that edge-tts {self._library.__version__} does not understand ({reason})",
            f"edge-tts {self._library.__version__}이(가) 이해하지 못하는 대답을 합니다({reason})",
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A word that the service tells of."""

    text: str
    span: tuple[float, float]
    """Seconds from the start of the sound."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why there is no sound."""

    en: str
    ko: str
    passing: bool = False
    """Whether the same may go well a moment later."""

    def remote(self) -> RemoteError:
        return RemoteError(server=SERVER, detail=self.en, detail_ko=self.ko)


class _BrokenOffError(Exception):
    """The answer ended before the service said so, or does not end."""


class _Arriving(io.RawIOBase):
    """A file that is read while it arrives: MP3 from the thread of the network to that of the decoder."""

    name = "edge.mp3"
    """FFmpeg knows by the ending what is in it: a few frames alone could be many things."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.failure: _Failure | None = None
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._rest = b""
        self._over = False

    def feed(self, data: bytes) -> None:
        self._pieces.put(data)

    def end(self) -> None:
        self._pieces.put(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest and not self._over:
            self._rest = self._pieces.get()
            self._over = not self._rest
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _decoded(arriving: _Arriving) -> Samples | None:
    """Return the sound of an answer, decoded as it arrives; None where there is none."""
    pieces: list[Samples] = []
    with suppress(SorikitError), closing(stream_mono(cast("BinaryIO", arriving), EdgeVoice.sample_rate)) as stream:
        pieces.extend(stream)
    return np.concatenate(pieces) if pieces else None


def parted(sentence: str, told: Sequence[Told]) -> list[Told]:
    """Return the words of a sentence as it is written, with their spaces and marks, and the times that the service told.

    A word that is not found is not told of; what is written between two words belongs to the first as far as its next space.

    >>> [one.text for one in parted('"Hi," she said. 東京へ。', [Told(word, (0, 0)) for word in ("Hi", "she", "said", "東京", "へ")])]
    ['"Hi,"', ' she', ' said.', ' 東京', 'へ。']
    """
    places: list[tuple[int, int, Told]] = []
    at = 0
    for one in told:
        found = sentence.find(one.text, at) if one.text else -1
        if found >= 0:
            at = found + len(one.text)
            places.append((found, at, one))
    words, begun = [], 0
    for index, (_, end, one) in enumerate(places):
        if index + 1 < len(places):
            gap = sentence[end : places[index + 1][0]]
            last = end + len(gap) - (len(gap) - gap.index(" ") if " " in gap else 0)
        else:
            last = len(sentence)
        words.append(Told(sentence[begun:last], one.span))
        begun = last
    return words


def listed(found: Sequence[dict[str, Any]]) -> tuple[Voice, ...]:
    """Return the voices that the service lists; each language has one that reads it where nobody chose."""
    return tuple(_with_defaults([voice_named(row["ShortName"], row.get("Gender", "").lower()) for row in found]))


def _with_defaults(voices: Sequence[Voice]) -> Iterator[Voice]:
    names = {one.name for one in voices}
    wanted = {code: one.name for code, one in DEFAULTS.items() if one.name in names}
    for one in voices:
        first = wanted.setdefault(one.language, one.name)
        yield voice_named(one.name, one.sex if one.sex in HEIGHTS else "", (one.language,) if one.name == first else ())
