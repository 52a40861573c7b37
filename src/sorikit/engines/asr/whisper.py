"""Whisper on CTranslate2: any converted model, multilingual or English only, 80 or 128 mel bands.

Radford et al. 2022 (https://arxiv.org/abs/2212.04356). What differs from the reference decoder: windows are padded
to their own length and not to 30 s (CTranslate2's encoder accepts that), several are decoded at once, nothing is
encoded twice, and a text that looks wrong is decoded again without chance: no sampling, so results repeat.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import ctranslate2
import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.dsp.mel import FRAMES_PER_SECOND, HOP_LENGTH, log_mel
from sorikit.engines.asr import TASKS, AsrOptions, Recognition, Supports
from sorikit.engines.asr._whisper_doubt import MAX_TOKENS, doubt, token_limit, without_loops
from sorikit.engines.asr._whisper_encoder import CTranslate2Encoder, Encoder, open_encoder
from sorikit.engines.asr._whisper_times import as_given
from sorikit.engines.asr._whisper_tokens import TokenWord, WhisperTokens
from sorikit.store import ModelFiles

WINDOW_FRAMES = 3000
"""30 s of mel frames: what Whisper was trained on, and its longest input."""
PAD_SECONDS = 3.0
"""Least padding after a window: with less Whisper says things twice, with 6 it lost words (measured)."""
PAD_STEP = 2.0
"""Seconds: windows are padded to a multiple of this, so that many can be decoded together …"""
LEAST_PADDED = 10.0
"""… and to no less than this: a window of 5 s likes more padding than one of 15 s."""
SHORT_WINDOW = 4.0
"""Seconds: windows no longer than this are padded to 30 s, as in training; nothing else is as good for them."""
SURE_LOGPROB = -0.35
"""Mean log probability from which a greedy text is taken; others are written again with a beam: five in six windows of
a clear reading are sure, half of those of hard clips (measured)."""
TOKEN_SECONDS = 0.02
"""Encoder positions, and so word times, are 20 ms apart."""
CONTEXT_TOKENS = 448


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way to decode."""

    beam_size: int
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class WhisperHeard:
    """One window: the encoder's output ``(positions, width)``, and how much of it is sound."""

    encoded: Samples
    duration: float
    longest: float
    """Seconds of the longest window that is padded like this one: bounds the text of them all alike."""

    @property
    def is_short(self) -> bool:
        """Whether it is padded as in training."""
        return self.duration <= SHORT_WINDOW


@dataclass(frozen=True, slots=True)
class _Draft:
    """Tokens of one window after an attempt."""

    tokens: tuple[int, ...]
    avg_logprob: float
    no_speech_prob: float
    doubt: str


