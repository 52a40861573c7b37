"""What pronunciation owes to the word before: adnominal endings, negation, particles, words said in one breath.

Works on spelling, with Kiwi's morphemes nowhere needed; articles (제n항) are those of 표준 발음법. ``LINK`` takes the place
of a space that is not heard.
"""

from __future__ import annotations

import re

from sorikit.reading.korean.hangul import coda_of, take_apart, tensed

LINK = "\u203f"

_NASAL_STEMS = re.compile(
    r"(?<![가-힣])(껴안|끌어안|더듬|쓰다듬|다듬|가다듬|젊|닮|굶|머금|뿜|"
    r"(?:남|넘|담|숨|심|삼|검)(?=고|지|습|거나|던|더니|도록|게|자마자)|(?:안|신|감|품|참)(?=습니다|다가|지 [않못말]|고 [있나싶]))"
    r"(?=[고다지습더던게거도자])(.)"
)
"""제24항: verb stems in ㄴ or ㅁ make the ending tense. Stems whose letters are also nouns (남자, 감기, 참고) only before
the endings that tell."""

_NASAL_VERBS = re.compile("(?<=[을를] )(안|신|감|품|참)([고다지]|던|더니|습)(?![가-힣]{3})")
"""The same stems after their object (아기를 안고)."""
_BOUND = (
    "것|거(?=[가는를야예라니지든였고나]|[^가-힣]|$)|게(?=[요]?[^가-힣]|요?$)|건|걸|겁|수(?=[가는도를록만밖]|\\s|$)|줄(?=[은을도로만이]|\\s|$)|데(?=[가는다도를에]|\\s|$)|"
    "바(?=[가를는에와]|\\s|$)|듯|적(?=[에이은도]|\\s|$)|성싶|법(?=[한하도이])|도리|지경|작정|셈|자신|정도|자격|자리"
)
_NOUNS = (
    "곳|사람|사항|시간|시기|순간|생각|계획|방법|기회|가능성|경우|단계|대상|대책|돈|집|준비|점|길|것들|기세|기색|기분|걱정|겨를|곡|기간|기준|동안|부분|분위기|"
    "상황|소식|선수|장소|제품|조건|주제|지점|짓|작품|직원|건물|과제|권리|값|만큼|두|세|정도"
)
_IS_BOUND = re.compile(_BOUND)
_ADNOMINAL = re.compile(rf"([가-힣])( )({_BOUND}|{_NOUNS})")
_SURE = frozenset("할될볼갈올킬릴질칠쓸줄살놀탈잘풀팔열들만날힐길")
"""Syllables in ㄹ that before an ordinary noun are a verb with -(으)ㄹ, if no noun of ``_L_NOUNS`` ends there."""
_CONSONANT_STEMS = frozenset(
    "있없했았었였겠먹읽받찾앉입웃믿잊잃싶같좋많높낮깊넓짧얻잡놓넣쫓벗씻닫뜯묻붙맡맞늦참남넘숨심담닮굶젊옳싫끓뚫않찮막죽녹묶섞깎볶닦엮갔왔됐났봤샀갚덮엎뽑접씹업집좁굽밟"
)
"""Before 을: then it is an ending (먹을 것), and not the particle (밥을)."""
_REU_STEMS = frozenset("빠오다모고부흐이따두누무게푸머추")
"""Before 를, the same (오를 것)."""
_L_ENDINGS = re.compile(
    r"([가-힣])()(수록|지라도|지언정|진대|밖에|걸요?(?![가-힣])|게요?(?![가-힣])|지[는도가를]?(?![가-힣])|거[예에야니라]|거든|꺼|세라|소냐|쏘냐|진저)"
)
"""제27항: the adnominal ending -(으)ㄹ and the endings that begin with it make what follows tense (할 것을 → 할꺼슬)."""

_L_NOUNS = (
    "오늘", "내일", "매일", "메일", "파일", "요일", "서울", "개월", "테이블", "모델", "스타일", "채널", "하늘", "마을", "가을", "거울", "겨울", "얼굴",
    "이틀", "사흘", "열흘", "며칠", "아들", "비밀", "스물", "호텔", "터널", "시설", "건설", "소설", "전설", "역할", "개발", "출발", "경찰", "관찰", "마찰", "현실",
    "교실", "사실", "진실", "확실", "생활", "부활", "활발", "특별", "차별", "이별", "계절", "친절", "관절", "절절", "예술", "기술", "수술", "미술", "마술", "과일",
    "휴일", "생일", "제일", "통일", "독일", "만일", "물질", "품질", "성질", "본질", "배출", "수출", "지출", "노출", "대출", "조절", "거절", "매출", "구출", "시절",
    "갈길", "눈길", "손길", "발길", "산길", "골목길", "때들", "우리들", "사람들", "것들", "아이들", "친구들", "선생님들", "그들", "이들", "양말", "정말", "주말", "연말", "월말",
    "결말", "반말", "거짓말", "한글", "댓글", "그날", "어느날", "오늘날", "옛날", "첫날", "설날", "기말", "수줄", "밧줄", "핏줄", "방울", "저울", "종말",
)  # fmt: skip
_L_STEMS = "알놀살말팔길멀들물걸열날돌달줄풀갈벌빌불털썰졸밀울끌굴늘"
"""Syllables that end a noun or a verb stem in ㄹ of its own: before an ending in the same word no adnominal ending."""

