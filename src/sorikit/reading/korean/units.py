"""Units, money and signs of Korean text, and what each counter takes: native numbers or Sino-Korean ones."""

from __future__ import annotations

import re

from sorikit.core.numerals import korean_counters

UNITS = {
    "km/h": "킬로미터", "㎞/h": "킬로미터", "m/s": "미터", "km²": "제곱킬로미터", "㎢": "제곱킬로미터", "m²": "제곱미터", "㎡": "제곱미터",
    "m³": "세제곱미터", "㎥": "세제곱미터", "cm²": "제곱센티미터", "km": "킬로미터", "㎞": "킬로미터", "Km": "킬로미터", "KM": "킬로미터",
    "cm": "센티미터", "㎝": "센티미터", "mm": "밀리미터", "㎜": "밀리미터", "nm": "나노미터", "m": "미터", "kg": "킬로그램", "㎏": "킬로그램",
    "KG": "킬로그램", "Kg": "킬로그램", "mg": "밀리그램", "㎎": "밀리그램", "g": "그램", "t": "톤", "ha": "헥타르",
    "GB": "기가바이트", "MB": "메가바이트", "KB": "킬로바이트", "kB": "킬로바이트", "TB": "테라바이트", "Mbps": "메가비피에스", "Gbps": "기가비피에스",
    "kHz": "킬로헤르츠", "MHz": "메가헤르츠", "GHz": "기가헤르츠", "Hz": "헤르츠", "dB": "데시벨", "ms": "밀리초", "kcal": "킬로칼로리",
    "cal": "칼로리", "kWh": "킬로와트시", "kW": "킬로와트", "MW": "메가와트", "W": "와트", "V": "볼트", "mAh": "밀리암페어시", "hPa": "헥토파스칼",
    "L": "리터", "l": "리터", "ℓ": "리터", "ml": "밀리리터", "mL": "밀리리터", "㎖": "밀리리터", "cc": "씨씨", "fps": "에프피에스", "px": "픽셀",
    "℃": "도", "°C": "도", "℉": "도", "°F": "도", "°": "도", "%p": "퍼센트포인트", "%": "퍼센트", "％": "퍼센트", "‰": "퍼밀", "㎍": "마이크로그램",
    "in": "인치", "ft": "피트", "pt": "포인트", "bps": "비피에스", "rpm": "알피엠", "ppm": "피피엠",
}  # fmt: skip
SPEEDS = {"km/h": "시속", "㎞/h": "시속", "m/s": "초속"}
"""Units whose word stands before the number."""
MONEY = {"US$": "달러", "$": "달러", "₩": "원", "￦": "원", "€": "유로", "£": "파운드", "¥": "엔", "￥": "엔"}
CODES = {"USD": "달러", "KRW": "원", "EUR": "유로", "JPY": "엔", "GBP": "파운드", "CNY": "위안"}
SCALES = {"K": 10**3, "k": 10**3, "M": 10**6, "B": 10**9}

