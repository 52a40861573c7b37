"""The score report in a real browser, opened from disk: what a reader does, and what must never happen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sorikit.apps.scores.judging import ScoreWishes, judge
from sorikit.apps.scores.report import write_report
from sorikit.formats.files import write_text
from sorikit.metrics import ScoreOptions

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("rapidfuzz", reason="the extra eval is not installed")
pytest.importorskip("pyannote.metrics", reason="the extra eval is not installed")
EVIL = "</script><img src=x onerror=\"document.title='hacked'\">{{script}}"


@pytest.fixture
def show(browser: Any) -> Iterator[Any]:
    """Open a file in a fresh profile; at the end nothing may have gone wrong nor outside."""
    contexts, troubles = [], []

    def open_file(path: Path, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: None if request.url == path.as_uri() else troubles.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert troubles == []


TRUE = {"a": "red green blue pink", "b": "one fine day", "c 10": "same", "c 9": f"said {EVIL}"}
SAID = {"a": "red grey blue", "b": "one fine old day", "c 10": "same", "c 9": "said so"}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    for side, texts in (("true", TRUE), ("said", SAID)):
        for name, text in texts.items():
            write_text(folder / side / f"{name}.txt", text)
    options = ScoreOptions(resamples=50)
    judged = judge(ScoreWishes("wer", str(folder / "true"), str(folder / "said"), options))
    return write_report(judged, folder / "report.html", "ko")


def names(page: Any) -> list[str]:
    return [one.get_attribute("data-name") for one in page.locator(".item").all() if one.is_visible()]


def test_errors_are_marked(show: Any, words: Path) -> None:
    page = show(words)
    item = page.locator('.item[data-name="a"]')
    assert item.locator(".sub del").all_text_contents() == ["green"]
    assert item.locator(".sub ins").all_text_contents() == ["grey"]
    assert item.locator(".del del").all_text_contents() == ["pink"]
    assert page.locator('.item[data-name="b"] .ins ins').all_text_contents() == ["old"]
    assert page.locator('.item[data-name="c 10"] :is(del, ins)').count() == 0
    assert page.locator("h1").text_content().startswith("WER")
    assert page.locator("html").get_attribute("lang") == "ko"
    for mark, line in ((".sub del", "line-through"), (".del del", "line-through"), (".ins ins", "underline")):
        style = f"getComputedStyle(document.querySelector('.item {mark}')).textDecorationLine"
        assert page.evaluate(style) == line  # colour is never the only sign


def test_sorted_filtered_found(show: Any, words: Path) -> None:
    page = show(words)
    assert names(page) == ["a", "c 9", "b", "c 10"]
    page.locator("#order").select_option("name")
    assert names(page) == ["a", "b", "c 9", "c 10"]
    page.locator("#only").check()
    assert names(page) == ["a", "b", "c 9"]
    page.locator("#find").fill("FINE")
    assert names(page) == ["b"]


def test_nothing_said_can_run(show: Any, words: Path) -> None:
    page = show(words)
    assert page.locator("img").count() == 0
    assert page.title().startswith("WER")


def test_without_script_and_on_paper(show: Any, words: Path) -> None:
    page = show(words, java_script_enabled=False)
    assert not page.locator(".tools").is_visible()
    assert page.locator(".item").first.is_visible()
    page.emulate_media(media="print")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_nothing_overflows(show: Any, words: Path) -> None:
    page = show(words)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_who_spoke_when_is_drawn(show: Any, tmp_path: Path) -> None:
    line = "SPEAKER x 1 {} {} <NA> <NA> {} <NA> <NA>\n"
    write_text(tmp_path / "true.rttm", line.format(0, 10, "A") + line.format(10, 10, "B"))
    write_text(tmp_path / "said.rttm", line.format(0, 12, "1") + line.format(12, 6, "2") + line.format(30, 1, "3"))
    judged = judge(ScoreWishes("der", str(tmp_path / "true.rttm"), str(tmp_path / "said.rttm")))
    page = show(write_report(judged, tmp_path / "der.html", "en"), color_scheme="dark")
    assert page.locator(".lanes .who").all_text_contents() == [
        *("A true", "1 heard", "B true", "2 heard", "3 nobody's"),
        *("missed 2.0 s", "wrong speaker 2.0 s", "false alarm 1.0 s"),
    ]
    boxes = [page.locator(f".lanes rect.{kind}").first.bounding_box() for kind in ("missed", "confusion", "alarm")]
    widths = [round(box["width"] / boxes[2]["width"], 1) for box in boxes]
    assert widths == [2.0, 2.0, 1.0]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 26)"
