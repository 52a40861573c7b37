"""``sori score KIND REFERENCE HYPOTHESIS``: one number and its interval; ``compare``, ``quality`` and ``coverage`` beside it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.scores.comparing import Verdict
    from sorikit.apps.scores.judging import Judged
    from sorikit.apps.scores.result import Result
    from sorikit.metrics import ScoreOptions

TITLES = {
    "wer": ("words wrong: WER, MER, WIL", "단어 오류율: WER, MER, WIL"),
    "cer": ("characters wrong: CER, without spaces, jamo", "글자 오류율: CER, 띄어쓰기 무시, 자모"),
    "der": ("who spoke when: DER, JER, speaker count", "누가 언제 말했나: DER, JER, 화자 수"),
    "cpwer": ("who said what: cpWER, WDER", "누가 무엇을 말했나: cpWER, WDER"),
    "eer": ("same voice or not, from trial lists: EER, minDCF", "같은 목소리인가(시험 목록): EER, minDCF"),
    "separation": ("sound against clean sound: SI-SDR, SDR, STOI", "깨끗한 소리와 비교: SI-SDR, SDR, STOI"),
    "boundaries": ("word and segment times", "단어와 구간의 시각"),
    "coverage": ("lost speech and invented words", "빠진 말과 지어낸 말"),
    "labels": ("labels: accuracy, macro-F1", "분류: 정확도, 매크로 F1"),
    "beats": ("beats: F-measure, continuity", "박: F값, 연속성"),
    "tempo": ("tempo in beats per minute", "분당 박 수"),
    "key": ("musical key", "조성"),
}
"""Kind → what it says; the same kinds as ``metrics.KINDS``, which ``--help`` need not load."""
TEXT_KINDS = ("wer", "cer", "cpwer", "boundaries", "coverage")
RATERS = ("dnsmos", "distillmos")
NORMALIZERS = ("auto", "none", "basic", "marks", "english", "korean", "japanese")


def add(subparsers: Any) -> None:
    """Declare the command, a verb per kind."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "score",
        help=t("judge results: WER, CER, DER and more", "결과 채점: WER, CER, DER 등"),
        description=t(
            "Judge results against the truth, with 95 % intervals. REFERENCE and HYPOTHESIS are files or folders, matched "
            "by name; REFERENCE may also be a manifest (.jsonl) or a known corpus.",
            "결과를 정답과 견주어 채점하고 95 % 신뢰구간을 냅니다. 정답과 결과는 파일이나 폴더이며 이름으로 짝을 "
            "짓습니다. 정답은 목록(.jsonl)이나 알려진 말뭉치여도 됩니다.",
        ),
        epilog=t(
            "Example: sori score cer manifest.jsonl hypotheses/ --html report.html",
            "예: sori score cer manifest.jsonl 결과/ --html report.html",
        ),
    )
    verbs = parser.add_subparsers(dest="verb", metavar=t("KIND", "종류"), required=True)
    for kind, title in TITLES.items():
        _add_kind(verbs.add_parser(kind, help=t(*title), description=t(*title)), kind)
    quality = verbs.add_parser(
        "quality",
        help=t(
            "how good a sound is, without a reference (DNSMOS, DistillMOS)", "정답 없이 음질 평가 (DNSMOS, DistillMOS)"
        ),
    )
    quality.add_argument(
        "files", nargs="+", metavar=t("FILE", "파일"), help=t("recordings or folders", "녹음이나 폴더")
    )
    quality.add_argument(
        "--model",
        choices=RATERS,
        default=RATERS[0],
        help=t("who rates (default: %(default)s)", "평가 모델 (기본값: %(default)s)"),
    )
    _add_output(quality)
    _add_compare(verbs)


