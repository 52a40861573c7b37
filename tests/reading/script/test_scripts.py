"""Scripts → lines: nothing lost, order kept, hostile files told apart in one clear sentence."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.speech import Line
from sorikit.reading.script import lines_of, script_of
from sorikit.reading.script.say_as import said_as


def texts(source: Path | str, kind: str | None = None) -> list[str]:
    return [line.text for line in lines_of(source, kind)]


WORDS = st.lists(
    st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=8), min_size=1, max_size=6
).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_plain_text_keeps_every_word_in_order(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert " ".join(texts(text, "text")).split() == text.split()


@given(st.text(max_size=200))
def test_any_plain_text_can_be_read_and_visible_letters_stay(text: str) -> None:
    try:
        said = "".join(texts(text, "text"))
    except InvalidDocument:
        assert "[" in text
        return
    if "[" not in text:
        letters = [letter for letter in text if letter.isalnum()]
        assert [letter for letter in said if letter.isalnum()] == letters


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_markdown_keeps_every_word_in_order(paragraphs: list[str]) -> None:
    text = "\n\n".join(
        f"# {p}" if index % 3 == 0 else f"- *{p}*" if index % 3 == 1 else p for index, p in enumerate(paragraphs)
    )
    assert " ".join(texts(text, "markdown")).split() == " ".join(paragraphs).split()


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_ssml_keeps_every_word_in_order(parts: list[str]) -> None:
    inside = "".join(
        f"<p>{part}</p>"
        if index % 3 == 0
        else f'<prosody rate="fast">{part}</prosody>'
        if index % 3 == 1
        else f" {part}<break/>"
        for index, part in enumerate(parts)
    )
    assert " ".join(texts(f"<speak>{inside}</speak>")).split() == " ".join(parts).split()


def test_broken_lines_are_one_again_and_verses_are_not() -> None:
    prose = "This paragraph was broken to fit a narrow column of\nseventy letters. It goes on here."
    assert texts(prose) == [prose.replace("\n", " ")]
    assert texts("Roses are red\nviolets are blue") == ["Roses are red\nviolets are blue"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "korean.txt"
    file.write_bytes("안녕하세요. 반갑습니다, 여러분.\r\n\r\n둘째 문단입니다.".encode(encoding))
    assert texts(file) == ["안녕하세요. 반갑습니다, 여러분.", "둘째 문단입니다."]


def test_control_characters_are_not_said() -> None:
    assert texts("a\x00b\x07c\ufeff\u200bd\x1b[0m") == ["abcd"]


def test_a_megabyte_is_read_line_by_line() -> None:
    text = ("A sentence of some length, said again and again. " * 20 + "\n\n") * 1100
    started = time.process_time()
    lines = lines_of(text)
    assert next(lines).text.startswith("A sentence")
    assert sum(1 for _ in lines) == 1099
    assert time.process_time() - started < 5


def test_marks_change_voice_speed_and_language_until_the_next() -> None:
    lines = list(
        lines_of(
            "[voice: af_heart] Hi. [pause: 1.5] [speed: 0.9] There.\n\nMore [voice: default][lang: ko-KR] 안녕 [목소리: jf_alpha] 네."
        )
    )
    assert [(x.text, x.voice, x.speed, x.pause, x.language) for x in lines] == [
        ("Hi.", "af_heart", 1.0, 1.5, None),
        ("There.", "af_heart", 0.9, None, None),
        ("More", "af_heart", 0.9, None, None),
        ("안녕", None, 0.9, None, "ko"),
        ("네.", "jf_alpha", 0.9, None, "ko"),
    ]


@pytest.mark.parametrize("mark", ["[pause: soon]", "[speed: 9]", "[pause: -1]", "[volume: 100]"])
def test_wrong_marks_are_told(mark: str) -> None:
    with pytest.raises(InvalidDocument) as error:
        texts(f"Hello {mark} there")
    assert mark in str(error.value)
    assert "수를 적어야" in error.value.sentence("ko")


def test_brackets_that_are_no_marks_stay() -> None:
    assert texts("See [1] and [note: this].") == ["See [1] and [note: this]."]


def test_markdown() -> None:
    text = (
        "---\ntitle: x\n---\n# A [link](http://x)\n\nHello *world*, `code` ![cat](c.png).\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```py\nx = 1\n```\n<!-- no -->\n<div>Tea &amp; milk</div>\n"
    )
    lines = list(lines_of(text, "markdown"))
    assert [line.text for line in lines] == [
        "A link",
        "Hello world, code cat.",
        "one",
        "two",
        "a, b.",
        "1, 2.",
        "Tea & milk",
    ]
    assert lines[0].chapter == "A link"
    assert lines[0].pause
    assert "x = 1" in [line.text for line in lines_of(text, "markdown", read_code=True)]


SSML = '<?xml version="1.0" encoding="UTF-16"?><speak version="1.1" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ('Hi<break time="250ms"/>', Line("Hi", "en", pause=0.25)),
        ('Hi<break strength="strong"/><break time="1s"/>', Line("Hi", "en", pause=1.8)),
        (
            '<prosody rate="80%" pitch="-2st" volume="+6dB">Hi</prosody>',
            Line("Hi", "en", speed=0.8, pitch=-2.0, volume=6.0),
        ),
        ('<prosody rate="+20%" volume="silent">Hi</prosody>', Line("Hi", "en", speed=1.2, volume=-40.0)),
        ('<prosody pitch="+100%">Hi</prosody>', Line("Hi", "en", pitch=12.0)),
        ('<voice name="af_bella bf_emma">Hi</voice>', Line("Hi", "en", voice="af_bella")),
        ('<lang xml:lang="ko-KR">안녕</lang>', Line("안녕", "ko")),
        ('<sub alias="World Wide Web">WWW</sub>', Line("World Wide Web", "en")),
        ('<phoneme alphabet="ipa" ph="təˈmeɪtoʊ">tomato</phoneme>', Line("[tomato](/təmˈAtO/)", "en")),
        ('<phoneme ph="ʒəˈnɛ">[x]</phoneme>', Line("[x](/ʒənˈɛ/)", "en")),
        ('<say-as interpret-as="ordinal">22</say-as>', Line("22nd", "en")),
        ('<say-as interpret-as="ordinal" xml:lang="es">3</say-as>', Line("3rd", "en")),
        ('<say-as interpret-as="characters">ab1</say-as>', Line("[A](/ˈA/) B 1", "en")),
        ('<say-as interpret-as="telephone">010-123</say-as>', Line("0 1 0, 1 2 3", "en")),
        ('<say-as interpret-as="date" format="dmy">21/5/2026</say-as>', Line("2026-05-21", "en")),
        ('<say-as interpret-as="currency">USD 12.50</say-as>', Line("$12.50", "en")),
        ('<say-as interpret-as="strange">12</say-as>', Line("12", "en")),
        ("<metadata>no</metadata>a &lt; b", Line("a < b", "en")),
    ],
)
def test_ssml(inside: str, line: Line) -> None:
    assert list(lines_of(SSML.format(inside))) == [line]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<speak>\n<p>open</speak>", "line 2: not well-formed XML (mismatched tag)"),
        ('<speak>\n\n<audio src="x.wav"/></speak>', "line 3: <audio>"),
        ('<speak><break time="soon"/></speak>', 'line 1: time="soon"'),
        ('<speak><prosody rate="quick">a</prosody></speak>', 'rate="quick"'),
        ('<speak><prosody pitch="200Hz">a</prosody></speak>', 'pitch="200Hz"'),
        ('<speak><phoneme alphabet="x-sampa" ph="a">a</phoneme></speak>', "x-sampa"),
        ("<page>a</page>", "<speak> should be"),
        ('<!DOCTYPE speak [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><speak>&b;</speak>', "declares entities"),
        ('<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>', "declares entities"),
        ("<speak>" + "<p>" * 5000 + "a" + "</p>" * 5000 + "</speak>", "too deep"),
        ("", "no element found"),
    ],
)
def test_ssml_that_cannot_be_read_is_told_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(InvalidDocument) as error:
        list(lines_of(text, "ssml"))
    assert reason in str(error.value)
    assert "째 줄" in error.value.sentence("ko")


def book(extra: dict[str, bytes] | None = None, **parts: str) -> bytes:
    spine = "".join(f'<itemref idref="{name}"/>' for name in parts)
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in parts)
    files = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="OEBPS/p.opf"/></rootfiles></container>',
        "OEBPS/p.opf": (
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:language>fr-FR</dc:language></metadata><manifest>'
            f'<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest><spine>{spine}</spine></package>'
        ).encode(),
        "OEBPS/nav.xhtml": '<html><nav><a href="b.xhtml#x">Deuxième</a></nav></html>'.encode(),
        **{
            f"OEBPS/{name}.xhtml": f"<html><head><title>no</title></head><body>{text}</body></html>".encode()
            for name, text in parts.items()
        },
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def test_epub(tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(
        book(
            a="<h1>Un</h1><p>Tr&egrave;s bien.<br/>Oui</p><script>no()</script>", b="<p>B<ruby>c<rt>no</rt></ruby></p>"
        )
    )
    assert [(x.text, x.chapter, x.language) for x in lines_of(file)] == [
        ("Un", "Un", "fr"),
        ("Très bien.\nOui", None, "fr"),
        ("Bc", "Deuxième", "fr"),
    ]


ENCRYPTED = b'<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 no zip", "not an EPUB"),
        (book(), "no text"),
        (book({"META-INF/encryption.xml": ENCRYPTED}, a="x"), "protected (DRM)"),
        (book({"META-INF/rights.xml": b"<rights/>"}, a="x"), "protected (DRM)"),
        (book({"OEBPS/a.xhtml": b"a" * (65 * 1024 * 1024)}, a="x"), "more than 64 MB"),
        (book({"OEBPS/p.opf": b"<package>"}, a="x"), "not well-formed"),
        (book({"META-INF/container.xml": b"<container/>"}, a="x"), "names no package"),
    ],
)
def test_epubs_that_cannot_be_read_are_told(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(data)
    with pytest.raises(InvalidDocument, match=r".") as error:
        list(lines_of(file))
    assert reason in str(error.value)


def test_kind_by_content_name_and_wish(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# not a heading")
    (tmp_path / "b.md").write_text("# heading")
    (tmp_path / "c").write_text("<speak>Hi</speak>")
    assert [texts(tmp_path / name) for name in ["a.txt", "b.md", "c"]] == [["# not a heading"], ["heading"], ["Hi"]]
    assert texts(tmp_path / "a.txt", "markdown") == ["not a heading"]
    with pytest.raises(InvalidOption, match="choose from"):
        texts("x", "pdf")
    with pytest.raises(InvalidDocument, match="cannot be opened"):
        texts(tmp_path / "none.txt")
    (tmp_path / "d.txt").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(InvalidDocument, match="not a text file"):
        texts(tmp_path / "d.txt")


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("odd") / "odd.epub"
    file.write_bytes(data)
    for kind in ("text", "ssml", "epub", "markdown"):
        with contextlib.suppress(InvalidDocument):
            list(lines_of(file, kind))


@pytest.mark.parametrize(
    ("attributes", "language", "text", "written"),
    [
        ({"interpret-as": "date", "format": "md"}, "en", "12/25", "December 25"),
        ({"interpret-as": "date", "format": "dm"}, "es", "25/12", "25 de diciembre"),
        ({"interpret-as": "date", "format": "my"}, "es", "12/2024", "diciembre de 2024"),
        ({"interpret-as": "date", "format": "my"}, "fr", "12-2024", "décembre 2024"),
        ({"interpret-as": "date", "format": "md"}, "ko", "12/25", "12월 25일"),
        ({"interpret-as": "date", "format": "ym"}, "ja", "2024/12", "2024年12月"),
        ({"interpret-as": "date", "format": "mmddyyyy"}, "en", "12252024", "2024-12-25"),
        ({"interpret-as": "date", "format": "md"}, "en", "25/12", "25/12"),
        ({"interpret-as": "cardinal"}, "en", "1234", "1,234"),
        ({"interpret-as": "cardinal"}, "es", "XIV", "14"),
        ({"interpret-as": "ordinal"}, "en", "XXI", "21st"),
        ({"interpret-as": "ordinal"}, "hi", "3", "तीसरा"),
        ({"interpret-as": "telephone"}, "ko", "010-1234-5678", "010-1234-5678"),
        ({"interpret-as": "telephone"}, "en", "555-0199", "5 5 5, 0 1 9 9"),
    ],
)
def test_say_as(attributes: dict[str, str], language: str, text: str, written: str) -> None:
    assert said_as(text, attributes, language) == written


def test_what_ssml_asks_for_in_vain_is_told() -> None:
    text = """<speak><prosody contour="(0%,+20Hz)" rate="slow">a</prosody>
