"""Each corpus in the layout its makers published, made tiny, recognised by itself and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidDocument, InvalidOption, NotAudio
from sorikit.core.manifest import Item
from sorikit.formats.corpora import LAYOUTS, read_corpus
from sorikit.formats.corpora.ksponspeech import plain_text
from sorikit.formats.manifest import missing_audio


def put(root: Path, path: str, text: str | bytes = b"RIFF") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def librispeech(root: Path) -> list[Item]:
    folder = "test-clean/1089/134686"
    one = put(root, f"{folder}/1089-134686-0000.flac")
    put(root, f"{folder}/1089-134686.trans.txt", "1089-134686-0000 HE HOPED\n1089-134686-0001 STUFF IT\n")
    put(root, "SPEAKERS.TXT", "; ID | SEX\n")
    gone = root / folder / "1089-134686-0001.flac"
    return [
        Item("1089-134686-0000", one, text="HE HOPED", speaker="1089", language="en"),
        Item("1089-134686-0001", gone, text="STUFF IT", speaker="1089", language="en"),
    ]


def zeroth(root: Path) -> list[Item]:
    one = put(root, "test_data_01/003/104/104_003_0019.flac")
    put(root, "test_data_01/003/104/104_003.trans.txt", "104_003_0019 지난해 삼 월 김 전 장관의\n")
    put(root, "AUDIO_INFO", "SPEAKERID|NAME|SEX|SCRIPTID|DATASET\n")
    return [Item("104_003_0019", one, text="지난해 삼 월 김 전 장관의", speaker="104", language="ko")]


def common_voice(root: Path) -> list[Item]:
    head = "client_id\tpath\tsentence\tup_votes\tdown_votes\tage\tgender\taccents\tlocale\tsegment\n"
    put(root, "test.tsv", f'{head}f00\tcommon_voice_ko_1.mp3\t"네", 라고 했다.\t2\t0\ttwenties\t\t\tko\t\n')
    put(root, "train.tsv", head)
    one = put(root, "clips/common_voice_ko_1.mp3")
    extra = {"age": "twenties"}
    return [Item("common_voice_ko_1", one, text='"네", 라고 했다.', speaker="f00", language="ko", extra=extra)]


def ksponspeech(root: Path) -> list[Item]:
    folder = "KsponSpeech_01/KsponSpeech_0001"
    one = put(root, f"{folder}/KsponSpeech_000001.pcm")
    marked = "b/ 아/ (70%)/(칠십 퍼센트) 확률이라니 그+ 뭐* n/"
    put(root, f"{folder}/KsponSpeech_000001.txt", f"{marked}\n".encode("cp949"))
    extra = {"pronunciation": "아 칠십 퍼센트 확률이라니 그 뭐", "marked_text": marked}
    return [
        Item("KsponSpeech_000001", one, text="아 70% 확률이라니 그 뭐", language="ko", extra=extra, raw_rate=16_000)
    ]


def ljspeech(root: Path) -> list[Item]:
    put(root, "metadata.csv", "LJ001-0001|Printing, in 1455|Printing, in fourteen fifty-five\nLJ001-0002|only|only\n")
    files = [put(root, f"wavs/LJ001-000{n}.wav") for n in (1, 2)]
    texts = [("Printing, in 1455", "Printing, in fourteen fifty-five"), ("only", "only")]
    return [
        Item(file.stem, file, text=read, speaker="LJ", language="en", extra={"written": written})
        for file, (written, read) in zip(files, texts, strict=True)
    ]


def ravdess(root: Path) -> list[Item]:
    one = put(root, "Actor_12/03-01-06-01-02-01-12.wav")
    extra = {"channel": "speech", "intensity": "normal", "gender": "female", "repetition": 1}
    text = "Dogs are sitting by the door"
    return [Item(one.stem, one, text=text, speaker="12", label="fearful", language="en", extra=extra)]


def emodb(root: Path) -> list[Item]:
    one, two = put(root, "wav/03a01Fa.wav"), put(root, "wav/08a05Wa.wav")
    text = "Der Lappen liegt auf dem Eisschrank."
    return [
        Item("03a01Fa", one, text=text, speaker="03", label="happy", language="de", extra={"gender": "male"}),
        Item("08a05Wa", two, speaker="08", label="angry", language="de", extra={"gender": "female"}),
    ]


def gtzan(root: Path) -> list[Item]:
    one, two = put(root, "genres/blues/blues.00000.wav"), put(root, "genres/jazz/jazz.00000.au")
    return [Item("blues.00000", one, label="blues"), Item("jazz.00000", two, label="jazz")]


def voxceleb(root: Path) -> list[Item]:
    one, two = put(root, "wav/id10270/5r0dWxy17C8/00001.wav"), put(root, "wav/id10271/8jEAjG6SegY/00001.wav")
    put(root, "veri_test.txt", "0 id10270/5r0dWxy17C8/00001.wav id10271/8jEAjG6SegY/00001.wav\n")
    return [
        Item("id10270/5r0dWxy17C8/00001", one, speaker="id10270"),
        Item("id10271/8jEAjG6SegY/00001", two, speaker="id10271"),
    ]


MADE: dict[str, Callable[[Path], list[Item]]] = {
    "librispeech": librispeech,
    "zeroth": zeroth,
    "common-voice": common_voice,
    "ksponspeech": ksponspeech,
    "ljspeech": ljspeech,
    "ravdess": ravdess,
    "emodb": emodb,
    "gtzan": gtzan,
    "voxceleb": voxceleb,
}


@pytest.mark.parametrize("name", MADE)
def test_a_layout_is_recognised_and_read(name: str, tmp_path: Path) -> None:
    expected = MADE[name](tmp_path)
    assert read_corpus(tmp_path) == expected
    assert read_corpus(tmp_path, name) == expected
    assert [item.id for item in missing_audio(expected)] == (["1089-134686-0001"] if name == "librispeech" else [])


def test_every_layout_is_tested() -> None:
    assert set(LAYOUTS) == {*MADE, "ami", "manifest"}


def test_ami(tmp_path: Path) -> None:
    audio = put(tmp_path, "amicorpus/ES2004a/audio/ES2004a.Mix-Headset.wav")
    rttm = put(tmp_path, "only_words/rttms/test/ES2004a.rttm", "SPEAKER ES2004a 1 0 1 <NA> <NA> MEO015 <NA> <NA>\n")
    for speaker, words in {
        "A": '<w nite:id="ES2004a.A.words0" starttime="1.0" endtime="1.2">Don&#39;t</w>\n'
        '<w nite:id="ES2004a.A.words1" starttime="1.2" endtime="1.5">stop</w>\n'
        '<w nite:id="ES2004a.A.words2" starttime="1.5" endtime="1.5" punc="true">.</w>\n'
        '<vocalsound nite:id="ES2004a.A.words3" starttime="1.6" endtime="1.9" type="laugh"/>\n'
        '<w nite:id="ES2004a.A.words4">lost</w>\n'
        '<w nite:id="ES2004a.A.words5" starttime="4.0" endtime="4.5">Next</w>\n',
        "B": '<w nite:id="ES2004a.B.words0" starttime="2.0" endtime="2.4">Okay</w>\n',
    }.items():
        xml = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<nite:root>\n{words}</nite:root>\n'
        put(tmp_path, f"words/ES2004a.{speaker}.words.xml", xml)
    (item,) = read_corpus(tmp_path)
    assert (item.id, item.audio, item.rttm, item.language) == ("ES2004a", audio, rttm, "en")
    assert [(s.id, s.speaker, s.start, s.end, s.text) for s in item.segments] == [
        (0, "ES2004a.A", 1.0, 1.5, "Don't stop."),
        (1, "ES2004a.B", 2.0, 2.4, "Okay"),
        (2, "ES2004a.A", 4.0, 4.5, "Next"),
    ]


def test_ami_without_words(tmp_path: Path) -> None:
    put(tmp_path, "TS3003b.rttm")
    (item,) = read_corpus(tmp_path, "ami")
    assert (item.id, item.segments, missing_audio([item])) == ("TS3003b", (), [item])


def test_a_manifest_is_a_corpus(tmp_path: Path) -> None:
    list_ = put(tmp_path, "manifest.jsonl", '{"audio": "a.wav", "text": "hi"}\n')
    assert read_corpus(tmp_path) == read_corpus(list_) == [Item("a", tmp_path / "a.wav", text="hi")]


def test_one_list_alone(tmp_path: Path) -> None:
    common_voice(tmp_path)
    put(tmp_path, "dev.tsv", "client_id\tpath\tsentence\nx\tclip_2\t하나\n")
    (item,) = read_corpus(tmp_path / "dev.tsv")
    assert (item.audio, item.text) == (tmp_path / "clips/clip_2.mp3", "하나")
    put(tmp_path, "scripts/eval_clean.trn", "KsponSpeech_eval/eval_clean/KsponSpeech_E00001.pcm :: 어 n/ 네/\n")
    (item,) = read_corpus(tmp_path / "scripts/eval_clean.trn")
    assert (item.id, item.text) == ("KsponSpeech_E00001", "어 네")


def test_the_same_recording_in_two_parts(tmp_path: Path) -> None:
    for part in ("a", "b"):
        put(tmp_path, f"{part}/1/2/1-2.trans.txt", "1-2-0 HI\n")
    assert [item.id for item in read_corpus(tmp_path)] == ["a/1/2/1-2-0", "b/1/2/1-2-0"]


@pytest.mark.parametrize(
    ("marked", "spelled", "said"),
    [
        ("(3000원)/(삼천 원) 이야", "3000원 이야", "삼천 원 이야"),
        ("o/ 근데 l/ 그게 u/", "근데 그게", "근데 그게"),
        ("(b/ 음/)/(b/ 음/)", "음", "음"),
        ("(A/S)/(에이에스) 음/.", "A/S 음.", "에이에스 음."),
        ("n/", "", ""),
    ],
)
def test_the_marks_of_ksponspeech(marked: str, spelled: str, said: str) -> None:
    assert plain_text(marked) == spelled
    assert plain_text(marked, pronounced=True) == said


def test_what_is_not_a_corpus(tmp_path: Path) -> None:
    put(tmp_path, "holiday.wav")
    with pytest.raises(InvalidDocument, match="no known corpus is laid out like this"):
        read_corpus(tmp_path)
    with pytest.raises(InvalidDocument, match="holds no recordings of that layout"):
        read_corpus(tmp_path, "ravdess")
    with pytest.raises(InvalidDocument, match="is not there"):
        read_corpus(tmp_path / "nowhere")
    with pytest.raises(InvalidOption, match="is not one of auto, manifest"):
        read_corpus(tmp_path, "timit")


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("1/2/1-2.trans.txt", "1-2-0 HI\nHELLO\n", r"1-2.trans.txt, line 2: expected an utterance"),
        ("cv/test.tsv", "path\tsentence\na.mp3\n", "test.tsv, line 2: expected 2 columns, found 1"),
        ("metadata.csv", "LJ1|a|b\nLJ2\n", "metadata.csv, line 2: expected name"),
        ("a.trn", "a.pcm :: 네\nb.pcm 네\n", "a.trn, line 2: expected path"),
    ],
)
def test_the_line_of_a_mistake(path: str, text: str, words: str, tmp_path: Path) -> None:
    file = put(tmp_path, path, text)
    (file.parent / "clips").mkdir()
    (file.parent / "wavs").mkdir()
    with pytest.raises(InvalidDocument, match=words):
        read_corpus(file.parent)


def test_gtzans_keys_are_numbers_from_a(tmp_path: Path) -> None:
    for label, stem, number in (
        ("blues", "blues.00000", "3"),
        ("rock", "rock.00001", "12 \n"),
        ("rock", "rock.00002", "-1"),
    ):
        put(tmp_path, f"genres/{label}/{stem}.wav")
        put(tmp_path, f"gtzan_key/genres/{label}/{stem}.lerch.txt", number)
    put(tmp_path, "genres/rock/rock.00003.wav")
    assert [item.key for item in read_corpus(tmp_path)] == ["C major", "A minor", None, None]
    wrong = put(tmp_path, "genres/rock/rock.00003.lerch.txt", "24")
    with pytest.raises(InvalidDocument, match=rf"{wrong.name}, line 1: expected a key's number"):
        read_corpus(tmp_path)


def test_kspon_speech_says_the_rate_of_its_raw_samples(tmp_path: Path) -> None:
    kspon_text = "KsponSpeech_01/KsponSpeech_0001/KsponSpeech_000001"
    put(tmp_path, f"{kspon_text}.txt", "네")
    samples = np.array([0, 16_384, -32_768, 1], "<i2")
    (tmp_path / f"{kspon_text}.pcm").write_bytes(samples.tobytes())
    (item,) = read_corpus(tmp_path)
    audio = decode(item.source)
    assert audio.sample_rate == 16_000
    np.testing.assert_array_equal(audio.samples[0], samples / np.float32(32_768))
    with pytest.raises(NotAudio, match="raw samples without a header"):
        decode(item.audio)  # by its name alone nothing is guessed
