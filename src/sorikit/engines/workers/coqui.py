"""The worker of Coqui TTS: Tacotron 2, Glow-TTS, FastPitch, VITS, XTTS, with their vocoders, as the library loads them.

Verbs: ``load`` a folder, ``learn`` a voice from a recording, ``speak`` a sentence.

The library is taken as it is but for four things, each because a model's files could run code, or what the library wants is not
needed: torch reads numbers only (``wire``), statistics in ``.npy`` are read by the same restricted reader, nothing is written
into a model's folder, and recordings come as numbers, so that neither FFmpeg nor torchaudio's compiled part is loaded.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
import tempfile
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sorikit.engines.workers.statistics import UnreadableError, read_dictionary
from sorikit.engines.workers.wire import Message, Refused, Verbs, answer, one_line

NAME = "coqui"
PACKAGES = ("coqui-tts", "torch", "torchaudio", "transformers")
CHECKPOINTS = ("model_file.pth", "model_file.pth.tar", "model.pth", "checkpoint.pth", "best_model.pth")
"""Names of the file of weights, in the order they are looked for."""
VOCODER = "vocoder"
"""Folder inside a model's, with its vocoder."""
STRETCHED = ("vits", "glow_tts", "fast_pitch", "fast_speech", "fastspeech2", "speedy_speech", "forward_tts", "xtts")
"""Models (``model`` or ``base_model`` of their config.json) whose speed can be asked for."""
LEARNING_RATE = 22_050
"""Hz at which XTTS hears a recording."""
LEAST_HEARD = 0.5
"""Seconds of it; XTTS itself stops at a third."""


def start() -> Verbs:
    """Load the library."""
    import torch

    _load_torchaudio(torch)
    import TTS.utils.synthesizer  # noqa: F401 - so that what lacks is told now

    voice: list[Coqui] = []

    def load(call: Message) -> Message:
        voice[:] = [Coqui(call.fields, torch)]
        return answer(voice[0].facts())

    return {
        "load": load,
        "learn": lambda call: voice[0].learn(str(call.fields["name"]), call.arrays["sound"]),
        "speak": lambda call: voice[0].speak(call.fields),
    }


def _load_torchaudio(torch: Any) -> None:
    """Load torchaudio; where its compiled part was built for another torch (on Linux for CUDA), without that part.

    It holds two losses and a filter; what is used here (resampling, spectrograms) is Python.
    """
    try:
        import torchaudio
    except (OSError, RuntimeError, ImportError):
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
            del sys.modules[name]
        instead: Any = types.ModuleType("torchaudio._extension")
        instead._IS_TORCHAUDIO_EXT_AVAILABLE = False
        instead.fail_if_no_align = lambda function: function
        sys.modules["torchaudio._extension"] = instead
        torchaudio = importlib.import_module("torchaudio")
        del torchaudio
    del torch


