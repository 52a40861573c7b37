"""``sori detect FILE``: whether a file, or the sound in it, says that it was made by this kit, and who agreed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.provenance import Provenance
    from sorikit.dsp.watermark import Watermark


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "detect",
        help=t("whether a sound was made by sori speak or convert", "sori가 만든 합성 음성인지 알아보기"),
        description=t(
            "Tell whether a sound was made by sori speak or sori convert: by what its file says (the voice, whose likeness, who agreed), "
            "and by an inaudible mark in the sound itself, which outlives MP3, Opus, resampling and cuts. Both can be removed on "
            "purpose, so a sound without them is not proven genuine.",
            "sori speak나 sori convert가 만든 소리인지 알려 줍니다. 파일에 적힌 출처(목소리, 누구를 닮게 했는지, 누가 동의했는지)와 "
            "소리 속의 들리지 않는 표시를 찾습니다. 표시는 MP3·Opus 변환, 샘플링 변환, 자르기를 견딥니다. 둘 다 일부러 "
            "지울 수 있으므로, 없다고 해서 진짜 목소리라는 뜻은 아닙니다.",
        ),
    )
    parser.add_argument("files", nargs="+", type=Path, metavar=t("FILE", "파일"), help=t("sound files", "소리 파일"))
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Tell of each file what it says of itself. Returns 0, found or not; of files that cannot be read, the code of the last one."""
    from sorikit.apps.provenance import plain_watermark, read_provenance, search_watermark
    from sorikit.core.errors import SorikitError

    rows: list[dict[str, Any]] = []
    code = 0
    for path in args.files:
        try:
            said = read_provenance(path)
            mark = console.follow(search_watermark(path), path.name if len(args.files) > 1 else "")
        except SorikitError as error:
            code = error.exit_code
            console.error(error.sentence(console.settings.language))
            rows.append({"file": str(path), "error": error.sentence("en")})
            continue
        provenance = said.plain() if said else None
        rows.append({"file": str(path), "provenance": provenance, "watermark": plain_watermark(mark)})
        for line in _told(said, mark):
            console.result(f"{path}: {line}")
    if console.as_json:
        console.json(rows)
    return code


def _told(said: Provenance | None, mark: Watermark) -> list[str]:
    if said is None and not mark.found:
        return [
            t(
                "neither provenance nor mark found; that proves nothing about where it comes from",
                "출처도 표시도 없습니다. 그것만으로 어디서 왔는지는 알 수 없습니다",
            )
        ]
    lines = [_provenance(said)] if said else []
    return [*lines, _mark(mark, named=said is not None)]


def _mark(mark: Watermark, *, named: bool) -> str:
    if not mark.found:
        return t(
            "its sound does not carry the mark: made by an older sorikit, too short, or changed since",
            "소리에 표시가 없습니다. 옛 판이 만들었거나, 너무 짧거나, 그 뒤에 바뀌었습니다",
        )
    where = ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in mark.spans[:8])
    where += ", …" if len(mark.spans) > 8 else ""
    if named:
        return t(
            f"its sound carries the mark of generated speech (score {mark.score:.1f}; {where})",
            f"소리에도 합성 음성 표시가 있습니다(점수 {mark.score:.1f}; {where})",
        )
    return t(
        f"generated or changed by sorikit: nothing is written in it, but its sound carries the mark (score {mark.score:.1f}; {where})",
        f"sorikit이 만들었거나 바꾼 소리입니다. 적힌 출처는 없지만 소리에 표시가 있습니다(점수 {mark.score:.1f}; {where})",
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes}:{rest:02}"


def _provenance(one: Provenance) -> str:
    made = {
        "generated": t("generated speech", "합성 음성"),
        "converted": t("a changed voice", "바꾼 목소리"),
    }[one.kind]
    parts = [f"{made} (sorikit {one.version})"]
    if one.voice:
        parts.append(t(f"voice {one.voice}", f"목소리 {one.voice}"))
    if one.like:
        parts.append(t(f"like {one.like}", f"{one.like}을(를) 닮게"))
    if one.consent:
        parts.append(t(f"consent of {one.when}: {one.consent}", f"동의({one.when}): {one.consent}"))
    return "; ".join(parts)
