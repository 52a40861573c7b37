"""wav2vec2-CTC: two runtimes, one text; our preparation and reading against transformers' own processor."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_wav2vec2 as tiny

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.time import Span
from sorikit.engines import asr
from sorikit.engines.asr._ctc_files import read_settings
from sorikit.engines.asr._ctc_networks import OnnxNetwork

SOUND = Audio(tiny.voice(3.0), 16_000)

pytestmark = pytest.mark.filterwarnings("ignore")  # those of transformers and of the exporter are theirs


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    """Return the folders of the checkpoint and of its export, and transformers' model."""
    home = tmp_path_factory.mktemp("w2v")
    model = tiny.make(home / "torch")
    tiny.processor(home / "onnx")
    (home / "onnx" / "config.json").write_bytes((home / "torch" / "config.json").read_bytes())
    tiny.export(model, home / "onnx")
    return home / "torch", home / "onnx", model


def engine(folder: Path) -> Any:
    return asr.load(str(folder), Device(threads=1))


def test_both_runtimes_give_the_scores_of_transformers(made: tuple[Path, Path, Any]) -> None:
    import torch
    import transformers

    checkpoint, export, model = made
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=True)
    sound = extractor(SOUND.samples[0], sampling_rate=16_000, return_tensors="pt").input_values
    with torch.inference_mode():
        reference = model(sound).logits[0].log_softmax(-1).numpy()
    for folder in (checkpoint, export):
        ours = engine(folder).log_probs(SOUND)
        assert ours.shape == reference.shape
        assert np.abs(ours - reference).max() < 1e-3
    assert isinstance(engine(export)._network, OnnxNetwork)


def test_both_runtimes_write_the_text_of_the_tokenizer(made: tuple[Path, Path, Any]) -> None:
    import transformers

    checkpoint, export, _ = made
    tokenizer = transformers.Wav2Vec2CTCTokenizer(str(checkpoint / "vocab.json"))
    for beam in (1, 5):
        texts = []
        for folder in (checkpoint, export):
            recognizer = engine(folder)
            heard = recognizer.listen([SOUND, SOUND.cut(Span(0.0, 1.5))])
            whole, part = recognizer.transcribe(heard, ["ko", "ko"], asr.AsrOptions(beam_size=beam))
            assert part.text != whole.text
            texts.append(whole.text)
        assert texts[0] == texts[1]
        if beam == 1:
            ids = engine(checkpoint).log_probs(SOUND).argmax(axis=1)
            assert texts[0] == " ".join(tokenizer.decode(ids.tolist()).split())
    assert len(texts[0]) > 3


def test_words_have_times_in_order_and_probabilities(made: tuple[Path, Path, Any]) -> None:
    recognizer = engine(made[1])
    (found,) = recognizer.transcribe(recognizer.listen([SOUND]), ["ko"], asr.AsrOptions())
    assert found.words
    assert all(0.0 <= word.start < word.end <= 3.0 for word in found.words)
    assert all(left.end <= right.start for left, right in pairwise(found.words))
    assert all(0.0 < word.probability <= 1.0 for word in found.words)
    assert found.avg_logprob < 0.0
    assert recognizer.tell_language(recognizer.listen([SOUND])[0]) == {"ko": 1.0}


@pytest.mark.parametrize("frames", [0, 1, 399, 400, 720])
def test_very_short_sounds(made: tuple[Path, Path, Any], frames: int) -> None:
    for folder in made[:2]:
        recognizer = engine(folder)
        heard = recognizer.listen([Audio(tiny.voice(1.0)[:frames], 16_000)])
        (found,) = recognizer.transcribe(heard, ["ko"], asr.AsrOptions())
        assert all(word.end <= frames / 16_000 for word in found.words)


def test_a_language_model_of_the_folder_is_used(made: tuple[Path, Path, Any], tmp_path: Path) -> None:
    plain = engine(made[1])
    log_probs = plain.log_probs(SOUND)
    (before,) = plain.transcribe(plain.listen([SOUND]), ["ko"], asr.AsrOptions(beam_size=8))
    for file in made[1].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "language_model").mkdir()
    words = sorted({word.text.strip() for word in before.words})
    rows = "\n".join(f"-4.0 {word}" for word in words)
    text = f"\\data\\\nngram 1={len(words) + 3}\n\n\\1-grams:\n-0.1 가\n-9 <unk>\n-1 </s>\n{rows}\n\n\\end\\\n"
    (tmp_path / "language_model" / "small.arpa").write_text(text, encoding="utf-8")
    (tmp_path / "language_model" / "attrs.json").write_text(json.dumps({"alpha": 9.0, "beta": 4.0}), encoding="utf-8")
    judged = engine(tmp_path)
    assert np.array_equal(judged.log_probs(SOUND), log_probs)
    (after,) = judged.transcribe(judged.listen([SOUND]), ["ko"], asr.AsrOptions(beam_size=8))
    assert after.text != before.text


def test_wishes_that_it_cannot_heed_are_errors(made: tuple[Path, Path, Any]) -> None:
    recognizer = engine(made[1])
    asr.check_options(asr.AsrOptions(beam_size=3), recognizer, model="tiny")
    with pytest.raises(InvalidOption, match="translate"):
        asr.check_options(asr.AsrOptions(task="translate"), recognizer, model="tiny")
    with pytest.raises(InvalidOption, match="initial prompt"):
        asr.check_options(asr.AsrOptions(initial_prompt="hello"), recognizer, model="tiny")
    with pytest.raises(InvalidOption, match="language"):
        recognizer.transcribe(recognizer.listen([SOUND]), ["en"], asr.AsrOptions())


def test_settings_are_read_from_the_files(tmp_path: Path) -> None:
    tiny.processor(tmp_path, vocabulary={"<pad>": 0, "|": 1, "A": 2, "B": 3, "'": 4})
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "wav2vec2"}), encoding="utf-8")
    settings = read_settings(tmp_path)
    assert (settings.stride, settings.receptive) == (320, 400)
    assert settings.language == "en"
    assert settings.vocabulary.case == "upper"
    assert settings.vocabulary.encode("a-b") == [2, 3]
    prepared = settings.prepared(tiny.voice(1.0))
    assert (prepared.mean(), prepared.std()) == (pytest.approx(0, abs=1e-4), pytest.approx(1, abs=1e-3))
    (tmp_path / "README.md").write_text("---\nlanguage:\n- fr\nlicense: mit\n---\n", encoding="utf-8")
    assert read_settings(tmp_path).language == "fr"


def test_broken_folders_say_which_file(tmp_path: Path) -> None:
    tiny.processor(tmp_path, vocabulary={"a": 0, "b": 2})
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidDocument, match=r"vocab\.json"):
        read_settings(tmp_path)
    tiny.processor(tmp_path, vocabulary={"a": 0, "b": 1})
    with pytest.raises(InvalidDocument, match="blank"):
        read_settings(tmp_path)
    (tmp_path / "config.json").write_text("[", encoding="utf-8")
    with pytest.raises(InvalidDocument, match=r"config\.json"):
        read_settings(tmp_path)