SIGNS = {
    "&": " 앤드 ", "+": " 플러스 ", "@": " 골뱅이 ", "#": " 샵 ", "%": " 퍼센트 ", "％": " 퍼센트 ", "℃": "도", "×": " 곱하기 ",
    "÷": " 나누기 ", "±": " 플러스마이너스 ", "→": ", ", "≠": " 같지 않다 ", "≥": " 이상 ", "≤": " 이하 ", "∞": "무한대", "√": "루트 ", "™": "", "©": "",
    "®": "", "/": " ", "·": " ", "ㆍ": " ", "・": " ", "‧": " ", "_": " ", "\\": " ", "|": " ", "※": "", "㈜": "주식회사 ", "№": "번호 ", "☎": "전화 ",
    "½": "이분의 일", "¼": "사분의 일", "¾": "사분의 삼", "⅓": "삼분의 일", "⅔": "삼분의 이", "α": "알파", "β": "베타", "γ": "감마", "π": "파이", "Ω": "옴",
    "μ": "마이크로", "λ": "람다", "σ": "시그마", "Σ": "시그마", "θ": "세타", "Δ": "델타", "δ": "델타",
}  # fmt: skip
_JAMO_TEXT = """
ㄱ=기역 ㄴ=니은 ㄷ=디귿 ㄹ=리을 ㅁ=미음 ㅂ=비읍 ㅅ=시옷 ㅇ=이응 ㅈ=지읒 ㅊ=치읓 ㅋ=키읔 ㅌ=티읕 ㅍ=피읖 ㅎ=히읗 ㄲ=쌍기역 ㄸ=쌍디귿 ㅃ=쌍비읍
ㅆ=쌍시옷 ㅉ=쌍지읒 ㅏ=아 ㅑ=야 ㅓ=어 ㅕ=여 ㅗ=오 ㅛ=요 ㅜ=우 ㅡ=으 ㅣ=이 ㅐ=애 ㅔ=에
"""
JAMO = dict(entry.split("=") for entry in _JAMO_TEXT.split())
"""Names of single letters (한글 맞춤법 제4항)."""
_HANJA_TEXT = """
美=미국 中=중국 日=일본 韓=한국 北=북한 英=영국 佛=프랑스 獨=독일 伊=이탈리아 露=러시아
印=인도 濠=호주 加=캐나다 故=고 前=전 現=현 新=신 舊=구 對=대 女=여 男=남 與=여당
野=야당 靑=청와대 檢=검찰 警=경찰 軍=군 法=법 詩=시 大=대 中=중 小=소 反=반 非=비 無=무
全=전 各=각 發=발 行=행 株=주 銀=은행 車=차 家=가 父=부 母=모 子=자 兄=형 弟=제 朴=박
金=김 李=이 崔=최 上=상 下=하 左=좌 右=우 內=내 外=외 甲=갑 乙=을 百=백 千=천 萬=만
"""
HANJA = dict(entry.split("=") for entry in _HANJA_TEXT.split())
"""The characters that newspapers still write by themselves."""

_MORE_NATIVE_TEXT = "석 컵 캔 모 알 톨 입 점포 나라 도시 학교 회사 곡 술 숟갈 스푼 말 되 근 냥 돈 푼 마디 구절"
_MORE_TEXT = _MORE_NATIVE_TEXT + " 인용 호기 번선 동 길 반 조각 리 자 치 시간대"
COUNTER = re.compile(
    "\\s?("
    + "|".join(
        sorted(
            korean_counters.ALL | frozenset(_MORE_TEXT.split()),
            key=len,
            reverse=True,
        )
    )
    + ")"
)
"""A counter after a number, the longest first; a space may stand between."""
NATIVE = korean_counters.NATIVE | frozenset(_MORE_NATIVE_TEXT.split())
SINO_LATER = {
    "시": 13,
    "시간": 20,
    "번": 11,
    "달": 11,
    "장": 31,
    "대": 41,
    "배": 21,
    "권": 31,
    "개": 100,
    "팀": 21,
    "차례": 21,
}
"""Native counters → the number from which they take Sino-Korean ones (스물네 시간 is 이십사 시간); others at a hundred."""

NUMBERED_NOUNS = (
    "출구 승강장 승차장 버스 국도 타자 문제 선수 방 홀 좌석 게이트 창구 트랙 교향곡 카드 채널 염색체 노선 사진 그림 후보 플랫폼 라인 레인 코스 척추 "
    "건반 파일 항목 질문 보기 주자 환자 참가자 고객 테이블 항 글 탭 버튼 키 마을버스 지방도 고속도로 곡 주 홈 칸 열 줄 페이지"
)
IS_NUMBERED = re.compile(
    rf"\s?(?:{'|'.join(sorted(NUMBERED_NOUNS.split(), key=len, reverse=True))})|(?:을|과|으로 (?:전화|연락|나오|나가|가)|입니다|이에요|이야)"
)
"""After 3번: then it is a name (삼 번 출구), and not how often."""
AGE = re.compile(
    r"(?:가|의|에|들|이|부터|까지|는|와|후반|중반|초반)?(?:\s|$)|\s?(?:남성|여성|남자|여자|초반|중반|후반|청년|주부|직장인|가장)"
)
"""After 30대, written in one: people of that age."""
GREAT = re.compile(r"\s?(?:요소|강국|과제|원칙|도시|기업|종교|영양소|은행|권력|질병|명절|공약|뉴스)")
"""After 3대: the three great …"""
GUESTS = re.compile(r"\s?(?:께서|께|이서|의 손님|이 오|이 계|모시|을 모시)")
"""After 3분: persons, and not minutes."""
SCORE = re.compile("이[기겼긴]|[졌지]|승|패|점수|스코어|비율|무승부|경기|배합|동점|역전|비긴|비겼")
"""Somewhere in the sentence: then 3:2 is a score."""
