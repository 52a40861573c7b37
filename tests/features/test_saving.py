"""What is written is what was worked out, in every format, whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.sounds import noise, wav

from sorikit import features
from sorikit.core.errors import InvalidOption, OutputNotWritable, UnsupportedFormat
from sorikit.core.events import Progress
from sorikit.features import FeatureOptions
from sorikit.features.job import Target, save

RATE = 16_000
SECONDS = 23.0
"""More than two blocks of reading."""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sounds") / "a,b.wav"
    path.write_bytes(wav(noise(SECONDS) * np.linspace(0.1, 1, round(SECONDS * RATE), dtype=np.float32)))
    return path


@pytest.mark.parametrize("kind", ["mfcc-deltas", "whisper", "fbank", "loudness", "spectrum", "stft-db"])
def test_npy_is_the_array(kind: str, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.npy"
    options = FeatureOptions(cmvn="utterance" if kind == "fbank" else None)
    saved = save(recording, (kind,), Target(file=target), options).run()
    assert saved.files == (target,)
    assert saved.duration == SECONDS
    expected = features.extract(recording, kind, options).values
    written = np.load(target)
    assert written.shape == expected.shape == saved.summaries[0].shape
    assert written.dtype == np.float32
    np.testing.assert_array_equal(written, expected)
    assert np.load(target, mmap_mode="r").shape == expected.shape
    assert [path.name for path in target.parent.iterdir()] == ["a.npy"]


def test_npz_holds_all_and_says_what_they_are(recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.npz"
    kinds = ("mfcc", "whisper", "loudness", "f0")
    save(recording, kinds, Target(file=target), FeatureOptions(start=2.0)).run()
    with np.load(target) as archive:
        assert set(archive.files) == {*kinds, "about"}
        about = json.loads(str(archive["about"]))
        for kind, found in features.extract_all(recording, kinds, start=2.0).items():
            np.testing.assert_array_equal(archive[kind], found.values)
            assert about[kind]["rows"] == list(found.rows)
            assert about[kind]["hop_s"] == found.hop
            assert about[kind]["first_s"] == (found.times[0] if found.hop else None)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_tables_of_frames(ending: str, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / f"a.{ending}"
    kinds = ("rms", "zcr", "centroid", "chroma-stft")
    save(recording, kinds, Target(file=target)).run()
    names, table = read_table(target)
    found = features.extract_all(recording, kinds)
    assert names[:5] == ["time_s", "rms", "zcr", "centroid", "chroma-stft C"]
    np.testing.assert_allclose(table[:, 0], found["rms"].times, atol=1e-6)
    np.testing.assert_array_equal(table[:, 1:].T.astype(np.float32), np.concatenate([f.values for f in found.values()]))


def read_table(path: Path) -> tuple[list[str], np.ndarray]:
    if path.suffix == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet", reason='pip install "sorikit[analysis]"')
        table = parquet.read_table(path)
        return table.column_names, np.stack([column.to_numpy() for column in table.columns], axis=1)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = [[float(cell) if cell else np.nan for cell in line.split(",")] for line in lines]
    return head.split(","), np.array(cells)


def test_tables_of_vectors_events_and_spectra(recording: Path, tmp_path: Path) -> None:
    save(recording, ("mfcc-stats", "loudness"), Target(file=tmp_path / "v.csv")).run()
    head, line = (tmp_path / "v.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("file,mfcc1_mean,")
    assert head.endswith(",integrated")
    assert line.startswith('"a,b.wav",')
    assert len(line.split(",")) == 1 + 1 + 26 + 1  # one comma inside the name
    save(recording, ("spectrum",), Target(file=tmp_path / "s.csv"), FeatureOptions(n_fft=512)).run()
    names, table = read_table(tmp_path / "s.csv")
    assert names == ["frequency_hz", "amplitude"]
    assert table.shape == (257, 2)
    assert table[-1, 0] == RATE / 2
    save(recording, ("f0",), Target(file=tmp_path / "f.csv")).run()
    assert read_table(tmp_path / "f.csv")[1].shape[1] == 3  # NaN is an empty cell


def test_a_folder_gets_a_file_per_kind_where_one_cannot_hold_all(recording: Path, tmp_path: Path) -> None:
    for name, kinds, files in (
        ("npz", ("mfcc", "rms"), {"x.npz"}),
        ("npy", ("mfcc", "rms"), {"x.mfcc.npy", "x.rms.npy"}),
        ("csv", ("mfcc", "rms"), {"x.mfcc.csv", "x.rms.csv"}),
        ("csv", ("zcr", "rms"), {"x.csv"}),
    ):
        folder = tmp_path / f"{name}{len(files)}{kinds[0]}"
        saved = save(recording, kinds, Target(folder=folder, stem="x", format=name)).run()
        assert {path.name for path in saved.files} == {path.name for path in folder.iterdir()} == files


def test_what_cannot_be_written_is_said_and_leaves_nothing(recording: Path, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match=r"'.txt'.*\.npz, \.npy, \.csv, \.parquet"):
        save(recording, ("mfcc",), Target(file=tmp_path / "a.txt"))
    for ending in ("npy", "csv"):
        with pytest.raises(InvalidOption, match=r"cannot hold mfcc, rms together\. Choose a \.npz file, or a folder"):
            save(recording, ("mfcc", "rms"), Target(file=tmp_path / f"a.{ending}")).run()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        save(recording, ("mfcc",), Target(file=tmp_path / "file" / "a.npy")).run()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_progress_counts_the_seconds_of_sound(recording: Path, tmp_path: Path) -> None:
    events = list(save(recording, ("rms",), Target(file=tmp_path / "a.npy")))
    heard = [event for event in events if isinstance(event, Progress) and event.stage == "features"]
    assert [event.done for event in heard] == sorted(event.done for event in heard)
    assert heard[-1].done == heard[-1].total == SECONDS


MEMORY = """
import sys
from pathlib import Path
from sorikit.apps.bench.memory import peak_megabytes  # getrusage would count the process that started this one, too
from sorikit.features.job import Target, save
save(sys.argv[1], sys.argv[3].split(","), Target(file=Path(sys.argv[2]))).run()
print(peak_megabytes())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the peak is not known there")
def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    """Half an hour stays under 300 MB, and within 40 MB of two minutes."""
    kinds = "whisper,fbank,mfcc-deltas,mel,rms,zcr,centroid,loudness-momentary"
    peaks = []
    for minutes in (2, 30):
        sound = tmp_path / f"{minutes}.wav"
        piece = noise(60.0)
        with soundfile.SoundFile(sound, "w", RATE, 1, subtype="PCM_16") as file:
            for _ in range(minutes):
                file.write(piece)
        command = [sys.executable, "-c", MEMORY, str(sound), str(tmp_path / "a.npz"), kinds]
        peaks.append(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert peaks[1] < 300
    assert peaks[1] - peaks[0] < 40
