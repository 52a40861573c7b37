"""Recognition behind a server, over real HTTP on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.made_up_asr_server import Upload, serving, verbose

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption, ModelNotInstalled, RemoteError
from sorikit.core.time import Span
from sorikit.engines import asr
from sorikit.engines.asr._openai_answer import BadAnswer, read_answer

HELLO = verbose("Hello, world!", [("Hello", 0.5, 1.0), ("world", 1.2, 1.9)])
KEY = "sk-very-secret-key"


def sound(seconds: float = 5.0) -> Audio:
    time_axis = np.arange(int(seconds * 16_000)) / 16_000
    return Audio((0.5 * np.sin(2 * np.pi * 440 * time_axis)).astype(np.float32), 16_000)


def connect(url: str, model: str = "whisper-1", *, timeout: float = 20.0, retries: int = 4) -> asr.Recognizer:
    return asr.connect(asr.AsrServer(url, KEY, retries, timeout), model)


def once(recognizer: asr.Recognizer, language: str = "en", options: asr.AsrOptions | None = None) -> asr.Recognition:
    (found,) = recognizer.transcribe(recognizer.listen([sound()]), [language], options or asr.AsrOptions())
    return found


def test_a_window_is_sent_and_read() -> None:
    with serving(lambda upload: upload.send(200, HELLO)) as server:
        found = once(connect(server.url), options=asr.AsrOptions(initial_prompt="Sori"))
    assert [(word.text, word.start, word.end) for word in found.words] == [(" Hello,", 0.5, 1.0), (" world!", 1.2, 1.9)]
    assert found.words[0].probability == pytest.approx(np.exp(-0.25))
    assert (found.language, found.avg_logprob, found.no_speech_prob) == ("en", -0.25, 0.01)
    (upload,) = server.uploads
    assert upload.path == "/v1/audio/transcriptions"
    assert upload.fields == {
        "model": ["whisper-1"],
        "temperature": ["0"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "prompt": ["Sori"],
        "language": ["en"],
    }
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert upload.audio.sample_rate == 16_000
    np.testing.assert_allclose(upload.audio.samples, sound().samples, atol=1 / 32_000)


def test_the_language_is_told_without_sending_twice() -> None:
    answer = verbose("안녕하세요.", [("안녕하세요", 0.0, 1.0)], "korean")
    with serving(lambda upload: upload.send(200, answer)) as server:
        recognizer = connect(f"{server.url}/v1/")
        (heard,) = recognizer.listen([sound()])
        assert recognizer.tell_language(heard) == {"ko": 1.0}
        assert recognizer.tell_language(heard, Span(0, 2)) == {"ko": 1.0}
        (found,) = recognizer.transcribe([heard], ["ko"], asr.AsrOptions())
        assert found.text == "안녕하세요."
        assert len(server.uploads) == 1
        assert "language" not in server.uploads[0].fields
        recognizer.transcribe([heard], ["ja"], asr.AsrOptions())  # another question
        assert len(server.uploads) == 2


def test_translation_has_its_own_address() -> None:
    with serving(lambda upload: upload.send(200, {**HELLO, "task": "translate"})) as server:
        assert once(connect(server.url), "ko", asr.AsrOptions(task="translate")).text == "Hello, world!"
    assert server.uploads[0].path == "/v1/audio/translations"
    assert "language" not in server.uploads[0].fields


def test_models_without_times() -> None:
    tokens = [{"token": "Hi", "logprob": -0.1, "bytes": [72]}, {"token": " there", "logprob": -0.7, "bytes": []}]
    with serving(lambda upload: upload.send(200, {"text": "Hi there", "logprobs": tokens})) as server:
        recognizer = connect(server.url, "gpt-4o-transcribe")
        found = once(recognizer)
    assert [(word.text, round(word.start, 2), round(word.end, 2)) for word in found.words] == [
        (" Hi", 0.0, 1.43),
        (" there", 1.43, 5.0),
    ]
    assert [word.probability for word in found.words] == pytest.approx([np.exp(-0.1), np.exp(-0.7)])
    assert found.avg_logprob == pytest.approx(-0.4)
    assert server.uploads[0].fields["response_format"] == ["json"]
    assert not recognizer.supports.word_times
    with pytest.raises(InvalidOption, match="--language"):
        asr.check_options(asr.AsrOptions(), recognizer, model="openai:gpt-4o-transcribe")
    with pytest.raises(InvalidOption, match="task translate"):
        asr.check_options(asr.AsrOptions(task="translate"), recognizer, ["ko"])


@pytest.mark.parametrize("option", [{"beam_size": 1}, {"retry": False}])
def test_options_that_a_server_does_not_know(option: dict[str, int]) -> None:
    with pytest.raises(InvalidOption, match="whisper-base"):
        asr.check_options(asr.AsrOptions(**option), connect("http://127.0.0.1:1"), ["en"], model="openai")  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    def answer(upload: Upload) -> None:
        if upload.number < 2:
            upload.refuse(status, "busy", Retry_After="0")
        else:
            upload.send(200, HELLO)

    with serving(answer) as server:
        assert once(connect(server.url)).text == "Hello, world!"
    assert len(server.uploads) == 3
    assert len({upload.audio.samples.tobytes() for upload in server.uploads}) == 1


def test_waits_grow() -> None:
    times: list[float] = []

    def answer(upload: Upload) -> None:
        times.append(time.monotonic())
        upload.refuse(500, "oops")

    with serving(answer) as server, pytest.raises(RemoteError, match="HTTP 500: oops"):
        once(connect(server.url, retries=2))
    assert times[1] - times[0] > 0.4
    assert times[2] - times[1] > 0.9


def test_a_cut_answer_is_asked_again() -> None:
    def answer(upload: Upload) -> None:
        if upload.number:
            upload.send(200, HELLO)
            return
        upload.handler.send_response(200)
        upload.handler.send_header("Content-Length", "5000")
        upload.handler.end_headers()
        upload.handler.wfile.write(b'{"text": "He')

    with serving(answer) as server:
        assert once(connect(server.url)).text == "Hello, world!"
    assert len(server.uploads) == 2


def slow(upload: Upload) -> None:
    upload.handler.send_response(200)
    upload.handler.end_headers()
    for _ in range(100):
        upload.handler.wfile.write(b" ")
        upload.handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        (lambda u: u.refuse(401, f"Incorrect API key provided: {KEY}."), "refuses the key.*OPENAI_API_KEY", 1),
        (lambda u: u.refuse(404, "no model"), "knows no such address or model as whisper-1", 1),
        (lambda u: u.refuse(400, f"bad {KEY} file"), r"HTTP 400: bad \*\*\* file", 1),
        (lambda u: u.refuse(429, "You exceeded your quota", "insufficient_quota"), "HTTP 429: You exceeded", 1),
        (lambda u: u.refuse(503, "later", Retry_After="9999"), "HTTP 503: later", 1),
        (lambda u: u.send(200, "{not json"), "no JSON", 1),
        (lambda u: u.send(200, ["a", "list"]), "no text", 1),
        (lambda u: u.send(200, {"text": "Hi", "segments": [{"start": "?"}]}), "OpenAI's protocol", 1),
        (slow, "no whole answer in time", 1),
        (lambda u: time.sleep(2), "no answer in time", 1),
    ],
    ids=["key", "model", "bad", "credit", "down", "json", "list", "segments", "drip", "silence"],
)
def test_each_failure_is_one_sentence(answer: Callable[[Upload], None], said: str, asked: int) -> None:
    with serving(answer) as server, pytest.raises(RemoteError, match=said) as caught:
        once(connect(server.url, timeout=0.8))
    assert len(server.uploads) == asked
    for language in ("en", "ko"):
        sentence = caught.value.sentence(language)
        assert KEY not in sentence
        assert "\n" not in sentence
        assert sentence.startswith("http://127.0.0.1:")


def test_nobody_there() -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        once(connect("http://127.0.0.1:9", retries=0))


def test_the_key_stays_secret_and_is_asked_for() -> None:
    assert KEY not in repr(asr.AsrServer("http://h", KEY))
    with pytest.raises(InvalidOption, match="OPENAI_API_KEY"):
        asr.connect(asr.AsrServer())
    with pytest.raises(InvalidOption, match="not an address"):
        asr.AsrServer("localhost:8000")


def test_by_name_only() -> None:
    before = asr.default_server()
    with serving(lambda upload: upload.send(200, HELLO)) as server:
        asr.set_default_server(asr.AsrServer(server.url))
        try:
            for name, model in (("openai", "whisper-1"), ("openai:my/whisper-v3", "my/whisper-v3")):
                once(asr.load(name))
                assert server.uploads[-1].fields["model"] == [model]
                assert "authorization" not in server.headers[-1]
        finally:
            asr.set_default_server(before)


@pytest.mark.parametrize(
    ("text", "words", "spelled"),
    [
        ("Well, it's 3:45 p.m.!", ["Well", "it's", "3:45", "p.m"], [" Well,", " it's", " 3:45", " p.m.!"]),
        ('He said "yes" - twice.', ["He", "said", "yes", "twice"], [" He", " said", ' "yes"', " - twice."]),
        ("今日は。「はい」", ["今日", "は", "はい"], [" 今日", "は。「", "はい」"]),
        ("Ten dollars", ["$10"], [" $10"]),
    ],
)
def test_marks_come_back_to_their_words(text: str, words: list[str], spelled: list[str]) -> None:
    rows = [(word, float(index), index + 0.9) for index, word in enumerate(words)]
    found = read_answer(verbose(text, rows), 10.0, "")
    assert [word.text for word in found.words] == spelled


def test_times_are_held_to_the_window() -> None:
    rows = [("a", -1.0, 2.0), ("b", 1.5, 1.0), ("c", 1.2, 99.0)]
    found = read_answer(verbose("a b c", rows), 5.0, "en")
    assert [(word.start, word.end) for word in found.words] == [(0.0, 2.0), (1.5, 1.5), (1.5, 5.0)]


def test_nothing_said() -> None:
    assert read_answer(verbose("", []), 5.0, "").words == ()
    with pytest.raises(BadAnswer, match="klingon"):
        read_answer({"text": "qapla'", "language": "klingon"}, 5.0, "")


def test_the_whole_way_with_a_server_that_hears(data: Path) -> None:
    """The server's answers are those of a real recogniser: what is sent is the sound, and all of it."""
    from sorikit.core.codecs import decode

    try:
        whisper = asr.load()
    except ModelNotInstalled as error:
        pytest.skip(str(error))

    def answer(upload: Upload) -> None:
        (found,) = whisper.transcribe(whisper.listen([upload.audio]), ["en"], asr.AsrOptions(beam_size=1))
        upload.send(200, verbose(found.text, [(w.text.strip(" ,.!?"), w.start, w.end) for w in found.words]))

    audio = decode(data / "asr-en" / "jfk.flac", sample_rate=16_000)
    (direct,) = whisper.transcribe(whisper.listen([audio]), ["en"], asr.AsrOptions(beam_size=1))
    with serving(answer) as server:
        recognizer = connect(server.url, timeout=300)
        (found,) = recognizer.transcribe(recognizer.listen([audio]), ["en"], asr.AsrOptions())
    assert found.text == direct.text
    for sent, heard in zip(found.words, direct.words, strict=True):  # what is sent has 16 bits
        assert (sent.start, sent.end) == pytest.approx((heard.start, heard.end), abs=0.06)
