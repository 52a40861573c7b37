"""How many bad outputs the listener catches and mends, and how many good ones it doubts.

    python benchmarks/speak_check.py [--quick] [--each 3] [--languages en ko ja] [--json PATH]

A voice that fails: what it says first is spoiled in a known way (cut off, a word lost or said twice, silenced, clipped, drowned,
played backwards, another sentence, another number, another voice …), what it says after that is as good as ever. ``sorikit.speak``
says each sentence so, through its own pipeline; "caught" is what was said again, "mended" where what came out in the end is not the
spoiled sound and has no fault. Short texts (1–3 words), sentences with numbers and others are told apart. About ten minutes of one core.
"""

from __future__ import annotations

import argparse
import re
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from common import Table, save_all
from speak import sentences_of

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.resample import resample
from sorikit.core.speech import Line, Spoken, sound_of
from sorikit.engines import asr, speaker, tts
from sorikit.engines.asr import AsrOptions, Heard, Recognition
from sorikit.engines.tts import SpeakOptions
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines

COMMAND = "python benchmarks/speak_check.py"
SHORT = {
    "en": (
        "Yes.", "Good morning.", "See you tomorrow.", "Stop!", "Thank you.", "Twelve.", "Open the door.", "Not yet.",
        "Come in.", "Seven, please.", "Why not?", "Turn left.",
    ),
    "ko": (
        "네.", "안녕하세요.", "내일 만나요.", "그만!", "고맙습니다.", "열둘.", "문을 여세요.", "아직이요.", "들어오세요.", "일곱 개요.", "왜요?",
        "왼쪽으로 가세요.",
    ),
    "ja": (
        "はい。", "おはようございます。", "またあした。", "やめて！", "ありがとう。", "じゅうに。", "ドアをあけて。", "まだです。", "どうぞ。",
        "ななつです。", "なぜですか。", "ひだりです。",
    ),
}  # fmt: skip
OTHER_VOICES = {"en": "am_michael", "ko": "jm_kumo", "ja": "jm_kumo"}
KINDS = ("1-3 words", "with numbers", "other sentences")
GOOD = "nothing (false alarms)"
MARK = "spoiled"
"""The name of the voice of a spoiled sound: tells it in the result."""


@dataclass(frozen=True)
class Material:
    """A sentence as it is well said, and what else is needed to spoil it."""

    text: str
    language: str
    spoken: Spoken
    other: Samples
    """Another sentence, in the same voice."""
    renamed: Samples
    """The same sentence with other numbers; empty where it has none."""
    stranger: Samples
    """The same sentence in another voice."""

    @property
    def samples(self) -> Samples:
        return self.spoken.audio.samples[0]

    @property
    def rate(self) -> int:
        return self.spoken.audio.sample_rate

    def longest_word(self) -> tuple[int, int] | None:
        """Return the samples of its longest word; None where it has one word only."""
        words = [word for word in self.spoken.words if any(map(str.isalnum, word.text))]
        if len(words) < 2:
            return None
        longest = max(words, key=lambda word: word.end - word.start)
        return round(longest.start * self.rate), round(longest.end * self.rate)


Spoil = Callable[[Material], "Samples | None"]


def _noise(decibels: float) -> Spoil:
    def noisy(one: Material) -> Samples:
        noise = np.random.default_rng(0).standard_normal(one.samples.size).astype(np.float32)
        level = np.sqrt(np.square(one.samples).mean()) * 10 ** (-decibels / 20)
        return one.samples + np.float32(level) * noise

    return noisy


def _without_word(one: Material) -> Samples | None:
    word = one.longest_word()
    return None if word is None else np.concatenate([one.samples[: word[0]], one.samples[word[1] :]])


def _word_again(one: Material) -> Samples | None:
    word = one.longest_word()
    if word is None:
        return None
    again = one.samples[word[0] : word[1]]
    return np.concatenate([one.samples[: word[1]], again, again, one.samples[word[1] :]])


def _with_silence(one: Material) -> Samples:
    middle = one.samples.size // 2
    return np.concatenate([one.samples[:middle], np.zeros(2 * one.rate, np.float32), one.samples[middle:]])


def _clipped(one: Material) -> Samples:
    peak = np.abs(one.samples).max()
    return np.clip(4 * one.samples, -peak, peak)


def _paced(speed: float) -> Spoil:
    def paced(one: Material) -> Samples:
        return resample(Audio(one.samples, round(one.rate * speed)), one.rate).samples[0]

    return paced


