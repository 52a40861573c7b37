"""Edge's voices: the real edge-tts library against Edge's protocol on loopback, and against nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.apps.provenance import read_provenance
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption, NothingToSay, RemoteError
from sorikit.core.events import Notice
from sorikit.core.speech import Spoken, sound_of
from sorikit.engines import tts
from sorikit.engines._load import unload
from sorikit.engines.tts import SpeakOptions
from sorikit.formats import write
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines
from sorikit.store import default_store

pytest.importorskip("edge_tts", reason="the extra edge is not installed")
edge_service = pytest.importorskip("edge_service")
GAP, WORD = edge_service.GAP, edge_service.WORD
needs_kokoro = pytest.mark.skipif(
    not default_store().state("kokoro").installed, reason="the model kokoro is not installed"
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    unload()  # the list of voices is kept with the engine
    with edge_service.serving() as there:
        aim(monkeypatch, there.base)
        yield there
    unload()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    unload()
    aim(monkeypatch, "127.0.0.1:9")
    yield
    unload()


def aim(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    """Let the library's two addresses lead to this machine; nothing else of it is changed."""
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://{base}/edge/v1?TrustedClientToken=x")
    monkeypatch.setattr("edge_tts.voices.VOICE_LIST", f"http://{base}/voices/list?trustedclienttoken=x")


def said(text: str, options: SpeakOptions | None = None) -> list[Spoken]:
    return list(tts.load("edge").speak(text, options))


def test_sentences_words_and_their_times(service: Any) -> None:
    one, two = said('"Good morning," she said to him & me. See you soon!', SpeakOptions(language="en"))
    assert one.text == '"Good morning," she said to him & me.'
    assert "".join(word.text for word in one.words) == one.text
    assert [word.text for word in two.words] == ["See", " you", " soon!"]
    for spoken, count in ((one, 7), (two, 3)):
        assert len(spoken.words) == count
        assert spoken.audio.sample_rate == 24_000
        assert spoken.audio.duration == pytest.approx(count * (WORD + GAP), abs=0.25)
        starts = np.diff([word.start for word in spoken.words])
        assert starts == pytest.approx([WORD + GAP] * (count - 1), abs=0.02)
    assert (one.pause, two.pause, one.voice) == (0.35, 0.0, "en-US-EmmaMultilingualNeural")
    loud = np.abs(one.audio.samples[0]) > 0.1
    for word in one.words:  # the words are where the sound is
        middle = round((word.start + word.end) / 2 * 24_000)
        assert loud[middle - 1200 : middle + 1200].mean() > 0.5
    assert [asked.text for asked in service.asked] == [one.text, two.text]
    assert service.asked[0].config["context"]["synthesis"]["audio"]["metadataoptions"]["wordBoundaryEnabled"] == "true"
    assert len(service.asked[0].token) > 60


def test_wishes_reach_the_service(service: Any) -> None:
    said("안녕하세요.", SpeakOptions(language="ko", speed=1.25, pitch=2))
    said("Hello.", SpeakOptions(voice="en-GB-RyanNeural", speed=0.5, pitch=-3))
    first, second = service.asked
    assert first.voice == "Microsoft Server Speech Text to Speech Voice (ko-KR, SunHiNeural)"
    assert (first.rate, first.pitch) == ("+25%", "+24Hz")  # two semitones above a woman's 200 Hz
    assert second.voice.endswith("(en-GB, RyanNeural)")
    assert (second.rate, second.pitch) == ("-50%", "-25Hz")  # three below 155 Hz: nobody said whose voice it is


def test_east_asian_words_have_times_of_their_own(service: Any) -> None:
    (one,) = said("東京都へ、行きました。", SpeakOptions(language="ja"))
    assert len(one.words) > 3
    assert "".join(word.text for word in one.words) == one.text
    assert service.asked[0].voice.endswith("(ja-JP, NanamiNeural)")


def test_the_list_of_voices(service: Any) -> None:
    voices = {one.name: one for one in tts.load("edge").voices}
    assert len(voices) == 6
    assert voices["ko-KR-SunHiNeural"].default_for == ("ko",)
    assert voices["ko-KR-InJoonNeural"].sex == "male"
    assert voices["zh-CN-liaoning-XiaobeiNeural"].accent == "zh-CN-liaoning"
    assert voices["fil-PH-AngeloNeural"].default_for == (
        "tl",
    )  # the usual one is not listed: the first takes its place
    with pytest.raises(InvalidOption, match="ko-KR-InJoonNeural"):
        tts.load("edge").speak("Hello.", SpeakOptions(voice="xx-XX-NobodyNeural"))
    service.mood = "well"
    said("Hello.", SpeakOptions(voice="en-GB-RyanNeural", pitch=-3))
    assert service.asked[-1].pitch == "-18Hz"  # of a man's 115 Hz, since the list says that he is one


def test_voices_that_cannot_be_are_refused_without_asking(nobody: None) -> None:
    with pytest.raises(InvalidOption, match="ko-KR-SunHiNeural"):
        tts.load("edge").speak("Hello.", SpeakOptions(voice="af_heart"))
    with pytest.raises(InvalidOption, match="language"):
        tts.load("edge").speak("Hello.", SpeakOptions(language="xx"))


