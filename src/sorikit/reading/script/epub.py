"""EPUB 2 and 3 → lines: the chapters in the order of the spine, named by the table of contents or their headings."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from sorikit.core.errors import InvalidDocument
from sorikit.core.speech import Line
from sorikit.reading._lists import words
from sorikit.reading.script._xml import Node, parse
from sorikit.reading.script.files import decoded, heard
from sorikit.reading.script.markdown import HEADING_PAUSE

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of one document of a book, unpacked."""
MAX_BOOK = 512 * 1024 * 1024
_BLOCKS = frozenset(
    words(
        """p div li h1 h2 h3 h4 h5 h6 blockquote section article tr dt dd pre figcaption caption td th ul ol table body header footer aside
    hr"""
    )
)
_SILENT = frozenset(("script", "style", "head", "rt", "rp", "svg", "math", "audio", "video"))
_FREE = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
"""Ways to scramble fonts, which are no protection of the text."""


def epub_lines(path: Path, *, read_bytes: bytes | None = None) -> Iterator[Line]:
    """Yield the lines of a book; its headings begin chapters.

    Raises InvalidDocument at once where the file is no EPUB, is protected (DRM), or has no text; later where a chapter is missing,
    or unpacks to more than 64 MB (all of them: 512 MB).
    """
    name = str(path)
    try:
        book = zipfile.ZipFile(io.BytesIO(read_bytes) if read_bytes is not None else path)
    except (zipfile.BadZipFile, OSError) as error:
        raise _wrong(name, "not an EPUB (a damaged or other file)", "EPUB이 아니거나 손상된 파일입니다") from error
    _refuse_protected(book, name)
    package = _package_path(book, name)
    documents, contents, language = _spine(book, package, name)
    if not documents:
        raise _wrong(name, "has no text in it", "글이 들어 있지 않습니다")
    return _chapters(book, documents, _titles(book, contents, name), (name, language))


def epub_facts(data: bytes, name: str) -> tuple[str, str]:
    """Return title and authors of a book (Dublin Core), "" for what it does not say. Raises InvalidDocument as ``epub_lines``."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = parse(_member(book, _package_path(book, name), name), name)
    titles, authors = ([" ".join(_text(node).split()) for node in _find(root, tag)] for tag in ("title", "creator"))
    return next(filter(None, titles), ""), ", ".join(filter(None, authors))


def _chapters(
    book: zipfile.ZipFile, documents: list[str], titles: dict[str, str], facts: tuple[str, str | None]
) -> Iterator[Line]:
    name, language = facts
    total = 0
    for document in documents:
        data = _member(book, document, name)
        total += len(data)
        if total > MAX_BOOK:
            raise _wrong(name, "unpacks to more than 512 MB", "풀면 512 MB가 넘습니다")
        first = True
        for line in html_lines(decoded(data, name)):
            title = line.chapter or (titles.get(document) if first else None)
            first = False
            yield replace(line, language=language, chapter=title)


def html_lines(text: str) -> Iterator[Line]:
    """Yield the blocks of an HTML page; headings h1–h3 begin chapters, ruby's small letters and scripts are left out."""
    reader = _Blocks()
    reader.feed(heard(text))
    reader.close()
    reader.end_block()
    yield from reader.lines


