"""Chinese characters in Korean text, as Koreans read them: 東京 출장 → 도쿄 출장, 數字 → 숫자.

The 4,620 characters of KS X 1001 stand there in the order of their Korean readings, so the first of each reading is all that has to
be kept. Characters that it lacks (simplified ones, Japanese forms) are left to the readers of their languages.
"""

from __future__ import annotations

import bisect
import re
import unicodedata

_FIRSTS = (
    "가伽각刻간侃갈乫감勘갑匣강剛개介객喀갱坑갹醵거倨건乾걸乞검儉겁劫게偈격擊견堅결抉겸兼경京계係고古곡哭곤困골汨공供곶串과寡곽廓관冠괄刮광侊괘卦괴乖굉宏교交구丘국國군君굴堀궁宮권倦궐厥궤机귀晷규叫균勻귤橘"
    "극克근僅금今급伋긍亘기企긴緊길佶김金끽喫나儺낙諾난暖날捏남南납納낭囊내乃녀女년年념念녕寧노努농濃뇌惱뇨尿눈嫩눌訥뉴杻능能니尼닉匿다多단丹달撻담啖답沓당唐대代댁宅덕德도倒독毒돈墩돌乭동仝두兜둔屯득得등嶝"
    "라喇락洛란亂랄剌람嵐랍拉랑廊래來랭冷략掠량亮려侶력力련憐렬冽렴廉렵獵령令례例로勞록碌론論롱壟뢰儡료了룡龍루壘류劉륙六륜侖률律륭隆륵勒름凜릉凌리俚린吝림林립砬마摩막寞만万말唜망亡매埋맥脈맹孟멱冪면免멸滅"
    "명冥몌袂모侮목木몰歿몽夢묘卯무務묵墨문們물勿미味민岷밀密박剝반伴발勃방倣배倍백伯번幡벌伐범凡법法벽僻변卞별別병丙보保복伏본本볼乶봉俸부不북北분分불佛붕崩비丕빈嚬빙憑사乍삭削산傘살乷삼三삽揷상上새塞색穡"
    "생牲서墅석夕선仙설卨섬剡섭攝성城세世소召속俗손孫솔率송宋쇄刷쇠衰수修숙叔순巡술戌숭崇슬瑟습濕승丞시侍식埴신伸실失심審십什쌍雙씨氏아亞악堊안安알斡암唵압壓앙仰애厓액厄앵櫻야也약弱양佯어圄억億언偃얼孼엄俺"
    "업嶪엔円여予역亦연嚥열悅염厭엽曄영塋예乂오五옥屋온溫올兀옹壅와渦완婉왈曰왕往왜倭외外요僥욕慾용俑우于욱勖운云울蔚웅熊원元월月위位유乳육堉윤允율聿융戎은垠을乙음吟읍揖응凝의依이二익瀷인人일一임任입入잉仍"
    "자仔작作잔孱잠岑잡雜장丈재再쟁爭저佇적勣전佃절切점占접接정丁제制조俎족族존存졸卒종倧좌佐죄罪주主죽竹준俊줄茁중中즉卽즐櫛즙楫증增지之직直진唇질侄짐斟집執징徵차且착捉찬撰찰刹참僭창倉채債책冊처凄척倜천仟"
    "철凸첨僉첩堞청廳체剃초初촉促촌寸총叢촬撮최催추墜축丑춘春출出충充췌悴취取측側층層치侈칙則친親칠七침侵칩蟄칭秤쾌快타他탁倬탄呑탈奪탐探탑塔탕宕태兌택擇탱撑터攄토兎통慟퇴堆투偸특慝틈闖파坡판判팔八패佩팽彭"
    "퍅愎편便폄貶평坪폐吠포佈폭幅표俵품品풍楓피彼필匹핍乏하下학壑한寒할割함函합合항亢해亥핵劾행倖향享허噓헌憲헐歇험險혁奕현俔혈孑혐嫌협俠형亨혜兮호乎혹惑혼婚홀忽홍哄화化확擴환丸활活황凰회匯획劃횡宖효哮후侯"
    "훈勛훙薨훤喧훼卉휘彙휴休휼恤흉兇흑黑흔昕흘吃흠欠흡吸흥興희僖힐詰"
)
"""Reading, and the first character that has it, in the order of KS X 1001."""
_READINGS = _FIRSTS[0::2]
_STARTS = [letter.encode("euc_kr") for letter in _FIRSTS[1::2]]
_OTHERWISE = {
    "泌": "비",
    "車": "차",
    "率": "률",
    "便": "편",
    "復": "복",
    "更": "경",
    "殺": "살",
    "樂": "락",
    "宅": "택",
    "串": "관",
    "金": "금",
    "不": "불",
}
"""Characters of several readings, whose place there is not the usual one."""
_WORDS = {
    "東京": "도쿄", "大阪": "오사카", "京都": "교토", "福岡": "후쿠오카", "北海道": "홋카이도", "沖繩": "오키나와", "北京": "베이징",
    "上海": "상하이", "香港": "홍콩", "臺北": "타이베이", "數字": "숫자", "回數": "횟수", "庫間": "곳간", "貰房": "셋방", "車間": "찻간",
    "退間": "툇간", "六月": "유월", "十月": "시월", "音樂": "음악", "樂器": "악기", "復活": "부활", "自轉車": "자전거", "停車場": "정거장",
    "更新": "갱신", "不得": "부득", "不實": "부실",
}  # fmt: skip
"""Words that are not read letter by letter: cities by their own names, and the exceptions of the spelling rules (§30)."""
_LONGEST = max(map(len, _WORDS))
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_INITIAL = {
    **dict(zip("녀뇨뉴니녁년념녕닉", "여요유이역연염영익", strict=True)),
    **dict(
        zip("랴려례료류리략량력련렬렴렵령룡륙륜률륭린림립", "야여예요유이약양역연열염엽영용육윤율융인임입", strict=True)
    ),
    **dict(zip("라래로뢰루르락란람랍랑랭록론롱륵름릉", "나내노뇌누느낙난남납낭냉녹논농늑늠능", strict=True)),
}
"""At the beginning of a word ㄹ and ㄴ change (두음법칙, spelling rules §10 to §12)."""


