"""``sori features FILE… --kind KIND -o OUT``: the numbers of a sound."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, SorikitError
from sorikit.features.options import CMVN, WINDOWS, FeatureOptions
from sorikit.features.table import KINDS, Kind, check_wishes, find_kind

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.features.job import Saved, Summary, Target

FORMATS = ("npz", "npy", "csv", "parquet")


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "features",
        help=t(
            "numbers of a sound: spectrum, mel, MFCC, chroma, pitch …",
            "소리의 특징값: 스펙트럼, 멜, MFCC, 크로마, 음높이 등",
        ),
        description=t(
            "Work out features of recordings and write them as numpy arrays or tables. Arrays are (rows, frames). "
            "The recording keeps its own sample rate unless --sample-rate is given or the kind fixes it.",
            "녹음의 특징값을 구해 numpy 배열이나 표로 씁니다. 배열은 (행, 프레임) 모양입니다. "
            "--sample-rate를 주거나 특징의 정의가 정한 때가 아니면 녹음의 샘플레이트를 그대로 씁니다.",
        ),
        epilog=t(
            "Examples: sori features a.wav --kind mfcc-deltas -o a.npy;  sori features *.flac --kind genre,tempo -o table.csv",
            "예: sori features a.wav --kind mfcc-deltas -o a.npy;  sori features *.flac --kind genre,tempo -o 표.csv",
        ),
    )
    parser.add_argument(
        "files", nargs="*", metavar=t("FILE", "파일"), help=t("audio or video files", "소리나 영상 파일")
    )
    parser.add_argument(
        "-k",
        "--kind",
        default="",
        metavar="A,B",
        help=t("what to work out, see --list", "구할 특징, 쉼표로 여럿. 목록: --list"),
    )
    parser.add_argument(
        "--list", action="store_true", dest="list_kinds", help=t("list the kinds", "특징의 목록을 보여 줍니다")
    )
    _add_output(parser)
    _add_wishes(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=t("OUT", "결과"),
        help=t(
            ".npz, .npy, .csv or .parquet file, or a folder; without it only a summary is shown",
            ".npz, .npy, .csv, .parquet 파일이나 폴더. 없으면 요약만 보여 줍니다",
        ),
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=FORMATS,
        default="npz",
        help=t("format of files in a folder (default: npz)", "폴더에 쓸 때의 형식 (기본: npz)"),
    )
    add_talk(parser)


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    number, hertz, seconds = t("N", "수"), "HZ", t("SECONDS", "초")
    usual = t("(default: by kind)", "(기본: 특징마다 다름)")
    samples = t("samples", "샘플")

    def add_number(name: str, kind: type, metavar: str, en: str, ko: str) -> None:
        parser.add_argument(name, type=kind, metavar=metavar, help=t(en, ko))

    add_number("--sample-rate", int, hertz, "resample to this first", "먼저 이 샘플레이트로 바꿉니다")
    add_number("--n-fft", int, number, f"{samples} of one transform {usual}", f"변환 한 번의 샘플 수 {usual}")
    add_number("--hop-length", int, number, f"{samples} from frame to frame {usual}", f"프레임 사이의 샘플 수 {usual}")
    add_number("--win-length", int, number, f"{samples} of the window {usual}", f"창의 샘플 수 {usual}")
    parser.add_argument(
        "--window", choices=WINDOWS, help=t("shape of the window (default: hann)", "창의 모양 (기본: hann)")
    )
    add_number("--n-mels", int, number, f"mel bands {usual}", f"멜 밴드 수 {usual}")
    add_number("--n-mfcc", int, number, "coefficients (default: 13)", "계수의 수 (기본: 13)")
    add_number("--fmin", float, hertz, f"lowest frequency {usual}", f"가장 낮은 주파수 {usual}")
    add_number("--fmax", float, hertz, f"highest frequency {usual}", f"가장 높은 주파수 {usual}")
    parser.add_argument(
        "--htk",
        action="store_true",
        help=t("HTK's mel scale in place of Slaney's", "슬레이니 대신 HTK 멜 척도를 씁니다"),
    )
    parser.add_argument(
        "--deltas",
        type=int,
        choices=(0, 1, 2),
        help=t("MFCC: add Δ (1), Δ and ΔΔ (2)", "MFCC에 Δ(1) 또는 Δ와 ΔΔ(2)를 더합니다"),
    )
    parser.add_argument(
        "--cmvn",
        choices=CMVN,
        help=t("mean and variance normalisation (default: none)", "평균과 분산 정규화 (기본: none)"),
    )
    add_number("--start", float, seconds, "begin here", "여기서부터")
    add_number("--duration", float, seconds, "take so much", "이만큼만")


def run(args: argparse.Namespace, console: Console) -> int:
    """Work out what was asked for; a file that fails does not stop the others. Returns the exit code."""
    if args.list_kinds:
        return _list(console)
    try:
        kinds, options = _kinds(args), _options(args)
    except InvalidOption as error:
        raise _as_typed(error) from error
    if not args.files:
        raise InvalidOption(option="FILE", detail="no file is given", detail_ko="파일이 없습니다")
    return _work(args, kinds, options, console)


def _work(args: argparse.Namespace, kinds: tuple[str, ...], options: FeatureOptions, console: Console) -> int:
    from sorikit.apps.recordings import check_named
    from sorikit.features.job import save
    from sorikit.features.saving import write_vectors

    check_named(*args.files)
    table = _common_table(args, kinds)
    done: list[Saved] = []
    reports: list[dict[str, Any]] = []
    code = 0
    for name, target in zip(args.files, _targets(args), strict=True):
        try:
            saved = console.follow(save(name, kinds, target, options), Path(name).name if len(args.files) > 1 else "")
        except SorikitError as error:
            shown = _as_typed(error) if isinstance(error, InvalidOption) else error
            said = shown.sentence(console.settings.language)
            console.error(said if Path(name).name in said else f"{name}: {said}")
            reports.append({"file": name, "ok": False, "error": shown.sentence("en")})
            code = code or error.exit_code
            continue
        done.append(saved)
        reports.append(_report(name, saved, (table,) if table else saved.files))
        _tell(console, saved)
    if table and done:
        write_vectors([(Path(saved.name).name, saved.vectors) for saved in done], table)
        console.result(f"  {table}")
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def _list(console: Console) -> int:
    """Show the table of kinds."""
    if console.as_json:
        console.json([_row(row) for row in KINDS.values()])
        return 0
    width = max(map(len, KINDS))
    for row in KINDS.values():
        rate = f", {row.sample_rate} Hz" if row.sample_rate else ""
        unit = f" {row.unit}" if row.unit else ""
        console.result(f"{row.name:{width}}  {t(row.en, row.ko)}: {row.shape}{unit}{rate}")
    console.result("")
    console.result(t("Options of a kind: sori features --list --json", "특징마다의 옵션: sori features --list --json"))
    return 0


def _row(row: Kind) -> dict[str, Any]:
    return {
        "kind": row.name,
        "title": t(row.en, row.ko),
        "shape": row.shape,
        "unit": row.unit,
        "sample_rate": row.sample_rate,
        "options": [_flag(name) for name in row.takes],
        "streams": row.streams,
        "library": row.library or None,
    }


def _kinds(args: argparse.Namespace) -> tuple[str, ...]:
    names = [name for name in args.kind.split(",") if name.strip()]
    if not names:
        raise InvalidOption(
            option="--kind",
            detail="say what to work out, for example --kind mfcc. See: sori features --list",
            detail_ko="무엇을 구할지 적어 주세요. 예: --kind mfcc. 목록: sori features --list",
        )
    return tuple(dict.fromkeys(find_kind(name).name for name in names))


def _options(args: argparse.Namespace) -> FeatureOptions:
    wishes = {name: getattr(args, name) for name in FeatureOptions.__dataclass_fields__ if hasattr(args, name)}
    options = FeatureOptions(**{name: value for name, value in wishes.items() if value is not None})
    check_wishes([find_kind(name) for name in _kinds(args)], options.given)
    return options


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _as_typed(error: InvalidOption) -> InvalidOption:
    """Return the error with the option's name as it is typed."""
    name = str(error.fields.get("option", ""))
    names = [part.strip() for part in name.split(",")]
    known = FeatureOptions.__dataclass_fields__
    shown = ", ".join(_flag(part) if part in known or part == "kind" else part for part in names)
    return InvalidOption(**{**error.fields, "option": shown})


