"""Latin letters in Korean text, as Koreans say them: names of letters, words and brands, internet addresses."""

from __future__ import annotations

import re

from sorikit.core.numerals.korean_words import one_by_one, sino

_NAMES = "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 알 에스 티 유 브이 더블유 엑스 와이 제트"
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _NAMES.split(), strict=True))

_WORDS_TEXT = """
wi-fi=와이파이 wifi=와이파이 nasa=나사 unesco=유네스코 unicef=유니세프 nato=나토 opec=오펙 asean=아세안 apec=에이펙 fifa=피파
covid=코비드 covid-19=코로나일구 sars=사스 mers=메르스 aids=에이즈 lte=엘티이 led=엘이디 ram=램 rom=롬 gif=지프 jpeg=제이펙 jpg=제이피지
pin=핀 sim=심 dos=도스 ajax=에이잭스 json=제이슨 yaml=야믈 gan=간 bert=버트 cuda=쿠다 nand=낸드 hdmi=에이치디엠아이 usb=유에스비
kakao=카카오 kakaotalk=카카오톡 naver=네이버 google=구글 apple=애플 samsung=삼성 lg=엘지 sk=에스케이 kt=케이티 hyundai=현대 kia=기아
amazon=아마존 netflix=넷플릭스 youtube=유튜브 facebook=페이스북 instagram=인스타그램 twitter=트위터 tiktok=틱톡 microsoft=마이크로소프트
windows=윈도우 linux=리눅스 mac=맥 iphone=아이폰 ipad=아이패드 android=안드로이드 galaxy=갤럭시 tesla=테슬라 intel=인텔 nvidia=엔비디아
openai=오픈에이아이 chatgpt=챗지피티 gpt=지피티 python=파이썬 java=자바 javascript=자바스크립트 github=깃허브 git=깃 docker=도커
email=이메일 e-mail=이메일 mail=메일 internet=인터넷 web=웹 site=사이트 website=웹사이트 online=온라인 offline=오프라인 blog=블로그
app=앱 apps=앱스 software=소프트웨어 hardware=하드웨어 server=서버 cloud=클라우드 data=데이터 file=파일 link=링크 code=코드 click=클릭
login=로그인 password=패스워드 download=다운로드 upload=업로드 update=업데이트 version=버전 test=테스트 demo=데모 beta=베타 bug=버그
team=팀 project=프로젝트 meeting=미팅 feedback=피드백 issue=이슈 report=리포트 schedule=스케줄 design=디자인 service=서비스 menu=메뉴
ok=오케이 okay=오케이 no=노 yes=예스 vs=대 vs.=대 and=앤드 the=더 of=오브 for=포 new=뉴 best=베스트 top=톱 sale=세일 event=이벤트
hello=헬로 love=러브 music=뮤직 video=비디오 game=게임 news=뉴스 tv=티브이 cd=시디 dvd=디브이디 pc=피시 it=아이티 ai=에이아이 dna=디엔에이
coffee=커피 hotel=호텔 taxi=택시 bus=버스 cafe=카페 pizza=피자 chicken=치킨 christmas=크리스마스 party=파티 happy=해피 birthday=버스데이
bluetooth=블루투스 zoom=줌 slack=슬랙 notion=노션 excel=엑셀 word=워드 powerpoint=파워포인트 photoshop=포토샵 chrome=크롬 adobe=어도비
ph.d=피에이치디 dr=닥터 mr=미스터 ms=미즈 seoul=서울 korea=코리아 busan=부산 new-york=뉴욕 london=런던 paris=파리 tokyo=도쿄 america=아메리카 usa=유에스에이
mp3=엠피쓰리 mp4=엠피포 a4=에이포 a3=에이쓰리 b4=비포 b2b=비투비 b2c=비투시 p2p=피투피 k-pop=케이팝 kpop=케이팝 k팝=케이팝 3d=쓰리디
2d=투디 4k=포케이 5g=파이브지 4g=포지 3g=쓰리지 2g=투지 6g=식스지 f1=에프원 g7=지세븐 g20=지이십 m1=엠원 h2o=에이치투오 co2=씨오투
"""
_WORDS = dict(entry.split("=") for entry in _WORDS_TEXT.split())
"""What is not spelled by the names of its letters; in lower case."""

_PARTS = re.compile(r"[A-Za-z]+|\d+|.")
_DOMAINS = {
    "com": "닷컴",
    "net": "닷넷",
    "org": "닷오알지",
    "kr": "점 케이알",
    "co": "점 씨오",
    "io": "점 아이오",
    "ai": "점 에이아이",
}
_MARKS = {
    ".": "점",
    "-": "다시",
    "_": "언더바",
    "/": "슬래시",
    "@": "골뱅이",
    "+": "플러스",
    "&": "앤",
    ":": "콜론",
    "?": "물음표",
    "=": "이퀄",
}


def letters(text: str) -> str:
    """Return Latin letters by their names, without spaces (API → 에이피아이)."""
    return "".join(_LETTERS.get(letter.upper(), "") for letter in text)


def known(word: str) -> str | None:
    """Return a word, brand or abbreviation as it is said in Korean; None for what is not known.

    Capitals alone are an abbreviation, and so is a single letter; letters with digits are both read (A4, H200).
    """
    plain = word.replace("’", "'").rstrip(".").removesuffix("'s").strip("'")
    found = _WORDS.get(plain.lower())
    if found:
        return found
    if re.fullmatch(r"[A-Z](?:[A-Z&/.-]*[A-Z])?s?", plain) or len(plain) == 1:
        return "".join("앤" if mark == "&" else letters(mark) for mark in plain.removesuffix("s"))
    if re.fullmatch(r"[A-Za-z]{1,4}-?\d+[A-Za-z]?", plain):
        return "".join(_part(part) for part in _PARTS.findall(plain))
    return None


def spelled(word: str) -> str:
    """Return a word that nobody here knows by the names of its letters, or as known where parts of it are."""
    return "".join(known(part) or letters(part) for part in _PARTS.findall(word))


def address(text: str) -> str:
    """Return an e-mail or internet address as one dictates it."""
    text = re.sub(r"^[a-z]+://", "", text.rstrip("/"))
    words: list[str] = []
    parts = _PARTS.findall(text)
    for index, part in enumerate(parts):
        after_point = index > 0 and parts[index - 1] == "."
        if part == "." and index + 1 < len(parts) and parts[index + 1].lower() in _DOMAINS:
            continue
        if after_point and part.lower() in _DOMAINS:
            words.append(_DOMAINS[part.lower()])
        elif part[0] in _MARKS:
            words.append(_MARKS[part[0]])
        else:
            words.append(_WORDS.get(part.lower()) or _part(part))
    return " ".join(words)


def _part(part: str) -> str:
    if part.isdecimal():
        return sino(int(part)) if len(part) < 4 and not part.startswith("0") else one_by_one(part, "공")
    return letters(part)