def is_read(text: str) -> bool:
    """Whether every Chinese character of ``text`` has a Korean reading here.

    >>> is_read("數字"), is_read("数字")
    (True, False)
    """
    return all(_reading(letter) is not None for run in _HAN.findall(text) for letter in run)


def in_hangul(text: str) -> str:
    """Return ``text`` with its Chinese characters as they are read, letter for letter; words that hold one without a reading stay.

    >>> in_hangul("大韓民國의 女性과 男女, 12月 5日, 百分率")
    '대한민국의 여성과 남녀, 12월 5일, 백분율'
    """
    return _HAN.sub(lambda found: _read(found[0], text[: found.start()]) if is_read(found[0]) else found[0], text)


def _read(run: str, before: str) -> str:
    made, at = "", 0
    while at < len(run):
        word = next((run[at : at + size] for size in range(_LONGEST, 1, -1) if run[at : at + size] in _WORDS), None)
        if word and len(_WORDS[word]) == len(word):
            made, at = made + _WORDS[word], at + len(word)
            continue
        made += _letter(run, at, (before + made)[-1:])
        at += 1
    return made


def _letter(run: str, at: int, before: str) -> str:
    reading = _reading(run[at])
    if reading is None:
        return run[at]
    following = _reading(run[at + 1]) if at + 1 < len(run) else None
    if run[at] == "不" and following and unicodedata.normalize("NFD", following)[0] in "\u1103\u110c":
        return "부"
    if (
        reading in "렬률"
        and (last := unicodedata.normalize("NFD", before)[-1:])
        and ("\u1161" <= last <= "\u1175" or last == "\u11ab")
    ):
        return {"렬": "열", "률": "율"}[reading]
    return reading if before.isalpha() else _INITIAL.get(reading, reading)


def _reading(letter: str) -> str | None:
    letter = unicodedata.normalize("NFC", letter)
    if letter in _OTHERWISE:
        return _OTHERWISE[letter]
    try:
        code = letter.encode("euc_kr")
    except UnicodeEncodeError:
        return None
    return _READINGS[bisect.bisect_right(_STARTS, code) - 1] if code >= _STARTS[0] else None
