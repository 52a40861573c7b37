"""The job that says a text: sentence after sentence, in order, each kept as soon as it is said."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import ModelNotInstalled, NothingToSay, RemoteError, SorikitError
from sorikit.core.events import Event, Job, Notice, Progress, SentenceReady
from sorikit.core.speech import Line, Spoken, SpokenCheck
from sorikit.dsp.loudness import limited
from sorikit.engines import asr, speaker, tts
from sorikit.engines.asr import Recognizer
from sorikit.engines.tts import Speaker, SpeakOptions
from sorikit.pipelines.speak.check import Listener, WantedVoice
from sorikit.pipelines.speak.kept import VERSION, KeptSpeech
from sorikit.pipelines.speak.mend import as_written, other_ways
from sorikit.pipelines.speak.options import SaidSentence, Speech, SpeechOptions, Unsaid
from sorikit.pipelines.speak.script import Task, lines_of, tasks_of
from sorikit.pipelines.speak.standing_in import Replaced
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
    recognizer: Recognizer | None = None,
) -> Job[Speech]:
    """Return the job that says ``text``: plain, or the lines of a script (``sorikit.reading.script``).

    Yields Progress ("speak", in characters), SentenceReady in order, and a Notice for each sentence that could not be said.
    ``workspace``: where finished sentences are kept and found again (None keeps nothing). ``speaker`` and ``recognizer``:
    loaded engines; None loads that of the options and the default. Raises NothingToSay, InvalidOption for voices, languages and options that are not there, and what
    loading raises.
    """
    return Job(_speak(text, options or SpeechOptions(), workspace, device, (speaker, recognizer)))


def speech_stage(lines: Sequence[Line], options: SpeechOptions) -> str:
    """Return the name under which a workspace keeps the sound of these lines."""
    return f"speech-{digest_of(VERSION, tuple(lines), options)}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What came of a task."""

    task: Task
    sentences: tuple[Spoken, ...]
    unsaid: Unsaid | None = None
    error: Exception | None = None
    """Why it was not said."""


def _speak(
    text: str | Line | Iterable[Line],
    options: SpeechOptions,
    workspace: Workspace | None,
    device: Device | None,
    engines: tuple[Speaker | None, Recognizer | None],
) -> Generator[Event, None, Speech]:
    lines = lines_of(text)
    engine = engines[0] or tts.load(options.model, device)
    if options.fallback and engine.supports.replaceable:
        engine = Replaced(engine, lambda: tts.load(None, device))
    tasks = tasks_of(lines, _fitting(options.voicing, engine))
    _check_wishes(tasks, options, engine)
    space = workspace
    try:
        kept = None
        if space is not None:
            yield from space.hold()
            kept = KeptSpeech(space, speech_stage(lines, options))
        ear = _listener(engine, engines[1], device, options.voice_vector) if options.check else None
        results = _watched(_all_said(tasks, options, (engine, ear), kept), engine)
        return (yield from _told(tasks, results, engine.sample_rate))
    finally:
        if space is not None:
            space.close()


def _watched(results: Iterable[_Said | Event], engine: Speaker) -> Generator[_Said | Event, None, None]:
    """Yield what comes, and before it who else speaks now. Raises RemoteError where nothing was said, for want of a server."""
    anything, first = False, None
    for one in results:
        if isinstance(engine, Replaced):
            yield from engine.notices()
        if isinstance(one, _Said):
            anything, first = anything or bool(one.sentences), first or one.error
        yield one
    if not anything and isinstance(first, RemoteError):
        raise first


def _listener(
    engine: Speaker, recognizer: Recognizer | None, device: Device | None, voice: tuple[float, ...]
) -> Generator[Event, None, Listener]:
    """Return who listens; without a recogniser on this machine, to the sound alone, and says so."""
    wanted = WantedVoice(speaker.load(None, device), np.array(voice, np.float32)) if voice else None
    try:
        return Listener(engine, recognizer or asr.load(None, device), wanted)
    except ModelNotInstalled as error:
        yield Notice(
            f"Sentences are checked by their sound alone: {error.sentence('en')}",
            f"소리만으로 문장을 확인합니다: {error.sentence('ko')}",
        )
        return Listener(engine, None, wanted)


