"""The kit as plain functions: ``sorikit.meeting``, ``transcribe``, ``stream``, ``align``, ``diarize``, ``embed``, ``speak``, ``convert``.

Each works a job to its end and returns its result; ``on_event`` hears the progress. For a running job, a kept
workspace or another device, use the pipelines themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sorikit.core.audio import Audio, Samples, join
from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.errors import SpeechIncomplete
from sorikit.core.events import Event, SegmentReady, SentenceReady
from sorikit.core.speech import Line, Spoken
from sorikit.core.text import Segment, Transcript
from sorikit.engines import speaker
from sorikit.engines.chat import Chat
from sorikit.pipelines.align import Alignment, AlignOptions, align_source
from sorikit.pipelines.converting import Conversion, ConversionOptions, convert_source
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.meeting import MeetingOptions, MeetingResult, hold_meeting
from sorikit.pipelines.reference import hear_reference
from sorikit.pipelines.sources import AnySource, diarize_source, transcribe_source
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines
from sorikit.pipelines.timbre import Ear
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.pipelines.voiceprints import embed_source
from sorikit.voices.entry import parse_consent

T = TypeVar("T")
Listener = Callable[[Event], None]


def meeting(
    source: Source,
    options: MeetingOptions | None = None,
    *,
    device: Device | None = None,
    chat: Chat | None = None,
    on_event: Listener | None = None,
) -> MeetingResult:
    """Return who said what and when in ``source``, and the minutes. Errors as ``pipelines.meeting.hold_meeting``."""
    return hold_meeting(source, options, device=device, chat=chat).run(on_event)


def transcribe(
    source: AnySource,
    options: TranscribeOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Transcript:
    """Return what is said in ``source``, with word times and without speakers.

    ``source``: a path, the bytes of an audio or video file, an open binary file, or an ``Audio`` (samples of any rate and
    any number of channels). Addresses are not opened: the library never uses the network.

    >>> transcript = sorikit.transcribe("talk.mp3")                                        # doctest: +SKIP
    >>> transcript.language, transcript.text                                               # doctest: +SKIP
    >>> sorikit.transcribe(sorikit.Audio(samples, 44_100))     # an array and its rate     # doctest: +SKIP

    Raises AudioNotFound, NotAudio, NoAudioStream, EmptyAudio or InvalidAudio for what is no sound, InvalidOption for wishes that
    cannot be met, and what loading the models raises.
    """
    return transcribe_source(source, options, device=device).run(on_event)


def stream(
    source: AnySource,
    options: TranscribeOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Generator[Segment, None, None]:
    """Yield what is said in ``source``, one segment after another, each as soon as it is ready.

    The very segments that ``transcribe`` returns. Nothing happens before the first one is asked for; closing the generator
    (or leaving its loop and letting it go) stops the work and removes its temporary files. ``source`` and errors as for
    ``transcribe``.

    >>> for segment in sorikit.stream("talk.mp3"):                                         # doctest: +SKIP
    ...     print(f"{segment.start:7.2f}  {segment.text}")
    ...     if "goodbye" in segment.text:
    ...         break
    """
    job = transcribe_source(source, options, device=device)
    with closing(job):
        for event in job:
            if on_event is not None:
                on_event(event)
            if isinstance(event, SegmentReady):
                yield event.segment


def align(
    source: AnySource,
    text: str | Transcript,
    options: AlignOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Alignment:
    """Return when each word of ``text`` is said in ``source``, and which of them are not heard there.

    ``text``: lines, or a Transcript (its times are not used). ``source`` as for ``transcribe``.

    >>> found = sorikit.align("talk.mp3", "So my fellow Americans …")                      # doctest: +SKIP
    >>> [(word.text, word.start, word.end) for word in found.transcript.words]             # doctest: +SKIP

    Raises InvalidOption for an empty text and for one that does not fit the recording.
    """
    return align_source(source, text, options, device).run(on_event)


def embed(
    source: AnySource,
    model: str | None = None,
    *,
    engine: str | None = None,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Samples:
    """Return what the voice in ``source`` sounds like: float32 ``(dim,)`` of unit length; the dot product of two is their cosine.

    ``model``: a speaker model by its catalogue name (None: CAM++, 192 numbers), a file (``.onnx`` of WeSpeaker's form, ``.npz``
    of ``sori speakers train``), a folder of SpeechBrain, or "owner/name" that was pulled; ``engine`` chooses by kind
    ("resemblyzer", "speechbrain" …). Up to a minute of detected speech is heard. Raises UnsuitableVoice where nobody speaks,
    InvalidOption for a model that cannot be one, and what ``transcribe`` raises for what is no sound.

    >>> alike = sorikit.embed("a.wav") @ sorikit.embed("b.wav")                            # doctest: +SKIP
    """
    return embed_source(source, speaker.choose(engine, model), device).run(on_event)


def diarize(
    source: AnySource,
    options: DiarizationOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Diarization:
    """Return who speaks when in ``source`` (as for ``transcribe``)."""
    return diarize_source(source, options, device).run(on_event)


def speak(
    text: str | Path | Line | Iterable[Line],
    options: SpeechOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Generator[Spoken, None, None]:
    """Yield ``text`` (or a file of it, as a Path, or the lines of a script) said aloud, each sentence as soon as it is ready.

    Each sentence has its sound, its words with their times, and the pause to follow; ``sorikit.core.speech.sound_of`` joins them.
    Nothing happens before the first one is asked for.

    >>> for spoken in sorikit.speak("Hello there. How are you?"):                          # doctest: +SKIP
    ...     play(spoken.audio.samples, spoken.audio.sample_rate)

    Raises NothingToSay for a text without words, InvalidDocument for a file that cannot be read, InvalidOption for voices,
    languages and options that are not there; and, when all the others are said, SpeechIncomplete where a sentence could not be (``on_event`` hears each at once).
    """
    if isinstance(text, Path):
        from sorikit.reading.script import script_of  # noqa: PLC0415 - parsers of Markdown and EPUB, only for files

        text = script_of(text).lines
    job = speak_lines(text, options, device=device)
    with closing(job):
        for event in job:
            if on_event is not None:
                on_event(event)
            if isinstance(event, SentenceReady):
                yield event.spoken
    unsaid = job.result.unsaid
    if unsaid:
        first = unsaid[0]
        raise SpeechIncomplete(
            failed=len(unsaid),
            total=len(unsaid) + len(job.result.sentences),
            text=first.text,
            detail=first.reason,
            detail_ko=first.reason_ko or first.reason,
        )


def convert(
    source: AnySource,
    reference: Source,
    options: ConversionOptions | None = None,
    *,
    consent: str,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Conversion:
    """Return ``source`` with the voice in it made like the one in ``reference``: the sound, and how near it came.

    ``source`` as for ``transcribe``; it is one person's speech, as is ``reference`` (a path or bytes, ten seconds of it).
    ``consent``: "WHO: WHY", of the person whose voice the reference is; it comes back with the result. Without ``options`` pitch and spectral outline are moved; ``ConversionOptions("openvoice")`` asks OpenVoice v2.

    >>> done = sorikit.convert("me.wav", "anna.wav", consent="Anna Berg: our audio guide")   # doctest: +SKIP
    >>> done.audio.sample_rate, done.before.cosine, done.after.cosine                        # doctest: +SKIP

    Raises InvalidOption without a consent, UnsuitableVoice for a reference that is no single clear voice and a source without sound,
    and what decoding and loading the models raise.
    """
    agreed = parse_consent(consent, datetime.now().astimezone())
    ear, parts = Ear(device), list[Audio]()
    wanted = hear_reference(reference, ear, device).run(on_event)
    done = convert_source(source, wanted, ear, parts.append, options, device).run(on_event)
    return replace(done, audio=join(parts), consent=agreed)