def _add_kind(parser: argparse.ArgumentParser, kind: str) -> None:
    truth, said = t("REFERENCE", "정답"), t("HYPOTHESIS", "결과")
    if kind == "coverage":
        parser.add_argument(
            "reference", nargs="?", metavar=truth, help=t("the truth; or give --audio", "정답. 또는 --audio")
        )
    else:
        parser.add_argument(
            "reference", metavar=truth, help=t("the truth: file, folder, manifest", "정답: 파일, 폴더, 목록")
        )
    parser.add_argument(
        "hypothesis", metavar=said, help=t("what shall be judged: file or folder", "채점할 파일이나 폴더")
    )
    if kind == "coverage":
        help_audio = t(
            "recording or folder: a voice detector is the truth", "녹음이나 폴더. 말소리 검출기를 정답으로 씁니다"
        )
        parser.add_argument("--audio", default="", metavar=t("FILE|DIR", "파일|폴더"), help=help_audio)
    if kind in TEXT_KINDS:
        _add_text(parser)
    if kind in ("wer", "cer"):
        help_lines = t("each line of the two texts is an item", "두 글의 각 줄을 한 항목으로 봅니다")
        parser.add_argument("--lines", action="store_true", help=help_lines)
    if kind == "der":
        _add_speakers(parser)
    parser.add_argument(
        "--allow-missing",
        action="store_true",
        help=t("items without an answer count as wrong", "결과가 없는 항목을 틀린 것으로 셉니다"),
    )
    _add_output(parser)


def _add_text(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        default="",
        metavar="ko",
        help=t("language (default: the manifest's, else by script)", "언어 (기본: 목록에 적힌 것, 없으면 글자로 판단)"),
    )
    parser.add_argument(
        "--normalizer",
        choices=NORMALIZERS,
        default="auto",
        help=t("how texts are made comparable (default: by language)", "글을 고르게 하는 법 (기본: 언어에 따라)"),
    )
    parser.add_argument(
        "--loanwords",
        action="store_true",
        help=t("spellings of loanwords count as equal (ko, ja)", "외래어 표기 차이를 같게 봅니다 (ko, ja)"),
    )
    parser.add_argument(
        "--no-fillers",
        action="store_true",
        help=t("leave hesitations out (어, 음, えーと)", "군말(어, 음)은 빼고 채점합니다"),
    )


