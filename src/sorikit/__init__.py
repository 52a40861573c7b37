"""sorikit (소리): one kit for speech and audio AI.

>>> import sorikit
>>> result = sorikit.meeting("standup.m4a")        # who said what, and the minutes     # doctest: +SKIP
>>> print(result.transcript.text)                                                       # doctest: +SKIP

Nothing heavy is imported until a name is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sorikit import features, metrics, plots
    from sorikit.core.audio import Audio
    from sorikit.core.codecs import decode
    from sorikit.core.conversation import TurnStatistics
    from sorikit.core.device import Device
    from sorikit.core.errors import SorikitError
    from sorikit.core.minutes import Minutes
    from sorikit.core.speech import Line, Spoken
    from sorikit.core.text import Segment, Transcript, Word
    from sorikit.core.time import Span, Turn
    from sorikit.engines.tts import SpeakOptions
    from sorikit.pipelines.api import align, convert, diarize, embed, meeting, speak, stream, transcribe
    from sorikit.pipelines.converting import Conversion, ConversionOptions
    from sorikit.pipelines.meeting import MeetingOptions, MeetingResult
    from sorikit.pipelines.speak.options import SpeechOptions
    from sorikit.pipelines.transcribe import TranscribeOptions
    from sorikit.plots.drawing import plot

__version__ = "0.1.0"

_HOME = {
    "Audio": "sorikit.core.audio",
    "Conversion": "sorikit.pipelines.converting",
    "ConversionOptions": "sorikit.pipelines.converting",
    "Device": "sorikit.core.device",
    "Line": "sorikit.core.speech",
    "MeetingOptions": "sorikit.pipelines.meeting",
    "MeetingResult": "sorikit.pipelines.meeting",
    "Minutes": "sorikit.core.minutes",
    "Segment": "sorikit.core.text",
    "SorikitError": "sorikit.core.errors",
    "Span": "sorikit.core.time",
    "SpeakOptions": "sorikit.engines.tts",
    "SpeechOptions": "sorikit.pipelines.speak.options",
    "Spoken": "sorikit.core.speech",
    "TranscribeOptions": "sorikit.pipelines.transcribe",
    "Transcript": "sorikit.core.text",
    "Turn": "sorikit.core.time",
    "TurnStatistics": "sorikit.core.conversation",
    "Word": "sorikit.core.text",
    "align": "sorikit.pipelines.api",
    "convert": "sorikit.pipelines.api",
    "decode": "sorikit.core.codecs",
    "diarize": "sorikit.pipelines.api",
    "embed": "sorikit.pipelines.api",
    "features": "sorikit.features",
    "meeting": "sorikit.pipelines.api",
    "metrics": "sorikit.metrics",
    "plot": "sorikit.plots.drawing",
    "plots": "sorikit.plots",
    "speak": "sorikit.pipelines.api",
    "stream": "sorikit.pipelines.api",
    "transcribe": "sorikit.pipelines.api",
}

__all__ = [
    "Audio",
    "Conversion",
    "ConversionOptions",
    "Device",
    "Line",
    "MeetingOptions",
    "MeetingResult",
    "Minutes",
    "Segment",
    "SorikitError",
    "Span",
    "SpeakOptions",
    "SpeechOptions",
    "Spoken",
    "TranscribeOptions",
    "Transcript",
    "Turn",
    "TurnStatistics",
    "Word",
    "__version__",
    "align",
    "convert",
    "decode",
    "diarize",
    "embed",
    "features",
    "meeting",
    "metrics",
    "plot",
    "plots",
    "speak",
    "stream",
    "transcribe",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sorikit' has no attribute {name!r}")
    home = importlib.import_module(_HOME[name])
    return home if _HOME[name] == f"{__name__}.{name}" else getattr(home, name)


def __dir__() -> list[str]:
    return sorted(__all__)
