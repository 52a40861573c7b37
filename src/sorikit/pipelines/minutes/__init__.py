"""Minutes of a meeting from its transcript: what was decided, who does what by when, what stays open.

``extract_minutes`` needs no language model. ``write_minutes`` lets one write them (``sorikit.engines.chat``), checks
each line against the transcript, and falls back to the extractive ones where the model fails.
"""

from __future__ import annotations

from collections.abc import Generator

from sorikit.core.events import Event, Job
from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.engines.chat import Chat
from sorikit.pipelines.minutes.extractive import extractive_minutes
from sorikit.pipelines.minutes.llm import llm_minutes
from sorikit.pipelines.minutes.names import find_speaker_names
from sorikit.pipelines.minutes.options import MinutesOptions

__all__ = ["MinutesOptions", "extract_minutes", "find_speaker_names", "write_minutes"]


def extract_minutes(transcript: Transcript, options: MinutesOptions | None = None) -> Minutes:
    """Return minutes made of the transcript's own sentences, each with where it was said.

    Works offline for Korean, English and Japanese, also mixed; the same transcript always gives the same minutes.
    An empty transcript gives minutes that say so and hold no line.
    """
    return extractive_minutes(transcript, options or MinutesOptions())


def write_minutes(
    transcript: Transcript, options: MinutesOptions | None = None, chat: Chat | None = None
) -> Job[Minutes]:
    """Return the job of writing minutes: by ``chat`` where one is given, else without a language model.

    Yields Progress of the stage "minutes" and a Notice for each thing that went wrong. A model that fails, is too
    slow or answers nonsense costs its part of the minutes their wording, never the minutes: what it did not write is
    taken from the extractive ones, and ``Minutes.notices`` says so.
    """
    return Job(_written(transcript, options or MinutesOptions(), chat))


def _written(transcript: Transcript, options: MinutesOptions, chat: Chat | None) -> Generator[Event, None, Minutes]:
    plain = extractive_minutes(transcript, options)
    if chat is None or not transcript.segments:
        return plain
    return (yield from llm_minutes(transcript, options, chat, plain))
