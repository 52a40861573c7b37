"""Options of other Whisper commands that have no place here: each is told why, instead of being ignored or unknown."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

_BY_ITSELF = (
    "windows that look wrong are decoded again in other ways by themselves; leave it out",
    "의심스러운 부분은 알아서 다시 받아씁니다. 빼고 실행하세요",
)
_MARKS = (
    "marks stay with their words by themselves, in every script; leave it out",
    "문장 부호는 알아서 단어에 붙입니다. 빼고 실행하세요",
)
_MEETING = ("who speaks is told by: sori meeting RECORDING", "화자 구분은 sori meeting 녹음파일로 합니다")
_NUMBERS = ("is --compute-type here: int8, float16 or float32", "여기서는 --compute-type입니다: int8, float16, float32")
_MODELS = ("models live in one folder; choose it with SORI_CACHE=FOLDER", "모델 폴더는 SORI_CACHE=폴더 로 정합니다")
_CHOSEN = ("is chosen by itself; leave it out", "알아서 정합니다. 빼고 실행하세요")

REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            "temperature",
            "temperature-increment-on-fallback",
            "best-of",
            "patience",
            "length-penalty",
            "repetition-penalty",
            "no-repeat-ngram-size",
            "suppress-tokens",
            "suppress-numerals",
            "compression-ratio-threshold",
            "logprob-threshold",
            "no-speech-threshold",
            "condition-on-previous-text",
            "hallucination-silence-threshold",
            "carry-initial-prompt",
        ),
        _BY_ITSELF,
    ),
    **dict.fromkeys(
        (
            "prepend-punctuations",
            "append-punctuations",
        ),
        _MARKS,
    ),
    **dict.fromkeys(("diarize", "min-speakers", "max-speakers", "num-speakers", "hf-token"), _MEETING),
    **dict.fromkeys(("model-dir", "model-directory", "model-cache-only"), _MODELS),
    **dict.fromkeys(("batch-size", "batched", "chunk-size", "vad-method", "vad-filter", "clip-timestamps"), _CHOSEN),
    "fp16": _NUMBERS,
}
"""Option → why it is not taken."""


def truth(text: str) -> bool:
    """Return Whisper's ``True`` or ``False`` as a bool. Raises ArgumentTypeError."""
    known = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
    if text.lower() not in known:
        raise argparse.ArgumentTypeError(t(f"{text!r} is not True or False", f"{text!r}은(는) True나 False가 아닙니다"))
    return known[text.lower()]


class _Remember(argparse.Action):
    """Note that an option was given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,  # noqa: ARG002
        option_string: str | None = None,
    ) -> None:
        namespace.refused = [*namespace.refused, option_string or ""]


def add_refused(parser: argparse.ArgumentParser) -> None:
    """Declare the options that are refused, unseen in the help."""
    parser.set_defaults(refused=[])
    for name in REFUSED:
        parser.add_argument(
            f"--{name}", action=_Remember, nargs="?", dest="refused", default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def refuse(args: argparse.Namespace) -> None:
    """Raise InvalidOption for the first option that is refused, and say what to do instead."""
    for option in args.refused:
        en, ko = REFUSED[option.removeprefix("--")]
        raise InvalidOption(option=option, detail=en, detail_ko=ko)
