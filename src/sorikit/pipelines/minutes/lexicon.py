"""How names look, and what looks like one and is none (``cues/names.toml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sorikit.pipelines.minutes.cues import Pattern, cue_table


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Patterns and word lists for names, by language."""

    surnames: str
    """Korean surnames of one syllable."""
    not_names: dict[str, frozenset[str]]
    mention: dict[str, Pattern]
    """A name as others say it: with a title in Korean and Japanese, capitalised in English."""
    intro: dict[str, tuple[Pattern, ...]]
    """How people introduce themselves; the first pattern of each leaves no doubt."""
    title: Pattern
    """Titles at the end of a name."""


@lru_cache(maxsize=1)
def name_lexicon() -> NameLexicon:
    """Return the lexicon, read and compiled once."""
    table = {language: cue_table("names")[language] for language in ("ko", "en", "ja")}
    surnames, titles = str(table["ko"]["surnames"]), str(table["ko"]["titles"])
    return NameLexicon(
        surnames=surnames,
        not_names={language: frozenset(row["not_names"]) for language, row in table.items()},
        mention=_mentions(surnames, titles),
        intro=_intros(surnames, titles),
        title=re.compile(rf"\s*(?:씨|님|さん|くん|君|様|{titles})+$"),
    )


def _mentions(surnames: str, titles: str) -> dict[str, Pattern]:
    after = r"(?=[은는이가께도,에의와과을를한\s.?!]|$)"
    called = rf"(?P<name>[가-힣]{{2,4}}?)\s?(?P<title>씨|님|(?:{titles})님?)(?=야|께서|$|{after})"
    ranked = rf"(?<![가-힣])(?P<short>[{surnames}])\s(?P<rank>(?:{titles})님?){after}"
    japanese = r"(?P<name>[一-龥々]{1,4}|[ァ-ヶー]{2,8}|[ぁ-ん]{2,4})"
    return {
        "ko": re.compile(f"{called}|{ranked}"),
        "en": re.compile(r"\b[A-Z][a-z]{1,14}(?:-[A-Z][a-z]+)?\b"),
        "ja": re.compile(rf"{japanese}(?P<title>さん|くん|君|ちゃん|様|課長|部長|係長|主任|先生)"),
    }


def _intros(surnames: str, titles: str) -> dict[str, tuple[Pattern, ...]]:
    team = r"(?:저는|팀의?|부의?|실의?|부서의?|담당하는|담당|맡은|맡고\s?있는|에서\s?온)\s*"
    ending = rf"\s?(?:{titles})?\s?(?:입니다|이에요|예요)"
    here = r"(?=\s*(?:[,.!]|$| and I| I | from | here| speaking| with the ))"
    return {
        "ko": (
            re.compile(r"(?:저는|제\s?이름은|전)?\s*(?P<name>[가-힣]{2,4}?)(?:이)?라고\s?합니다"),
            re.compile(rf"{team}(?P<name>[{surnames}][가-힣]{{1,2}}){ending}"),
            re.compile(rf"(?:안녕하세요|반갑습니다)[,.!]?\s*(?:저는\s*)?(?P<name>[{surnames}][가-힣]{{2}}){ending}"),
        ),
        "en": (
            re.compile(r"\b(?:[Mm]y name is|[Mm]y name's)\s+(?P<name>[A-Z][a-z]+)"),
            re.compile(rf"\b(?:I'm|I am|[Tt]his is|[Ii]t's)\s+(?P<name>[A-Z][a-z]+){here}"),
            re.compile(
                r"^(?:Hi|Hello|Hey)[,!. ]+(?:everyone|all|folks)?[,!. ]*(?P<name>[A-Z][a-z]+) (?:here|speaking)"
            ),
        ),
        "ja": (
            re.compile(r"(?P<name>[一-龥々]{1,4}|[ァ-ヶー]{2,8})(?:と申します|といいます|と言います)"),
            re.compile(r"(?:部|課|室|チーム|担当|社|グループ)の(?P<name>[一-龥々]{2,3}|[ァ-ヶー]{2,8})です"),
        ),
    }
