"""Makes tiny, untrained models in Coqui's own format, with its own classes: run by the environment's Python, never by ours.

``python tiny_coqui.py KIND FOLDER``; what they say is noise, of the right length and rate.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

try:
    import torchaudio  # noqa: F401
except OSError:  # a build for CUDA beside a torch for CPUs; see workers/coqui
    import types

    for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
        del sys.modules[name]
    extension = types.ModuleType("torchaudio._extension")
    extension._IS_TORCHAUDIO_EXT_AVAILABLE = False
    extension.fail_if_no_align = lambda function: function
    sys.modules["torchaudio._extension"] = extension

from TTS.tts.configs.fast_pitch_config import FastPitchConfig
from TTS.tts.configs.glow_tts_config import GlowTTSConfig
from TTS.tts.configs.shared_configs import CharactersConfig
from TTS.tts.configs.tacotron2_config import Tacotron2Config
from TTS.tts.configs.vits_config import VitsConfig
from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig, XttsConfig
from TTS.tts.models import setup_model
from TTS.tts.models.vits import VitsArgs
from TTS.tts.models.xtts import Xtts
from TTS.vocoder.configs import HifiganConfig, MultibandMelganConfig
from TTS.vocoder.models import setup_model as setup_vocoder

LETTERS = "abcdefghijklmnopqrstuvwxyz"
IPA = "abdefhijklmnopstuvwzæðŋɑɔəɛɜɪʃʊʌʒˈˌːθɹɾɚɡ"


def characters(letters=LETTERS, kind="TTS.tts.utils.text.characters.Graphemes"):
    return CharactersConfig(
        characters_class=kind,
        pad="_",
        eos="&",
        bos="*",
        blank="-",
        characters=letters,
        punctuations="!,.? ",
        phonemes="",
    )


def save(config, folder, name="model_file.pth"):
    folder.mkdir(parents=True, exist_ok=True)
    model = setup_model(config)
    unhurried(model)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.state_dict(), "config": config.to_dict()}, folder / name)
    return model


def unhurried(model):
    """Let an untrained model give each letter some frames, so that a speed can be heard: durations are exp(x) - 1 of a bias."""
    for name, parameter in model.named_parameters():
        if "duration_predictor" in name and name.endswith("bias") and parameter.numel() == 1:
            torch.nn.init.constant_(parameter, 1.6)


def tacotron2(folder):
    config = Tacotron2Config(
        r=2, characters=characters(), text_cleaner="english_cleaners", max_decoder_steps=20,
        out_channels=80, attention_type="original",
    )  # fmt: skip
    config.audio.stats_path = "/where/it/was/trained/scale_stats.npy"
    statistics(folder, config)
    saved, config.audio.stats_path = config.audio.stats_path, str(folder / "scale_stats.npy")
    model = setup_model(config)
    config.audio.stats_path = saved
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.state_dict()}, folder / "model_file.pth")


def statistics(folder, config):
    """Write the statistics of a training set as Coqui's ``compute_statistics`` does."""
    folder.mkdir(parents=True, exist_ok=True)
    audio = config.audio.to_dict()
    audio.pop("stats_path")
    bins = config.audio.fft_size // 2 + 1
    stats = {
        "mel_mean": np.zeros(80), "mel_std": np.ones(80), "linear_mean": np.zeros(bins), "linear_std": np.ones(bins),
        "audio_config": {"sample_rate": audio["sample_rate"], "fft_size": audio["fft_size"]},
    }  # fmt: skip
    np.save(folder / "scale_stats.npy", stats, allow_pickle=True)


def glow(folder):
    save(
        GlowTTSConfig(
            characters=characters(), text_cleaner="english_cleaners", hidden_channels_enc=32, hidden_channels_dec=32,
            hidden_channels_dp=32, num_flow_blocks_dec=1, num_block_layers=1, out_channels=80,
            encoder_params={"kernel_size": 3, "dropout_p": 0.1, "num_layers": 1, "num_heads": 2, "hidden_channels_ffn": 32},
        ),
        folder,
    )  # fmt: skip


def fastpitch(folder):
    config = FastPitchConfig(characters=characters(), text_cleaner="english_cleaners")
    small = {"hidden_channels_ffn": 32, "num_heads": 1, "num_layers": 1, "dropout_p": 0.1}
    config.model_args.hidden_channels = 32
    config.model_args.encoder_params = dict(small)
    config.model_args.decoder_params = dict(small)
    save(config, folder, "best_model.pth")