class Coqui:
    """A model that is loaded."""

    def __init__(self, wishes: Mapping[str, Any], torch: Any) -> None:
        self._torch = torch
        self._latents: dict[str, Any] = {}
        folder = Path(wishes["folder"])
        _keep_to_numbers(torch)
        self.given_phonemes = False
        with tempfile.TemporaryDirectory() as scratch:
            try:
                self._say = self._loaded(folder, Path(scratch), cuda=bool(wishes.get("cuda")))
            except Refused:
                raise
            except Exception as error:
                line = one_line(error)
                raise Refused(
                    str(folder), f"Coqui cannot load it ({line})", f"Coqui가 읽지 못합니다({line})"
                ) from error
        self._model = self._say.tts_model
        self.kind = str(self._say.tts_config.get("base_model") or self._say.tts_config.model).lower()
        self.clones = hasattr(self._model, "get_conditioning_latents")

    def facts(self) -> dict[str, Any]:
        """Return what the kit must know."""
        config, manager = self._say.tts_config, self._model.speaker_manager
        names = list(manager.speaker_names) if manager is not None and not self.clones else []
        if self.clones and manager is not None:
            names = list(manager.speaker_names)
        languages = self._model.language_manager.language_names if self._model.language_manager else []
        characters = getattr(self._model.tokenizer, "characters", None)
        return {
            "kind": str(config.model),
            "sample_rate": int(self._say.output_sample_rate),
            "speakers": names,
            "languages": list(config.languages) if self.clones else list(languages),
            "clones": self.clones,
            "speed": self.kind in STRETCHED,
            "phonemes": self.given_phonemes,
            "letters": "" if characters is None else "".join(one for one in characters.vocab if len(one) == 1),
            "limits": dict(self._model.tokenizer.char_limits) if self.clones else {},
            "vocoder": self._say.vocoder_model is not None or self.kind in ("vits", "xtts"),
        }

    def learn(self, name: str, sound: Any) -> Message:
        """Keep the voice of a recording (mono, ``LEARNING_RATE``) under a name."""
        if not self.clones:
            raise Refused("--like", f"{self.kind} does not learn voices", f"{self.kind}은(는) 목소리를 배우지 못합니다")
        if sound.size < LEAST_HEARD * LEARNING_RATE:
            raise Refused(
                "--like", "the recording is too short to take on a voice", "목소리를 배우기에 녹음이 너무 짧습니다"
            )
        xtts: Any = importlib.import_module(type(self._model).__module__)
        xtts.load_audio = lambda _, __: self._torch.from_numpy(sound).reshape(1, -1).clamp(-1, 1)
        config = self._say.tts_config
        self._latents[name] = self._model.get_conditioning_latents(
            "the recording",
            max_ref_length=config.max_ref_len,
            gpt_cond_len=config.gpt_cond_len,
            gpt_cond_chunk_len=config.gpt_cond_chunk_len,
            sound_norm_refs=config.sound_norm_refs,
            load_sr=LEARNING_RATE,
        )
        return answer()

    def speak(self, wishes: Mapping[str, Any]) -> Message:
        """Return the sound of a sentence."""
        import numpy as np

        speed, speaker, language = float(wishes["speed"]), wishes.get("speaker"), wishes.get("language")
        self._torch.manual_seed(int(wishes["seed"]))
        np.random.seed(int(wishes["seed"]))  # noqa: NPY002 - the phases that Griffin and Lim's method begins with
        if self.clones:
            return answer(sound=self._cloned(str(wishes["text"]), str(speaker), str(language), speed))
        if hasattr(self._model, "length_scale"):
            self._model.length_scale = 1.0 / speed
        from TTS.utils.synthesizer import PAD_SILENCE_SAMPLES

        many = self._model.language_manager is not None and self._model.language_manager.num_languages > 1
        sound = self._say.tts(
            str(wishes["text"]), speaker_name=speaker, language_name=language if many else None, split_sentences=False
        )
        return answer(sound=np.asarray(sound, np.float32)[:-PAD_SILENCE_SAMPLES])

    def _cloned(self, text: str, speaker: str, language: str, speed: float) -> Any:
        """Return what XTTS says in a learned voice, or one of its own."""
        latents = self._latents.get(speaker)
        if latents is None:
            latents = tuple(self._model.speaker_manager.speakers[speaker].values())
        config = self._say.tts_config
        wished = ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")
        settings = {name: getattr(config, name) for name in wished}
        return self._model.inference(text, language, *latents, speed=speed, **settings)["wav"]

    def _loaded(self, folder: Path, scratch: Path, *, cuda: bool) -> Any:
        from TTS.utils.synthesizer import Synthesizer

        settings = _with_paths(folder, scratch / "model.json")
        self._stand_in_for_espeak(settings)
        directory = json.loads(settings.read_text("utf-8")).get("model") == "xtts"
        vocoder = _vocoder_of(folder)
        more: dict[str, Any] = {}
        if vocoder is not None:
            more = {
                "vocoder_checkpoint": _checkpoint(vocoder),
                "vocoder_config": _with_paths(vocoder, scratch / "vocoder.json"),
            }
        checkpoint = folder if directory else _checkpoint(folder)
        return Synthesizer(tts_checkpoint=checkpoint, tts_config_path=settings, use_cuda=cuda, **more)

    def _stand_in_for_espeak(self, settings: Path) -> None:
        """Where a model reads English phonemes of espeak-ng, take them from the kit, which makes them itself."""
        config = json.loads(settings.read_text("utf-8"))
        english = str(config.get("phoneme_language") or "").lower().startswith("en")
        if (
            not config.get("use_phonemes")
            or not english
            or config.get("phonemizer") not in ("espeak", "gruut", None, "")
        ):
            return
        from TTS.tts.utils.text import tokenizer

        class Ready:
            """A phonemizer of what is phonemes already."""

            def __init__(self, **_: Any) -> None: ...

            def name(self) -> str:
                return "espeak"

            def phonemize(self, text: str, **_: Any) -> str:
                return text

        tokenizer.get_phonemizer_by_name = lambda *_, **__: Ready()
        config.update(phonemizer="espeak", text_cleaner=None)
        settings.write_text(json.dumps(config), "utf-8")
        self.given_phonemes = True