def test_a_broken_connection_is_tried_again(service: Any) -> None:
    service.mood = "breaks"
    (one,) = said("One two three four five six.")
    assert (len(one.words), service.connections) == (6, 2)


@pytest.mark.parametrize(
    ("mood", "match", "connections"),
    [
        ("cuts", "broke off", 2),
        ("silent", "Is there a voice en-US-EmmaMultilingualNeural", 1),
        ("refuses", "HTTP 403", 2),  # the library sets its clock by the answer and asks again
        ("odd", "does not understand", 1),
        ("garbage", "cannot be decoded", 1),
    ],
)
def test_refusals_are_one_sentence_each(mood: str, match: str, connections: int, service: Any) -> None:
    service.mood = mood
    with pytest.raises(RemoteError, match=match) as caught:
        said("One two three four five six seven eight.")
    assert service.connections == connections
    assert "Edge TTS" in caught.value.sentence("ko")


def test_nobody_there(nobody: None) -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        said("Hello.")
    with pytest.raises(RemoteError, match="cannot be reached"):
        _ = tts.load("edge").voices


@needs_kokoro
def test_offline_the_default_voice_takes_over_and_says_so(nobody: None) -> None:
    notices: list[Notice] = []
    job = speak_lines(
        "Good morning. 안녕하세요.", SpeechOptions(SpeakOptions(voice="ko-KR-SunHiNeural"), "edge", check=False)
    )
    spoken = job.run(lambda event: notices.append(event) if isinstance(event, Notice) else None)
    assert [one.text for one in spoken.sentences] == ["Good morning.", "안녕하세요."]
    assert not any(one.voice and "Neural" in one.voice for one in spoken.sentences)
    assert len(notices) == 1
    assert "cannot be reached" in notices[0].en
    assert "이 컴퓨터" in notices[0].ko


@needs_kokoro
def test_what_was_said_before_stays(service: Any) -> None:
    events = iter(speak_lines("One two. Three four.", SpeechOptions(model="edge", check=False)))
    first = next(event for event in events if hasattr(event, "spoken"))
    service.mood = "cuts"
    rest = [event for event in events if hasattr(event, "spoken") or isinstance(event, Notice)]
    assert first.spoken.voice == "en-US-EmmaMultilingualNeural"
    assert [isinstance(event, Notice) for event in rest] == [True, False]
    assert rest[1].spoken.text == "Three four."
    assert rest[1].spoken.voice != first.spoken.voice


def test_without_fallback_it_is_an_error(nobody: None) -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        speak_lines("Good morning. Good night.", SpeechOptions(model="edge", check=False, fallback=False)).run()
    with pytest.raises(NothingToSay):
        speak_lines("…", SpeechOptions(model="edge")).run()


MORNING = "Good morning, everybody, it is so good that all of you could come."
NIGHT = "Now we begin with the first of the seven questions for today."


def test_subtitles_are_sentences(service: Any, tmp_path: Path) -> None:
    speech = speak_lines(f"{MORNING} {NIGHT}", SpeechOptions(model="edge", check=False)).run()
    path = tmp_path / "said.srt"
    write(speech.transcript("said"), path, "srt")
    text = path.read_text(encoding="utf-8")
    cues = [" ".join(cue.split("\n")[2:]) for cue in text.strip().split("\n\n")]
    assert cues == [MORNING, NIGHT]


def test_nothing_else_asks_the_service(service: Any) -> None:
    assert default_store().card_of("edge").remote
    assert not default_store().card_of("edge").default
    assert sound_of(said("Hello.")).duration > 0.2
    assert service.connections == 1


def test_the_commands(service: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["voices", "--engine", "edge", "--language", "ko", "--json", "-q"]) == 0
    assert {row["name"] for row in json.loads(capsys.readouterr().out)} == {"ko-KR-InJoonNeural", "ko-KR-SunHiNeural"}
    target = tmp_path / "said.ogg"
    speak = ["speak", "Good morning, everybody in this room.", "--engine", "edge", "--no-check", "-o", str(target)]
    assert main([*speak, "--speed", "1.5", "--volume", "-6", "--srt", str(tmp_path / "said.srt"), "--json", "-q"]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)["sentences"]
    assert (sentence["voice"], len(sentence["words"])) == ("en-US-EmmaMultilingualNeural", 6)
    assert service.asked[0].rate == "+50%"
    assert np.abs(decode(target).samples).max() == pytest.approx(0.2, abs=0.05)  # 6 dB below what the service sends
    found = read_provenance(target)
    assert found is not None
    assert found.voice == "en-US-EmmaMultilingualNeural"


def test_the_commands_when_nobody_is_there(nobody: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "said.wav"
    speak = ["speak", "Hello.", "--engine", "edge", "--no-check", "-o", str(target), "-q"]
    assert main([*speak, "--no-fallback"]) == 6
    assert "cannot be reached" in capsys.readouterr().err
    assert not target.exists()
    assert main(["voices", "--engine", "edge", "-q"]) == 6
