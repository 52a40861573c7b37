"""Pronunciations that the standard itself gives as examples (표준 발음법, 국립국어원), article by article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.engines.tts._kokoro_letters import TOKENS
from sorikit.reading.korean.hangul import is_syllable, take_apart
from sorikit.reading.korean.ipa import phonemes
from sorikit.reading.korean.pronounce import pronounce

ARTICLES = {
    "5 vowels": "가져=가저 쪄=쩌 다쳐=다처 시계=시게 희망=히망 무늬=무니 주의=주이 우리의=우리에 협의=혀비",
    "9 seven codas": "닦다=닥따 키읔=키윽 키읔과=키윽꽈 옷=옫 있다=읻따 젖=젇 빚다=빋따 꽃=꼳 쫓다=쫃따 솥=솓 뱉다=밷따 앞=압 덮다=덥따",
    "10 double codas": "넋=넉 넋과=넉꽈 앉다=안따 여덟=여덜 넓다=널따 외곬=외골 핥다=할따 값=갑 없다=업따 밟다=밥따 밟소=밥쏘 "
    "밟지=밥찌 밟는=밤는 밟게=밥께 밟고=밥꼬 넓죽하다=넙쭈카다",
    "11 double codas": "닭=닥 흙과=흑꽈 맑다=막따 늙지=늑찌 삶=삼 젊다=점따 읊고=읍꼬 읊다=읍따 맑게=말께 묽고=물꼬 얽거나=얼꺼나",
    "12 ㅎ": "놓고=노코 좋던=조턴 쌓지=싸치 많고=만코 않던=안턴 닳지=달치 각하=가카 먹히다=머키다 밝히다=발키다 맏형=마텽 "
    "좁히다=조피다 넓히다=널피다 꽂히다=꼬치다 앉히다=안치다 닿소=다쏘 많소=만쏘 싫소=실쏘 놓는=논는 쌓네=싼네 않네=안네 "
    "않는=안는 뚫네=뚤레 뚫는=뚤른 낳은=나은 놓아=노아 쌓이다=싸이다 많아=마나 않은=아는 닳아=다라 싫어도=시러도",
    "13 linking": "깎아=까까 옷이=오시 있어=이써 낮이=나지 꽂아=꼬자 꽃을=꼬츨 쫓아=쪼차 밭에=바테 앞으로=아프로 덮이다=더피다",
    "14 linking": "넋이=넉씨 앉아=안자 닭을=달글 젊어=절머 곬이=골씨 핥아=할타 읊어=을퍼 값을=갑쓸 없어=업써",
    "15 linking": "맛없다=마덥따 겉옷=거돋 헛웃음=허두슴 값어치=가버치 젖어미=저더미",
    "16 letter names": "디귿이=디그시 지읒이=지으시 키읔이=키으기 티읕이=티으시 피읖이=피으비 히읗이=히으시",
    "17 palatals": "굳이=구지 밭이=바치 벼훑이=벼훌치 닫히다=다치다 묻히다=무치다 붙여=부처 같이=가치 미닫이=미다지",
    "18 nasals": "먹는=멍는 국물=궁물 깎는=깡는 몫몫이=몽목씨 긁는=긍는 흙만=흥만 닫는=단는 짓는=진는 옷맵시=온맵씨 있는=인는 맞는=만는 "
    "젖멍울=전멍울 쫓는=쫀는 꽃망울=꼰망울 붙는=분는 잡는=잠는 밥물=밤물 앞마당=암마당 읊는=음는 없는=엄는",
    "19 ㄹ as ㄴ": "담력=담녁 침략=침냑 강릉=강능 항로=항노 대통령=대통녕 막론=망논 백리=뱅니 협력=혐녁 십리=심니",
    "20 ㄹㄹ": "난로=날로 신라=실라 천리=철리 광한루=광할루 대관령=대괄령 칼날=칼랄 물난리=물랄리 줄넘기=줄럼끼 할는지=할른지 닳는=달른 "
    "의견란=의견난 임진란=임진난 생산량=생산냥 결단력=결딴녁 공권력=공꿘녁 동원령=동원녕 횡단로=횡단노 이원론=이원논 입원료=이붠뇨 구근류=구근뉴",
    "23 tense": "국밥=국빱 깎다=깍따 넋받이=넉빠지 삯돈=삭똔 닭장=닥짱 칡범=칙뻠 뻗대다=뻗때다 옷고름=옫꼬름 있던=읻떤 꽂고=꼳꼬 꽃다발=꼳따발 "
    "낯설다=낟썰다 밭갈이=받까리 솥전=솓쩐 곱돌=곱똘 덮개=덥깨 옆집=엽찝 읊조리다=읍쪼리다 값지다=갑찌다",
    "24 tense stems": "신습니다=신씀니다 껴안다=껴안따 앉고=안꼬 얹다=언따 더듬지=더듬찌 닮고=담꼬 젊지=점찌 안기다=안기다 감기다=감기다 "
    "굶기다=굼기다 옮기다=옴기다",
    "25 tense stems": "넓게=널께 떫지=떨찌 훑소=훌쏘",
    "26 Sino-Korean": "갈등=갈뜽 발동=발똥 절도=절또 말살=말쌀 불소=불쏘 일시=일씨 갈증=갈쯩 물질=물찔 발전=발쩐 몰상식=몰쌍식 불세출=불쎄출",
    "27 adnominal": "할_것을=할_꺼슬 갈_데가=갈_떼가 할_바를=할_빠를 할_수는=할_쑤는 할_적에=할_쩌게 갈_곳=갈_꼳 할_도리=할_또리 "
    "만날_사람=만날_싸람 할걸=할껄 할수록=할쑤록 할지라도=할찌라도 할지언정=할찌언정 할진대=할찐대 보낼게요=보낼께요",
    "28 compounds": "문고리=문꼬리 눈동자=눈똥자 신바람=신빠람 손재주=손째주 길가=길까 물동이=물똥이 발바닥=발빠닥 굴속=굴쏙 술잔=술짠 바람결=바람껼 "
    "그믐달=그믐딸 아침밥=아침빱 잠자리=잠짜리 강가=강까 초승달=초승딸 등불=등뿔 창살=창쌀 강줄기=강쭐기",
    "29 added ㄴ": "솜이불=솜니불 홑이불=혼니불 막일=망닐 삯일=상닐 맨입=맨닙 꽃잎=꼰닙 내복약=내봉냑 한여름=한녀름 남존여비=남존녀비 신여성=신녀성 "
    "색연필=생년필 직행열차=지캥녈차 늑막염=능망념 콩엿=콩녇 담요=담뇨 눈요기=눈뇨기 영업용=영엄뇽 식용유=시굥뉴 솔잎=솔립 설익다=설릭따 "
    "물약=물략 서울역=서울력 물엿=물렫 휘발유=휘발류",
    "30 compounds with ㅅ": "콧날=콘날 아랫니=아랜니 베갯잇=베갠닏 깻잎=깬닙 나뭇잎=나문닙 냇가=낻까 깃발=긷빨 햇살=핻쌀",
}
ORDINARY = (
    "좋습니다=조씀니다 결정했습니다=결쩡핻씀니다 못_해요=모태요 못_먹어=몬머거 십육=심뉵 몇_월=며둴 알지=알지 할지=할찌 오늘_것=오늘_걷 남자=남자 "
    "감기=감기 참고=참고 신고=신고 안건=안껀 일정=일쩡 회의=회이 같은데=가튼데"
)
CASES = [
    tuple(entry.replace("_", " ").split("="))
    for block in (*ARTICLES.values(), ORDINARY) for entry in block.split()
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_standard_pronunciation(written: str, spoken: str) -> None:
    assert pronounce(written) == spoken


hangul = st.text(
    alphabet=st.one_of(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), st.sampled_from(" ,.?!")), max_size=30
)


@given(hangul)
def test_any_hangul_stays_hangul_with_seven_codas(text: str) -> None:
    spoken = pronounce(text)
    assert all(take_apart(character).coda in ("", *"ㄱㄴㄷㄹㅁㅂㅇ") for character in spoken if is_syllable(character))


@given(hangul)
def test_any_hangul_has_phonemes_that_kokoro_knows(text: str) -> None:
    assert set(phonemes(text)) <= set(TOKENS)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=30))
def test_what_is_not_hangul_stays(text: str) -> None:
    assert pronounce(text) == text


def test_three_kinds_of_consonants_sound_different() -> None:
    assert len({phonemes("가"), phonemes("까"), phonemes("카")}) == 3
    assert len({phonemes("자"), phonemes("짜"), phonemes("차")}) == 3


def test_a_stop_before_a_tense_s_is_not_said_twice() -> None:
    assert phonemes("하겠습니다") == "haɡesɯmnida"
    assert phonemes("보았습니다") == "boasɯmnida"
    assert phonemes("있다") == "itta"
