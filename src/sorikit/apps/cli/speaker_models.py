"""What the verbs of ``sori speakers`` share about models of voices: choosing one, training one, and what a comparison says."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.voices import Verdict


def add_model(parser: argparse.ArgumentParser) -> None:
    """Declare which model listens to voices."""
    parser.add_argument(
        "--engine",
        metavar=t("NAME", "이름"),
        help=t(
            "who tells voices apart: campplus (default), resemblyzer, wespeaker, speechbrain, ivector",
            "목소리를 견주는 엔진: campplus(기본), resemblyzer, wespeaker, speechbrain, ivector",
        ),
    )
    parser.add_argument(
        "--model",
        metavar=t("MODEL", "모델"),
        help=t(
            "its model: a name, a file (.onnx, .npz), a SpeechBrain folder, or owner/name that was pulled",
            "엔진의 모델: 이름, 파일(.onnx, .npz), SpeechBrain 폴더, 또는 받아 둔 소유자/이름",
        ),
    )


def add_scoring(parser: argparse.ArgumentParser) -> None:
    """Declare how two voices are compared."""
    parser.add_argument(
        "--scoring",
        metavar=t("HOW", "방법"),
        help=t(
            "snorm (default: against strangers), cosine, or plda",
            "snorm(기본: 다른 사람들과 견주어), cosine 또는 plda",
        ),
    )


def add_train(verbs: Any) -> None:
    """Declare ``sori speakers train``."""
    parser = verbs.add_parser(
        "train", help=t("make a small model of voices from recordings", "녹음으로 작은 목소리 모델 만들기")
    )
    parser.add_argument("files", nargs="+", metavar=t("FILE", "파일"), help=t("one voice each", "녹음마다 한 사람"))
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="MODEL.npz", help=t("where it goes", "저장할 파일")
    )
    number = t("N", "수")
    parser.add_argument(
        "--components",
        type=int,
        default=64,
        metavar=number,
        help=t("Gaussians (default: 64)", "가우시안 수 (기본: 64)"),
    )
    parser.add_argument(
        "--dimensions",
        type=int,
        metavar=number,
        help=t(
            "length of the vectors (default: 50, or one less than there are recordings)",
            "벡터의 길이 (기본: 50, 또는 녹음 수보다 하나 적게)",
        ),
    )
    add_talk(parser)


def wanted_model(args: argparse.Namespace) -> str | None:
    """Return the model of the arguments, None for the default. Raises InvalidOption for what does not fit."""
    from sorikit.engines.speaker import choose

    return choose(args.engine, args.model) if args.engine or args.model else None


def train(args: argparse.Namespace, console: Console) -> int:
    """Train a model. Returns the exit code."""
    from sorikit.core.codecs import check_file
    from sorikit.core.errors import InvalidOption
    from sorikit.engines.speaker import TrainOptions
    from sorikit.pipelines.voice_training import train_voices

    if args.output.suffix != ".npz":
        raise InvalidOption(
            option=f"-o {args.output}", detail="must end in .npz", detail_ko="이름이 .npz로 끝나야 합니다"
        )
    files = list(dict.fromkeys(args.files))
    for path in files:
        check_file(Path(path), name=path)
    dimensions = min(50, max(1, len(files) - 1)) if args.dimensions is None else args.dimensions
    options = TrainOptions(args.components, dimensions)
    seconds = console.follow(train_voices(files, args.output, options, console.settings.device), args.output.name)
    if args.as_json:
        console.json({"file": str(args.output), "recordings": len(files), "seconds": round(seconds, 2)})
    console.result(
        t(
            f"{args.output}: learned from {len(files)} recordings, {seconds:.0f} s of speech. "
            f"Use it: sori speakers verify A B --model {args.output}",
            f"{args.output}: 녹음 {len(files)}개, 말소리 {seconds:.0f}초로 만들었습니다. "
            f"쓰는 법: sori speakers verify A B --model {args.output}",
        )
    )
    return 0


def tell_verdict(verdict: Verdict, console: Console) -> None:
    """Say whether two voices are one person's."""
    if console.as_json:
        console.json(_document(verdict))
    heard = t(
        f"cosine {verdict.cosine:.2f}, {verdict.seconds:.0f} s heard",
        f"코사인 {verdict.cosine:.2f}, 들은 말소리 {verdict.seconds:.0f}초",
    )
    if verdict.probability is None or verdict.rates is None:
        console.result(
            t(
                f"{verdict.scoring} {verdict.score:.2f} ({verdict.seconds:.0f} s heard); what that means for this model is not "
                "known: compare recordings whose voices you know",
                f"{verdict.scoring} {verdict.score:.2f} (들은 말소리 {verdict.seconds:.0f}초). 이 모델에서 점수의 뜻은 알 수 "
                "없으니 아는 목소리의 녹음과 견주어 보세요",
            )
        )
        return
    same = t("the same voice", "같은 목소리") if verdict.same else t("different voices", "다른 목소리")
    console.result(
        t(
            f"{same}: {verdict.probability:.0%} that it is one person ({heard})",
            f"{same}: 한 사람일 확률 {verdict.probability:.0%} ({heard})",
        )
    )
    wrong, missed = verdict.rates.false_accept, verdict.rates.false_reject
    console.result(
        t(
            f"  of such answers, {wrong:.1%} take strangers for one person, {missed:.1%} one person for strangers",
            f"  이런 판단은 서로 다른 사람의 {wrong:.1%}를 같은 사람으로, 같은 사람의 {missed:.1%}를 다른 사람으로 봅니다",
        )
    )


def _document(verdict: Verdict) -> dict[str, Any]:
    document: dict[str, Any] = {
        "same": verdict.same,
        "probability": None if verdict.probability is None else round(verdict.probability, 4),
        "scoring": verdict.scoring,
        "score": round(verdict.score, 4),
        "cosine": round(verdict.cosine, 4),
        "seconds": round(verdict.seconds, 2),
    }
    if verdict.rates is not None:
        document["false_accept_rate"] = round(verdict.rates.false_accept, 5)
        document["false_reject_rate"] = round(verdict.rates.false_reject, 5)
    return document
