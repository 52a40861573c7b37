"""The job that says a text: sentence after sentence, in order, each kept as soon as it is said."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import NothingToSay, SorikitError
from sorikit.core.events import Event, Job, Notice, Progress, SentenceReady
from sorikit.core.speech import Line, Spoken
from sorikit.dsp.loudness import limited
from sorikit.engines import tts
from sorikit.engines.tts import Speaker
from sorikit.pipelines._workers import in_order
from sorikit.pipelines.speak.kept import VERSION, KeptSpeech
from sorikit.pipelines.speak.options import SaidSentence, Speech, SpeechOptions, Unsaid
from sorikit.pipelines.speak.script import Task, lines_of, tasks_of
from sorikit.pipelines.stages import Workspace, digest_of

SHOWN = 60
"""Characters of a sentence that a notice shows."""


def speak_lines(
    text: str | Line | Iterable[Line],
    options: SpeechOptions | None = None,
    *,
    workspace: Workspace | None = None,
    device: Device | None = None,
    speaker: Speaker | None = None,
) -> Job[Speech]:
    """Return the job that says ``text``: plain, or the lines of a script (``sorikit.reading.script``).

    Yields Progress ("speak", in characters), SentenceReady in order, and a Notice for each sentence that could not be said.
    ``workspace``: where finished sentences are kept and found again (None keeps nothing). ``speaker``: a loaded engine; None loads
    that of the options. Raises NothingToSay, InvalidOption for voices, languages and options that are not there, and what
    loading raises.
    """
    return Job(_speak(text, options or SpeechOptions(), workspace, device, speaker))


def speech_stage(lines: Sequence[Line], options: SpeechOptions) -> str:
    """Return the name under which a workspace keeps the sound of these lines."""
    return f"speech-{digest_of(VERSION, tuple(lines), options)}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What came of a task."""

    task: Task
    sentences: tuple[Spoken, ...]
    unsaid: Unsaid | None = None


def _speak(
    text: str | Line | Iterable[Line],
    options: SpeechOptions,
    workspace: Workspace | None,
    device: Device | None,
    speaker: Speaker | None,
) -> Generator[Event, None, Speech]:
    lines = lines_of(text)
    tasks = tasks_of(lines, options.voicing)
    engine = speaker or tts.load(options.model, device)
    _check_wishes(tasks, options, engine)
    space = workspace
    try:
        kept = None
        if space is not None:
            yield from space.hold()
            kept = KeptSpeech(space, speech_stage(lines, options))
        return (yield from _told(tasks, _all_said(tasks, options, engine, kept), engine.sample_rate))
    finally:
        if space is not None:
            space.close()


def _check_wishes(tasks: Sequence[Task], options: SpeechOptions, engine: Speaker) -> None:
    """Raise InvalidOption for what the engine does not have, before anything is said."""
    tts.check_options(options.voicing, engine, model=options.model)
    for wishes in dict.fromkeys(replace(task.voicing, language=options.voicing.language) for task in tasks):
        engine.speak("", wishes)


def _all_said(
    tasks: Sequence[Task], options: SpeechOptions, engine: Speaker, kept: KeptSpeech | None
) -> Generator[_Said, None, None]:
    def work(numbered: tuple[int, Task]) -> _Said:
        index, task = numbered
        found = kept.get(index) if kept else None
        if found is not None:
            return _Said(task, found)
        try:
            return _Said(task, tuple(_say(task, options, engine)))
        except SorikitError as error:
            return _Said(task, (), Unsaid(task.text, error.sentence("en"), error.sentence("ko")))
        except Exception as error:  # noqa: BLE001 - whatever fails in a runtime must not lose the other sentences
            return _Said(task, (), Unsaid(task.text, f"{type(error).__name__}: {error}"))

    for index, said in enumerate(in_order(work, enumerate(tasks), 1)):
        if kept is not None and said.unsaid is None and kept.get(index) is None:
            kept.put(index, said.sentences)
        yield said


def _say(task: Task, options: SpeechOptions, engine: Speaker) -> Generator[Spoken, None, None]:
    parts = list(engine.speak(task.text, task.voicing))
    if not parts:
        raise NothingToSay(detail="it holds nothing that is said aloud", detail_ko="소리 내어 읽을 것이 없습니다")
    gain = 10 ** ((options.volume + task.volume) / 20)
    for index, spoken in enumerate(parts):
        samples = limited(spoken.audio.scaled(gain).samples[0], spoken.audio.sample_rate)
        last = index == len(parts) - 1
        yield replace(
            spoken,
            audio=Audio(samples, spoken.audio.sample_rate),
            pause=task.pause if last else spoken.pause,
            chapter=task.chapter if not index else None,
        )


def _told(tasks: Sequence[Task], results: Iterable[_Said], sample_rate: int) -> Generator[Event, None, Speech]:
    """Yield the events of the sentences as they come, and return what came of them all."""
    total, done, at = sum(len(task.text) for task in tasks), 0, 0.0
    sentences: list[SaidSentence] = []
    unsaid: list[Unsaid] = []
    yield Progress("speak", 0, total, "")
    for said in results:
        if said.unsaid is not None:
            unsaid.append(said.unsaid)
            yield _not_said(said.unsaid)
        for spoken in said.sentences:
            sentences.append(_placed(spoken, at))
            at += spoken.duration
            yield SentenceReady(spoken)
        done += len(said.task.text)
        yield Progress("speak", done, total, "")
    return Speech(tuple(sentences), tuple(unsaid), at, sample_rate)


def _placed(spoken: Spoken, at: float) -> SaidSentence:
    return SaidSentence(
        spoken.text,
        at,
        at + spoken.audio.duration,
        spoken.shifted(at),
        spoken.language,
        spoken.voice,
        spoken.chapter,
        spoken.check,
    )


def _not_said(unsaid: Unsaid) -> Notice:
    shown = unsaid.text if len(unsaid.text) <= SHOWN else unsaid.text[: SHOWN - 1] + "…"
    return Notice(
        f"Not said: {shown!r} ({unsaid.reason.rstrip('.')})",
        f"말하지 못했습니다: {shown!r} ({(unsaid.reason_ko or unsaid.reason).rstrip('.')})",
    )