<voice gender="male">b</voice><say-as interpret-as="bleep">c</say-as>
<amazon:effect name="whispered">d</amazon:effect><audio src="x.wav">e</audio><emphasis>f</emphasis></speak>"""
    script = script_of(text)
    assert "".join("".join(line.text.split()) for line in script.lines) == "abcdef"
    assert script.unheeded == (
        'line 1: <prosody contour="…">', 'line 2: <say-as interpret-as="bleep">', 'line 2: <voice gender="…">', "line 3: <audio>", "line 3: <effect>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "facts"),
    [
        ("a.md", "---\ntitle: 'Rain'\nauthor: A. Berg\n---\nIt rained.", ("Rain", "A. Berg")),
        ("a.md", "# First\n\nText.", ("First", "")),
        ("a.html", "<!doctype html><html><head><title>A &amp; B</title></head><body><h1>One</h1><p>Text.</body></html>", ("A & B", "")),
        ("a.txt", "Just text.", ("", "")),
    ],
)  # fmt: skip
def test_what_scripts_say_of_themselves(tmp_path: Path, name: str, text: str, facts: tuple[str, str]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    script = script_of(path)
    assert (script.title, script.author) == facts
    assert script.lines[-1].text.endswith("ext." if "ext" in text else "rained.")
    assert script_of(text.encode(), name) == script


def test_stray_zeros_do_not_make_a_text_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Hel\x00lo \x1b[31mred\x1b[0m 세계.\x0c".encode())
    assert texts(path) == ["Hello red 세계."]
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(InvalidDocument, match="not a text file"):
        texts(path)
