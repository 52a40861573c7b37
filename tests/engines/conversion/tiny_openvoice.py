"""Writes a small, untrained OpenVoice v2 converter as MyShell publishes it. Run by the environment's Python: ``tiny_openvoice.py FOLDER``."""

import json
import sys
from pathlib import Path

SIZES = {
    "zero_g": True, "inter_channels": 8, "hidden_channels": 8, "filter_channels": 16, "n_heads": 2, "n_layers": 6, "n_layers_q": 3,
    "kernel_size": 3, "p_dropout": 0.1, "resblock": "1", "resblock_kernel_sizes": [3, 7, 11],
    "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]], "upsample_rates": [8, 8, 2, 2], "upsample_initial_channel": 32,
    "upsample_kernel_sizes": [16, 16, 4, 4], "gin_channels": 16, "use_spectral_norm": False,
}  # fmt: skip
DATA = {"sampling_rate": 22050, "filter_length": 1024, "hop_length": 256, "win_length": 1024, "n_speakers": 0}


def old_name(name: str) -> str:
    """Return the name that PyTorch gave a normalised weight when the real one was written."""
    for new, before in ((".original0", "_g"), (".original1", "_v")):
        name = name.replace(f".parametrizations.weight{new}", f".weight{before}")
    return name


def main() -> None:
    import torch
    from TTS.vc.configs.openvoice_config import OpenVoiceConfig
    from TTS.vc.models.openvoice import OpenVoice

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    config = OpenVoiceConfig()
    for name, value in SIZES.items():
        config.model_args[name] = value
    torch.manual_seed(0)
    model = OpenVoice(config)
    with torch.no_grad():  # an untrained one hardly sounds, and heeds no tone colour
        model.dec.conv_post.weight.mul_(30.0)
        for name, weights in model.flow.named_parameters():
            if name.endswith("post.weight"):
                weights.normal_(0.0, 0.5)
    state = {old_name(name): tensor for name, tensor in model.state_dict().items()}
    torch.save({"model": state, "iteration": 0, "optimizer": None, "learning_rate": 1e-4}, folder / "checkpoint.pth")
    (folder / "config.json").write_text(json.dumps({"_version_": "v2", "data": DATA, "model": SIZES}), encoding="utf-8")


if __name__ == "__main__":
    main()