class _Blocks(HTMLParser):
    """Gathers the text of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._text: list[str] = []
        self._heading = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.end_block()
            self._heading = tag in ("h1", "h2", "h3")
        elif tag == "br":
            self._text.append("\n")
        elif tag == "img":
            self._text.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data.replace("\n", " "))

    def end_block(self) -> None:
        """Make a line of what was gathered."""
        text = "\n".join(" ".join(part.split()) for part in "".join(self._text).split("\n")).strip()
        self._text = []
        if text:
            chapter = text.replace("\n", " ") if self._heading else None
            self.lines.append(Line(text, pause=HEADING_PAUSE if chapter else None, chapter=chapter))
        self._heading = False


def _refuse_protected(book: zipfile.ZipFile, name: str) -> None:
    names = set(book.namelist())
    protected = bool({"META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml"} & names)
    if "META-INF/encryption.xml" in names:
        methods = _find(parse(_member(book, "META-INF/encryption.xml", name), name), "EncryptionMethod")
        protected = protected or any(method.attributes.get("Algorithm") not in _FREE for method in methods)
    if protected or any(info.flag_bits & 1 for info in book.infolist()):
        raise _wrong(
            name,
            "is protected (DRM) and cannot be read; get it without protection",
            "보호된(DRM) 책이라 읽을 수 없습니다. 보호가 없는 판을 구해 주세요",
        )


def _package_path(book: zipfile.ZipFile, name: str) -> str:
    if "META-INF/container.xml" not in book.namelist():
        raise _wrong(
            name, "not an EPUB (META-INF/container.xml is missing)", "EPUB이 아닙니다(META-INF/container.xml이 없음)"
        )
    for file in _find(parse(_member(book, "META-INF/container.xml", name), name), "rootfile"):
        if file.attributes.get("full-path"):
            return file.attributes["full-path"]
    raise _wrong(name, "not an EPUB (its container names no package)", "EPUB이 아닙니다(꾸러미 파일이 없음)")


def _spine(book: zipfile.ZipFile, package: str, name: str) -> tuple[list[str], list[str], str | None]:
    """Return the documents in reading order, the tables of contents, and the language."""
    root = parse(_member(book, package, name), name)
    folder = posixpath.dirname(package)
    items: dict[str, str] = {}
    contents: list[str] = []
    for item in _find(root, "item"):
        path = posixpath.normpath(posixpath.join(folder, unquote(item.attributes.get("href", ""))))
        items[item.attributes.get("id", "")] = path
        if (
            "nav" in item.attributes.get("properties", "").split()
            or item.attributes.get("media-type") == "application/x-dtbncx+xml"
        ):
            contents.append(path)
    spine = [
        items[ref.attributes["idref"]]
        for ref in _find(root, "itemref")
        if ref.attributes.get("idref") in items and ref.attributes.get("linear") != "no"
    ]
    languages = [
        "".join(part for part in node.children if isinstance(part, str)).strip() for node in _find(root, "language")
    ]
    language = languages[0].split("-")[0].lower() if languages and languages[0] else None
    return [path for path in spine if path not in contents], contents, language


def _titles(book: zipfile.ZipFile, contents: list[str], name: str) -> dict[str, str]:
    """Document → its title in the table of contents (the first that points to it). A broken table is no table."""
    titles: dict[str, str] = {}
    for path in contents:
        try:
            root = parse(_member(book, path, name), name)
        except InvalidDocument:
            continue
        folder = posixpath.dirname(path)
        for node in [*_find(root, "a"), *_find(root, "navPoint")]:
            target = node.attributes.get("href") or next(
                (found.attributes.get("src", "") for found in _find(node, "content")), ""
            )
            label = _text(next(iter(_find(node, "text")), node) if node.tag == "navPoint" else node)
            document = posixpath.normpath(posixpath.join(folder, unquote(target.split("#")[0])))
            titles.setdefault(document, " ".join(label.split()))
    return titles


def _find(node: Node, tag: str) -> list[Node]:
    found = [node] if node.tag == tag else []
    for child in node.children:
        if isinstance(child, Node):
            found += _find(child, tag)
    return found


def _text(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _text(child) for child in node.children)


def _member(book: zipfile.ZipFile, path: str, name: str) -> bytes:
    """Return one file of the book, never more of it than allowed, whatever its header says."""
    try:
        with book.open(path) as file:
            data = file.read(MAX_UNPACKED + 1)
    except KeyError as error:
        raise _wrong(name, f"{path} is missing from it", f"{path}이(가) 들어 있지 않습니다") from error
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError) as error:
        raise _wrong(name, f"{path} in it is damaged", f"안에 든 {path}이(가) 손상되었습니다") from error
    if len(data) > MAX_UNPACKED:
        raise _wrong(name, f"{path} in it unpacks to more than 64 MB", f"안에 든 {path}이(가) 풀면 64 MB가 넘습니다")
    return data


def _wrong(name: str, reason: str, reason_ko: str) -> InvalidDocument:
    return InvalidDocument(name=name, detail=reason, detail_ko=reason_ko)
