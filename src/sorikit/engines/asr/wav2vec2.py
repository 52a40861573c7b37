"""wav2vec 2.0 with a CTC head: letters straight from the sound, each with its frame.

Baevski et al. 2020 (https://arxiv.org/abs/2006.11477). A folder in Hugging Face's format is run by ONNX Runtime where
it holds an export (``model.onnx``), else by transformers (extra ``torch``). A language model of words in
``language_model/*.arpa`` (and its weights in ``attrs.json``), as pyctcdecode keeps it, is used by the beam search.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.dsp import ctc
from sorikit.dsp.ctc_beam import BeamOptions, Words, beam_search
from sorikit.dsp.ngram import NGramScorer, read_arpa
from sorikit.engines.asr import AsrOptions, Recognition, Supports
from sorikit.engines.asr._ctc_files import CtcSettings, read_settings
from sorikit.engines.asr._ctc_networks import CtcNetwork, OnnxNetwork, TorchNetwork, find_graph
from sorikit.engines.asr._ctc_words import aligned, words_of
from sorikit.store import ModelFiles

BEAMS_PER_SIZE = 8
"""Texts kept for each unit of ``beam_size``: a beam of letters must be wider than one of words."""
IMPROBABLE = -1.0
"""Mean log probability per letter under which a text is doubted."""


@dataclass(frozen=True, slots=True, eq=False)
class CtcHeard:
    """One window: log probabilities ``(frames, tokens)``."""

    log_probs: ctc.Scores
    duration: float


class Wav2Vec2:
    """The engine."""

    max_seconds = 30.0
    workers = 1
    supports = Supports(options=frozenset({"beam_size"}))

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing, InvalidDocument or InvalidOption for a folder that is not such a model."""
        self._settings: CtcSettings = read_settings(files.folder)
        graph = find_graph(files.folder)
        feature = f"model {files.card.name!r}"
        self._network: CtcNetwork = (
            OnnxNetwork(graph, device) if graph is not None else TorchNetwork(files.folder, device, feature)
        )
        self._scorer = _scorer(files.folder)
        known = files.card.languages
        self.languages: tuple[str, ...] = (self._settings.language,) if known in ((), ("*",)) else known
        self.sample_rate = self._settings.sample_rate

    @property
    def settings(self) -> CtcSettings:
        """Vocabulary, frame step and the like: what aligning a given text needs."""
        return self._settings

    @property
    def frame_seconds(self) -> float:
        """Seconds from one frame to the next."""
        return self._settings.stride / self._settings.sample_rate

    def listen(self, windows: Sequence[Audio]) -> list[CtcHeard]:
        """Run the network over mono windows, one by one: padding would change what it hears."""
        return [CtcHeard(self.log_probs(window), window.duration) for window in windows]

    def log_probs(self, window: Audio) -> ctc.Scores:
        """Return ``(frames, tokens)`` of one mono window."""
        prepared = self._settings.prepared(window.mono().samples[0])
        return ctc.log_softmax(self._network.logits(prepared))

    def padded_seconds(self, seconds: float) -> float:
        """Return 0: nothing is padded, any windows go together."""
        del seconds
        return 0.0

    def tell_language(self, heard: CtcHeard, part: Span | None = None) -> dict[str, float]:
        """Return the model's one language."""
        del heard, part
        return dict.fromkeys(self.languages, 1.0 / len(self.languages))

    def transcribe(self, heard: Sequence[CtcHeard], languages: Sequence[str], options: AsrOptions) -> list[Recognition]:
        """Write down windows, one by one: greedily for a beam of 1 without language model, else by prefix beams."""
        for language in set(languages) - set(self.languages):
            raise InvalidOption(option="language", detail=f"{language!r} is not one that this model knows")
        return [self._read(window, language, options) for window, language in zip(heard, languages, strict=True)]

    def align(self, heard: CtcHeard, words: Sequence[str], language: str) -> tuple[Word, ...]:
        """Find when given words are said: CTC forced alignment. ``language`` is the model's own, whatever is asked.

        Words without a letter of the vocabulary (numbers) stand between their neighbours with probability 0, and so do all
        where the window is too short for them.
        """
        del language
        return aligned(heard.log_probs, words, self._settings.vocabulary, self.frame_seconds, heard.duration)

    def _read(self, window: CtcHeard, language: str, options: AsrOptions) -> Recognition:
        vocabulary = self._settings.vocabulary
        if options.beam_size == 1:
            found = ctc.greedy(window.log_probs, vocabulary.blank)
        else:
            words = Words(vocabulary.letters, vocabulary.delimiter, self._scorer) if self._scorer else None
            wide = BeamOptions(beams=BEAMS_PER_SIZE * options.beam_size)
            best = beam_search(window.log_probs, wide, blank=vocabulary.blank, words=words)[0]
            found = ctc.align(window.log_probs, best.tokens, vocabulary.blank)
        said = words_of(found, vocabulary, self.frame_seconds, window.duration)
        avg = float(np.mean([one.log_prob for one in found])) if found else 0.0
        return Recognition(
            language=language,
            words=tuple(Word(one.text, one.start, one.end, one.probability) for one in said),
            avg_logprob=avg,
            no_speech_prob=0.0 if said else 1.0,
            doubt="improbable" if avg < IMPROBABLE else "",
        )


def _scorer(folder: Path) -> NGramScorer | None:
    """Return the folder's language model, with the weights it was tuned to. Raises InvalidDocument."""
    place = folder / "language_model"
    models = sorted([*place.glob("*.arpa"), *place.glob("*.arpa.gz")])
    if not models:
        return None
    attributes = place / "attrs.json"
    weights = json.loads(attributes.read_text(encoding="utf-8")) if attributes.is_file() else {}
    return NGramScorer(
        read_arpa(models[0]),
        alpha=float(weights.get("alpha", 0.5)),
        beta=float(weights.get("beta", 1.5)),
        unknown=float(weights.get("unk_score_offset", -10.0)),
    )
