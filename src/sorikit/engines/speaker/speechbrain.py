"""SpeechBrain's speaker checkpoints (ECAPA-TDNN, x-vectors, ResNet …) through the real library.

A folder as its authors publish them: ``hyperparams.yaml``, ``embedding_model.ckpt``, ``mean_var_norm_emb.ckpt`` and what else the
YAML names (Ravanelli et al. 2021, https://arxiv.org/abs/2106.04624; ECAPA-TDNN: Desplanques et al. 2020; x-vectors: Snyder
et al. 2018). Such a YAML can name any Python function to call: only what builds networks is let through. Weights are read by
torch with ``weights_only``, which is its default.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import EngineFailed
from sorikit.core.extras import optional_library
from sorikit.core.resample import resample
from sorikit.dsp.fbank import SAMPLE_RATE
from sorikit.engines._on_disk import refused_path
from sorikit.engines.speaker import Voice
from sorikit.engines.speaker._paths import SPEECHBRAIN
from sorikit.engines.speaker._sound import check_sound, embed_sounds
from sorikit.store import ModelFiles

PLAIN_TAGS = frozenset({"!ref", "!copy", "!tuple", "!PLACEHOLDER"})
BUILDERS = tuple(
    f"{kind}:{place}"
    for kind in ("!new", "!name")
    for place in (
        "speechbrain.lobes.", "speechbrain.nnet.", "speechbrain.processing.", "speechbrain.dataio.encoder.",
        "speechbrain.utils.parameter_transfer.", "torch.nn.",
    )
)  # fmt: skip
_TAG = re.compile(r"(?:^|[\s\[{,])(!\S+)", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_HOME = re.compile(r"^pretrained_path\s*:", re.MULTILINE)


class SpeechbrainEmbedder:
    """The embedder."""

    sample_rate = SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the library, InvalidOption for a folder that it cannot load. Opens no network."""
        folder = files.folder
        overrides = {"pretrained_path": str(folder)} if _HOME.search(checked_yaml(folder)) else {}
        feature = f"model {files.card.name!r}"
        try:
            classifiers = optional_library("speechbrain.inference.classifiers", "speechbrain", feature)
            fetching = optional_library("speechbrain.utils.fetching", "speechbrain", feature)
            self._torch: Any = optional_library("torch", "speechbrain", feature)
        except OSError as error:  # torchaudio and torch built for different devices
            raise EngineFailed(engine="SpeechBrain", detail=str(error)) from error
        logging.getLogger("speechbrain").setLevel(logging.WARNING)
        try:
            self._model = classifiers.EncoderClassifier.from_hparams(
                source=str(folder),
                overrides=overrides,
                local_strategy=fetching.LocalStrategy.NO_LINK,
                fetch_config=fetching.FetchConfig(allow_network=False),
                run_opts={"device": "cuda" if device.name == "cuda" else "cpu"},
            )
        except Exception as error:
            line = (str(error) or type(error).__name__).splitlines()[0]
            raise refused_path(
                folder, f"SpeechBrain cannot load it ({line})", f"SpeechBrain이 읽지 못합니다({line})"
            ) from error
        self._rate = int(getattr(self._model.hparams, "sample_rate", SAMPLE_RATE))
        self.dim = int(self._embed_samples(np.zeros(SAMPLE_RATE, np.float32)).size)

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, dim). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "the model")
        return embed_sounds(audio, voices, self.dim, self._embed_samples)

    def _embed_samples(self, samples: Samples) -> Samples:
        sound = resample(Audio(samples, SAMPLE_RATE), self._rate).samples
        with self._torch.inference_mode():
            vectors = self._model.encode_batch(self._torch.tensor(sound))
        return np.asarray(vectors.cpu().numpy(), np.float32).reshape(-1)


def checked_yaml(folder: Path) -> str:
    """Return the text of the folder's YAML. Raises InvalidOption where it would call more than what builds networks."""
    try:
        text = (folder / SPEECHBRAIN).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise refused_path(folder / SPEECHBRAIN, "cannot be read", "읽을 수 없습니다") from error
    for tag in _TAG.findall(_COMMENT.sub("", text)):
        if tag not in PLAIN_TAGS and not tag.startswith(BUILDERS):
            raise refused_path(
                folder / SPEECHBRAIN,
                f"asks to run {tag}, which no speaker model needs; it is not loaded",
                f"화자 모델에 필요하지 않은 {tag} 실행을 요구하므로 읽지 않습니다",
            )
    return text