def _common_table(args: argparse.Namespace, kinds: tuple[str, ...]) -> Path | None:
    """Return the one table that several sounds go to: a .csv or .parquet of vectors. Raises InvalidOption."""
    path: Path | None = args.output
    if path is None or len(args.files) == 1 or not _is_file(path):
        return None
    vectors = all(KINDS[kind].shape.endswith(",)") and kind not in ("spectrum", "beats") for kind in kinds)
    if vectors and path.suffix.lower() in (".csv", ".parquet"):
        return path
    raise InvalidOption(
        option="-o",
        detail=f"{len(args.files)} files need a folder, not {path.name} (a .csv or .parquet takes several only for vectors)",
        detail_ko=f"파일이 {len(args.files)}개이면 {path.name}이(가) 아니라 폴더를 주세요(.csv와 .parquet은 벡터일 때만 여럿을 담습니다)",
    )


def _is_file(path: Path) -> bool:
    return not path.is_dir() and path.suffix != "" and not str(path).endswith(("/", "\\"))


def _targets(args: argparse.Namespace) -> list[Target]:
    """Return where each file's features go. Files of the same name get a number."""
    from sorikit.features.job import Target

    path: Path | None = args.output
    if path is None or _common_table(args, _kinds(args)):
        return [Target() for _ in args.files]
    if _is_file(path):
        return [Target(file=path)]
    targets: list[Target] = []
    used: set[str] = set()
    for name in args.files:
        stem = base = Path(name).stem
        number = 1
        while stem in used:
            number += 1
            stem = f"{base}-{number}"
        used.add(stem)
        targets.append(Target(folder=path, stem=stem, format=args.format))
    return targets


