"""What Korean pronunciation rules leave to the dictionary, as respellings of words and word parts.

Each entry is spelling=respelling; the rules of ``_korean`` still apply to the respelling, so 꽃잎=꽃닢 ends as [꼰닙].
Articles (제n항) are those of 표준 발음법. ``_PARTS`` match anywhere in a word, ``_STARTS`` only where a word begins.
"""

from __future__ import annotations

import re

from sorikit.reading.korean.hangul import coda_of, tensed

_ADDED_N = """
꽃잎=꽃닢 깻잎=깻닢 나뭇잎=나뭇닢 솜이불=솜니불 홑이불=홑니불 막일=막닐 삯일=삯닐 맨입=맨닙 내복약=내복냑
한여름=한녀름 남존여비=남존녀비 신여성=신녀성 색연필=색년필 직행열차=직행녈차 늑막염=늑막념 콩엿=콩녓 담요=담뇨
눈요기=눈뇨기 영업용=영업뇽 식용유=식용뉴 백분율=백분뉼 밤윷=밤뉻 들일=들릴 솔잎=솔맆 설익=설릭 물약=물략
불여우=불려우 서울역=서울력 물엿=물렷 휘발유=휘발류 검열=검녈 금융=금늉 베갯잇=베갯닛 뒷일=뒷닐 뒷윷=뒷뉻
학습용=학습뇽 사용량=사용냥 부산역=부산녁 용산역=용산녁 강남역=강남녁 알약=알략 밭이랑=반니랑 국민윤리=국민뉸니
십육=십뉵 백육=백뉵 천육=천뉵 만육=만뉵 열여섯=열려섯 열여덟=열려덟 스물여섯=스물려섯 스물여덟=스물려덟
서른여섯=서른녀섯 서른여덟=서른녀덟 마흔여섯=마흔녀섯 마흔여덟=마흔녀덟 쉰여섯=쉰녀섯 쉰여덟=쉰녀덟
"""  # 제29항

_L_AS_N = """
의견란=의견난 임진란=임진난 생산량=생산냥 결단력=결딴녁 공권력=공꿘녁 동원령=동원녕 상견례=상견녜 횡단로=횡단노
이원론=이원논 입원료=입원뇨 구근류=구근뉴 음운론=음운논 판단력=판단녁 신문로=신문노 추진력=추진녁
"""  # 제20항, the exceptions

_SINO_AFTER_L = """
갈등=갈뜽 발동=발똥 절도=절또 말살=말쌀 불소=불쏘 갈증=갈쯩 물질=물찔 발전=발쩐 몰상식=몰쌍식 불세출=불쎄출
결정=결쩡 실적=실쩍 출시=출씨 설정=설쩡 열심=열씸 절대=절때 발생=발쌩 활동=활똥 결제=결쩨 달성=달썽 철저=철쩌
필수=필쑤 설득=설뜩 출장=출짱 결산=결싼 발송=발쏭 발달=발딸 질서=질써 할당=할땅 결석=결썩 결심=결씸 일주일=일쭈일
칠십=칠씹 팔십=팔씹 출석=출썩 활성=활썽 밀도=밀또 실제=실쩨 결실=결씰 철도=철또 불신=불씬 열정=열쩡 결승=결씅
출동=출똥 절제=절쩨 활주로=활쭈로 실제로=실쩨로 질소=질쏘 일시적=일씨적
"""  # 제26항

_COMPOUNDS = """
맏형=마텽
조건=조껀 안건=안껀 요건=요껀 문건=문껀 평가=평까 물가=물까 문제점=문제쩜 장단점=장단쩜 가능성=가능썽 중요성=중요썽
안정성=안정썽 안전성=안전썽 필요성=필요썽 신뢰성=신뢰썽 방향성=방향썽 확장성=확장썽 주도권=주도꿘 소유권=소유꿘 저작권=저작꿘
사용법=사용뻡 글자=글짜 문고리=문꼬리 눈동자=눈똥자 신바람=신빠람 손재주=손째주 물동이=물똥이 발바닥=발빠닥 굴속=굴쏙
술잔=술짠 바람결=바람껼 그믐달=그믐딸 아침밥=아침빱 잠자리=잠짜리 초승달=초승딸 등불=등뿔 창살=창쌀 강줄기=강쭐기
물고기=물꼬기 손가락=손까락 발가락=발까락 눈사람=눈싸람 비빔밥=비빔빱 김밥=김빱 술집=술찝 일자리=일짜리 밀가루=밀까루
보름달=보름딸 손등=손뜽 빵집=빵찝 줄넘기=줄넘끼 이번_주=이번_쭈 할_일=할_릴 볼_일=볼_릴
닭과=닥과 흙과=흑과 넓죽=넙죽 넓둥글=넙둥글 맛없=맏업 멋없=먿업 값어치=갑어치 헛웃음=헏우슴 겉옷=걷옫 젖어미=젇어미
옮기=옴기 굶기=굼기 곪기=곰기 삶과=삼과 삶도=삼도 몇_월=며둴
디귿이=디그시 지읒이=지으시 치읓이=치으시 키읔이=키으기 티읕이=티으시 피읖이=피으비 히읗이=히으시
"""  # 제28항 and tensed Sino-Korean endings; 제11항 (nouns in ㄺ), 제15항, 제16항; suffix -기- never tenses (제24항)

