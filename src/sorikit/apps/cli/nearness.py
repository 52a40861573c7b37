"""How like somebody a voice sounds, in words that promise nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.pipelines.likeness import Nearness


def told(one: Nearness) -> str:
    """Return a line of numbers and what they mean."""
    numbers = t(
        f"cosine {one.cosine:.2f} (same voice: {one.probability:.0%}); second model {one.second_cosine:.2f} "
        f"({one.second_probability:.0%}); pitch {one.pitch:+.1f} semitones",
        f"코사인 {one.cosine:.2f}(같은 목소리일 확률 {one.probability:.0%}); 둘째 모델 {one.second_cosine:.2f}"
        f"({one.second_probability:.0%}); 음높이 {one.pitch:+.1f}반음",
    )
    return f"{numbers}: {verdict(one)}"


def verdict(one: Nearness) -> str:
    """Return what both models say together; only where both agree is it called one person."""
    low, high = sorted((one.probability, one.second_probability))
    if low >= 0.5:
        return t("both take it for the same person", "두 모델 모두 같은 사람으로 듣습니다")
    if high >= 0.5:
        return t("similar, but they do not agree", "비슷하지만 두 모델의 판단이 다릅니다")
    return t("recognisably another voice", "다른 사람의 목소리로 들립니다")
