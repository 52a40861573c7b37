"""``sori score`` as a person meets it: every kind on files made here, and what is said of everything that can be wrong."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.apps.cli.score import NORMALIZERS, TEXT_KINDS, TITLES
from sorikit.core.audio import Audio
from sorikit.core.codecs import write
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.metrics import KINDS
from sorikit.metrics.normalize import NORMALIZERS as ALL_NORMALIZERS

for library in ("rapidfuzz", "pyannote.metrics", "mir_eval"):
    pytest.importorskip(library, reason="the extra eval is not installed")

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORI_LANG", "en")


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def scored(capsys: Captured, *arguments: object) -> dict[str, Any]:
    """Run with --json and return the document."""
    code = main(["score", *map(str, arguments), "--json"])
    out = capsys.readouterr()
    assert code == 0, out.err
    document: dict[str, Any] = json.loads(out.out)
    return document


def values(document: dict[str, Any]) -> dict[str, float]:
    return {score["name"]: score["value"] for score in document["scores"]}


def told(capsys: Captured, *arguments: object, code: int = 2) -> str:
    """Run what fails and return its sentence."""
    assert main(["score", *map(str, arguments)]) == code
    out = capsys.readouterr()
    assert out.out == ""
    return out.err


def test_the_command_knows_every_kind() -> None:
    assert set(TITLES) == set(KINDS)
    assert set(NORMALIZERS) == {"auto", *ALL_NORMALIZERS}
    assert set(TEXT_KINDS) == {name for name, row in KINDS.items() if row.reads in ("text", "transcript")}


TRUE = {"a": "the cat sat on the mat", "b/c": "red green blue pink"}
SAID = {"a": "the cat sat on a mat", "b/c": "red green pink black"}


def test_two_folders(tmp_path: Path, capsys: Captured) -> None:
    """By hand: a 1 substitution of 6 words; b/c 1 deletion, 1 insertion of 4."""
    true = put(tmp_path / "true", {f"{name}.txt": text for name, text in TRUE.items()})
    said = put(tmp_path / "said", {"a.txt": SAID["a"]})
    segment = Segment(0, 0.0, 1.0, SAID["b/c"])
    formats.write(Transcript((segment,), duration=1.0), tmp_path / "said/b/c.json")
    document = scored(capsys, "wer", true, said, "--language", "en")
    assert values(document)["WER"] == pytest.approx(3 / 10)
    assert document["items"] == 2
    assert {item["item"] for item in document["scores"][0]["items"]} == {"a", "b/c"}
    assert document["settings"]["normalizer"] == "english"
    assert {"kind": "substitute", "reference": "the", "hypothesis": "a", "count": 1} in document["mistakes"]
    assert document["schema"] == "sorikit.score/1"


def test_what_is_printed(tmp_path: Path, capsys: Captured) -> None:
    true = put(tmp_path / "true", {"a.txt": TRUE["a"], "b.txt": "hello"})
    said = put(tmp_path / "said", {"a.txt": SAID["a"], "b.txt": "hello"})
    assert main(["score", "wer", str(true), str(said)]) == 0
    out = capsys.readouterr().out
    assert re.search(r"WER +14\.3 % +0\.0 % … 16\.7 % +S 14\.3 %, D 0\.0 %, I 0\.0 %", out)
    assert re.search(r"a +16\.7 % +S 1, D 0, I 0", out)
    assert re.search(r"the +→ a +1", out)
    assert main(["score", "wer", str(true), str(said), "--no-interval", "-q"]) == 0
    assert capsys.readouterr().out == ""


FORMATTED = {
    "srt": "1\n00:00:00,000 --> 00:00:02,000\n안녕하세요 여러분\n",
    "vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n<v S1>안녕하세요 여러분\n",
    "tsv": "start\tend\ttext\n0\t2000\t안녕하세요 여러분\n",
    "txt": "[0:00] SPEAKER_00\n안녕하세요 여러분\n",
    "stm": "talk 1 S1 0 2 <o> { 안녕하세요 / 안녕 } 여러분\n",
    "ctm": "talk 1 0 1 안녕하세요\ntalk 1 1 1 여러분\n",
    "json": '{"text": "안녕하세요 여러분", "segments": [{"start": 0, "end": 2, "text": " 안녕하세요 여러분"}]}',
}


@pytest.mark.parametrize("ending", FORMATTED)
def test_one_file_of_any_format(ending: str, tmp_path: Path, capsys: Captured) -> None:
    put(tmp_path, {"true.txt": "안녕하세요, 여러분!", f"said.{ending}": FORMATTED[ending]})
    document = scored(capsys, "cer", tmp_path / "true.txt", tmp_path / f"said.{ending}")
    assert values(document) == {"CER": 0.0, "CER without spaces": 0.0, "jamo error rate": 0.0}
    assert document["settings"]["language"] == "ko"


def test_a_manifest_is_the_truth(tmp_path: Path, capsys: Captured) -> None:
    rows = [{"audio": f"x/{name}.flac", "text": f"{name} 하나 둘", "lang": "ko"} for name in ("가", "나")]
    rows.append({"audio": "x/다.flac", "text": None, "lang": "ko"})
    put(tmp_path, {"manifest.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})
    said = put(tmp_path / "said", {f"{unicodedata.normalize('NFD', '가')}.txt": "가 하나 둘", "나.txt": "나 하나 둘"})
    document = scored(capsys, "cer", tmp_path, said)
    assert (document["items"], values(document)["CER"]) == (2, 0.0)
    main(["score", "cer", str(tmp_path / "manifest.jsonl"), str(said)])
    assert "1 of 3 items have no truth for cer and are not judged" in capsys.readouterr().err


def test_neighbours_in_one_folder(tmp_path: Path, capsys: Captured) -> None:
    put(tmp_path, {"a.ref.txt": "one two", "a.hyp.txt": "one too", "b.ref.txt": "three", "b.hyp.txt": "three"})
    assert values(scored(capsys, "wer", tmp_path, tmp_path))["WER"] == pytest.approx(1 / 3)


def test_missing_answers(tmp_path: Path, capsys: Captured) -> None:
    true = put(tmp_path / "true", {"a.txt": "one two", "b.txt": "three", "c.txt": "four"})
    said = put(tmp_path / "said", {"a.txt": "one two", "z.txt": "nobody asked"})
    message = told(capsys, "wer", true, said)
    assert "2 of 3 items have no answer: b, c; --allow-missing counts them as wrong" in message
    document = scored(capsys, "wer", true, said, "--allow-missing")
    assert values(document)["WER"] == pytest.approx(0.5)
    assert (document["missing"], document["extra"]) == (["b", "c"], ["z"])
    main(["score", "wer", str(true), str(said), "--allow-missing"])
    said_of_it = capsys.readouterr().err
    assert "No answer, counted as wrong: b, c (2)." in said_of_it
    assert "Answers to no item, not judged: z (1)." in said_of_it
    wrong = put(tmp_path / "wrong", {"x.txt": "1"})
    assert "no name is that of a reference; asked for: a, b, c; there are: x" in told(capsys, "wer", true, wrong)


def test_names_in_other_folders_and_doubles(tmp_path: Path, capsys: Captured) -> None:
    true = put(tmp_path / "true", {"dev/a.txt": "one", "dev/b.txt": "two"})
    flat = put(tmp_path / "flat", {"a.txt": "one", "b.txt": "two"})
    assert scored(capsys, "wer", true, flat)["items"] == 2
    twice = put(tmp_path / "twice", {"x/a.txt": "one", "y/a.txt": "one", "b.txt": "two"})
    assert "two answers to one item" in told(capsys, "wer", true, twice)
    same = put(tmp_path / "same", {"a.txt": "one", "a.hyp.txt": "one", "b.txt": "two"})
    assert "two answers to one item" in told(capsys, "wer", flat, same)


def test_several_formats_of_one_name(tmp_path: Path, capsys: Captured) -> None:
    true = put(tmp_path / "true", {"a.txt": "one", "b.txt": "two"})
    said = put(tmp_path / "said", {"a.txt": "one", "b.txt": "two", "a.srt": "broken", "a.md": "# x", "a.rttm": "y"})
    main(["score", "wer", str(true), str(said)])
    out = capsys.readouterr()
    assert re.search(r"WER +0\.0 %", out.out)
    assert "several formats of one name; read: txt, passed over: srt" in out.err


def test_line_by_line(tmp_path: Path, capsys: Captured) -> None:
    put(tmp_path, {"r.txt": "one two\nthree\n", "h.txt": "one\nthree\n", "short.txt": "one\n"})
    true, said = tmp_path / "r.txt", tmp_path / "h.txt"
    main(["score", "wer", str(true), str(said)])
    assert "--lines judges line by line" in capsys.readouterr().err
    document = scored(capsys, "wer", true, said, "--lines")
    assert [item["item"] for item in document["scores"][0]["items"]] == ["line 1", "line 2"]
    assert "2 lines of reference and 1 of hypothesis" in told(capsys, "wer", true, tmp_path / "short.txt", "--lines")


def rttm(*turns: tuple[str, float, float, str]) -> str:
    lines = (f"SPEAKER {uri} 1 {start} {end - start} <NA> <NA> {who} <NA> <NA>\n" for uri, start, end, who in turns)
    return "".join(lines)


def test_who_spoke_when(tmp_path: Path, capsys: Captured) -> None:
    """By hand: 2 of 20 s confused in x; y has 1 of 10 s missed. One RTTM of both answers a folder."""
    put(tmp_path, {"all.rttm": rttm(("x", 0, 12, "1"), ("x", 12, 20, "2"), ("y", 0, 9, "1"))})
    true = put(
        tmp_path / "true", {"x.rttm": rttm(("x", 0, 10, "A"), ("x", 10, 20, "B")), "y.rttm": rttm(("y", 0, 10, "A"))}
    )
    document = scored(capsys, "der", true, tmp_path / "all.rttm")
    assert values(document)["DER"] == pytest.approx(3 / 30)
    assert document["scores"][0]["parts"]["confusion"] == pytest.approx(2 / 30)
    forgiven = scored(capsys, "der", true, tmp_path / "all.rttm", "--collar", 0.5, "--skip-overlap")
    assert forgiven["scores"][0]["name"] == "DER, collar 0.5 s, no overlap"
    assert forgiven["settings"]["collar"] == "0.5 s"
    assert "collar: -1.0 is not between 0 and 10" in told(capsys, "der", true, tmp_path / "all.rttm", "--collar", -1)
    formats.write(Transcript((Segment(0, 0.0, 1.0, "hi"),), duration=1.0), tmp_path / "mute.json")
    assert "says nothing about who speaks" in told(capsys, "der", tmp_path / "mute.json", tmp_path / "mute.json")


def talk(*said: tuple[str, float, str]) -> Transcript:
    segments = []
    for number, (speaker, start, text) in enumerate(said):
        words = tuple(Word(f" {one}", start + at, start + at + 0.8) for at, one in enumerate(text.split()))
        segments.append(Segment(number, start, start + len(words), text, words, speaker))
    turns = tuple(Turn(Span(s.start, s.end), str(s.speaker)) for s in segments)
    return Transcript(tuple(segments), "en", duration=60.0, turns=turns)


def test_transcripts_with_speakers_and_times(tmp_path: Path, capsys: Captured) -> None:
    true, said = tmp_path / "true.json", tmp_path / "said.json"
    formats.write(talk(("A", 0.0, "good morning all"), ("B", 10.0, "hello there")), true)
    formats.write(talk(("x", 0.0, "good morning all"), ("x", 10.0, "hello there"), ("x", 40.0, "thank you")), said)
    who = values(scored(capsys, "cpwer", true, said))
    assert who["cpWER"] == pytest.approx((2 + 4) / 5)
    assert who["WDER"] == pytest.approx(2 / 5)
    assert values(scored(capsys, "boundaries", true, said))["word border, median"] == 0.0
    lost = values(scored(capsys, "coverage", true, said))
    assert lost["lost speech"] == 0.0
    assert lost["invented words"] == pytest.approx(2.0)


def test_trials(tmp_path: Path, capsys: Captured) -> None:
    put(
        tmp_path,
        {
            "true.txt": "1 a b\n1 c d\n0 a c\n0 b d\n",
            "said.txt": "a b 0.9\n0.8 c d\n0.1 c a\n0.2 b d\n0.5 x y\n",
            "part.txt": "0.9 a b\n0.1 a c\n",
        },
    )
    document = scored(capsys, "eer", tmp_path / "true.txt", tmp_path / "said.txt")
    assert values(document)["EER"] == 0.0
    assert (document["items"], document["extra"]) == (4, ["x y"])
    assert "2 of 4 items have no answer: c d, b d" in told(capsys, "eer", tmp_path / "true.txt", tmp_path / "part.txt")
    missing = scored(capsys, "eer", tmp_path / "true.txt", tmp_path / "part.txt", "--allow-missing")
    assert values(missing)["EER"] == pytest.approx(0.5)


def test_labels_numbers_and_beats(tmp_path: Path, capsys: Captured) -> None:
    put(
        tmp_path,
        {
            "true.csv": "file,label\na.wav,sad\nb.wav,happy\n",
            "said.json": '{"a": "sad", "b": "angry"}',
            "tempo.tsv": "a\t120\nb\t90.5\n",
            "half.json": '{"a.wav": 60, "b.wav": 90}',
            "beats.json": '{"a": [6, 7, 8, 9]}',
            "taps.txt": "6.01 1\n7.0 2\n8.02 3\n9 4\n",
            "key.txt": "C major\n",
            "fifth.txt": "G major",
        },
    )
    document = scored(capsys, "labels", tmp_path / "true.csv", tmp_path / "said.json")
    assert values(document)["accuracy"] == 0.5
    assert document["mistakes"] == [{"kind": "label", "reference": "happy", "hypothesis": "angry", "count": 1}]
    tempo = values(scored(capsys, "tempo", tmp_path / "tempo.tsv", tmp_path / "half.json"))
    assert (tempo["tempo accuracy 1"], tempo["tempo accuracy 2"]) == (0.5, 1.0)
    assert values(scored(capsys, "beats", tmp_path / "beats.json", tmp_path / "taps.txt"))["beat F-measure"] == 1.0
    key = scored(capsys, "key", tmp_path / "key.txt", tmp_path / "fifth.txt")
    assert key["scores"][0]["value"] == 0.5


def test_a_folder_of_folders_is_labels(tmp_path: Path, capsys: Captured) -> None:
    put(tmp_path / "set", {"blues/a.wav": "x", "jazz/b.wav": "x"})
    put(tmp_path, {"said.csv": "a,blues\nb,blues\n"})
    assert values(scored(capsys, "labels", tmp_path / "set", tmp_path / "said.csv"))["accuracy"] == 0.5


def test_sound(tmp_path: Path, capsys: Captured) -> None:
    rng = np.random.default_rng(0)
    clean = (0.1 * rng.standard_normal(16_000)).astype(np.float32)
    noise = (0.01 * rng.standard_normal(16_000)).astype(np.float32)
    write(Audio(clean, 16_000), tmp_path / "clean.wav", subtype="FLOAT")
    write(Audio(clean + noise, 16_000), tmp_path / "noisy.flac")
    found = values(scored(capsys, "separation", tmp_path / "clean.wav", tmp_path / "noisy.flac"))
    assert found["SI-SDR"] == pytest.approx(20.0, abs=0.5)


def test_kept_and_compared(tmp_path: Path, capsys: Captured) -> None:
    texts = {f"{n}.txt": f"one two three number {n}" for n in range(12)}
    true = put(tmp_path / "true", texts)
    put(tmp_path / "good", texts)
    put(tmp_path / "bad", {name: text.replace("two", "too") for name, text in texts.items()})
    for name in ("good", "bad"):
        assert main(["score", "wer", str(true), str(tmp_path / name), "-q", "-o", str(tmp_path / f"{name}.json")]) == 0
    capsys.readouterr()
    assert main(["score", "compare", str(tmp_path / "bad.json"), str(tmp_path / "good.json")]) == 0
    assert "B is better in WER, and chance would hardly do this" in capsys.readouterr().out
    straight = scored(
        capsys, "compare", tmp_path / "bad", tmp_path / "good", "--reference", true, "--kind", "wer", "--seed", 3
    )
    (wer, *_) = straight["comparisons"]
    assert (wer["first"], wer["second"], wer["real"]) == (pytest.approx(0.2), 0.0, True)
    assert main(["score", "compare", str(tmp_path / "bad.json"), str(tmp_path / "bad.json")]) == 0
    assert "A and B are equal" in capsys.readouterr().out
    assert main(["score", "cer", str(true), str(tmp_path / "good"), "-q", "-o", str(tmp_path / "cer.json")]) == 0
    assert "only like can be compared" in told(capsys, "compare", tmp_path / "bad.json", tmp_path / "cer.json")
    assert "not a result of sori score" in told(capsys, "compare", true / "0.txt", tmp_path / "cer.json")
    assert "--reference and --kind belong together" in told(capsys, "compare", "a", "b", "--kind", "wer")


def test_quality_and_detected_coverage(tmp_path: Path, data: Path, capsys: Captured) -> None:
    sound = data / "asr-ko" / "ada00001.flac"
    shutil.copy(sound, tmp_path / "one.flac")
    put(tmp_path, {"broken.wav": "no sound"})
    rated = values(scored(capsys, "quality", tmp_path))
    assert 1.0 <= rated["DNSMOS OVRL"] <= 5.0
    distilled = scored(capsys, "quality", tmp_path / "one.flac", "--model", "distillmos")
    assert 1.0 <= values(distilled)["DistillMOS"] <= 5.0
    assert distilled["settings"]["model"] == "DistillMOS v7"
    main(["score", "quality", str(tmp_path)])
    assert "broken.wav: not a recording that can be read" in capsys.readouterr().err
    (tmp_path / "broken.wav").unlink()
    formats.write(Transcript(), tmp_path / "said/one.json")
    document = scored(capsys, "coverage", tmp_path / "said", "--audio", tmp_path)
    assert values(document)["lost speech"] == 1.0
    assert document["ranges"][0]["name"] == "lost speech"
    assert document["settings"]["truth"] == "voice detector at 0.3, 0.5, 0.7"
    assert "not both" in told(capsys, "coverage", tmp_path, tmp_path, "--audio", tmp_path)


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({}, ["wer", "nowhere.txt", "nowhere.txt"], "nowhere.txt: no such file or folder"),
        (
            {"a.pdf": "x"},
            ["wer", "a.pdf", "a.pdf"],
            "wer reads json, txt, stm, ctm, textgrid, vtt, srt, ttml, ass, lrc, tsv, csv and jsonl, not pdf",
        ),
        ({"a.txt": "x", "d/b.pdf": "x"}, ["wer", "a.txt", "d"], "d: holds no json, txt"),
        (
            {"d/b.pdf": "x"},
            ["wer", "d", "d"],
            "holds no json, txt, stm, ctm, textgrid, vtt, srt, ttml, ass, lrc, tsv, csv file, no manifest.jsonl, and",
        ),
        ({"a.txt": "x", "b.json": "{"}, ["wer", "a.txt", "b.json"], "b.json: not JSON"),
        ({"a.txt": "x", "b.json": "[]"}, ["wer", "a.txt", "b.json"], "has no key 'schema'"),
        ({"a.txt": "x", "b.json": '{"segments": [{}]}'}, ["wer", "a.txt", "b.json"], "do not all have start"),
        ({"a.rttm": "SPEAKER x 1 0\n"}, ["der", "a.rttm", "a.rttm"], "a.rttm, line 1: not a SPEAKER line"),
        ({"a.rttm": "SPEAKER x 1 0 1 <NA> <NA> A\n"}, ["cpwer", "a.rttm", "a.rttm"], "says who speaks, but not what"),
        ({"a.stm": "x 1 A 0 1 hi\n"}, ["boundaries", "a.stm", "a.stm"], "no word of the reference has a time"),
        ({"a.txt": "x", "b.ctm": "\nx 1 0 1 y\nx 1\n"}, ["wer", "a.txt", "b.ctm"], "b.ctm, line 3: expected"),
        ({"a.csv": "a,1\nb\n"}, ["tempo", "a.csv", "a.csv"], "a.csv, line 2: expected a name and a value"),
        ({"a.csv": "a,1\na,2\n"}, ["tempo", "a.csv", "a.csv"], "a.csv, line 2: 'a' is named a second time"),
        ({"a.csv": "a,fast\nb,2\n"}, ["tempo", "a.csv", "a.csv"], "a.csv: a: is not a number"),
        ({"a.json": '{"a": ["x"]}'}, ["labels", "a.json", "a.json"], "a.json: a: is not a label"),
        ({"a.json": '{"a": 1}'}, ["beats", "a.json", "a.json"], "is not a list of seconds"),
        (
            {"m.jsonl": '{"audio": "a.wav"}'},
            ["wer", "m.jsonl", "m.jsonl"],
            "none of its 1 items has what wer is judged by",
        ),
        ({"a.txt": "x"}, ["wer", "a.txt", "a.txt", "--resamples", "-1"], "resamples: -1 is not between"),
    ],
)
def test_what_is_wrong_is_said(
    files: dict[str, str],
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    put(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert words in told(capsys, *arguments)
    monkeypatch.setenv("SORI_LANG", "ko")
    assert re.search("[가-힣]", told(capsys, *arguments))


def test_a_kind_refuses_what_it_does_not_know(capsys: Captured) -> None:
    for arguments in (["wer", "a", "b", "--collar", "1"], ["loudness", "a", "b"], ["wer", "a"], []):
        with pytest.raises(SystemExit) as caught:
            main(["score", *arguments])
        assert caught.value.code == 2
    capsys.readouterr()


def test_real_recordings_against_themselves(data: Path, capsys: Captured) -> None:
    """Every kind that the manifests know the truth of is without error when the truth is the answer."""
    for kind, place in (("wer", "asr-en"), ("cer", "asr-ko"), ("der", "meetings"), ("cpwer", "meetings")):
        document = scored(capsys, kind, data / place, data / place / "manifest.jsonl", "--no-interval")
        assert document["scores"][0]["value"] == 0.0, kind
    for kind, place in (("labels", "emotion"), ("beats", "music"), ("tempo", "music")):
        document = scored(capsys, kind, data / place, data / place / "manifest.jsonl", "--no-interval")
        assert document["scores"][0]["value"] == 1.0, kind
