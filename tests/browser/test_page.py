"""The HTML minutes in a real browser, opened from disk: what a reader does, and what must never happen."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from made_up_meeting import FIRST_PITCH, PITCH_PER_SECOND, meeting, recording

from sorikit.core.encode import write_mp3
from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.formats import html
from sorikit.formats.json import Meeting, load_document

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
TOLERANCE = 0.15
"""Seconds."""


def until(page: Any, expression: str, seconds: float = 8.0) -> None:
    """Wait until a JavaScript expression holds. (The page's policy forbids Playwright's own way, which is ``eval``.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(30)


@dataclass
class Opened:
    """A page in the browser with everything it complained about or asked for."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def audio(self, expression: str) -> Any:
        return self.page.evaluate(f"document.getElementById('audio').{expression}")

    def at(self, start: float) -> None:
        """Check that the player, held, stands where it was sent."""
        until(self.page, "!document.getElementById('audio').seeking")
        until(self.page, f"Math.abs(document.getElementById('audio').currentTime - {start}) < {TOLERANCE}")

    def hold(self) -> None:
        """Let the player move but not run, so that a slow machine sees where it was sent."""
        self.page.evaluate(
            "{ const audio = document.getElementById('audio'); audio.pause(); audio.play = async () => {}; }"
        )

    def wait_until_heard(self, start: float) -> None:
        """Wait until it plays, and check where it began."""
        until(self.page, "!document.getElementById('audio').paused && !document.getElementById('audio').seeking")
        until(self.page, f"document.getElementById('audio').currentTime >= {start - TOLERANCE}")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "meeting.mp3"
    list(write_mp3(recording(meeting().transcript.duration), path))
    return path


@pytest.fixture(scope="module")
def minutes_file(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = meeting()
    path = tmp_path_factory.mktemp("page") / "minutes.html"
    with path.open("w", encoding="utf-8") as file:
        html.dump(file, made.transcript, made.minutes, audio=html.EmbeddedAudio(sound))
    return path


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a file in a fresh profile; at the end nothing may have gone wrong nor outside."""
    contexts, opened_pages = [], []

    def open_file(path: Path, **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True, **options)
        contexts.append(context)
        opened = Opened(context.new_page())
        opened_pages.append(opened)
        opened.page.on(
            "console",
            lambda message: opened.errors.append(message.text) if message.type in ("error", "warning") else None,
        )
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.goto(path.as_uri())
        return opened

    yield open_file
    for opened in opened_pages:
        assert opened.errors == []
        assert [url for url in opened.requests if url != opened.page.url and not url.startswith("blob:")] == []
    for context in contexts:
        context.close()


@pytest.fixture
def opened(open_page: Callable[..., Opened], minutes_file: Path) -> Opened:
    return open_page(minutes_file)


def test_an_evidence_mark_plays_from_its_place(opened: Opened) -> None:
    mark = opened.page.locator(".decisions .ev").first
    start = meeting().minutes.decisions[0].evidence[0].start
    mark.click()
    opened.wait_until_heard(start)
    opened.hold()
    mark.click()
    opened.at(start)
    opened.page.locator(".tasks .ev").nth(2).click()
    opened.at(meeting().minutes.actions[1].evidence[1].start)


def test_a_line_plays_from_the_word_that_is_clicked(opened: Opened) -> None:
    segment = meeting().transcript.segments[9]
    opened.page.locator('.seg[data-i="9"] > span').first.click()
    opened.wait_until_heard(segment.start)
    until(opened.page, "document.querySelector('.seg.playing')?.dataset.i === '9'")
    opened.hold()
    opened.page.locator('.seg[data-i="9"] > span').nth(3).click()
    opened.at(segment.words[3].start)
    opened.page.wait_for_selector('.seg[data-i="9"] .spoken-now')
    opened.page.locator(".turn .at").nth(2).click()
    opened.at(meeting().transcript.segments[4].start)


def test_what_is_heard_is_what_the_clock_says(opened: Opened) -> None:
    """The pitch of the made-up sound tells its time; 50 ms are half a hertz here, so the phase is followed for a while."""
    heard = opened.page.evaluate(
        """async ([first, slope]) => {
          const audio = document.getElementById('audio');
          const context = new AudioContext({ sampleRate: 16000 });
          const source = context.createMediaElementSource(audio);
          const analyser = new AnalyserNode(context, { fftSize: 32768 });
          source.connect(analyser).connect(context.destination);
          const pitchNow = () => {
            const wave = new Float32Array(analyser.fftSize);
            analyser.getFloatTimeDomainData(wave);
            const last = wave.subarray(wave.length - 8000);
            const crossings = [];
            for (let i = 1; i < last.length; i += 1)
              if (last[i - 1] < 0 && last[i] >= 0) crossings.push(i - last[i] / (last[i] - last[i - 1]));
            const periods = crossings.length - 1;
            const middle = (crossings[0] + crossings.at(-1)) / 2;
            return [16000 * periods / (crossings.at(-1) - crossings[0]), (8000 - middle) / 16000];
          };
          const offsets = [];
          for (const start of [5, 61.3, 100.7, 30.1]) {
            audio.currentTime = start;
            await audio.play();
            await new Promise((resume) => setTimeout(resume, 1300));
            const [pitch, age] = pitchNow();
            offsets.push((pitch - first) / slope + age - audio.currentTime);
            audio.pause();
          }
          return offsets;
        }""",
        [FIRST_PITCH, PITCH_PER_SECOND],
    )
    print("heard minus clock, seconds:", [round(offset, 3) for offset in heard])
    assert max(map(abs, heard)) < TOLERANCE, heard


def test_keys_and_buttons_move_the_player(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Space")
    opened.wait_until_heard(0.0)
    assert page.locator("#play").get_attribute("aria-label") == "멈춤"
    page.keyboard.press("Space")
    until(page, "document.getElementById('audio').paused")
    page.locator("#seek").fill("40")
    page.keyboard.press("ArrowRight")
    until(page, "Math.abs(document.getElementById('audio').currentTime - 45) < 0.2")
    page.keyboard.press("ArrowLeft")
    page.locator("#back").click()
    until(page, "Math.abs(document.getElementById('audio').currentTime - 35) < 0.2")
    page.locator("#forward").click()
    until(page, "Math.abs(document.getElementById('audio').currentTime - 40) < 0.2")
    page.locator("#speed").select_option("1.5")
    assert opened.audio("playbackRate") == 1.5
    assert page.locator("#now").text_content() == "0:40"
    page.locator("#search").press("Space")
    assert opened.audio("paused"), "a space that is typed is a space"


def test_the_timeline_leads_to_its_moment(opened: Opened) -> None:
    track = opened.page.locator(".track").nth(1)
    box = track.bounding_box()
    opened.hold()
    track.click(position={"x": box["width"] * 0.25, "y": 5})
    duration = meeting().transcript.duration
    opened.at(duration * 0.25)


def test_a_tap_on_the_timeline_leads_there_too(open_page: Callable[..., Opened], minutes_file: Path) -> None:
    opened = open_page(minutes_file, has_touch=True)
    opened.page.set_viewport_size({"width": 390, "height": 844})
    opened.hold()
    track = opened.page.locator(".track").nth(2)
    track.tap(position={"x": track.bounding_box()["width"] * 0.5, "y": 5})
    opened.at(meeting().transcript.duration * 0.5)


def test_search_finds_counts_and_steps(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("영상")
    made = meeting()
    lines = [segment.text for segment in made.transcript.segments]
    lines += [item.text for item in (*made.minutes.summary, *made.minutes.decisions)]
    lines += [point.text for topic in made.minutes.topics for point in topic.points]
    expected = sum(line.count("영상") for line in lines)
    until(page, "document.getElementById('hits').textContent !== ''")
    assert page.locator("#hits").text_content() == f"1/{expected}"
    assert page.evaluate("CSS.highlights.get('found').size") == expected
    page.keyboard.press("Enter")
    assert page.locator("#hits").text_content() == f"2/{expected}"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    assert page.locator("#hits").text_content() == f"{expected}/{expected}"
    page.locator("#search").fill("beta? about FORTY")
    until(page, "document.getElementById('hits').textContent === '1/1'")
    assert page.evaluate("[...CSS.highlights.get('found-here')][0].toString()") == "beta? About forty"
    page.locator("#search").fill("없는 말이다")
    until(page, "document.getElementById('hits').textContent === '없음'")
    page.keyboard.press("Escape")
    assert page.locator("#hits").text_content() == ""


def rename(page: Any, label: str, name: str) -> None:
    page.locator(f'.lane [data-speaker="{label}"]').click()
    page.locator(".name-edit").fill(name)
    page.locator(".name-edit").press("Enter")


def export(page: Any, kind: str, folder: Path) -> str:
    page.locator("#export summary").click()
    with page.expect_download() as waiting:
        page.locator(f'[data-export="{kind}"]').click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.name == f"2025-11-20 앱 출시 회의.{kind}"
    return target.read_text(encoding="utf-8")


def test_a_new_name_is_everywhere(opened: Opened, tmp_path: Path) -> None:
    page, evil = opened.page, "박지훈 <b>&"
    rename(page, "SPEAKER_03", evil)
    rename(page, "SPEAKER_01", "서연")
    assert set(page.locator('[data-speaker="SPEAKER_03"]').all_text_contents()) == {evil}
    assert page.locator("body").inner_text().count("화자 4") == 0
    markdown = export(page, "md", tmp_path)
    assert r"박지훈 \<b\>\&" in markdown
    assert "화자 4" not in markdown
    assert "이서연" not in markdown.replace("서연 님", "")
    assert evil in export(page, "txt", tmp_path)
    document = load_document(export(page, "json", tmp_path))
    assert isinstance(document, Meeting)
    assert document.transcript.speaker_names == {
        **meeting().transcript.speaker_names,
        "SPEAKER_03": evil,
        "SPEAKER_01": "서연",
    }
    assert [one.name for one in document.minutes.attendees] == ["김민수", "서연", "Daniel", evil]
    assert document.minutes.actions[1].owner == "서연"
    assert document.transcript.segments == meeting().transcript.segments
    page.reload()
    opened.requests.clear()
    assert set(page.locator('[data-speaker="SPEAKER_03"]').all_text_contents()) == {evil}
    rename(page, "SPEAKER_03", "")
    assert set(page.locator('[data-speaker="SPEAKER_03"]').all_text_contents()) == {"화자 4"}


def test_the_exported_page_is_a_page_again(opened: Opened, open_page: Callable[..., Opened], tmp_path: Path) -> None:
    rename(opened.page, "SPEAKER_03", "</script><img src=x>")
    opened.page.locator(".decisions .ev").first.click()
    opened.wait_until_heard(0.0)
    export(opened.page, "html", tmp_path)
    again = open_page(tmp_path / "2025-11-20 앱 출시 회의.html")
    assert set(again.page.locator('[data-speaker="SPEAKER_03"]').all_text_contents()) == {"</script><img src=x>"}
    assert again.page.locator("img").count() == 0
    again.page.locator(".decisions .ev").nth(1).click()
    again.wait_until_heard(meeting().minutes.decisions[1].evidence[0].start)
    assert "</script><img src=x>" in export(again.page, "txt", tmp_path)


def test_copy_takes_the_minutes(open_page: Callable[..., Opened], minutes_file: Path) -> None:
    page = open_page(minutes_file, permissions=["clipboard-read", "clipboard-write"]).page
    page.locator('[data-task="1"]').check()
    page.locator("#copy").click()
    page.wait_for_selector(".toast.shown")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "모바일 앱 2.0 출시 준비 회의\n2025년 11월 20일 (목) · 1:57 · 4명" in copied
    assert "■ 결정 사항\n- 출시일은 12월 8일 월요일로 확정한다. [0:47]" in copied
    assert "[x] 알림 수정과 회귀 테스트 (담당 이서연, 기한 2025년 11월 20일 (목) (목요일까지)) [0:58, 1:05]" in copied
    assert "인플루언서 협업을 12월 중순에 시작한다. (확인되지 않음)" in copied
    page.reload()
    assert page.locator('[data-task="1"]').is_checked()


def test_dark_follows_the_system_and_the_reader(open_page: Callable[..., Opened], minutes_file: Path) -> None:
    page = open_page(minutes_file, color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(19, 22, 26)"
    page.locator("#theme").click()
    assert page.evaluate(ground) == "rgb(246, 245, 241)"
    page.reload()
    assert page.evaluate(ground) == "rgb(246, 245, 241)"


def test_it_prints_without_its_controls(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    page.emulate_media(media="print")
    for hidden in ("#player", ".tools", ".search"):
        assert not page.locator(hidden).is_visible()
    assert page.locator(".seg").last.is_visible()
    assert page.evaluate(
        "document.getElementById('turns').scrollHeight <= document.getElementById('turns').clientHeight + 1"
    )
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_nothing_overflows_at_any_width(opened: Opened) -> None:
    for width in (320, 360, 390, 768, 1024, 1280, 1920):
        opened.page.set_viewport_size({"width": width, "height": 780})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        outside = opened.page.evaluate(
            "[...document.querySelectorAll('.controls > *, .tools > *')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.id || e.className)"
        )
        assert outside == [], width


def test_the_quote_shows_beside_its_mark(opened: Opened) -> None:
    opened.page.locator(".decisions .ev").first.hover()
    quote = opened.page.locator("#quote")
    assert quote.text_content() == f"“{meeting().transcript.segments[9].text}”"
    box = quote.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    opened.page.locator("h1").hover()
    assert not quote.is_visible()


def test_hostile_words_do_nothing(open_page: Callable[..., Opened], sound: Path, tmp_path: Path) -> None:
    evil = "</script></style><img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>{{script}}"
    made = meeting()
    segments = tuple(
        type(s)(s.id, s.start, s.end, evil, (), s.speaker, s.language) if s.id % 2 else s
        for s in made.transcript.segments
    )
    transcript = Transcript(
        segments, "ko", 1.0, made.transcript.duration, made.transcript.turns, (), (), {"SPEAKER_00": evil}, evil
    )
    minutes = Minutes(
        evil,
        "ko",
        9.0,
        attendees=made.minutes.attendees,
        decisions=made.minutes.decisions,
        author=evil,
        notices=(evil,),
    )
    path = tmp_path / "evil.html"
    path.write_text(html.dumps(transcript, minutes, audio=html.EmbeddedAudio(sound)), encoding="utf-8")
    opened = open_page(path)
    opened.page.locator('.seg[data-i="1"]').click()
    opened.wait_until_heard(segments[1].start)
    rename(opened.page, "SPEAKER_01", evil)
    opened.page.locator("#search").fill("onerror")
    until(opened.page, "document.getElementById('hits').textContent.startsWith('1/')")
    opened.page.locator(".decisions .ev").first.hover()
    assert opened.page.locator("img").count() == 0
    assert opened.page.title().startswith("</script>")


def test_without_script_it_reads(open_page: Callable[..., Opened], minutes_file: Path) -> None:
    page = open_page(minutes_file, java_script_enabled=False).page
    assert page.locator("h1").is_visible()
    assert page.locator(".seg").first.is_visible()
    for hidden in ("#player", ".tools", ".search"):
        assert not page.locator(hidden).is_visible()
    assert page.locator("noscript").count() == 1


def test_without_sound_a_mark_shows_the_line(open_page: Callable[..., Opened], tmp_path: Path) -> None:
    made = meeting()
    path = tmp_path / "mute.html"
    path.write_text(html.dumps(made.transcript, made.minutes), encoding="utf-8")
    page = open_page(path).page
    assert not page.locator("#player").is_visible()
    page.locator(".decisions .ev").nth(1).click()
    page.wait_for_selector('.seg[data-i="17"].flash')
    until(page, "document.querySelector('.flash').getBoundingClientRect().top < innerHeight")


def test_a_silent_recording_opens(open_page: Callable[..., Opened], sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "quiet.html"
    quiet = Transcript(duration=12.0, source="quiet.wav")
    path.write_text(html.dumps(quiet, Minutes("quiet", "ko", 12.0), audio=html.EmbeddedAudio(sound)), encoding="utf-8")
    opened = open_page(path)
    assert opened.page.locator(".quiet").is_visible()
    opened.page.locator("#play").click()
    opened.wait_until_heard(0.0)
    assert json.loads(opened.page.locator("#settings").text_content())["names"] == {}
