"""The HTML minutes as text: complete, inert, self-contained, readable in both themes. ``tests/browser`` drives it."""

from __future__ import annotations

import base64
import colorsys
import datetime as dt
import hashlib
import io
import json
import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from made_up_meeting import meeting

from sorikit.core.minutes import ActionItem, Attendee, Evidence, Item, Minutes, Topic
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.formats import dumps as dumps_as
from sorikit.formats import html
from sorikit.formats.json import Meeting, load_document
from sorikit.formats.page.context import LANGUAGES, PALETTE_SIZE, words_of

ASSETS = files("sorikit.formats.page")
VOID = {"meta", "input", "link", "br", "img", "hr"}
HOSTILE = '</script></style><img src=x onerror="hack()"><script>hack()</script>\'"&<!--<b>\u2028\x00\ud800{{script}}'


class Tree(HTMLParser):
    """Every element with its attributes; fails where tags do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self._open: list[str] = []
        self._raw_id: str | None = None
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        assert len(values) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append((tag, values))
        if tag in VOID:
            return
        self._open.append(tag)
        if tag in ("script", "style"):
            self._raw_id = values.get("id") or values.get("data-document") or tag
            self.raw[self._raw_id] = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self._raw_id = None

    def handle_data(self, data: str) -> None:
        if self._raw_id:
            self.raw[self._raw_id] += data
        else:
            self.text.append(data)

    def of(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [a for t, a in self.elements if t == tag and all(a.get(key) == value for key, value in wanted.items())]

    def with_class(self, name: str) -> list[dict[str, str]]:
        return [attrs for _, attrs in self.elements if name in attrs.get("class", "").split()]


def page_of(**changes: object) -> Tree:
    made = meeting()
    return Tree(html.dumps(made.transcript, made.minutes, **changes))  # type: ignore[arg-type]


def hostile_meeting() -> Meeting:
    """Markup in every place where words can stand."""
    evil = HOSTILE
    evidence = (Evidence(0, 1.0, 2.0, evil, "SPEAKER_00"),)
    words = (Word(evil, 1.0, 1.5, 0.1, evil, overlapped=True), Word(" " + evil, 1.5, 2.0, 0.9, evil))
    segment = Segment(0, 1.0, 2.0, evil + " " + evil, words, evil, evil)
    transcript = Transcript(
        (segment, replace(segment, id=1, speaker="SPEAKER_00")), evil, 1.0, 9.0,
        (Turn(Span(1, 2), evil), Turn(Span(1, 2), "SPEAKER_00")), (), (Span(3, 4),), {evil: evil, "SPEAKER_00": evil}, evil,
    )  # fmt: skip
    item = Item(evil, evidence, verified=False)
    minutes = Minutes(
        evil, "ko", 9.0, dt.date(2025, 1, 1), (Attendee(evil, evil, 1.0, 1),), (item,), (Topic(evil, 1.0, 2.0, (item,)),),
        (item,), (ActionItem(evil, evil, None, evil, evidence),), (item,), (item,), evil, (evil,),
    )  # fmt: skip
    return Meeting(transcript, minutes)


def test_the_page_nests_and_names_things_once() -> None:
    tree = page_of(audio=html.EmbeddedAudio(b"abc"))
    ids = [attrs["id"] for _, attrs in tree.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"].removeprefix("#") for attrs in tree.of("use")} <= set(ids)
    assert all(attrs.get("type") == "button" for attrs in tree.of("button"))


def test_everything_said_is_readable_without_script() -> None:
    made = meeting()
    text = " ".join("".join(page_of().text).split())
    for segment in made.transcript.segments:
        assert segment.text in text
    for item in (*made.minutes.summary, *made.minutes.decisions, *made.minutes.actions, *made.minutes.questions):
        assert item.text in text
    for wanted in ("2025년 11월 20일 (목)", "1:57", "4명", "김민수", "화자 4", "알아듣지 못한 발언", "(by Friday)"):
        assert wanted in text


def test_every_line_leads_to_its_evidence() -> None:
    made = meeting()
    tree = page_of(audio=html.EmbeddedAudio(b"abc"))
    marks = tree.with_class("ev")
    assert all(mark["data-quote"] and mark["aria-label"].endswith("”") for mark in marks)
    times = {mark["data-t"] for mark in marks}
    assert {f"{one.start:.2f}" for item in made.minutes.decisions for one in item.evidence} <= times
    assert len(tree.with_class("unverified")) == len(tree.with_class("flag")) == 2


def test_words_keep_their_places() -> None:
    made = meeting()
    source = html.dumps(made.transcript, made.minutes)
    for index, segment in enumerate(made.transcript.segments):
        inside = re.search(rf'<span class="seg[^"]*" data-i="{index}"[^>]*>(.*?)</span></span>', source)
        assert inside is not None
        assert inside[1].count("<span") == len(segment.words)
    assert len(Tree(source).with_class("low")) == sum(word.probability < 0.5 for word in made.transcript.words) == 3


def test_nothing_is_fetched_and_only_the_pages_own_script_runs() -> None:
    tree = page_of(audio=html.EmbeddedAudio(b"abc"))
    for tag, attrs in tree.elements:
        assert "style" not in attrs
        assert not any(key.startswith("on") for key in attrs)
        assert "src" not in attrs
        assert tag not in ("link", "iframe", "object", "embed", "img", "base")
        assert attrs.get("href", "#").startswith("#")
    policy = tree.of("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    for part, raw in (("script-src", tree.raw["script"]), ("style-src", tree.raw["style"])):
        digest = base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        assert f"{part} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|@import|url\((?!#)", tree.raw["style"] + tree.raw["script"])


def test_hostile_words_are_only_words() -> None:
    made = hostile_meeting()
    source = html.dumps(made.transcript, made.minutes, audio=html.EmbeddedAudio(b"abc"))
    tree = Tree(source)
    assert tree.of("img") == []
    assert tree.of("b") == []
    runs = [attrs for attrs in tree.of("script") if "type" not in attrs]
    assert len(runs) == 1
    assert "hack" not in tree.raw["script"] + tree.raw["style"]
    assert "\x00" not in source
    source.encode("utf-8")  # half surrogates do not reach the file
    assert "hack()" in "".join(tree.text)
    settings = json.loads(tree.raw["settings"])
    assert settings["names"]["SPEAKER_00"].startswith("</script>")


def test_the_embedded_document_reads_back_exactly() -> None:
    made = meeting()
    document = load_document(page_of().raw["meeting"])
    assert document == Meeting(made.transcript, made.minutes)


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_the_exports_are_those_of_the_formats_with_the_names_filled_in(kind: str) -> None:
    made = meeting()
    names = {**made.transcript.speaker_names, "SPEAKER_03": "화자 4"}
    attendees = tuple(replace(one, name=names[one.speaker]) for one in made.minutes.attendees)
    actions = tuple(replace(one, owner=names.get(one.owner or "", one.owner)) for one in made.minutes.actions)
    minutes = replace(made.minutes, attendees=attendees, actions=actions)
    expected = dumps_as(made.transcript.renamed(names), kind, minutes=minutes)
    raw = page_of().raw
    template, labels = json.loads(raw[kind]), json.loads(raw["settings"])["labels"]
    assert re.sub("\ue000(.*?)\ue001", lambda mark: names[labels[int(mark[1])]], template) == expected


def test_sound_is_embedded_exactly_and_in_pieces(tmp_path: Path) -> None:
    sound = bytes(range(256)) * 4096 * 16  # 16 MiB
    path = tmp_path / "a.mp3"
    path.write_bytes(sound)
    made = meeting()
    target = tmp_path / "a.html"
    tracemalloc.start()
    with target.open("w", encoding="utf-8") as file:
        html.dump(file, made.transcript, made.minutes, audio=html.EmbeddedAudio(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20
    tree = Tree(target.read_text(encoding="utf-8"))
    assert base64.b64decode(tree.raw["sound"], validate=True) == sound
    assert tree.of("script", id="sound")[0]["data-mime"] == "audio/mpeg"


def test_sound_may_stay_beside_the_page_or_be_absent() -> None:
    linked = page_of(audio=html.LinkedAudio('a "b".mp3'))
    assert linked.of("audio")[0]["src"] == 'a "b".mp3'
    assert "sound" not in linked.raw
    silent = page_of()
    assert silent.of("audio") == []
    assert silent.of("html")[0]["data-audio"] == "none"


def test_a_silent_recording_is_told_kindly() -> None:
    nothing = Transcript(duration=12.0, source="quiet.wav")
    text = "".join(Tree(html.dumps(nothing, Minutes("quiet", "ko", 12.0))).text)
    assert "이 녹음에서는 말소리를 찾지 못했습니다." in text
    assert "지어내지는 않았습니다" in text
    assert "요약" not in text


def test_a_transcript_alone_makes_a_page_too() -> None:
    made = meeting()
    tree = Tree(html.dumps(made.transcript))
    assert "2025-11-20 앱 출시 회의" in "".join(tree.text)
    assert len(tree.with_class("lane")) == 4
    assert "요약" not in "".join(tree.text)
    assert dumps_as(made.transcript, "html", minutes=made.minutes) == html.dumps(made.transcript, made.minutes)


def test_nobody_told_apart_is_no_person() -> None:
    segments = (Segment(0, 0.0, 2.0, "Hello there."), Segment(1, 2.5, 4.0, "  "), Segment(2, 5.0, 6.0, "Bye."))
    tree = Tree(html.dumps(Transcript(segments, "en", 1.0, 7.0)))
    assert tree.with_class("chart") == []
    assert tree.with_class("badge") == []
    assert len(tree.with_class("turn")) == 1


def test_a_meeting_that_decided_nothing_says_so() -> None:
    made = meeting()
    undecided = Tree(html.dumps(made.transcript, replace(made.minutes, decisions=(), actions=(), questions=())))
    assert len(undecided.with_class("none")) == 2
    assert "남은 질문" not in "".join(undecided.text)


def test_thirty_speakers_keep_their_own_numbers() -> None:
    labels = [f"SPEAKER_{number:02d}" for number in range(30)]
    turns = tuple(Turn(Span(n, n + 1), label) for n, label in enumerate(labels))
    segments = tuple(Segment(n, n, n + 1, f"line {n}", (), label) for n, label in enumerate(labels))
    tree = Tree(html.dumps(Transcript(segments, "en", 1.0, 31.0, turns)))
    assert len(tree.with_class("lane")) == 30
    assert {attrs["class"].split()[-1] for attrs in tree.with_class("lane")} == {f"s{n}" for n in range(PALETTE_SIZE)}
    text = "".join(tree.text)
    assert all(f"Speaker {number}" in text for number in range(1, 31))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_its_language(language: str) -> None:
    tree = page_of(language=language)
    text = "".join(tree.text)
    assert tree.of("html")[0]["lang"] == language
    heading = {"ko": "결정 사항", "en": "Decisions", "ja": "決定事項"}[language]
    date = {"ko": "2025년 11월 20일 (목)", "en": "Thu 20 November 2025", "ja": "2025年11月20日（木）"}[language]
    assert heading in text
    assert date in text
    assert "{" not in text


def test_languages_have_the_same_words_and_every_word_is_used() -> None:
    keys = set(words_of("en"))
    assert all(set(words_of(language)) == keys for language in LANGUAGES)
    parts = [part for part in ASSETS.iterdir() if part.name.endswith((".py", ".js", ".html"))]
    sources = "".join(part.read_text(encoding="utf-8") for part in parts) + Path(html.__file__).read_text(
        encoding="utf-8"
    )
    unused = {key for key in keys if not re.search(rf"[\"'.]{key}\b", sources)}
    assert unused == set()


def test_a_long_meeting_stays_small_and_quick_to_write() -> None:
    words = tuple(Word(f" word{n}", n * 0.3, n * 0.3 + 0.25, 0.9, "SPEAKER_00") for n in range(10))
    segments = tuple(
        Segment(n, n * 3.6, n * 3.6 + 3.3, "".join(w.text for w in words), tuple(
            replace(w, start=w.start + n * 3.6, end=w.end + n * 3.6) for w in words
        ), f"SPEAKER_{n % 5:02d}")
        for n in range(2000)
    )  # fmt: skip
    turns = tuple(Turn(segment.span, segment.speaker or "") for segment in segments)
    file = io.StringIO()
    html.dump(file, Transcript(segments, "en", 1.0, 7200.0, turns))
    assert file.tell() < 6_000_000
    assert file.getvalue().count("<path") < 60, "a lane is one path, however long the meeting"


# -- colours -----------------------------------------------------------------------------------------------------


def colours(theme: int) -> dict[str, str]:
    """Name → hex in the light (0) or dark (1) theme, speakers' voices included."""
    style = ASSETS.joinpath("style.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", style.split("@media")[0])
    named = {name: pair[theme] for name, *pair in pairs if name != "voice"}
    voices = re.findall(r"\.(s\d+) \{ --voice: light-dark\((#\w{6}), (#\w{6})\)", style)
    return {**named, **{name: pair[theme] for name, *pair in voices}}


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_is_readable_on_its_ground(theme: int) -> None:
    c = colours(theme)
    pairs = [(ink, ground) for ink in ("ink", "soft") for ground in ("ground", "surface", "raised", "accent-soft")]
    pairs += [("accent", ground) for ground in ("ground", "surface", "accent-soft")]
    pairs += [
        ("warn", "warn-soft"),
        ("ink", "warn-soft"),
        ("on-accent", "accent"),
        ("ink", "playing"),
        ("ink", "found"),
    ]
    pairs += [("badge-ink", f"s{number}") for number in range(PALETTE_SIZE)]
    poor = {
        pair: round(contrast(c[pair[0]], c[pair[1]]), 2) for pair in pairs if contrast(c[pair[0]], c[pair[1]]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_voices_stand_out_and_apart(theme: int) -> None:
    c = colours(theme)
    voices = [c[f"s{number}"] for number in range(PALETTE_SIZE)]
    assert len(set(voices)) == PALETTE_SIZE >= 8
    assert min(contrast(voice, c["surface"]) for voice in voices) >= 3
    hues = [colorsys.rgb_to_hls(*(int(voice[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0] for voice in voices[:6]]
    assert min(abs(a - b) for i, a in enumerate(hues) for b in hues[:i]) > 0.03


def test_the_conversation_has_a_row_a_speaker_and_every_count() -> None:
    made = meeting()
    tree = Tree(html.dumps(made.transcript, made.minutes))
    statistics = made.transcript.turn_statistics
    shown = " ".join(" ".join(tree.text).split())
    assert "대화 흐름" in shown
    assert "누구 다음에 누가 말했나" in shown
    cells = [
        int(count)
        for _, count in re.findall(r'<td class="(f\d)">(\d+)</td>', html.dumps(made.transcript, made.minutes))
    ]
    assert cells == [count for row in statistics.follows for count in row if count]
    alone = replace(made.transcript, turns=made.transcript.turns[:1], segments=made.transcript.segments[:1])
    assert "누구 다음에 누가 말했나" not in html.dumps(alone, made.minutes)


def test_words_that_may_be_anothers_are_marked() -> None:
    words = tuple(
        Word(f" w{at}", at, at + 0.9, speaker="A", speaker_confidence=sure) for at, sure in enumerate((1.0, 0.4))
    )
    transcript = Transcript((Segment(0, 0.0, 2.0, "w0 w1", words, "A"),), "en", 1.0, 2.0, (Turn(Span(0.0, 2.0), "A"),))
    spans = re.findall(r"<span[^>]*>\s*(w\d)", html.dumps(transcript))
    marked = re.findall(r'<span class="whose" title="[^"]+">\s*(w\d)', html.dumps(transcript))
    assert marked == ["w1"]
    assert spans[-1] == "w1"
