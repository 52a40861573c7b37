"""The parts of a Word document (ECMA-376, Office Open XML) that minutes and transcripts need: headings, text, lists, tables.

Written with the standard library alone: five small files in a zip, the same bytes for the same content. Latin is set in
Calibri and Korean in Malgun Gothic, which every Word has; other programs take what they have for the same script.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

EAST_ASIAN_FONTS = {"ko": "맑은 고딕", "ja": "Yu Gothic", "zh": "Microsoft YaHei"}
"""Language → font of wide characters."""
LOCALES = {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN"}
"""Language → what wide characters are proofread as. Latin ones always are English, or their words would be cut anywhere."""
TEXT_WIDTH = 9026
"""Twentieths of a point between the margins of an A4 page (2.54 cm each)."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: files of the same content are the same file."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    bold: bool = False
    faint: bool = False
    """Grey and smaller: times, remarks."""


def paragraph(*runs: Run | str, style: str = "") -> str:
    """Return a paragraph; ``style`` is "Title", "Heading1", "Heading2", "ListBullet" or "" for body text."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(_run(run if isinstance(run, Run) else Run(run)) for run in runs)}</w:p>"


def table(widths: Sequence[float], rows: Iterable[Sequence[str | Sequence[Run]]], *, head: bool) -> str:
    """Return a table; ``widths`` are shares of the text's width. With ``head`` the first row repeats on each page."""
    columns = [round(TEXT_WIDTH * width / sum(widths)) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    body = "".join(_row(columns, row, head=head and at == 0) for at, row in enumerate(rows))
    look = f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>{paragraph()}"


def document(blocks: Iterable[str], *, title: str, language: str | None) -> bytes:
    """Return the file that holds ``blocks`` (of ``paragraph`` and ``table``), one after the other."""
    margins = '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>'
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{margins}</w:sectPr>'
    body = f'{_HEADER}<w:document xmlns:w="{_MAIN}"><w:body>{"".join(blocks)}{page}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(title, language),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": _relations(
            (f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/numbering", "numbering.xml")
        ),
        "word/styles.xml": _styles(language),
        "word/numbering.xml": _numbering(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    return file.getvalue()


def _run(run: Run) -> str:
    look = ("<w:b/>" if run.bold else "") + ('<w:color w:val="6B7280"/><w:sz w:val="18"/>' if run.faint else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{_text(run.text)}</w:t></w:r>'


def _row(columns: Sequence[int], cells: Sequence[str | Sequence[Run]], *, head: bool) -> str:
    repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/>' if head else ""
    written = []
    for width, cell in zip(columns, cells, strict=True):
        runs = [Run(cell, bold=head)] if isinstance(cell, str) else list(cell)
        size = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        written.append(f"<w:tc>{size}{paragraph(*runs, style='TableText')}</w:tc>")
    return f"<w:tr>{repeated}{''.join(written)}</w:tr>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", re.sub(r"[\t\r\n]", " ", text)))


def _content_types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = {
        "/word/document.xml": f"{word}.document.main+xml",
        "/word/styles.xml": f"{word}.styles+xml",
        "/word/numbering.xml": f"{word}.numbering+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    rows = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = (
        f'<Default Extension="rels" ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types">{defaults}{rows}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _properties(title: str, language: str | None) -> str:
    spoken = f"<dc:language>{_text(language)}</dc:language>" if language else ""
    names = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    facts = f"<dc:title>{_text(title)}</dc:title><dc:creator>sorikit</dc:creator>{spoken}"
    return f"{_HEADER}<cp:coreProperties {names}>{facts}</cp:coreProperties>"


def _styles(language: str | None) -> str:
    wide = EAST_ASIAN_FONTS.get(language or "", EAST_ASIAN_FONTS["ko"])
    east = LOCALES.get(language or "", "ko-KR")
    fonts = f'<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia={quoteattr(wide)}/>'
    spoken = f'<w:lang w:val="en-US" w:eastAsia="{east}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="21"/>{spoken}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="120" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="D1D5DB"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    cells = "".join(f'<w:{side} w:w="100" w:type="dxa"/>' for side in ("left", "right"))
    borders = f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{cells}</w:tblCellMar></w:tblPr>"
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        + _style("Title", "Title", '<w:spacing w:after="160"/>', '<w:b/><w:sz w:val="40"/>')
        + _style("Heading1", "heading 1", _heading(0), '<w:b/><w:sz w:val="28"/>')
        + _style("Heading2", "heading 2", _heading(1), '<w:b/><w:sz w:val="24"/>')
        + _style("ListBullet", "List Bullet", '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>', "")
        + _style(
            "TableText", "Table Text", '<w:spacing w:before="40" w:after="40" w:line="264" w:lineRule="auto"/>', ""
        )
        + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        + f'<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>{borders}</w:style>'
    )
    return f'{_HEADER}<w:styles xmlns:w="{_MAIN}">{defaults}{styles}</w:styles>'


def _heading(level: int) -> str:
    return f'<w:keepNext/><w:spacing w:before="280" w:after="100"/><w:outlineLvl w:val="{level}"/>'


def _style(identity: str, name: str, paragraph_look: str, run_look: str) -> str:
    looks = f"<w:pPr>{paragraph_look}</w:pPr>" + (f"<w:rPr>{run_look}</w:rPr>" if run_look else "")
    follows = (
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>' if "eading" in identity else '<w:basedOn w:val="Normal"/>'
    )
    return f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{follows}<w:qFormat/>{looks}</w:style>'


def _numbering() -> str:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl>'
    )
    single = '<w:multiLevelType w:val="singleLevel"/>'
    lists = f'<w:abstractNum w:abstractNumId="0">{single}{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'{_HEADER}<w:numbering xmlns:w="{_MAIN}">{lists}</w:numbering>'