def _with_paths(folder: Path, copy: Path) -> Path:
    """Return a copy of a folder's config.json in which files of the folder are named by where they lie."""
    from TTS.utils.manage import ModelManager

    source = folder / "config.json"
    if not source.is_file():
        raise Refused(str(folder), "config.json is missing", "config.json이 없습니다")
    shutil.copyfile(source, copy)
    ModelManager._update_paths(None, folder, copy)
    return copy


def _checkpoint(folder: Path) -> Path:
    """Return the file of a folder's weights."""
    for name in CHECKPOINTS:
        if (folder / name).is_file():
            return folder / name
    others = [path for path in sorted(folder.glob("*.pth*")) if not path.name.startswith(("speakers", "model_se"))]
    if len(others) != 1:
        names = ", ".join(CHECKPOINTS[:3])
        raise Refused(str(folder), f"its weights are missing ({names})", f"가중치가 없습니다({names})")
    return others[0]


def _vocoder_of(folder: Path) -> Path | None:
    """Return the folder of a model's vocoder: inside it, or where Coqui's own downloads put the one that belongs to it."""
    inside = folder / VOCODER
    if (inside / "config.json").is_file():
        return inside
    from importlib import resources

    rows = json.loads(resources.files("TTS").joinpath(".models.json").read_text("utf-8"))
    for name in folder.name.split("--"):
        rows = rows.get(name, {}) if isinstance(rows, dict) else {}
    default = rows.get("default_vocoder") if isinstance(rows, dict) else None
    beside = folder.with_name(default.replace("/", "--")) if default else None
    return beside if beside is not None and (beside / "config.json").is_file() else None


def _keep_to_numbers(torch: Any) -> None:
    """Let nothing but numbers be read from a model's files, and nothing be written into its folder."""
    import numpy as np
    from TTS.utils.audio.processor import AudioProcessor

    torch.save = _write_nothing  # XTTS rewrites checkpoints of its first release
    read = np.load

    def load(*arguments: Any, **wishes: Any) -> Any:
        return read(*arguments, **{**wishes, "allow_pickle": False})

    np.load = load
    AudioProcessor.load_stats = _statistics


def _write_nothing(*_: Any, **__: Any) -> None:
    """Stand in for ``torch.save``."""


def _statistics(_: Any, path: str) -> tuple[Any, ...]:
    """Return the means and deviations of a ``scale_stats.npy``, which numpy would unpickle without restriction."""
    try:
        stats = read_dictionary(Path(path))
    except UnreadableError as error:
        raise Refused(path, f"holds more than numbers ({error})", f"숫자가 아닌 것이 들어 있습니다({error})") from error
    return (*(stats[name] for name in ("mel_mean", "mel_std", "linear_mean", "linear_std")), stats["audio_config"])