SPOILED: dict[str, Spoil] = {
    "cut off at 55 %": lambda one: one.samples[: int(0.55 * one.samples.size)],
    "begins at 30 %": lambda one: one.samples[int(0.3 * one.samples.size) :],
    "a word left out": _without_word,
    "a word said three times": _word_again,
    "all said twice": lambda one: np.concatenate([one.samples, one.samples]),
    "2 s of silence inside": _with_silence,
    "only silence": lambda one: np.zeros_like(one.samples),
    "clipped by 12 dB": _clipped,
    "noise, SNR 10 dB": _noise(10.0),
    "noise, SNR -6 dB": _noise(-6.0),
    "played backwards": lambda one: np.ascontiguousarray(one.samples[::-1]),
    "half as fast, deep": _paced(0.5),
    "twice as fast, high": _paced(2.0),
    "another sentence": lambda one: one.other,
    "other numbers": lambda one: one.renamed if one.renamed.size else None,
    "another voice": lambda one: one.stranger,
}
NEEDS_VOICE = "another voice"


class Failing:
    """A voice whose first sound of a sentence is a given one; after that it speaks as it always does."""

    def __init__(self, voice: tts.Speaker) -> None:
        self._voice = voice
        self.first: Spoken | None = None
        self._said: dict[tuple[str, SpeakOptions | None], list[Spoken]] = {}
        self.sample_rate, self.voices, self.languages, self.supports = (
            voice.sample_rate,
            voice.voices,
            voice.languages,
            voice.supports,
        )

    def phonemes(self, text: str, language: str) -> str:
        return self._voice.phonemes(text, language)

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        if not text:
            return iter(())
        if self.first is not None:
            first, self.first = self.first, None
            return iter([first])
        if (text, options) not in self._said:
            self._said[text, options] = list(self._voice.speak(text, options))
        return iter(self._said[text, options])


class Remembering:
    """A recogniser that hears the same sound only once."""

    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer
        self._heard: dict[bytes, Heard] = {}
        self._texts: dict[tuple[int, str], Recognition] = {}
        self.sample_rate, self.max_seconds = recognizer.sample_rate, recognizer.max_seconds
        self.languages, self.supports, self.workers = recognizer.languages, recognizer.supports, recognizer.workers

    def listen(self, windows: Sequence[Audio]) -> list[Heard]:
        (window,) = windows
        key = window.samples.tobytes()
        if key not in self._heard:
            (self._heard[key],) = self._recognizer.listen(windows)
        return [self._heard[key]]

    def transcribe(self, heard: Sequence[Heard], languages: Sequence[str], options: AsrOptions) -> list[Recognition]:
        key = (id(heard[0]), languages[0])
        if key not in self._texts:
            (self._texts[key],) = self._recognizer.transcribe(heard, languages, options)
        return [self._texts[key]]

    def align(self, heard: Heard, words: Sequence[str], language: str) -> Any:
        return self._recognizer.align(heard, words, language)

    def padded_seconds(self, seconds: float) -> float:
        return float(self._recognizer.padded_seconds(seconds))

    def tell_language(self, heard: Heard, part: Any = None) -> dict[str, float]:
        return dict(self._recognizer.tell_language(heard, part))


