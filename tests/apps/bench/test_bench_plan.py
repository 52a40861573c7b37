"""What can be wrong with the wishes is found before any work, in one sentence each; what is right becomes a plan."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scripted_engine import make_items

from sorikit.apps.bench import engines
from sorikit.apps.bench.bench import clip_of
from sorikit.apps.bench.data import read_data
from sorikit.apps.bench.engines import ENGINES, find_engine, names
from sorikit.apps.bench.options import (
    BatchedOptions,
    FasterWhisperOptions,
    OurAsrOptions,
    language_for,
    read_options,
    speakers_for,
)
from sorikit.apps.bench.plan import BenchWishes, make_plan, parse_engines, safe_name
from sorikit.apps.bench.tasks import TASKS, find_task
from sorikit.core.codecs import decode
from sorikit.core.errors import AudioNotFound, InvalidDocument, InvalidOption, ModelNotInstalled, RuntimeMissing


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "sounds" / "manifest.jsonl"
    path.parent.mkdir()
    rows = [
        {"audio": item.audio.name, "text": "하나 둘", "lang": "ko", "speaker": f"s{number % 2}"}
        for number, item in enumerate(make_items(path.parent, 4))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("task", "typed", "shown"),
    [
        ("asr", "whisper-base", "whisper-base"),
        ("asr", "default", "whisper-base"),
        ("asr", "sorikit", "whisper-base"),
        ("asr", "faster-whisper", "faster-whisper:base"),
        ("asr", "faster-whisper:base", "faster-whisper:base"),
        ("vad", "silero", "silero-vad"),
        ("vad", "faster-whisper", "faster-whisper"),
        ("features", "sorikit", "sorikit:log-mel"),
        ("features", "librosa:mfcc39", "librosa:mfcc39"),
        ("diarization", "default", "default"),
        ("tts", "kokoro", "kokoro"),
        ("speaker", "campplus", "campplus"),
    ],
)
def test_engines_are_found_by_name(task: str, typed: str, shown: str) -> None:
    assert find_engine(task, typed).name == shown


@pytest.mark.parametrize(
    ("task", "typed"),
    [
        ("asr", "whispr"),
        ("asr", "faster-whisper:huge"),
        ("vad", "whisper-base"),
        ("diarization", "default:x"),
        ("asr", ""),
    ],
)
def test_an_unknown_engine_lists_those_there_are(task: str, typed: str) -> None:
    with pytest.raises(InvalidOption, match="is not one of") as caught:
        find_engine(task, typed)
    head = typed.partition(":")[0]
    assert head in str(caught.value)
    assert (head if ":" in typed else names(task)[0]) in str(caught.value).split("is not one of")[1]


def test_every_row_can_be_planned_and_names_a_runner_that_exists() -> None:
    for row in ENGINES:
        assert row.task in TASKS
        module, _, name = row.runner.partition(":")
        source = Path(engines.__file__).parent / "runners" / f"{module}.py"
        assert f"class {name}:" in source.read_text(encoding="utf-8")
        row.options()  # defaults are in range


def test_options_are_read_by_their_types() -> None:
    typed = {"beam_size": "3", "vad_filter": "yes", "language": "auto"}
    assert read_options(FasterWhisperOptions, typed, "x") == FasterWhisperOptions("auto", 3, vad_filter=True)
    assert read_options(BatchedOptions, {}, "x").batch_size == 8
    assert read_options(OurAsrOptions, {"retry": "no"}, "x").retry is False
    for wrong in ({"beam_size": "many"}, {"vad_filter": "perhaps"}, {"beam": "5"}):
        with pytest.raises(InvalidOption, match="--option x:"):
            read_options(FasterWhisperOptions, wrong, "x")
    with pytest.raises(InvalidOption, match="beam_size, compute_type"):
        read_options(FasterWhisperOptions, {"beam": "5"}, "x")


def test_languages_and_speakers_may_be_given_left_open_or_said() -> None:
    assert (language_for("given", "ko"), language_for("auto", "ko"), language_for("en", "ko")) == ("ko", None, "en")
    assert (speakers_for("given", 3, "x"), speakers_for("auto", 3, "x"), speakers_for("2", 3, "x")) == (3, None, 2)
    for wrong in ("0", "two", "-1"):
        with pytest.raises(InvalidOption, match="num_speakers"):
            speakers_for(wrong, 3, "x")


def test_one_engine_may_take_part_twice_under_labels() -> None:
    options = ["fast:beam_size=1", "faster-whisper:base:beam_size=2"]
    fast, slow, peer = parse_engines("asr", ["fast=whisper-base", "slow=whisper-base", "faster-whisper:base"], options)
    assert (fast.label, fast.words) == ("fast", "whisper-base beam_size=1")
    assert (slow.label, slow.words) == ("slow", "whisper-base")
    assert (peer.label, peer.options) == ("faster-whisper:base", {"beam_size": "2"})


@pytest.mark.parametrize(
    ("engine_names", "options", "named"),
    [
        ([""], [], "at least one"),
        (["whisper-base", "whisper-base"], [], "named twice"),
        (["a:b=whisper-base", "a_b=whisper-base"], [], "named twice"),
        (["=whisper-base"], [], "must not be empty"),
        (["whisper-base"], ["beam_size=1"], "ENGINE:KEY=VALUE"),
        (["whisper-base"], ["whisper-base:beam_size"], "ENGINE:KEY=VALUE"),
        (["whisper-base"], ["other:beam_size=1"], "not one of the engines"),
        (["whisper-base"], ["whisper-base:wings=2"], "no such option"),
    ],
)
def test_wrong_engines_and_options(engine_names: list[str], options: list[str], named: str) -> None:
    with pytest.raises(InvalidOption, match=named):
        parse_engines("asr", engine_names, options)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"task": "asrr"}, "asr, diarization"),
        ({"rounds": 0}, "--rounds"),
        ({"limit": 0}, "--limit"),
        ({"threads": 0}, "--threads"),
        ({"timeout": -1.0}, "--timeout"),
        ({"timeout": float("nan")}, "--timeout"),
    ],
)
def test_wishes_out_of_range(manifest: Path, changes: dict[str, object], named: str) -> None:
    wishes = {"task": "vad", "data": manifest, "engines": ("silero",), **changes}
    with pytest.raises(InvalidOption, match=named):
        make_plan(BenchWishes(**wishes))  # type: ignore[arg-type]


def test_a_peer_that_is_not_installed_says_what_to_type(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_is_here", lambda module: False)
    for task, name, package in (
        ("diarization", "pyannote", "pyannote.audio"),
        ("asr", "openai-whisper", "openai-whisper"),
        ("asr", "faster-whisper", "faster-whisper"),
    ):
        with pytest.raises(RuntimeMissing) as caught:
            make_plan(BenchWishes(task, manifest, (name,)))
        assert f"pip install {package}" in str(caught.value)


def test_a_model_that_is_not_here_says_what_to_type(manifest: Path, tmp_path: Path) -> None:
    from sorikit.store import Store, default_store, set_default_store

    before = default_store()
    set_default_store(Store(cache=tmp_path / "empty"))
    try:
        with pytest.raises(ModelNotInstalled, match="sori pull whisper-large-v3"):
            make_plan(BenchWishes("asr", manifest, ("whisper-large-v3",)))
    finally:
        set_default_store(before)


def test_where_the_results_go_and_what_is_taken(manifest: Path) -> None:
    plan = make_plan(BenchWishes("vad", manifest, ("silero",), limit=3))
    assert plan.folder == Path("bench") / "vad-sounds"
    assert [item.id for item in plan.items] == ["item0", "item1", "item2"]
    assert plan.seconds_for(plan.items[0]) == 125  # the file tells that it is half a second long
    assert make_plan(BenchWishes("vad", manifest, ("silero",), timeout=7.0)).seconds_for(plan.items[0]) == 7
    assert [safe_name(label) for label in ("a:b", "한글", "..", "x/y")] == ["a_b", "한글", "__", "x_y"]


def test_data_may_be_a_folder_and_texts_need_no_sound(manifest: Path) -> None:
    assert len(read_data(manifest.parent, find_task("asr")).items) == 4
    for path in manifest.parent.glob("*.wav"):
        path.unlink()
    assert len(read_data(manifest, find_task("tts")).items) == 4
    with pytest.raises(AudioNotFound, match=r"item0\.wav \(and 3 more"):
        read_data(manifest, find_task("asr"))


def test_what_has_no_text_cannot_be_spoken(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"audio": "a.wav", "text": " "}\n{"audio": "b.wav", "text": "둘"}\n', encoding="utf-8")
    dataset = read_data(path, find_task("tts"))
    assert [item.id for item in dataset.items] == ["b"]
    assert dataset.left_out == 1
    path.write_text('{"audio": "a.wav"}\n', encoding="utf-8")
    with pytest.raises(InvalidDocument, match="no item has a text"):
        read_data(path, find_task("tts"))


@pytest.mark.parametrize(("text", "named"), [("{", "line 1"), ('{"text": "a"}', "audio"), ("", "no items")])
def test_a_bad_manifest_says_where(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument, match=named):
        read_data(path, find_task("asr"))


def test_a_bad_rttm_is_told_before_any_work(tmp_path: Path) -> None:
    (item,) = make_items(tmp_path, 1)
    (tmp_path / "bad.rttm").write_text("SPEAKER a 1 zero\n", encoding="utf-8")
    path = tmp_path / "m.jsonl"
    path.write_text(json.dumps({"audio": item.audio.name, "rttm": "bad.rttm"}), encoding="utf-8")
    with pytest.raises(InvalidDocument, match="line 1"):
        make_plan(BenchWishes("diarization", path, ("default",)))


def test_no_data(tmp_path: Path) -> None:
    with pytest.raises(AudioNotFound):
        read_data(tmp_path / "nothing.jsonl", find_task("asr"))


def test_trials_come_from_a_list_or_from_all_pairs(manifest: Path) -> None:
    speaker = find_task("speaker")
    all_pairs = read_data(manifest, speaker)
    assert [(t.first, t.second, t.same) for t in all_pairs.trials] == [
        ("item0", "item1", False),
        ("item0", "item2", True),
        ("item0", "item3", False),
        ("item1", "item2", False),
        ("item1", "item3", True),
        ("item2", "item3", False),
    ]
    path = manifest.parent / "trials.txt"
    path.write_text("1 item0.wav item2.wav\n0 item0.wav item1.wav\n", encoding="utf-8")
    listed = read_data(path, speaker)
    assert [item.id for item in listed.items] == ["item0.wav", "item2.wav", "item1.wav"]
    assert [t.same for t in listed.trials] == [True, False]
    path.write_text("1 item0.wav item2.wav\n", encoding="utf-8")
    with pytest.raises(InvalidDocument, match="both kinds"):
        read_data(path, speaker)


def test_recordings_without_a_header_get_one(tmp_path: Path) -> None:
    (tmp_path / "a.pcm").write_bytes(np.arange(-800, 800, dtype="<i2").tobytes())
    (tmp_path / "list.jsonl").write_text('{"audio": "a.pcm", "raw_rate": 8000}\n', "utf-8")
    plan = make_plan(BenchWishes("vad", tmp_path / "list.jsonl", ("silero",), folder=tmp_path / "out"))
    for _ in range(2):  # the second time it is there
        clip = clip_of(plan.items[0], plan)
        audio = decode(clip.audio)
        assert (audio.sample_rate, audio.frames) == (8_000, 1_600)
    assert Path(clip.audio).parent.parent == tmp_path / "out" / "sounds"
    (tmp_path / "a.pcm").write_bytes(b"")
    Path(clip.audio).unlink()
    assert clip_of(plan.items[0], plan).audio == str(tmp_path / "a.pcm")  # the engine says what is wrong
