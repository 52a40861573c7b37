"""Speech as the apps make it: a text or script said aloud, its sound and its words written to files."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sorikit import __version__
from sorikit.apps.provenance import marked_writer
from sorikit.apps.recordings import WORK_FOLDER, prepare_folder
from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, NothingToSay, SorikitError
from sorikit.core.events import Event, Job, Progress, SentenceReady
from sorikit.core.sound_files import chapters_of, sound_format, sound_writer
from sorikit.core.speech import Line, with_pause
from sorikit.dsp.loudness import block_powers, integrated, limited
from sorikit.dsp.watermark import marked
from sorikit.engines.tts import Speaker, SpeakOptions, Voice
from sorikit.formats import find_format, write
from sorikit.pipelines.speak.kept import KeptSpeech
from sorikit.pipelines.speak.options import Speech, SpeechOptions
from sorikit.pipelines.speak.script import lines_of
from sorikit.pipelines.speak.speaking import speak_lines, speech_stage
from sorikit.pipelines.stages import Workspace, digest_of

LOUDEST, QUIETEST = -5.0, -40.0
"""LUFS that can be asked for."""

Follow = Callable[[Job[Any]], Any]


@dataclass(frozen=True, slots=True)
class SpeechPlan:
    """What to say and where it goes. Raises InvalidOption, UnsupportedFormat for what cannot be."""

    lines: tuple[Line, ...]
    target: Path | None
    """The sound; its ending tells the format. None writes no sound: it goes to who listens to the events, as it is made."""
    options: SpeechOptions = field(default_factory=SpeechOptions)
    texts: tuple[Path, ...] = ()
    """Files for the words with their times (srt, vtt, json …), by their endings."""
    loudness: float | None = None
    """Integrated loudness of the whole in LUFS; None leaves it as it is."""
    device: Device = field(default_factory=Device)
    title: str = ""
    author: str = ""
    """Who wrote the text."""
    likeness: str = ""
    """Whose voice it is meant to be like, and who agreed to that: goes into the file's tags."""

    def __post_init__(self) -> None:
        if self.target is not None:
            sound_format(self.target)
        elif self.loudness is not None:
            raise InvalidOption(
                option="loudness",
                detail="is for a file: how loud the whole is, is known when it was said",
                detail_ko="파일로 쓸 때의 옵션입니다. 전체 음량은 다 말한 뒤에야 알 수 있습니다",
            )
        for path in self.texts:
            find_format(path.suffix or path.name)
        if self.loudness is not None and not QUIETEST <= self.loudness <= LOUDEST:
            raise InvalidOption(
                option="loudness",
                detail=f"{self.loudness:g} is not between {QUIETEST:g} and {LOUDEST:g} LUFS",
                detail_ko=f"{self.loudness:g}은(는) {QUIETEST:g}와 {LOUDEST:g} LUFS 사이가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class SpeechReport:
    """What was written."""

    plan: SpeechPlan
    speech: Speech
    loudness: float
    """Of the sound as it was written, in LUFS."""

    def plain(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        speech = self.speech
        return {
            "file": None if self.plan.target is None else str(self.plan.target),
            "ok": not speech.unsaid,
            "texts": [str(path) for path in self.plan.texts],
            "duration": round(speech.duration, 3),
            "sample_rate": speech.sample_rate,
            "loudness": round(self.loudness, 2) if np.isfinite(self.loudness) else None,
            "sentences": [
                {
                    "text": one.text,
                    "start": round(one.start, 3),
                    "end": round(one.end, 3),
                    "language": one.language,
                    "voice": one.voice,
                    "left_out": list(one.unread),
                    "words": [[w.text.strip(), round(w.start, 3), round(w.end, 3)] for w in one.words],
                    "check": None
                    if one.check is None
                    else {
                        "score": round(one.check.score, 3),
                        "heard": one.check.heard,
                        "error_rate": None if one.check.error_rate is None else round(one.check.error_rate, 3),
                        "faults": list(one.check.faults),
                        "attempts": one.check.attempts,
                    },
                }
                for one in speech.sentences
            ],
            "chapters": [{"title": title, "start": round(start, 3)} for title, start in speech.chapters],
            "unsaid": [{"text": one.text, "reason": one.reason} for one in speech.unsaid],
        }


def tags_of(speech: Speech, title: str = "", author: str = "", likeness: str = "") -> Mapping[str, str]:
    """Return what a file of generated speech says of itself (``apps/provenance`` reads it).

    Players of audio books look for the writer in "artist" and for who reads in "composer".
    """
    voices = ", ".join(dict.fromkeys(one.voice for one in speech.sentences if one.voice))
    like = f"; {likeness}" if likeness else ""
    tags = {
        "comment": _origin(voices) + like,
        "artist": author or f"sorikit ({voices})",
    }
    if author:
        tags["composer"] = f"sorikit ({voices})"
    if author and title:
        tags["album"] = title
    return {**tags, "title": title} if title else tags


def _origin(voices: str) -> str:
    return f"generated by sorikit {__version__}, voice {voices}: synthetic speech"


def run_speech(plan: SpeechPlan, follow: Follow) -> SpeechReport:
    """Say a script and write its files; what is finished is kept beside the result until then, so that a stopped run goes on.

    Raises what ``speak_lines`` raises, NothingToSay where no sentence could be said, OutputNotWritable and DiskFull.
    """
    for path in plan.texts:  # what cannot be written is told before an hour of speech, not after it
        prepare_folder(path.parent)
    if plan.target is None:
        heard: Speech = follow(speak_lines(plan.lines, plan.options, device=plan.device))
        return _told(SpeechReport(plan, heard, math.nan))
    folder = plan.target.parent
    prepare_folder(folder)
    stage = speech_stage(plan.lines, plan.options)
    space = Workspace(folder / WORK_FOLDER / f"{plan.target.stem}-{digest_of(stage)}")
    try:
        speech: Speech = follow(speak_lines(plan.lines, plan.options, workspace=space, device=plan.device))
        _check_said(speech)
    except SorikitError:
        kept = KeptSpeech(space, stage)
        if kept.empty:  # there is nothing to go on with
            kept.remove()
            space.discard()
        raise
    kept = KeptSpeech(space, stage)
    loudness: float = follow(Job(_write(plan, speech, kept)))
    report = _told(SpeechReport(plan, speech, loudness))
    if not speech.unsaid:
        kept.remove()
        space.discard()
    return report


def _check_said(speech: Speech) -> None:
    if not speech.sentences:
        first = speech.unsaid[0]
        raise NothingToSay(detail=first.reason.rstrip("."), detail_ko=(first.reason_ko or first.reason).rstrip("."))


def _told(report: SpeechReport) -> SpeechReport:
    """Write the words with their times where they were asked for."""
    _check_said(report.speech)
    source = report.plan.target.name if report.plan.target else ""
    for path in report.plan.texts:
        write(report.speech.transcript(source), path, path.suffix.lstrip("."))
    return report


def _write(plan: SpeechPlan, speech: Speech, kept: KeptSpeech) -> Generator[Event, None, float]:
    """Write the sound, in two passes where its loudness is to be a certain one. Returns its loudness in LUFS."""
    loudness = integrated(
        np.concatenate([block_powers(with_pause(one).samples[0], speech.sample_rate) for one in kept.all()])
    )
    gain = 1.0
    if plan.loudness is not None and np.isfinite(loudness):
        gain = float(10 ** ((plan.loudness - loudness) / 20))
    at = 0.0
    powers = []
    assert plan.target is not None
    tags = tags_of(speech, plan.title, plan.author, plan.likeness)
    with sound_writer(plan.target, speech.sample_rate, tags, chapters_of(speech.chapters, speech.duration)) as writer:
        for one in kept.all():
            audio = with_pause(one)
            samples = limited(marked(audio.scaled(gain), at).samples[0], audio.sample_rate)
            powers.append(block_powers(samples, audio.sample_rate))
            writer.write(Audio(samples, audio.sample_rate))
            at += audio.duration
            yield Progress("write", min(at, speech.duration), speech.duration)
    return integrated(np.concatenate(powers))


SAMPLES = {
    "en": "Hello! This is how I sound when I read a text aloud.",
    "ko": "안녕하세요! 글을 읽을 때 제 목소리는 이렇게 들립니다.",
    "ja": "こんにちは！わたしはこんなこえで、ぶんしょうをよみます。",
    "es": "¡Hola! Así suena mi voz cuando leo un texto.",
    "fr": "Bonjour ! Voici ma voix quand je lis un texte.",
    "hi": "नमस्ते! जब मैं कुछ पढ़ता हूँ तो मेरी आवाज़ ऐसी लगती है।",
    "it": "Ciao! Questa è la mia voce quando leggo un testo.",
    "pt": "Olá! É assim que eu soo quando leio um texto.",
    "zh": "你好！我朗读的时候就是这个声音。",
}
"""What each voice says of itself."""


def sample_voices(
    speaker: Speaker, voices: Sequence[Voice], folder: Path | None, text: str = "", language: str | None = None
) -> Job[dict[str, Path]]:
    """Return the job that lets each voice say a sentence, into ``folder/NAME.mp3``; its result is name → file.

    Said is ``text``, else a sentence of ``language`` (None: the one that the voice learned). Yields SentenceReady as well; ``folder``
    None writes no files. Raises NothingToSay for a text without words.
    """
    if text:
        lines_of(text)
    return Job(_samples(speaker, voices, folder, text, language))


def _samples(
    speaker: Speaker, voices: Sequence[Voice], folder: Path | None, text: str, language: str | None
) -> Generator[Event, None, dict[str, Path]]:
    if folder is not None:
        prepare_folder(folder)
    files: dict[str, Path] = {}
    for index, voice in enumerate(voices):
        yield Progress("voices", index, len(voices), "")
        said = language or (None if text else voice.language)
        spoken = list(
            speaker.speak(text or SAMPLES.get(said or "", SAMPLES["en"]), SpeakOptions(voice=voice.name, language=said))
        )
        for one in spoken:
            yield SentenceReady(one)
        if folder is None:
            continue
        path = folder / f"{voice.name.replace('*', 'x')}.mp3"
        tags = {
            "title": voice.name,
            "comment": _origin(voice.name),
        }
        with marked_writer(path, speaker.sample_rate, tags) as writer:
            for one in spoken:
                writer.write(with_pause(one))
        files[voice.name] = path
    yield Progress("voices", len(voices), len(voices), "")
    return files