def _tell(console: Console, saved: Saved) -> None:
    """Say in a line per kind what came out, and where it is."""
    seconds = t(f"{saved.duration:.2f} s", f"{saved.duration:.2f}초")
    console.result(f"{Path(saved.name).name}  {seconds}, {saved.sample_rate} Hz")
    for summary in saved.summaries:
        console.result("  " + _line(summary))
    for path in saved.files:
        console.result(f"  {path}")


def _line(summary: Summary) -> str:
    layout = summary.layout
    unit = f" {layout.unit}" if layout.unit not in ("", "mixed") else ""
    if len(summary.numbers) == 1:
        return f"{layout.kind}: {summary.numbers[0]:.2f}{unit}"
    shape = " × ".join(map(str, summary.shape))
    parts = [f"{layout.kind}: {shape} ({', '.join(layout.axes)})"]
    if layout.hop is not None:
        parts.append(t(f"every {layout.hop * 1000:.1f} ms", f"{layout.hop * 1000:.1f}ms 간격"))
    if layout.sample_rate:
        parts.append(f"{layout.sample_rate} Hz")
    if summary.low is not None and layout.unit != "mixed":
        parts.append(f"{summary.low:.4g} … {summary.high:.4g}{unit}")
    return ", ".join(parts)


def _report(name: str, saved: Saved, files: tuple[Path, ...]) -> dict[str, Any]:
    from sorikit.features.saving import described

    kinds = [
        {
            **described(one.layout),
            "shape": list(one.shape),
            "min": one.low,
            "max": one.high,
            "mean": one.mean,
            "values": [number if math.isfinite(number) else None for number in one.numbers] or None,
        }
        for one in saved.summaries
    ]
    return {
        "file": name,
        "ok": True,
        "duration_s": saved.duration,
        "sample_rate": saved.sample_rate,
        "files": [str(path) for path in files],
        "features": kinds,
    }
