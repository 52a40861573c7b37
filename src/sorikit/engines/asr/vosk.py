"""Vosk: Kaldi's hybrid recogniser, a neural acoustic model before a graph of phones, words and their order.

Povey et al. 2011, "The Kaldi Speech Recognition Toolkit"; Povey et al. 2016, "Purely sequence-trained neural networks
for ASR based on lattice-free MMI" (https://www.isca-archive.org/interspeech_2016/povey16_interspeech.html). It writes
words as its graph has them: no punctuation, and no other words than those it was built with.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, ModelCorrupted
from sorikit.core.extras import optional_library
from sorikit.core.raw import pcm16
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.engines.asr import AsrOptions, Recognition, Supports
from sorikit.engines.asr._sound import KeptSound, check_languages, mean_log_probability
from sorikit.store import ModelFiles

CHUNK_BYTES = 8000
"""A quarter of a second at a time, as its examples do: it looks for pauses after each."""
SILENT = -1
"""Log level at which Kaldi says nothing on stderr."""
_libraries = threading.Lock()


class Vosk:
    """The engine. The model is shared; each window is heard by a recogniser of its own, so that windows change nothing."""

    sample_rate = 16_000
    workers = 1
    max_seconds = 60.0
    supports = Supports()

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """``device`` is ignored: the library runs on one core of a CPU. Raises RuntimeMissing, ModelCorrupted."""
        del device
        self._library: Any = optional_library("vosk", "classic", f"model {files.card.name!r}")
        with _libraries:
            self._library.SetLogLevel(SILENT)
            try:
                with _undithered(files.folder) as folder:
                    self._model = self._library.Model(os.fspath(folder))
            except Exception as error:  # the library raises nothing narrower
                raise ModelCorrupted(
                    name=files.card.name, detail="Vosk cannot read it", command=f"sori models verify {files.card.name}"
                ) from error
        self.languages: tuple[str, ...] = files.card.languages
        if self.languages == ("*",):
            raise InvalidOption(
                option=os.fspath(files.folder),
                detail="a Vosk model does not say its language; name its folder as it came, such as vosk-model-small-ko-0.22",
                detail_ko="Vosk 모델에는 언어가 적혀 있지 않습니다. 폴더 이름을 vosk-model-small-ko-0.22처럼 받은 그대로 두세요",
            )

    def listen(self, windows: Sequence[Audio]) -> list[KeptSound]:
        """Keep mono 16 kHz windows: what is heard depends on the words expected, so that there is no half way."""
        return [KeptSound(window) for window in windows]

    def padded_seconds(self, seconds: float) -> float:
        """Return 0: nothing is padded, any windows go together."""
        del seconds
        return 0.0

    def tell_language(self, heard: KeptSound, part: Span | None = None) -> dict[str, float]:
        """Return the model's one language."""
        del heard, part
        return dict.fromkeys(self.languages, 1.0 / len(self.languages))

    def transcribe(
        self, heard: Sequence[KeptSound], languages: Sequence[str], options: AsrOptions
    ) -> list[Recognition]:
        """Write down windows, one by one. Raises InvalidOption for a language that is not the model's."""
        del options  # none is supported, see ``check_options``
        check_languages(languages, self.languages)
        return [self._recognize(window.audio, language) for window, language in zip(heard, languages, strict=True)]

    def _recognize(self, audio: Audio, language: str) -> Recognition:
        session = self._library.KaldiRecognizer(self._model, float(self.sample_rate))
        session.SetWords(True)
        sound = pcm16(audio)
        found: list[dict[str, Any]] = []
        for first in range(0, len(sound), CHUNK_BYTES):
            if session.AcceptWaveform(sound[first : first + CHUNK_BYTES]):  # a pause: what was said so far is final
                found += json.loads(session.Result()).get("result", [])
        found += json.loads(session.FinalResult()).get("result", [])
        words = tuple(word for row in found if (word := _word(row, audio.duration)) is not None)
        return Recognition(language, words, mean_log_probability(words))


@contextlib.contextmanager
def _undithered(folder: Path) -> Iterator[Path]:
    """Give the same model without dither, the noise that Kaldi adds to the sound: with it no two results are alike.

    The folder given holds links and one changed file, and is only needed while the model is read. Where the system has
    no links, or the model has an older layout, it is the model's own.
    """
    settings = folder / "conf" / "mfcc.conf"
    with tempfile.TemporaryDirectory(prefix="sori-vosk-") as temporary:
        place = Path(temporary)
        try:
            text = settings.read_text("utf-8")
            (place / "conf").mkdir()
            for path in (*folder.iterdir(), *settings.parent.iterdir()):
                if path not in {settings.parent, settings}:
                    (place / path.relative_to(folder)).symlink_to(path.absolute())
            (place / "conf" / settings.name).write_text(f"{text.rstrip()}\n--dither=0\n", "utf-8")
        except OSError:
            place = folder
        yield place


def _word(row: dict[str, Any], duration: float) -> Word | None:
    """Return a word of Vosk's; None for its mark of an unknown one. Some graphs write digits in brackets: "[5]"."""
    text = str(row["word"])
    if text.startswith(("[", "<")):
        text = text.strip("[]")
        if not text.isdigit():
            return None
    start = min(max(float(row["start"]), 0.0), duration)
    return Word(f" {text}", start, min(max(float(row["end"]), start), duration), min(1.0, float(row["conf"])))