def vits_args(**more):
    return VitsArgs(
        hidden_channels=32, hidden_channels_ffn_text_encoder=32, num_heads_text_encoder=2, num_layers_text_encoder=1,
        num_layers_flow=1, num_layers_posterior_encoder=1, upsample_initial_channel_decoder=32,
        upsample_rates_decoder=[8, 8, 2, 2], upsample_kernel_sizes_decoder=[16, 16, 4, 4],
        resblock_kernel_sizes_decoder=[3], resblock_dilation_sizes_decoder=[[1, 3, 5]], init_discriminator=False, **more,
    )  # fmt: skip


def vits(folder, **more):
    kind = "TTS.tts.models.vits.VitsCharacters"
    config = VitsConfig(
        model_args=vits_args(), characters=characters(kind=kind), text_cleaner="basic_cleaners", add_blank=True, **more
    )
    save(config, folder, "model.pth")


def vits_phonemes(folder):
    """As the English voices of the hub: espeak-ng's phonemes. Made without espeak-ng, the config says so afterwards."""
    kind = "TTS.tts.models.vits.VitsCharacters"
    config = VitsConfig(
        model_args=vits_args(), characters=characters(IPA, kind), text_cleaner="english_cleaners", add_blank=True
    )
    save(config, folder)
    written = json.loads((folder / "config.json").read_text("utf-8"))
    written.update(use_phonemes=True, phonemizer="espeak", phoneme_language="en-us")
    (folder / "config.json").write_text(json.dumps(written), "utf-8")


def vits_speakers(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"p225": 0, "p226": 1, "p227": 2}, folder / "speaker_ids.pth")
    kind = "TTS.tts.models.vits.VitsCharacters"
    config = VitsConfig(
        model_args=vits_args(use_speaker_embedding=True, speaker_embedding_channels=16,
                             speakers_file=str(folder / "speaker_ids.pth")),
        characters=characters(kind=kind), text_cleaner="basic_cleaners", add_blank=True,
    )  # fmt: skip
    save(config, folder)
    written = json.loads((folder / "config.json").read_text("utf-8"))
    written["model_args"]["speakers_file"] = "/where/it/was/trained/speaker_ids.pth"
    (folder / "config.json").write_text(json.dumps(written), "utf-8")


def hifigan(folder):
    config = HifiganConfig()
    config.generator_model_params.update(
        upsample_initial_channel=32, resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3, 5]]
    )
    folder.mkdir(parents=True, exist_ok=True)
    model = setup_vocoder(config)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.model_g.state_dict(), "model_disc": {}}, folder / "model_file.pth")  # as older releases


def melgan(folder):
    config = MultibandMelganConfig()
    config.generator_model_params.update(upsample_factors=[8, 4, 2], num_res_blocks=1, base_channels=64)
    folder.mkdir(parents=True, exist_ok=True)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": setup_vocoder(config).state_dict()}, folder / "model_file.pth")


def xtts(folder, *, speakers=True):
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import Whitespace

    folder.mkdir(parents=True, exist_ok=True)
    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", *(f"[{one}]" for one in XttsConfig().languages)]
    letters = sorted(set(LETTERS + ",.!?'"))
    vocabulary = {token: number for number, token in enumerate([*special, *letters])}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "vocab.json"))
    args = XttsArgs(
        gpt_layers=1, gpt_n_model_channels=64, gpt_n_heads=2, gpt_max_audio_tokens=24, gpt_max_text_tokens=120,
        gpt_max_prompt_tokens=70, gpt_num_audio_tokens=34, gpt_start_audio_token=32, gpt_stop_audio_token=33,
        gpt_use_perceiver_resampler=True, gpt_use_masking_gt_prompt_approach=True, decoder_input_dim=64,
        gpt_number_text_tokens=len(vocabulary), gpt_start_text_token=3, gpt_stop_text_token=0,
    )  # fmt: skip
    config = XttsConfig(model_args=args, audio=XttsAudioConfig())
    model = Xtts(config)
    config.save_json(str(folder / "config.json"))
    torch.save({"model": model.state_dict(), "config": config.to_dict()}, folder / "model.pth")
    if speakers:
        random = torch.Generator().manual_seed(1)
        voice = {
            "gpt_cond_latent": torch.randn(1, 32, 64, generator=random),
            "speaker_embedding": torch.randn(1, 512, 1, generator=random),
        }
        torch.save({"Claribel Dervla": voice, "Damien Black": voice}, folder / "speakers_xtts.pth")


def xtts_bare(folder):
    xtts(folder, speakers=False)


if __name__ == "__main__":
    torch.manual_seed(1)
    for kind, folder in (pair.split("=", 1) for pair in sys.argv[1:]):
        globals()[kind](Path(folder))
