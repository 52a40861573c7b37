"""i-vectors of one's own training: the classical way, small enough to read (``dsp/gmm``, ``dsp/ivector``).

For learners, and as a baseline: twenty cepstra and their slopes, a background model of the given recordings, the directions
in which their voices differ. A few minutes of a few dozen people teach it little; CAM++ heard 200,000.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.files import writing
from sorikit.dsp.delta import delta
from sorikit.dsp.fbank import SAMPLE_RATE, SIXTEEN_BIT, FbankOptions
from sorikit.dsp.gmm import DiagonalGmm, Matrix, train_gmm
from sorikit.dsp.ivector import IvectorModel, train_ivectors
from sorikit.dsp.kaldi_mfcc import KaldiMfccOptions, kaldi_mfcc
from sorikit.engines.speaker import TrainOptions, Voice
from sorikit.engines.speaker._sound import check_sound, embed_sounds
from sorikit.store import ModelFiles

CEPSTRA = KaldiMfccOptions(FbankOptions(SAMPLE_RATE, n_mels=30, gain=SIXTEEN_BIT), n_mfcc=20, energy=False)
VERSION = 1
_ARRAYS = ("weights", "means", "variances", "matrix", "mean")


class IvectorEmbedder:
    """The embedder."""

    sample_rate = SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises InvalidDocument for a file that ``save`` did not write."""
        del device  # numpy decides
        self._model = read(Path(files.card.name))
        self.dim = int(self._model.mean.size)

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, dim). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "the model")
        return embed_sounds(
            audio, voices, self.dim, lambda samples: self._model.vector(features(samples)).astype(np.float32)
        )


def features(samples: Samples) -> Matrix:
    """Return what the model hears of mono 16 kHz ``samples``: ``(frames, 40)``, mean 0 and variance 1 over the voice."""
    cepstra = kaldi_mfcc(samples, CEPSTRA)
    both = np.concatenate([cepstra, delta(cepstra)]).astype(np.float64).T
    spread = np.maximum(both.std(axis=0), 1e-6) if len(both) else 1.0
    centred: Matrix = (both - both.mean(axis=0)) / spread if len(both) else both
    return centred


def train_model(voices: Sequence[Samples], options: TrainOptions) -> IvectorModel:
    """Return a model of ``voices``, the speech of each mono at 16 kHz. Raises InvalidOption where they are too few or too short."""
    if len(voices) <= options.dimensions:
        raise InvalidOption(
            option="dimensions",
            detail=f"{options.dimensions} directions need more than {len(voices)} recordings; give more, or a smaller number",
            detail_ko=f"방향 {options.dimensions}개에는 녹음이 {len(voices)}개보다 많아야 합니다. 녹음을 더하거나 수를 줄이세요",
        )
    heard = [features(voice) for voice in voices]
    background = train_gmm(np.concatenate(heard), options.components)
    return train_ivectors(background, heard, options.dimensions)


def save(model: IvectorModel, path: Path) -> None:
    """Write a model as plain arrays. Raises OutputNotWritable, DiskFull."""
    one = model.background
    values = (one.weights, one.means, one.variances, model.matrix, model.mean)
    arrays: dict[str, Any] = {name: value.astype(np.float32) for name, value in zip(_ARRAYS, values, strict=True)}
    with writing(path) as file:
        np.savez_compressed(file, version=np.array(VERSION), **arrays)


def read(path: Path) -> IvectorModel:
    """Return a model that ``save`` wrote. Raises InvalidDocument."""
    try:
        with np.load(path, allow_pickle=False) as file:
            version = int(file["version"])
            weights, means, variances, matrix, mean = (file[name].astype(np.float64) for name in _ARRAYS)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
        raise _bad(path) from error
    fits = (
        version == VERSION
        and means.ndim == 2
        and weights.shape == means.shape[:1]
        and variances.shape == means.shape
        and mean.ndim == 1
        and matrix.shape == (*means.shape, mean.size)
        and all(np.isfinite(array).all() for array in (weights, means, variances, matrix, mean))
        and (variances > 0).all()
    )
    if not fits:
        raise _bad(path)
    return IvectorModel(DiagonalGmm(weights, means, variances), matrix, mean)


def _bad(path: Path) -> InvalidDocument:
    return InvalidDocument(
        name=str(path),
        detail="is not a model of sori speakers train; make one with: sori speakers train FILES -o MODEL.npz",
        detail_ko="sori speakers train이 만든 모델이 아닙니다. 만들려면: sori speakers train 파일들 -o 모델.npz",
    )
