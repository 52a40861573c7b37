"""A given text on a recording: when is each of its words said, and does it fit at all?

The recording is recognised first; where the given text agrees with what was recognised it is cut into parts at
pauses, and each part is aligned with its own stretch of sound by the engine (``asr.Aligner``: Whisper's cross-attention, or CTC).
Nothing drifts over a long recording, and a part that does not fit spoils no other. Each word carries the probability that
the engine gives it; words that the sound does not support are told, not hidden.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Notice, Progress
from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, total
from sorikit.engines import asr
from sorikit.pipelines._coverage import silent_speech
from sorikit.pipelines._matching import Match, choose, cuts, letters, match
from sorikit.pipelines._segments import longest, within
from sorikit.pipelines._word_times import held_to_sound
from sorikit.pipelines.sources import AnySource, open_source
from sorikit.pipelines.stages import Workspace
from sorikit.pipelines.transcribe import TranscribeOptions, transcribe

UNCERTAIN = 0.3
"""Words that were not recognised at their place are uncertain where a row of them is less probable than this on average."""
INSERTED = 12
"""Letters of a row of uncertain words that is more than something misheard: the others are aligned without it."""
LEAST_SHARE = 0.2
"""A text of which a smaller share of letters was recognised does not belong to the recording."""
MOST_LETTERS = 40.0
"""Letters in a second of speech that nobody can say (fast readers of English reach 20, of Korean 10)."""
LONGEST_PART = 24.0
"""Seconds; engines hear no more than some 27 at once."""
MARGIN = 0.6
"""Seconds of sound kept around the speech of a part."""
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Languages written without spaces: each group of letters that the engine keeps together is a word."""


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """What aligns, and what recognises before it."""

    languages: tuple[str, ...] = ()
    """ISO 639-1 codes to choose from; none lets the recording decide."""
    model: str | None = None
    """Aligner: a recogniser's name or folder; None takes the default (Whisper)."""
    recognizer: str | None = None
    """What finds the text in the recording; None takes the default."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A text with its times."""

    transcript: Transcript
    """One segment for each line of the text, the words with their times and probabilities."""
    uncertain: tuple[int, ...]
    """Numbers, among ``transcript.words``, of those that the sound does not support; their times are guesses."""
    share: float
    """Share of the text's letters that were recognised in the recording, 0 … 1."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Given words ``first … last`` and the stretch of sound they were said in."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Sound:
    """What every part is aligned with."""

    recording: Recording
    aligner: asr.Aligner
    speech: Sequence[Span]
    language: str


Time = tuple[float, float] | None
"""Start and end of what was recognised at a word's place; None where nothing was."""


def align(
    recording: Recording,
    text: str | Transcript,
    options: AlignOptions | None = None,
    device: Device | None = None,
) -> Job[Alignment]:
    """Find when each word of ``text`` is said. Yields Progress ("detect", "transcribe", "align") and Notice.

    ``text``: lines, or a Transcript whose segments (text, speaker) are taken and whose times are not. The job raises InvalidOption for an
    empty text, one that is too long for the speech, or one that does not fit it, and what loading the models raises.
    """
    return Job(_work(recording, text, options or AlignOptions(), device))


def align_source(
    source: AnySource,
    text: str | Transcript,
    options: AlignOptions | None = None,
    device: Device | None = None,
) -> Job[Alignment]:
    """Return the job that opens ``source`` and aligns ``text`` with it. Raises what decoding and ``align`` raise."""

    def work() -> Generator[Event, None, Alignment]:
        _lines(text)  # before anything is decoded
        space = Workspace.temporary()
        try:
            recording = yield from open_source(source, space.folder)
            return (yield from align(recording, text, options, device).relay())
        finally:
            space.close()

    return Job(work())


