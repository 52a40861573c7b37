"""Which words belong together: little words that should not end a line, and ones that should not begin it.

After Netflix's guide (a line break should not part an article, a preposition, a conjunction, a pronoun, an auxiliary or a
negation from what it belongs to); for Korean, determiners and 안/못 stay with what follows, dependent nouns (수, 것, 때문)
and auxiliaries (있다, 않다) with what precedes (한글 맞춤법 제42항: 의존 명사).
"""

from __future__ import annotations

import re

_STOPS = tuple(".?!,;:…。？！、，；：)]}\"'”’»")
_EDGES = "([{\"'“‘«¿¡-–—"

NOT_LAST: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "a an the of to in on at by for from with into onto about over under and or but nor as if than that which "
        "who whose my your his her its our their this these those no not very i we they he she you it is are was were "
        "be been am do does did have has had will would can could should may might must mr mrs ms dr i'm we're you're "
        "they're he's she's it's i'll we'll don't doesn't didn't can't won't isn't aren't wasn't",
        "de": "der die das den dem des ein eine einen einem einer eines und oder aber denn dass ob wenn weil in im am an "
        "auf aus bei mit nach von vom für zu zum zur über unter um durch gegen ohne mein dein sein ihr unser kein keine "
        "nicht ich du er sie es wir ist sind war hat haben wird werden kann sehr",
        "fr": "le la les un une des du de et ou mais ni car à au aux en dans sur sous pour par avec sans ce cet cette ces mon "
        "ma mes ton ta tes son sa ses notre nos votre vos leur leurs je tu il elle on nous vous ils elles ne se que qui "
        "est sont a ont très",
        "es": "el la los las un una unos unas de del a al y e o u pero ni en con por para sin sobre que mi tu su sus mis "
        "tus no se me te le lo nos es son ha han muy",
        "it": "il lo la i gli le un uno una di del dello della dei degli delle a al alla ai da dal dalla in nel nella con su "
        "sul sulla per tra fra e o ma che non mi ti si ci vi è sono ha hanno mio tuo suo molto",
        "pt": "o a os as um uma de do da dos das em no na nos nas por pelo pela para com sem e ou mas que não se me te meu "
        "minha seu sua é são muito",
        "ko": "안 못 더 덜 이 그 저 한 두 세 네 첫 새 헌 각 매 전 총 약 제 내 네 너무 아주 매우 가장 및 또는 혹은 즉 "
        "그리고 그래서 그런데 하지만 그러나 그러면 그럼 또 또한 만약",
    }.items()
}
"""Language → words that should not end a line."""

_BOUND = r"(?:것|거|게|걸|건|수|줄|리|바|뿐|채|적|때문|만큼|대로|데|등|중|때)"
_ENDING = r"(?:은|는|이|가|을|를|도|만|에|의|로|으로|에서|에는|까지|부터|처럼|예요|이에요|입니다|이다|인|였다|야|지|죠|고|니까|같다|같아요)?"
_DEPENDENT = re.compile(rf"{_BOUND}{_ENDING}|(?:있|없|않|싶|못하|못했)\S*")
_DATE = re.compile(r"\d+[년월시]")
_NUMBER = re.compile(r"[\d.,]+")
_COUNTER = re.compile(r"(?:개|명|번|원|년|월|일|시|분|초|살|대|장|권|퍼센트|킬로|미터)\S?")


def stays_with_next(left: str, right: str, language: str | None) -> bool:
    """Whether a line should rather not break between two words that have a space between them."""
    if left.endswith(_STOPS):
        return False
    plain = left.strip(_EDGES).casefold().replace("’", "'")
    if plain in NOT_LAST.get(language or "en", ()):
        return True
    if _DATE.fullmatch(left) and right[:1].isdigit():
        return True
    if language == "ko" or "\uac00" <= right[:1] <= "\ud7a3":
        word = right.rstrip("".join(_STOPS))
        counted = _NUMBER.fullmatch(left) and _COUNTER.fullmatch(word)
        return bool(_DEPENDENT.fullmatch(word) or counted)
    return False
