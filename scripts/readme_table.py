"""Rewrites the task tables of README.md and README.ko.md from the catalogue. ``--check`` only says whether they are true."""

from __future__ import annotations

import sys
from pathlib import Path

from sorikit.store import ModelCard, cards

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- models:begin -->", "<!-- models:end -->"
HEADS = {
    "README.md": "| task | default model | languages | size | licence | more with `sori pull` |",
    "README.ko.md": "| 작업 | 기본 모델 | 언어 | 크기 | 사용 허가 | `sori pull`로 더 |",
}
TASKS = {
    "README.md": {
        "vad": "where there is speech",
        "asr": "what is said",
        "segmentation": "who speaks at each moment",
        "speaker": "whose voice it is",
        "tts": "text to speech",
        "pitch": "how high it sounds",
        "quality": "how good it sounds",
    },
    "README.ko.md": {
        "vad": "말소리 찾기",
        "asr": "받아쓰기",
        "segmentation": "순간마다 누가 말하는지",
        "speaker": "누구의 목소리인지",
        "tts": "글을 말로",
        "pitch": "소리의 높이",
        "quality": "소리의 품질",
    },
}
ANY = {"README.md": ("any", "99"), "README.ko.md": ("모든 언어", "99개")}


def languages(card: ModelCard, readme: str) -> str:
    if card.languages == ("*",):
        return ANY[readme][0]
    return ANY[readme][1] if card.languages == ("multilingual",) else ", ".join(card.languages)


def table(readme: str) -> str:
    lines = [HEADS[readme], "|---|---|---|---:|---|---|"]
    for card in (card for card in cards() if card.default):
        others = (other for other in cards() if other.task == card.task and other.engine)
        more = [f"`{other.name}`" for other in others if not other.default and not other.remote]
        name = f"[{card.title}]({card.source})"
        size = f"{card.size / 1e6:.1f} MB"
        what = TASKS[readme][card.task]
        lines.append(f"| {what} | {name} | {languages(card, readme)} | {size} | {card.license} | {', '.join(more)} |")
    return "\n".join(lines)


def rewritten(readme: str) -> tuple[Path, str, str]:
    path = ROOT / readme
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return path, text, f"{before}{BEGIN}\n{table(readme)}\n{END}{after}"


def main() -> int:
    stale = 0
    for readme in HEADS:
        path, text, new = rewritten(readme)
        if text != new:
            stale += 1
            if "--check" in sys.argv:
                print(f"{readme} is not what the catalogue says; run: python scripts/readme_table.py")
            else:
                path.write_text(new, encoding="utf-8")
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
