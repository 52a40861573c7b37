"""Manifests there and back, and the line of every mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sorikit.core.errors import InvalidDocument
from sorikit.core.manifest import Item
from sorikit.core.text import Segment
from sorikit.formats import manifest

LINE = {
    "audio": "a/one.flac",
    "duration_s": 3.25,
    "lang": "ko",
    "text": "안녕",
    "speaker": "S1",
    "label": None,
    "rttm": "one.rttm",
    "license": "CC0",
    "segments": [{"start": 0.0, "end": 1.5, "speaker": "S1", "text": "안녕"}],
    "beats": [[0.5, 1], [1.0, 2]],
    "tempo_bpm": 120.0,
    "key": "C major",
    "raw_rate": 16_000,
}


def test_there_and_back(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text("\ufeff" + json.dumps(LINE) + "\r\n\r\n", "utf-8")
    (item,) = manifest.read(tmp_path / "list.jsonl")
    assert item == Item(
        id="one",
        audio=tmp_path / "a/one.flac",
        text="안녕",
        speaker="S1",
        rttm=tmp_path / "one.rttm",
        language="ko",
        duration=3.25,
        segments=(Segment(0, 0.0, 1.5, "안녕", speaker="S1"),),
        beats=(0.5, 1.0),
        tempo=120.0,
        key="C major",
        extra={"license": "CC0"},
        raw_rate=16_000,
    )
    assert manifest.missing_audio([item]) == [item]
    manifest.write([item], tmp_path / "again.jsonl")
    assert manifest.read(tmp_path / "again.jsonl") == [item]
    assert '"audio": "a/one.flac"' in (tmp_path / "again.jsonl").read_text("utf-8")
    (tmp_path / "deep").mkdir()
    manifest.write([item], tmp_path / "deep" / "moved.jsonl")
    (moved,) = manifest.read(tmp_path / "deep" / "moved.jsonl")
    assert moved.audio.resolve() == item.audio.resolve()


def test_other_peoples_lines() -> None:
    """NeMo's keys, numbers for names, an absolute path, labels that are objects."""
    text = (
        '{"audio_filepath": "/data/x.wav", "duration": 2, "text": "", "speaker": 1272}\n'
        '{"audio": "y.wav", "label": {"role": "mix"}, "language": "en"}\n'
        '{"audio": "z.wav", "label": 7}\n'
    )
    nemo, mixed, numbered = manifest.loads(text, folder=Path("sets"))
    assert (nemo.audio, nemo.duration, nemo.text, nemo.speaker) == (Path("/data/x.wav"), 2.0, "", "1272")
    assert (mixed.label, mixed.extra["label"], mixed.language) == (None, {"role": "mix"}, "en")
    assert numbered.label == "7"
    again = manifest.loads(manifest.dumps([mixed]))
    assert again[0].extra["label"] == {"role": "mix"}


@pytest.mark.parametrize(
    ("audios", "ids"),
    [
        (["a.wav", "b.wav"], ["a", "b"]),
        (["x/a.wav", "y/a.wav", "b.wav"], ["x/a", "y/a", "b"]),
        (["a.wav", "a.flac"], ["a.wav", "a.flac"]),
        (["p/x/a.wav", "q/x/a.wav"], ["p/x/a", "q/x/a"]),
    ],
)
def test_names_tell_items_apart(audios: list[str], ids: list[str]) -> None:
    text = "\n".join(json.dumps({"audio": audio}) for audio in audios)
    assert [item.id for item in manifest.loads(text)] == ids


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "one JSON object"),
        ("{}", "has no 'audio'"),
        ('{"audio": 3}', "has no 'audio'"),
        ('{"audio": " "}', "has no 'audio'"),
        ('{"audio": "b.wav", "text": ["a"]}', "'text' is not a text"),
        ('{"audio": "b.wav", "id": {}}', "'id' is not a text"),
        ('{"audio": "b.wav", "duration_s": "long"}', "'duration_s' is not a number"),
        ('{"audio": "b.wav", "duration_s": NaN}', "'duration_s' is not a number"),
        ('{"audio": "b.wav", "segments": 1}', "'segments' is not a list"),
        ('{"audio": "b.wav", "segments": [{"start": 2, "end": 1}]}', "'segments[0]' is not a start"),
        ('{"audio": "b.wav", "beats": [[]]}', "'beats' is not a number"),
        ('{"audio": "a.wav"}', "named a second time"),
    ],
)
def test_the_line_of_a_mistake(line: str, words: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        manifest.loads(f'{{"audio": "a.wav"}}\n\n{line}\n', name="list")
    assert str(caught.value).startswith("list, line 3: ")
    assert words in str(caught.value)
    assert re.search("[가-힣]", caught.value.sentence("ko"))


def test_nothing_in_it() -> None:
    with pytest.raises(InvalidDocument, match="list: holds no items"):
        manifest.loads("\ufeff\n", name="list")


def test_real_manifests(data: Path) -> None:
    found = [manifest.read(path) for path in sorted(data.glob("*/manifest.jsonl"))]
    assert sum(map(len, found)) > 300
    assert not [item for items in found for item in manifest.missing_audio(items)]