class Whisper:
    """The engine. ``compute_type`` "auto" is int8 on a CPU, float16 on a GPU."""

    sample_rate = 16_000
    max_seconds = WINDOW_FRAMES / FRAMES_PER_SECOND - PAD_SECONDS
    supports = Supports(
        TASKS,
        frozenset({"beam_size", "retry", "initial_prompt", "hotwords", "greedy_first"}),
        tells_language=True,
        batches=True,
    )

    def __init__(self, files: ModelFiles, device: Device) -> None:
        compute_type = device.compute_type
        if compute_type == "auto":
            compute_type = "int8" if device.name == "cpu" else "float16"
        self.workers = min(device.workers, device.num_threads)
        self._loading = threading.Lock()
        self._opened: ctranslate2.models.Whisper | None = None
        self._encoding: Encoder | None = None
        own = CTranslate2Encoder(lambda: self._model)
        self._open_encoder = partial(open_encoder, files.folder / "model.bin", device, own)
        self._open = partial(
            ctranslate2.models.Whisper,
            str(files.folder),
            device=device.name,
            compute_type=compute_type,
            inter_threads=self.workers,
            intra_threads=device.num_threads // self.workers,
        )
        self._tokens = WhisperTokens(files.folder / "tokenizer.json")
        config = json.loads((files.folder / "config.json").read_text("utf-8"))
        self._suppressed = [int(token) for token in config.get("suppress_ids", [-1])]
        self.languages = self._tokens.languages

    @property
    def _model(self) -> ctranslate2.models.Whisper:
        """The weights, loaded when they are first needed: asking what a model can do needs none."""
        with self._loading:  # two threads that ask at once must not load twice
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    @property
    def _encoder(self) -> Encoder:
        with self._loading:
            if self._encoding is None:
                self._encoding = self._open_encoder()
            return self._encoding

    def listen(self, windows: Sequence[Audio]) -> list[WhisperHeard]:
        """Encode mono 16 kHz windows of at most ``max_seconds``, those of equal padding together."""
        paddings = [_padding(window.duration) for window in windows]
        features = [
            self._features(window, round(padded * FRAMES_PER_SECOND))
            for window, (padded, _) in zip(windows, paddings, strict=True)
        ]
        encoded: dict[int, Samples] = {}
        for padding in dict.fromkeys(paddings):
            alike = [index for index, other in enumerate(paddings) if other == padding]
            encoded.update(
                zip(alike, self._encoder.encode(np.stack([features[index] for index in alike])), strict=True)
            )
        return [
            WhisperHeard(encoded[index], window.duration, longest)
            for index, (window, (_, longest)) in enumerate(zip(windows, paddings, strict=True))
        ]

    def padded_seconds(self, seconds: float) -> float:
        """Return 30 for a short window, else the next multiple of ``PAD_STEP`` that leaves at least ``PAD_SECONDS``."""
        return _padding(seconds)[0]

    def tell_language(self, heard: WhisperHeard, part: Span | None = None) -> dict[str, float]:
        """Ask about a window, or by the encoder's positions about one part of it (nothing is encoded again)."""
        if not self._tokens.multilingual:
            return {"en": 1.0}
        positions = heard.encoded
        if part is not None:
            first = min(round(part.start / TOKEN_SECONDS), len(positions) - 1)
            positions = positions[first : max(round(part.end / TOKEN_SECONDS), first + 1)]
        (found,) = self._model.detect_language(_batch([positions]))
        return {token.strip("<|>"): float(probability) for token, probability in found}

    def transcribe(
        self, heard: Sequence[WhisperHeard], languages: Sequence[str], options: AsrOptions
    ) -> list[Recognition]:
        """Write down windows of equal padding, each in its language. No window's text depends on the others."""
        for language in set(languages) - set(self.languages):
            raise InvalidOption(option="language", detail=f"{language!r} is not one that this model knows")
        drafts = self._first_drafts(heard, languages, options)
        for attempt in _retries(options):
            again = [index for index, draft in enumerate(drafts) if draft.doubt]
            some = [heard[index] for index in again]
            fresh = self._decode(some, [languages[index] for index in again], options, attempt)
            for index, draft in zip(again, fresh, strict=True):
                drafts[index] = _better(drafts[index], draft)
        drafts = [replace(draft, tokens=tuple(without_loops(draft.tokens))) for draft in drafts]
        return [
            Recognition(
                language,
                self._align(window, language, draft, options.task),
                draft.avg_logprob,
                draft.no_speech_prob,
                draft.doubt,
            )
            for window, language, draft in zip(heard, languages, drafts, strict=True)
        ]

    def align(self, heard: WhisperHeard, words: Sequence[str], language: str) -> tuple[Word, ...]:
        """Find when given words are said: teacher-forced, by the same cross-attention that times recognised ones.

        Raises InvalidOption for a language that the model does not know, and for more words than it can hold at once.
        """
        if language not in self.languages:
            raise InvalidOption(option="language", detail=f"{language!r} is not one that this model knows")
        tokens = self._tokens.encode("".join(words))
        if len(tokens) > MAX_TOKENS:
            raise InvalidOption(option="text", detail=f"{len(words)} words in {heard.duration:.0f} s are too many")
        draft = _Draft(tuple(tokens), 0.0, 0.0, "")
        return as_given(self._align(heard, language, draft, "transcribe"), words, heard.duration)

    def _first_drafts(
        self, heard: Sequence[WhisperHeard], languages: Sequence[str], options: AsrOptions
    ) -> list[_Draft]:
        """Decode with the beam, or greedily first; short windows, rarely sure, always with the beam.

        Windows of equal padding are all short or none.
        """
        if not options.greedy_first or options.beam_size == 1 or all(window.is_short for window in heard):
            return self._decode(heard, languages, options, _Attempt(options.beam_size))
        drafts = self._decode(heard, languages, options, _Attempt(1))
        unsure = [index for index, draft in enumerate(drafts) if draft.doubt or draft.avg_logprob < SURE_LOGPROB]
        some = [heard[index] for index in unsure]
        fresh = self._decode(some, [languages[index] for index in unsure], options, _Attempt(options.beam_size))
        for index, draft in zip(unsure, fresh, strict=True):
            drafts[index] = _better(drafts[index], draft) if draft.doubt else draft
        return drafts

    def _features(self, window: Audio, frames: int) -> Samples:
        """Padded with zeros as *features*, not as silent samples: what the reference (``pad_or_trim``) does."""
        features = log_mel(np.pad(window.mono().samples[0], (0, HOP_LENGTH)), n_mels=self._model.n_mels)[:, :frames]
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))

    def _decode(
        self, heard: Sequence[WhisperHeard], languages: Sequence[str], options: AsrOptions, attempt: _Attempt
    ) -> list[_Draft]:
        if not heard:
            return []
        said = self._tokens.expecting(options.initial_prompt, options.hotwords)
        prompts = [self._tokens.prompt(language, options.task, said) for language in languages]
        limit = token_limit(max(window.longest for window in heard))
        results = self._model.generate(
            _batch([window.encoded for window in heard]),
            prompts,
            beam_size=attempt.beam_size,
            repetition_penalty=attempt.repetition_penalty,
            no_repeat_ngram_size=attempt.no_repeat_ngram_size,
            max_length=min(CONTEXT_TOKENS, len(prompts[0]) + limit),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return [self._draft(result, window) for result, window in zip(results, heard, strict=True)]

    def _draft(self, result: ctranslate2.models.WhisperGenerationResult, window: WhisperHeard) -> _Draft:
        tokens = tuple(self._tokens.until(result.sequences_ids[0], window.duration))
        length = max(1, len(result.sequences_ids[0]))
        avg_logprob = float(result.scores[0]) * length / (length + 1)  # the end token was scored too
        why = doubt(tokens, avg_logprob, window.duration)
        return _Draft(tokens, avg_logprob, float(result.no_speech_prob), why)

    def _align(self, window: WhisperHeard, language: str, draft: _Draft, task: str) -> tuple[Word, ...]:
        """Find when each word was said: dynamic time warping over the cross-attention (CTranslate2 ``align``).

        One window at a time: together they are no faster, and a path may then differ in the last bit.
        """
        split = self._tokens.words(draft.tokens, "en" if task == "translate" else language)
        tokens = [token for word in split for token in word.tokens]
        if not tokens:
            return ()
        (aligned,) = self._model.align(
            _batch([window.encoded]),
            self._tokens.control(language, task),
            [tokens],
            [int(window.duration * FRAMES_PER_SECOND)],
        )
        return _timed(split, aligned, window.duration)


def _padding(seconds: float) -> tuple[float, float]:
    """Return to how many seconds a window is padded, and the length of the longest window that is padded so.

    It depends on the window alone, so that its text does not change with the windows that are decoded beside it.
    """
    whole = WINDOW_FRAMES / FRAMES_PER_SECOND
    if seconds <= SHORT_WINDOW:
        return whole, SHORT_WINDOW
    padded = min(whole, max(LEAST_PADDED, PAD_STEP * math.ceil((seconds + PAD_SECONDS) / PAD_STEP)))
    return padded, padded - PAD_SECONDS


def _retries(options: AsrOptions) -> list[_Attempt]:
    """Return the attempts at texts that looked wrong, all without chance."""
    if not options.retry:
        return []
    return [
        _Attempt(options.beam_size, repetition_penalty=1.1, no_repeat_ngram_size=6),
        _Attempt(1, repetition_penalty=1.2, no_repeat_ngram_size=4),
    ]


def _better(left: _Draft, right: _Draft) -> _Draft:
    """Return the more believable of two drafts of one window."""
    if bool(left.doubt) != bool(right.doubt):
        return right if left.doubt else left
    severe = ("loop", "fast")
    if (left.doubt in severe) != (right.doubt in severe):
        return right if left.doubt in severe else left
    return right if right.avg_logprob > left.avg_logprob else left


def _batch(encoded: Sequence[Samples]) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(np.stack(encoded))


def _timed(
    split: Sequence[TokenWord], alignment: ctranslate2.models.WhisperAlignmentResult, duration: float
) -> tuple[Word, ...]:
    """Give words their times: a token begins where the path first reaches it."""
    path = np.asarray(alignment.alignments, np.int64).reshape(-1, 2)
    begins = path[np.flatnonzero(np.diff(path[:, 0], prepend=-1)), 1] * TOKEN_SECONDS
    probabilities = alignment.text_token_probs
    words: list[Word] = []
    first = 0
    for word in split:
        last = first + len(word.tokens)
        start = float(begins[first]) if first < begins.size else duration
        end = float(begins[last]) if last < begins.size else duration
        chances = probabilities[first:last]
        start = min(max(start, words[-1].end if words else 0.0), duration)
        chance = float(np.mean(chances)) if len(chances) else 0.0
        words.append(Word(word.text, start, min(max(start, end), duration), chance))
        first = last
    return tuple(words)