def _fitting(voicing: SpeakOptions, engine: Speaker) -> SpeakOptions:
    """Return wishes in the language of an engine that has only one, where nobody asked for another; a quick start if it can."""
    only = engine.languages[0] if len(engine.languages) == 1 else None
    quick = voicing.quick_start and _heeds(engine, "quick_start")
    return replace(voicing, language=voicing.language or only, quick_start=quick)


def _check_wishes(tasks: Sequence[Task], options: SpeechOptions, engine: Speaker) -> None:
    """Raise InvalidOption for what the engine does not have, before anything is said."""
    tts.check_options(_fitting(options.voicing, engine), engine, model=options.model)
    for wishes in dict.fromkeys(replace(task.voicing, language=options.voicing.language) for task in tasks):
        tts.check_options(wishes, engine, model=options.model)
        engine.speak("", wishes)


def _all_said(
    tasks: Sequence[Task],
    options: SpeechOptions,
    engines: tuple[Speaker, Generator[Event, None, Listener] | None],
    kept: KeptSpeech | None,
) -> Generator[_Said | Event, None, None]:
    """Yield what came of each task. Who listens is made after a quick start, which nobody listens to."""
    engine, ear = engines
    at_once = bool(tasks) and tasks[0].voicing.quick_start and (kept is None or kept.get(0) is None)
    if at_once:
        parts: list[Spoken] = []
        for said in _at_once(tasks[0], options, engine):
            parts += said.sentences
            yield said
        if kept is not None and said.unsaid is None:
            kept.put(0, parts)
    listener = (yield from ear) if ear is not None else None
    for index, task in enumerate(tasks):
        if at_once and not index:
            continue
        found = kept.get(index) if kept else None
        if found is not None:
            yield _Said(task, found)
            continue
        said = _said(task, options, engine, listener)
        if kept is not None and said.unsaid is None:
            kept.put(index, said.sentences)
        yield said


def _said(task: Task, options: SpeechOptions, engine: Speaker, listener: Listener | None) -> _Said:
    try:
        parts = _checked(task, engine, listener) if listener else (list(engine.speak(task.text, task.voicing)), None)
        return _Said(task, tuple(_finished(task, options, *parts)))
    except Exception as error:  # noqa: BLE001 - whatever fails in a runtime must not lose the other sentences
        return _Said(task, (), _unsaid(task, error), error)


def _unsaid(task: Task, error: Exception) -> Unsaid:
    if isinstance(error, SorikitError):
        return Unsaid(task.text, error.sentence("en"), error.sentence("ko"))
    return Unsaid(task.text, f"{type(error).__name__}: {error}")


def _at_once(task: Task, options: SpeechOptions, engine: Speaker) -> Generator[_Said, None, None]:
    """Yield the parts of a first sentence as they are said: there is no time to listen to the whole of it first."""
    rest = task
    try:
        for part in engine.speak(task.text, task.voicing):  # the last of its parts has no pause of its own
            whole = replace(rest, pause=part.pause or task.pause)
            yield _Said(whole, tuple(_finished(whole, options, [part], None)))
            rest = replace(task, text="", chapter=None)
        if rest is task:
            yield _Said(task, (), _unsaid(task, _nothing_heard()))
    except Exception as error:  # noqa: BLE001 - as in ``_said``
        yield _Said(rest, (), _unsaid(task, error), error)