_STARTS_TEXT = """
일시=일씨 일정=일쩡 일단=일딴 일자=일짜 일상=일쌍 별도=별또 실수=실쑤 실시=실씨 실사=실싸 골자=골짜 물자=물짜 팔자=팔짜 월세=월쎄
사건=사껀 여건=여껀 용건=용껀 여권=여꿘 인권=인꿘 성과=성꽈 효과=효꽈 원가=원까 단가=단까 대가=대까 시가=시까 주가=주까
장점=장쩜 단점=단쩜 관점=관쩜 시점=시쩜 초점=초쩜 요점=요쩜 쟁점=쟁쩜 만점=만쩜 인기=인끼 문법=문뻡 헌법=헌뻡
한자=한짜 문자=문짜 내과=내꽈 치과=치꽈 길가=길까 강가=강까 산새=산쌔 안방=안빵 몸짓=몸찟
"""  # the same, but their letters also arise inside other words


def _table(*blocks: str) -> dict[str, str]:
    """Read spelling=respelling entries; ``_`` stands for a space inside one."""
    return dict(entry.replace("_", " ").split("=") for block in blocks for entry in block.split())


_PARTS = _table(_ADDED_N, _L_AS_N, _SINO_AFTER_L, _COMPOUNDS)
_STARTS = _table(_STARTS_TEXT)


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LEXICAL = re.compile(f"(?P<part>{_any_of(_PARTS)})|(?<![가-힣])(?P<start>{_any_of(_STARTS)})")

_NASAL_STEMS = re.compile(
    r"(?<![가-힣])(껴안|더듬|쓰다듬|다듬|젊|닮|굶|머금|(?:남|넘|담|숨|심)(?=고|지|습|거나)|(?:안|신|감|품|참)(?=습니다|다가))"
    r"(?=[고다지습더던게거])(.)"
)
"""제24항: verb stems in ㄴ or ㅁ make the ending tense. Stems whose letters are also nouns (남자, 감기, 참고) only before
the endings that tell."""

_ADNOMINAL = re.compile(r"([가-힣])( )(것|거|게|건|걸|겁|수|줄|데|바|듯|적|지|도리|곳|사람|정도)")
_L_ENDINGS = re.compile(
    r"([가-힣])()(수록|지라도|지언정|진대|밖에|게요?(?![가-힣])|걸요?(?![가-힣])|지[는도가를]?(?![가-힣]))"
)
"""제27항: the adnominal ending -(으)ㄹ and the endings that begin with it make what follows tense (할 것을 → 할꺼슬)."""

_L_NOUNS = ("오늘", "내일", "매일", "메일", "파일", "요일", "서울", "개월", "테이블", "모델", "스타일", "채널")
_L_STEMS = "알놀살말팔길멀들물걸열날돌달줄풀갈벌빌불털썰졸밀울끌굴늘"
"""Syllables that end a noun or a verb stem in ㄹ of its own: no adnominal ending."""

_YI_NOUNS = "회논주강동정예합협건문토결상심유제창편호의거"
"""Syllables that form a noun with a final 의 (회의, 논의 …); elsewhere a final 의 is the particle, spoken [에] (제5항)."""


def respell(text: str) -> str:
    """Return ``text`` with its lexical pronunciations spelled out, ready for the rules."""
    text = _LEXICAL.sub(lambda found: _PARTS.get(found[0]) or _STARTS[found[0]], text)
    text = _NASAL_STEMS.sub(lambda found: found[1] + tensed(found[2]), text)
    text = _ADNOMINAL.sub(_tense_after_l, text)
    text = _L_ENDINGS.sub(_tense_after_l, text)
    text = re.sub(r"못 (?=[가-힣])", "몯", text)  # 제18항 붙임: spoken in one breath
    text = re.sub(r"몇 (?=[명시분년달])", "멷", text)
    text = re.sub(r"밟(?=[가-앃자-핗])", "밥", text)  # 제10항
    return re.sub(rf"(?<=[가-힣])(?<![{_YI_NOUNS}])의(?![가-힣])", "에", text)


def _tense_after_l(found: re.Match[str]) -> str:
    before, space, after = found.groups()
    head = found.string[: found.end(1)]
    if coda_of(before) != "ㄹ" or head.endswith(_L_NOUNS) or (not space and before in _L_STEMS):
        return found[0]
    return before + space + tensed(after)