def texts_of(language: str, each: int) -> list[tuple[str, str]]:
    """Return kinds and texts: the short ones, and as many of the others, spread over the set."""
    whole = sentences_of(language, quick=False)
    numbers = [text for text in whole if re.search(r"\d", text)]
    others = [text for text in whole if not re.search(r"\d", text)]
    some = [SHORT[language][:each], *(group[:: max(1, len(group) // each)][:each] for group in (numbers, others))]
    return [(kind, text) for kind, texts in zip(KINDS, some, strict=True) for text in texts]


def materials(voice: tts.Speaker, language: str, each: int) -> list[tuple[str, Material]]:
    """Say every text well, with other numbers, and in another voice."""

    def said(text: str, name: str | None = None) -> Spoken:
        parts = list(voice.speak(text, SpeakOptions(voice=name, language=language)))
        return replace(parts[0], audio=sound_of(parts), words=parts[0].words if len(parts) == 1 else ())

    texts = texts_of(language, each)
    good = [said(text) for _, text in texts]
    made = []
    for index, (kind, text) in enumerate(texts):
        other = good[(index + 1) % len(good)].audio.samples[0]
        changed = re.sub(r"\d", lambda found: str((int(found[0]) + 3) % 9 + 1), text)
        renamed = said(changed).audio.samples[0] if changed != text else np.zeros(0, np.float32)
        stranger = said(text, OTHER_VOICES[language]).audio.samples[0]
        made.append((kind, Material(text, language, good[index], other, renamed, stranger)))
    return made


def outcome(
    failing: Failing, recognizer: Remembering, one: Material, sound: Samples, wanted: tuple[float, ...]
) -> tuple[bool, bool, str]:
    """Let the pipeline say a sentence whose first sound is ``sound``. Returns caught, mended, and what was found."""
    failing.first = replace(one.spoken, audio=Audio(sound, one.rate), voice=MARK)
    options = SpeechOptions(SpeakOptions(language=one.language), voice_vector=wanted)
    line = Line(one.text, language=one.language)
    job = speak_lines(line, options, speaker=failing, recognizer=recognizer)  # type: ignore[arg-type]
    job.run()
    (said, *_) = job.result.sentences
    check = said.check
    caught = check is not None and (check.attempts > 1 or bool(check.faults))
    mended = caught and check is not None and said.voice != MARK and not check.faults
    return caught, mended, f"{check.faults if check else ''} {check.heard if check else ''}"


def measure(languages: Sequence[str], each: int) -> list[Table]:
    device = Device()
    voice, ears = tts.load("kokoro", device), speaker.load("campplus", device)
    failing, recognizer = Failing(voice), Remembering(asr.load(None, device))
    counts: dict[tuple[str, str, str], list[tuple[bool, bool]]] = {}
    for language in languages:
        made = materials(voice, language, each)
        sample = sound_of(one.spoken for kind, one in made if kind == KINDS[2])
        wanted = tuple(map(float, ears.embed(resample(sample, ears.sample_rate))[0]))
        for kind, one in made:
            tries: dict[str, Samples | None] = {GOOD: one.samples, **{name: do(one) for name, do in SPOILED.items()}}
            for name, sound in tries.items():
                if sound is None:
                    continue
                vector = wanted if name in (NEEDS_VOICE, GOOD) else ()
                caught, mended, found = outcome(failing, recognizer, one, sound, vector)
                counts.setdefault((language, kind, name), []).append((caught, mended))
                if caught == (name == GOOD) or (caught and not mended):
                    print(f"    {'' if caught else 'not '}caught, {name}: {one.text} | {found}", flush=True)
    return [_by_kind(counts, languages), _by_language(counts, languages)]


def _by_kind(counts: dict[tuple[str, str, str], list[tuple[bool, bool]]], languages: Sequence[str]) -> Table:
    rows = []
    for name in (*SPOILED, GOOD):
        groups = [
            [o for (_, kind, n), some in counts.items() if n == name and kind == one for o in some] for one in KINDS
        ]
        rows.append(
            (
                name,
                *(_share([caught for caught, _ in group]) for group in groups),
                _mended([one for group in groups for one in group]),
            )
        )
    bad = [o for (_, _, name), some in counts.items() if name != GOOD for o in some]
    rows.append(("all bad ones", *(_share_of(counts, kind) for kind in KINDS), _mended(bad)))
    return Table(
        "Speech: what the listener catches and mends",
        COMMAND,
        ("what was done to the sound", *KINDS, "mended of the caught"),
        rows,
        (
            f"Caught of all, in {', '.join(languages)}, Kokoro and Whisper base; said again, the voice is as good as ever.",
        ),
    )


def _by_language(counts: dict[tuple[str, str, str], list[tuple[bool, bool]]], languages: Sequence[str]) -> Table:
    rows = []
    for language in languages:
        bad = [o for (code, _, name), some in counts.items() if name != GOOD and code == language for o in some]
        good = [o for (code, _, name), some in counts.items() if name == GOOD and code == language for o in some]
        rows.append(
            (language, _share([caught for caught, _ in bad]), _mended(bad), _share([caught for caught, _ in good]))
        )
    return Table(
        "Speech: the listener, by language",
        COMMAND,
        ("language", "bad ones caught", "of these mended", "good ones doubted"),
        rows,
    )


def _share_of(counts: dict[tuple[str, str, str], list[tuple[bool, bool]]], kind: str) -> str:
    return _share([c for (_, one, name), some in counts.items() if name != GOOD and one == kind for c, _ in some])


def _mended(outcomes: Sequence[tuple[bool, bool]]) -> str:
    return _share([mended for caught, mended in outcomes if caught])


def _share(found: Sequence[bool]) -> str:
    return f"{sum(found)} of {len(found)}" if found else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--each", type=int, default=3, help="sentences of each kind and language")
    parser.add_argument("--languages", nargs="*", default=["en", "ko", "ja"])
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    each = 1 if chosen.quick else chosen.each
    tables = measure(chosen.languages, each)
    save_all([replace(table, command=f"{COMMAND} --each {each}") for table in tables], chosen.json)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of CPU time")


if __name__ == "__main__":
    main()