def _work(
    recording: Recording, text: str | Transcript, options: AlignOptions, device: Device | None
) -> Generator[Event, None, Alignment]:
    lines = _lines(text)
    aligner = _aligner(options, device)
    wishes = TranscribeOptions(languages=options.languages, model=options.recognizer)
    heard: Transcript = yield from transcribe(recording, wishes, device).relay()
    language = heard.language or (options.languages[0] if options.languages else "en")
    given = [word for line in lines for word in _words_of(line.text, language)]
    matched = _checked(given, heard)
    words: list[Word] = []
    sound = _Sound(recording, aligner, heard.speech, language)
    for part in _parts(matched, heard, len(given)):
        words += _aligned(sound, part.span, given[part.first : part.last], matched.times[part.first : part.last])
        yield Progress("align", part.span.end, recording.duration)
    words = _ordered(words)
    uncertain = tuple(_uncertain(words, matched.times))
    if uncertain:
        yield _notice(len(uncertain), len(words))
    transcript = replace(
        heard,
        segments=_segments(lines, words, language),
        unrecognized=tuple(span for span in silent_speech(words, heard.speech) if span.duration >= 0.5),
    )
    return Alignment(transcript, uncertain, matched.share)


def _aligner(options: AlignOptions, device: Device | None) -> asr.Aligner:
    engine = asr.load(options.model, device)
    if not isinstance(engine, asr.Aligner):
        raise InvalidOption(
            option="model",
            detail=f"{options.model} cannot align a given text; take a Whisper or a wav2vec2 model",
            detail_ko=f"{options.model}은(는) 주어진 글을 맞출 수 없습니다. Whisper나 wav2vec2 모델을 쓰세요",
        )
    return engine


def _lines(text: str | Transcript) -> list[Segment]:
    """Return the text as segments without times. Raises InvalidOption for an empty one."""
    if isinstance(text, Transcript):
        lines = [segment for segment in text.segments if letters(segment.text)]
    else:
        lines = [Segment(0, 0.0, 0.0, line.strip()) for line in text.splitlines() if letters(line)]
    if not lines:
        raise InvalidOption(
            option="text",
            detail="there are no words in it; give what is said in the recording",
            detail_ko="글에 낱말이 없습니다. 녹음에서 말한 내용을 적어 주세요",
        )
    return lines


def _words_of(line: str, language: str) -> list[str]:
    """Return the words of a line with their leading space; where the language writes none, its letters, marks attached."""
    if language not in UNSPACED:
        return [f" {word}" for word in line.split()]
    pieces: list[str] = []
    for one in line:
        if pieces and (not letters(one) or (one.isascii() and pieces[-1][-1:].isascii() and pieces[-1][-1:].isalnum())):
            pieces[-1] += one
        elif one.strip():
            pieces.append(one)
    return pieces


def _checked(given: Sequence[str], heard: Transcript) -> Match:
    """Match text and recording. Raises InvalidOption where they do not belong together."""
    speech = total(heard.speech)
    size = len(letters("".join(given)))
    if not heard.segments:
        raise InvalidOption(
            option="text",
            detail="no speech was recognised in the recording, so that no text can be aligned with it",
            detail_ko="녹음에서 말소리를 알아듣지 못해 글을 맞출 수 없습니다",
        )
    if size > MOST_LETTERS * max(speech, 1.0):
        raise InvalidOption(
            option="text",
            detail=f"is too long: {size} letters for {speech:.0f} seconds of speech; give only what is said in it",
            detail_ko=f"글이 너무 깁니다. 말소리 {speech:.0f}초에 {size}자입니다. 녹음에서 말한 부분만 주세요",
        )
    found = match(given, list(heard.words))
    if found.share < LEAST_SHARE:
        raise InvalidOption(
            option="text",
            detail=(
                f"does not fit the recording: only {found.share:.0%} of its letters were heard, in which "
                f"{heard.language} is spoken; check that text and recording belong together, and the --language"
            ),
            detail_ko=(
                f"글이 녹음과 맞지 않습니다. 글자의 {found.share:.0%}만 들렸고 녹음의 언어는 {heard.language}입니다. "
                "글과 녹음이 짝이 맞는지, --language가 맞는지 확인하세요"
            ),
        )
    return found


def _parts(matched: Match, heard: Transcript, count: int) -> list[_Part]:
    """Return the words of the text in parts, each with its stretch of sound."""
    first = heard.speech[0].start if heard.speech else 0.0
    last = heard.speech[-1].end if heard.speech else heard.duration
    chosen = choose(cuts(matched, count), first, last, LONGEST_PART)
    words = [0, *(cut.word for cut in chosen), count]
    times = [0.0, *(cut.at for cut in chosen), heard.duration]
    parts = []
    for begin, end, start, stop in zip(words, words[1:], times, times[1:], strict=False):
        speech = within(heard.speech, Span(start, stop))
        if speech:
            start = max(start, speech[0].start - MARGIN)  # noqa: PLW2901 - silence around it is not heard
            stop = min(stop, speech[-1].end + MARGIN)  # noqa: PLW2901
        parts.append(_Part(begin, end, Span(start, max(start, stop))))
    return parts


