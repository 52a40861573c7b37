"""MeloTTS (https://github.com/myshell-ai/MeloTTS) through sherpa-onnx: its ONNX networks, English and Chinese with English.

A folder in the layout that k2-fsa publishes (``vits-melo-tts-zh_en``, ``vits-melo-tts-en``): ``model.onnx``, ``tokens.txt``
(symbol and number) and ``lexicon.txt`` (word, its symbols, their tones). The library ends the whole process where a file is not
as it should be, so the files are read here first. Numbers and signs are put into words by our own readers; a word that the
lexicon lacks is spelled. The network draws its noise inside: what it says is never twice the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.extras import optional_library
from sorikit.engines._on_disk import refused_path
from sorikit.engines.tts import SpeakOptions, Supports, Voice
from sorikit.engines.tts._onnx_edit import list_fields, read_strings
from sorikit.engines.tts._paths import LEXICON, TOKENS, melotts_network
from sorikit.engines.tts._sentences import Made, SentenceSpeaker, Spelled
from sorikit.engines.tts._words import in_words
from sorikit.reading._pieces import pieces, refuse_foreign
from sorikit.store import ModelFiles

LANGUAGES = {"English": ("en",), "Chinese + English": ("zh", "en")}
"""``language`` of a network's metadata → codes."""
ENGLISH_VOICES = ("EN-US", "EN-BR", "EN-INDIA", "EN-AU", "EN-Default")
"""The five speakers of MeloTTS-English, in their order."""
_ACCENTS = {"EN-US": "en-US", "EN-BR": "en-GB", "EN-INDIA": "en-IN", "EN-AU": "en-AU"}
_METADATA = 14
"""Number of ModelProto's metadata_props."""
MOST_TONE = 50
"""Highest tone that the library takes."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_MARKS = ",.!?，。！？"


@dataclass(frozen=True, slots=True)
class MeloLexicon:
    """What a voice can say: words in lower case, and symbols that are words by themselves."""

    words: frozenset[str]
    symbols: frozenset[str]

    def spelled(self, word: str) -> str:
        """Return a word as the library finds it: whole, its parts, else its letters; "" where it knows none of them."""
        plain = word.lower().replace("’", "'")
        if plain in self.words:
            return plain
        parts = [part for part in re.split(r"[-']", plain) if part]
        found = [part if part in self.words else " ".join(self._letters(part)) for part in parts]
        return " ".join(filter(None, found))

    def _letters(self, word: str) -> Iterator[str]:
        return (letter for letter in word if letter in self.words)


def read_metadata(network: Path) -> dict[str, str]:
    """Return the metadata of an ONNX file. Raises InvalidOption where it is none."""
    data = network.read_bytes()
    found: dict[str, str] = {}
    try:
        for field in list_fields(data):
            if field.number == _METADATA:
                keys, values = read_strings(data, field, 1), read_strings(data, field, 2)
                found[keys[0]] = values[0] if values else ""
    except (IndexError, UnicodeDecodeError) as error:
        raise refused_path(network, "is no ONNX network", "ONNX 모델이 아닙니다") from error
    return found


def read_lexicon(folder: Path) -> MeloLexicon:
    """Return what the folder's tables hold. Raises InvalidOption for a line that the library would not take."""
    symbols: set[str] = set()
    for number, line in _lines(folder / TOKENS):
        head, _, count = line.rpartition(" ")
        if not head.strip() or not count.isdecimal():
            raise _bad_line(folder / TOKENS, number, line)
        symbols.add(head.strip())
    words: set[str] = set()
    for number, line in _lines(folder / LEXICON):
        word, *rest = line.split()
        half = len(rest) // 2
        tones = [int(tone) for tone in rest[half:] if tone.isdecimal()]
        if not rest or len(rest) % 2 or len(tones) != half or max(tones) > MOST_TONE or not symbols >= set(rest[:half]):
            raise _bad_line(folder / LEXICON, number, line)
        words.add(word.lower())
    if not words or "_" not in symbols:
        raise refused_path(folder, "its lexicon or its tokens are empty", "발음 사전이나 토큰 표가 비어 있습니다")
    return MeloLexicon(frozenset(words), frozenset(symbols))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise refused_path(path, "cannot be read", "읽을 수 없습니다") from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _bad_line(path: Path, number: int, line: str) -> InvalidOption:
    return refused_path(
        path, f"line {number} is not as it should be: {line[:40]!r}", f"{number}째 줄이 잘못되었습니다: {line[:40]!r}"
    )