def _checked(task: Task, engine: Speaker, listener: Listener) -> tuple[list[Spoken], SpokenCheck | None]:
    """Say a sentence, listen, and say it in other ways while something is wrong with it; return the best."""
    best: list[Spoken] = []
    check: SpokenCheck | None = None
    attempts = 0
    for text, voicing in other_ways(task):
        if any(_differs(name, voicing, task.voicing) for name in ("speed", "pitch") if not _heeds(engine, name)):
            continue
        parts = list(engine.speak(text, voicing))
        if not parts:
            break
        attempts += 1
        found = listener.check(task.text, task.voicing.language or "en", parts, voicing.speed)
        if check is None or found.score > check.score:
            best, check = as_written(parts, best), found
        if not found.faults:
            break
    return best, None if check is None else replace(check, attempts=attempts)


def _heeds(engine: Speaker, option: str) -> bool:
    return option in engine.supports.options


def _differs(option: str, one: SpeakOptions, other: SpeakOptions) -> bool:
    return bool(getattr(one, option) != getattr(other, option))


def _finished(
    task: Task, options: SpeechOptions, parts: Sequence[Spoken], check: SpokenCheck | None
) -> Generator[Spoken, None, None]:
    """Yield what was said with its volume, its pause, its chapter and what was found of it."""
    if not parts:
        raise _nothing_heard()
    gain = 10 ** ((options.volume + task.volume) / 20)
    for index, spoken in enumerate(parts):
        samples = limited(spoken.audio.scaled(gain).samples[0], spoken.audio.sample_rate)
        last = index == len(parts) - 1
        yield replace(
            spoken,
            audio=Audio(samples, spoken.audio.sample_rate),
            pause=task.pause if last else spoken.pause,
            chapter=task.chapter if not index else None,
            check=check,
        )


def _nothing_heard() -> NothingToSay:
    return NothingToSay(detail="it holds nothing that is said aloud", detail_ko="소리 내어 읽을 것이 없습니다")


def _told(tasks: Sequence[Task], results: Iterable[_Said | Event], sample_rate: int) -> Generator[Event, None, Speech]:
    """Yield the events of the sentences as they come, and return what came of them all."""
    total, done, at = sum(len(task.text) for task in tasks), 0, 0.0
    sentences: list[SaidSentence] = []
    unsaid: list[Unsaid] = []
    chapter: str | None = None
    yield Progress("speak", 0, total, "")
    for said in results:
        if not isinstance(said, _Said):
            yield said
            continue
        if said.unsaid is not None:
            unsaid.append(said.unsaid)
            chapter = said.task.chapter or chapter  # begins with what is said next
            yield _not_said(said.unsaid)
        for spoken in said.sentences:
            sentences.append(_placed(spoken, at, chapter))
            chapter = None
            at += spoken.duration
            if spoken.unread:
                yield _left_out(spoken)
            yield SentenceReady(spoken)
        done += len(said.task.text)
        yield Progress("speak", done, total, "")
    return Speech(tuple(sentences), tuple(unsaid), at, sample_rate)


def _placed(spoken: Spoken, at: float, chapter: str | None) -> SaidSentence:
    return SaidSentence(
        spoken.text,
        at,
        at + spoken.audio.duration,
        spoken.shifted(at),
        spoken.language,
        spoken.voice,
        spoken.chapter or chapter,
        spoken.check,
        spoken.unread,
    )


def _left_out(spoken: Spoken) -> Notice:
    left, shown = ", ".join(spoken.unread)[:SHOWN], spoken.text[:SHOWN]
    return Notice(
        f"Left out, in letters that this voice does not read: {left} ({shown!r})",
        f"이 목소리가 읽지 못하는 글자라 빠뜨렸습니다: {left} ({shown!r})",
    )


def _not_said(unsaid: Unsaid) -> Notice:
    shown = unsaid.text if len(unsaid.text) <= SHOWN else unsaid.text[: SHOWN - 1] + "…"
    return Notice(
        f"Not said: {shown!r} ({unsaid.reason.rstrip('.')})",
        f"말하지 못했습니다: {shown!r} ({(unsaid.reason_ko or unsaid.reason).rstrip('.')})",
    )