def _aligned(sound: _Sound, span: Span, given: Sequence[str], times: Sequence[Time]) -> list[Word]:
    """Return the words of a part with times of the recording.

    Words that do not belong there push the others out of place, so that the rest is aligned again without them; they then
    stand between their neighbours.
    """
    if not given:
        return []
    if not 0.05 <= span.duration <= sound.aligner.max_seconds:
        return _spread(given, span)  # nothing of it was recognised: there is no telling
    audio = sound.recording.read(span, gain=sound.recording.levels.gain)
    heard = sound.aligner.listen([audio])[0]
    words = list(sound.aligner.align(heard, given, sound.language))
    strange = set(_uncertain(words, times, least=INSERTED))
    known = [index for index in range(len(given)) if index not in strange]
    if strange and known:
        words = list(sound.aligner.align(heard, [given[index] for index in known], sound.language))
    else:
        known = list(range(len(given)))
    moved = [replace(word, start=word.start + span.start, end=word.end + span.start) for word in words]
    held = held_to_sound(moved, sound.recording.read(span), span.start, within(sound.speech, span))
    return _filled(given, dict(zip(known, held, strict=True)), span)


def _uncertain(words: Sequence[Word], times: Sequence[Time], *, least: int = 1) -> list[int]:
    """Return the numbers of the words in rows of ``least`` letters that were not recognised and are improbable on average."""
    found: list[int] = []
    for missing, row in groupby(range(len(words)), key=lambda index: times[index] is None):
        own = list(row)
        size = sum(len(letters(words[index].text)) for index in own)
        if missing and size >= least and sum(words[index].probability for index in own) < UNCERTAIN * len(own):
            found += own
    return found


def _filled(given: Sequence[str], known: dict[int, Word], span: Span) -> list[Word]:
    """Return all the words: rows without times share what lies between their neighbours, with probability 0."""
    words: list[Word] = []
    for has_time, row in groupby(range(len(given)), key=lambda index: index in known):
        own = list(row)
        if has_time:
            words += [known[index] for index in own]
            continue
        following = known.get(own[-1] + 1)
        start = words[-1].end if words else span.start
        end = following.start if following is not None else span.end
        words += _spread([given[index] for index in own], Span(start, max(start, end)))
    return words


def _spread(given: Sequence[str], span: Span) -> list[Word]:
    """Return words of probability 0, spread evenly by their letters."""
    sizes = [max(1, len(letters(word))) for word in given]
    step = span.duration / sum(sizes)
    words, at = [], span.start
    for word, size in zip(given, sizes, strict=True):
        words.append(Word(word, at, at + size * step, 0.0))
        at += size * step
    return words


def _ordered(words: Sequence[Word]) -> list[Word]:
    """Return the words with times that never go back, none longer than believable."""
    kept: list[Word] = []
    for word in words:
        start = max(word.start, kept[-1].end if kept else 0.0)
        kept.append(replace(word, start=start, end=max(start, min(word.end, start + longest(word.text)))))
    return kept


def _segments(lines: Sequence[Segment], words: Sequence[Word], language: str) -> tuple[Segment, ...]:
    """Return one segment for each line, with its words, their speaker and their times."""
    segments = []
    first = 0
    for number, line in enumerate(lines):
        last = first + len(_words_of(line.text, language))
        own = tuple(replace(word, speaker=line.speaker) for word in words[first:last])
        segments.append(
            Segment(number, own[0].start, own[-1].end, line.text.strip(), own, line.speaker, line.language or language)
        )
        first = last
    return tuple(segments)


def _notice(uncertain: int, count: int) -> Notice:
    return Notice(
        f"{uncertain} of {count} words are not heard where they should be; their times are guesses (probability near 0).",
        f"낱말 {count}개 가운데 {uncertain}개는 그 자리에서 들리지 않습니다. 그 시각은 짐작입니다(확률이 0에 가깝습니다).",
    )