class MeloSpeaker(SentenceSpeaker):
    """The engine."""

    supports = Supports(frozenset({"voice", "language", "speed", "pause"}))

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the extra ``melotts``, InvalidOption for a folder that is no voice of it."""
        folder, self.name = files.folder, files.card.title
        library = optional_library("sherpa_onnx", "melotts", f"model {self.name!r}", name="sherpa-onnx")
        network = melotts_network(folder)
        facts = read_metadata(network)
        if "melo" not in facts.get("comment", "") or facts.get("language") not in LANGUAGES:
            raise refused_path(
                network,
                f"is no MeloTTS network of {' or '.join(LANGUAGES)} (its metadata: {_told(facts)})",
                f"{' 또는 '.join(LANGUAGES)} MeloTTS 모델이 아닙니다(메타데이터: {_told(facts)})",
            )
        self._lexicon = read_lexicon(folder)
        self._config = library.GenerationConfig
        self._engine = _loaded(library, network, device)
        self.sample_rate = int(self._engine.sample_rate)
        self.languages: tuple[str, ...] = LANGUAGES[facts["language"]]
        count = max(1, int(self._engine.num_speakers))
        english = self.languages == ("en",) and count == len(ENGLISH_VOICES)
        names = ENGLISH_VOICES if english else tuple(map(str, range(count))) if count > 1 else ("default",)
        self.voices: tuple[Voice, ...] = tuple(
            Voice(name, self.languages[0], accent=_ACCENTS.get(name, ""), default_for=() if index else self.languages)
            for index, name in enumerate(names)
        )

    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence as the lexicon has them. Raises InvalidOption where it knows no part of one."""
        if self.languages == ("en",) or (language == "en" and not any(map(_is_chinese, sentence))):
            return [self._checked(word) for word in in_words(sentence, "en")]
        return [self._checked(word) for word in _chinese(sentence)]

    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words of the lexicon."""
        wanted = self._config()
        wanted.sid, wanted.speed, wanted.silence_scale = self.voices.index(voice), float(wishes.speed), 1.0
        made = self._engine.generate(" ".join(filter(None, words)), wanted)
        return Made(np.asarray(made.samples, np.float32))

    def _checked(self, word: Spelled) -> Spelled:
        tail = "".join(letter for letter in word.letters if letter in _MARKS)[-1:]
        spoken = "".join(" " if letter in _MARKS else letter for letter in word.letters)
        found = [self._known(part) for part in spoken.split()]
        letters = " ".join(filter(None, found))
        if not letters and any(letter.isalnum() for letter in spoken):
            raise InvalidOption(
                option="text",
                detail=f"{self.name} knows no sound of {word.written.strip()!r}",
                detail_ko=f"{self.name}은(는) {word.written.strip()!r}을(를) 읽지 못합니다",
            )
        return Spelled(word.written, letters + tail if letters else "")

    def _known(self, word: str) -> str:
        if not any(map(_is_chinese, word)):
            return self._lexicon.spelled(word)
        return (
            word if word in self._lexicon.words else "".join(letter for letter in word if letter in self._lexicon.words)
        )


def _loaded(library: Any, network: Path, device: Device) -> Any:
    folder = network.parent
    vits = library.OfflineTtsVitsModelConfig(
        model=str(network), lexicon=str(folder / LEXICON), tokens=str(folder / TOKENS)
    )
    model = library.OfflineTtsModelConfig(vits=vits, num_threads=max(1, device.num_threads), provider="cpu")
    settings = library.OfflineTtsConfig(model=model, max_num_sentences=1_000, silence_scale=1.0)
    try:
        if not settings.validate():
            raise ValueError("its settings are not valid")  # noqa: TRY301 - one sentence for both
        return library.OfflineTts(settings)
    except Exception as error:
        line = (str(error) or type(error).__name__).splitlines()[0]
        raise refused_path(
            network, f"sherpa-onnx cannot load it ({line})", f"sherpa-onnx가 읽지 못합니다({line})"
        ) from error


def _chinese(sentence: str) -> list[Spelled]:
    """Return the words of a Chinese sentence with English in it."""
    from sorikit.reading.chinese.numbers import PATTERNS  # noqa: PLC0415 - only where it is read
    from sorikit.reading.chinese.words import first_word  # noqa: PLC0415

    refuse_foreign(sentence, lambda letter: _is_chinese(letter) or letter.isascii(), ("Chinese", "중국어"))

    def end(text: str, at: int) -> int:
        latin = _LATIN.match(text, at)
        return latin.end() if latin else first_word(text, at)

    found = pieces(sentence, PATTERNS, end, lambda said: [one.word for one in said])
    return [Spelled(one.written, one.phonemes.strip()) for one in found]


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


def _told(facts: Mapping[str, str]) -> str:
    shown = {key: facts[key] for key in ("comment", "language") if key in facts}
    return ", ".join(f"{key} {value!r}" for key, value in shown.items()) or "none"
