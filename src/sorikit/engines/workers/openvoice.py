"""The worker of OpenVoice's converter, through coqui-tts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sorikit.engines.workers.wire import Message, Refused, Verbs, answer, one_line

NAME = "openvoice"
PACKAGES = ("coqui-tts", "torch")


class Converter:
    """A loaded checkpoint and its verbs."""

    def __init__(self) -> None:
        """Load the library."""
        import torch
        from TTS.vc.configs.openvoice_config import OpenVoiceConfig
        from TTS.vc.models.openvoice import OpenVoice

        self.torch: Any = torch
        self.config_of: Any = OpenVoiceConfig
        self.model_of: Any = OpenVoice
        self.model: Any = None

    def load(self, call: Message) -> Message:
        """Load a checkpoint through the library's own loading code; weights and nothing else are read from it."""
        weights, settings = Path(call.fields["weights"]), Path(call.fields["settings"])
        try:
            document = json.loads(settings.read_text("utf-8"))
            told, sizes = document["data"], document["model"]
            config = self.config_of()
            for name, value in sizes.items():  # the library takes these sizes from its own defaults only
                if name in config.model_args:
                    config.model_args[name] = value
            config.audio.fft_size, config.audio.hop_length = told["filter_length"], told["hop_length"]
            config.audio.win_length = told["win_length"]
            model = self.model_of(config)
            model.load_checkpoint(config, weights, eval=True)  # config.json lies beside it
        except Exception as error:
            line = one_line(error)
            raise Refused(
                str(weights.parent), f"coqui-tts cannot load it ({line})", f"coqui-tts가 읽지 못합니다({line})"
            ) from error
        self.model = model.to(call.fields["device"])
        return answer({"sample_rate": int(model.config.audio.output_sample_rate)})

    def colour(self, call: Message) -> Message:
        """Return the tone colour of a sound."""
        with self.torch.inference_mode():
            found, _ = self.model.extract_se(self.torch.from_numpy(call.arrays["sound"]))
        return answer(colour=found[0, :, 0].float().cpu().numpy())

    def change(self, call: Message) -> Message:
        """Return a sound with one tone colour in another's place, as many whole steps long as the sound was."""
        torch, hop = self.torch, int(self.model.config.audio.hop_length)
        sound = torch.from_numpy(call.arrays["sound"])
        padded = torch.nn.functional.pad(sound, (0, -len(sound) % hop))
        own, other = (
            torch.from_numpy(call.arrays[name])[None, :, None].to(self.model.device) for name in ("own", "other")
        )
        with torch.inference_mode():
            torch.manual_seed(int(call.fields["seed"]))
            _, spectrum = self.model.extract_se(padded)
            made = self.model.inference(spectrum, {"g_src": own, "g_tgt": other})["model_outputs"]
        return answer(sound=made[0, 0].float().cpu().numpy())


def start() -> Verbs:
    """Load the library."""
    converter = Converter()
    return {"load": converter.load, "colour": converter.colour, "change": converter.change}