_PARTICLE = re.compile("(?<=[가-힣])의(?![가-힣])")
_YI_NOUNS_TEXT = """
회의 논의 주의 강의 동의 정의 예의 합의 협의 건의 문의 토의 결의 상의 심의 유의 제의 창의
편의 호의 거의 의의 명의 실의 성의 적의 열의 본의 고의 악의 선의 경의 질의 함의 모의 내의
상하의 하의 수의 민의 전의 신의 임의 발의 항의 불의
"""
_YI_NOUNS = frozenset(_YI_NOUNS_TEXT.split())
"""Nouns with a final 의; elsewhere a final 의 is the particle, spoken [에] (제5항 다만 4)."""
_STOPS = frozenset("ㄱㄲㅋㄳㄷㅅㅆㅈㅊㅌㅂㅍㅄ")
_ONE = re.compile(
    r"(?<=[가-힣]) (?=한(?:벌|번|송이|권|명|채|개|잔|달|시간|마리|장|때|줄| (?:벌|번|송이|권|명|채|개|잔|달|시간|마리|장|줄)))"
)
_BREATH = re.compile(r"(?<![가-힣])(밭|꽃|늪|닭|넋|값|옷|앞|무릎|부엌|숲|잎) (?=아래|앞|위|안|없|어미|옆)")


def respell_phrases(text: str) -> str:
    """Return ``text`` with what its words do to each other spelled out; its length stays, ``LINK`` stands for a space."""
    text = _NASAL_VERBS.sub(lambda found: found[1] + tensed(found[2]), text)
    text = _NASAL_STEMS.sub(lambda found: found[1] + tensed(found[2]), text)
    text = _ADNOMINAL.sub(_tense_after_l, text)
    text = _L_ENDINGS.sub(_tense_after_l, text)
    text = re.sub("(?<![가-힣])못 (?=[이여입익일읽잊잇])", f"몯{LINK}", text)  # 제29항: 못 잊다 [몬닏따]
    text = re.sub(rf"(?<={LINK})([이여입익일읽잊잇])(?=[가-힣])", _with_n_after_not, text)
    text = re.sub("(?<![가-힣])못 (?=[가-힣])", f"몯{LINK}", text)  # 제18항 붙임, 제15항, 제12항: spoken in one breath
    text = _ONE.sub(
        lambda found: LINK if coda_of(found.string[found.start() - 1]) in _STOPS else " ", text
    )  # 제12항 붙임 2: 옷 한 벌 [오탄벌]
    text = re.sub("몇 (?=[명시분년달개번살권장마])", f"멷{LINK}", text)
    text = re.sub(
        "(?<![가-힣])(열|여덟)(?=[개시달살장점권번](?![가-힣]{2}))(.)", lambda found: found[1] + tensed(found[2]), text
    )
    text = re.sub(
        "(?<=[영공일이삼사오육칠팔구십백천만])점(?=[영일이삼사오육칠팔구])", "쩜", text
    )  # so ordinary speech has it
    text = _BREATH.sub(lambda found: found[1].translate(_BEFORE_VOWELS) + LINK, text)
    text = re.sub("밟(?=[가-앃자-핗])", "밥", text)  # 제10항
    return _PARTICLE.sub(
        lambda found: "의" if found.string[found.start() - 1 : found.end()] in _YI_NOUNS else "에", text
    )


_BEFORE_VOWELS = str.maketrans("밭꽃늪닭넋값옷앞잎숲", "받꼳늡닥넉갑옫압입숩")


def _with_n_after_not(found: re.Match[str]) -> str:
    syllable = take_apart(found[1])
    syllable.onset = "ㄴ"
    return str(syllable)


def _tense_after_l(found: re.Match[str]) -> str:
    before, space, after = found.groups()
    head = found.string[: found.end(1)]
    if coda_of(before) != "ㄹ" or (not space and (before in _L_STEMS or head.endswith(_L_NOUNS))):
        return found[0]
    bound = _IS_BOUND.match(after + found.string[found.end() :]) is not None
    if space and not _is_adnominal(head, bound=bound):
        return found[0]
    return before + space + tensed(after)


def _is_adnominal(head: str, *, bound: bool) -> bool:
    """Tell a verb with -(으)ㄹ from a noun in ㄹ, and 먹을 from 밥을."""
    if head[-1] == "을":
        return head[-2:-1] in _CONSONANT_STEMS
    if head.endswith(_L_NOUNS):
        return False
    if head[-1] == "를":
        return bound and head[-2:-1] in _REU_STEMS
    return bound or head[-1] in _SURE