def _add_speakers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--collar",
        type=float,
        default=0.0,
        metavar=t("SECONDS", "초"),
        help=t(
            "time around borders that does not count, whole width (default: 0; the classic 0.25 each side is 0.5)",
            "경계 둘레에서 세지 않는 시간, 전체 폭 (기본: 0. 흔히 쓰는 양쪽 0.25초는 0.5)",
        ),
    )
    parser.add_argument(
        "--skip-overlap", action="store_true", help=t("leave overlapped speech out", "겹친 말은 빼고 채점합니다")
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    add_talk(parser)
    parser.add_argument(
        "--html",
        type=Path,
        metavar=t("FILE", "파일"),
        help=t("write a report with the errors", "오류를 보여 주는 보고서"),
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar=t("FILE", "파일"), help=t("keep the result (JSON)", "결과를 JSON으로 저장")
    )
    _add_chance(parser, 1000)


def _add_chance(parser: argparse.ArgumentParser, resamples: int) -> None:
    parser.add_argument(
        "--resamples",
        type=int,
        default=resamples,
        metavar=t("N", "수"),
        help=t(f"bootstrap resamples (default: {resamples})", f"부트스트랩 횟수 (기본: {resamples})"),
    )
    parser.add_argument("--no-interval", action="store_true", help=t("no interval", "신뢰구간 없이"))
    parser.add_argument(
        "--seed", type=int, default=0, metavar=t("N", "수"), help=t("of chance (default: 0)", "난수 씨앗")
    )


def _add_compare(verbs: Any) -> None:
    title = t("is B really better than A?", "B가 정말 A보다 나은가")
    parser: argparse.ArgumentParser = verbs.add_parser(
        "compare",
        help=title,
        description=t(
            "Compare two saved results (sori score … -o FILE), or with --reference and --kind two sets of answers.",
            "저장한 두 결과(sori score … -o 파일)를 비교하거나, --reference와 --kind로 두 답 모음을 비교합니다.",
        ),
    )
    parser.add_argument("first", metavar="A", help=t("a saved result, or answers", "저장한 결과, 또는 답"))
    parser.add_argument("second", metavar="B", help=t("the other", "다른 하나"))
    parser.add_argument("--reference", default="", metavar=t("REFERENCE", "정답"), help=t("the truth", "정답"))
    parser.add_argument("--kind", choices=tuple(TITLES), help=t("how to judge (with --reference)", "채점 종류"))
    _add_text(parser)
    _add_speakers(parser)
    parser.add_argument("--allow-missing", action="store_true", help=t("no answer is wrong", "없는 답은 틀린 것으로"))
    add_talk(parser)
    _add_chance(parser, 10_000)


def run(args: argparse.Namespace, console: Console) -> int:
    """Judge, show, and keep what was asked for. Returns the exit code."""
    from sorikit.apps.cli import score_tables as tables

    if args.verb == "compare":
        verdict = _compare(args, console)
        for notice in verdict.notices:
            console.notice(notice)
        if args.as_json:
            console.json(tables.plain_verdict(verdict))
        else:
            tables.show_verdict(verdict, console)
        return 0
    judged = _judge(args, console)
    for notice in judged.notices:
        console.notice(notice)
    _keep(args, judged, console)
    if args.as_json:
        from sorikit.apps.scores.result import document

        console.json(document(judged.result))
    else:
        tables.show_result(judged.result, console)
    return 0


def _judge(args: argparse.Namespace, console: Console) -> Judged:
    from sorikit.apps.scores.judging import ScoreWishes, judge
    from sorikit.core.events import Job

    options = options_of(args)
    if args.verb == "quality":
        from sorikit.apps.scores.hearing import judge_quality

        return console.follow(Job(judge_quality(args.files, options, console.settings.device, args.model)))
    if args.verb == "coverage" and bool(args.audio) == bool(args.reference):
        raise InvalidOption(
            option="coverage",
            detail="give a REFERENCE before the HYPOTHESIS, or the recordings with --audio, not both",
            detail_ko="정답을 결과 앞에 주거나 --audio로 녹음을 주세요. 둘 중 하나만 됩니다",
        )
    if args.verb == "coverage" and args.audio:
        from sorikit.apps.scores.hearing import judge_coverage

        device = console.settings.device
        work = judge_coverage(args.hypothesis, args.audio, options, device, allow_missing=args.allow_missing)
        return console.follow(Job(work))
    wishes = ScoreWishes(
        args.verb, args.reference, args.hypothesis, options, args.allow_missing, getattr(args, "lines", False)
    )
    return judge(wishes)


def options_of(args: argparse.Namespace) -> ScoreOptions:
    """Return the options, checked. Raises InvalidOption."""
    from sorikit.metrics import ScoreOptions, SpeakerRule, TextRule

    return ScoreOptions(
        TextRule(
            getattr(args, "normalizer", "auto"),
            getattr(args, "language", ""),
            getattr(args, "loanwords", False),
            getattr(args, "no_fillers", False),
        ),
        SpeakerRule(getattr(args, "collar", 0.0), getattr(args, "skip_overlap", False)),
        0 if args.no_interval else args.resamples,
        args.seed,
    )


def _keep(args: argparse.Namespace, judged: Judged, console: Console) -> None:
    if args.output:
        from sorikit.apps.scores.result import save

        console.say(t("Result: ", "결과: ") + str(save(judged.result, args.output)))
    if args.html:
        from sorikit.apps.scores.report import write_report

        console.say(t("Report: ", "보고서: ") + str(write_report(judged, args.html, console.settings.language)))


def _compare(args: argparse.Namespace, console: Console) -> Verdict:
    from sorikit.apps.scores.comparing import weigh

    if bool(args.reference) != bool(args.kind):
        raise InvalidOption(
            option="compare",
            detail="--reference and --kind belong together",
            detail_ko="--reference와 --kind는 함께 주어야 합니다",
        )
    first, second = (_result(place, args, console) for place in (args.first, args.second))
    return weigh(first, second, 0 if args.no_interval else args.resamples, args.seed)


def _result(place: str, args: argparse.Namespace, console: Console) -> Result:
    from sorikit.apps.scores.judging import ScoreWishes, judge
    from sorikit.apps.scores.result import is_result, load

    if not args.reference or is_result(place):
        return load(place)
    options = options_of(argparse.Namespace(**{**vars(args), "no_interval": True}))
    judged = judge(ScoreWishes(args.kind, args.reference, place, options, args.allow_missing))
    for notice in judged.notices:
        console.notice(notice)
    return judged.result
