"""One spelling for English loanwords in Korean: what 외래어 표기법 writes, for what people and recognisers write.

Asked for with ``TextRule.loanwords``; a spelling is not a mishearing, but where spelling is judged it should count.
"""

from __future__ import annotations

import re

_ANYWHERE = """
컴퓨터=컴퓨타,콤퓨터 콘텐츠=컨텐츠,콘텐트,컨텐트 메시지=메세지 서비스=써비스 소프트웨어=소프트웨아 디지털=디지탈 데이터=데이타
애플리케이션=어플리케이션 센터=센타 모니터=모니타 프린터=프린타 액세서리=악세사리,악세서리 초콜릿=초콜렛,쵸콜릿,쵸콜렛 주스=쥬스
텔레비전=텔레비젼 비전=비젼 커피숍=커피샵 워크숍=워크샵 슈퍼마켓=수퍼마켓 케이크=케익,케잌 로봇=로보트 로켓=로케트
재킷=자켓,쟈켓 블록=블럭 팸플릿=팜플렛,팜플릿 리더십=리더쉽 멤버십=멤버쉽 파트너십=파트너쉽 인턴십=인턴쉽 스킨십=스킨쉽
콘셉트=컨셉트,컨셉 콘퍼런스=컨퍼런스 컨트롤=콘트롤 컨설팅=콘설팅 컨디션=콘디션 타깃=타겟 라이선스=라이센스
레퍼토리=레파토리 리포트=레포트 매뉴얼=메뉴얼 매니저=메니저 메커니즘=매커니즘 미스터리=미스테리 바비큐=바베큐 배터리=밧데리,베터리
버전=버젼 뷔페=부페 사이즈=싸이즈 사이트=싸이트 소시지=소세지 스태프=스탭 스펀지=스폰지 심벌=심볼 아마추어=아마츄어 알코올=알콜
앙케트=앙케이트 앰뷸런스=앰블런스,엠뷸런스 에어컨=에어콘 오리지널=오리지날 윈도=윈도우 카탈로그=카달로그 카펫=카페트
캐럴=캐롤 캐비닛=캐비넷 코미디=코메디 쿠데타=쿠테타 클라이맥스=클라이막스 타월=타올 테이프=테잎,테입 트렌드=트랜드
판타지=환타지 팡파르=팡파레 프라이팬=후라이팬 프레젠테이션=프리젠테이션 플래시=플래쉬 플랫폼=플렛폼 할리우드=헐리우드,헐리웃
네트워크=네트웍,네트웤 노하우=노우하우 다이내믹=다이나믹 도넛=도너츠 디렉터리=디렉토리 렌터카=렌트카 로열티=로얄티 마니아=매니아
매스컴=메스컴 벤처=벤쳐 보디가드=바디가드 브러시=브러쉬 스노보드=스노우보드 스케줄=스케쥴 싱크대=씽크대 아웃렛=아울렛
아이섀도=아이섀도우 알레르기=알러지 엔도르핀=엔돌핀 엘리베이터=엘레베이터 옐로=옐로우 인스턴트=인스탄트 카운슬링=카운셀링
캐러멜=카라멜 커닝=컨닝 커튼=커텐 콤플렉스=컴플렉스 크리스털=크리스탈 토털=토탈 파이팅=화이팅 팀워크=팀웍,팀웤 패널=판넬
페스티벌=페스티발 플라스틱=프라스틱 러닝머신=런닝머신 알고리즘=알고리듬 유튜브=유투브 비즈니스=비지니스 내비게이션=네비게이션
링거=링겔 마사지=맛사지 모차르트=모짜르트 바이올린=바이얼린 배지=뱃지 앙코르=앵콜,앙콜 에이전시=에이젼시 카디건=가디건 컬렉션=콜렉션
콩쿠르=콩쿨 크루아상=크로와상 탤런트=탈렌트 프런트=프론트 플루트=플룻
"""
"""Standard=others. Only spellings that people choose; a slip of the recogniser (컴퓨더) is an error."""
_LATIN = """
ok=오케이 okay=오케이 ai=에이아이 it=아이티 pc=피시 tv=티브이 cd=시디 dvd=디브이디 usb=유에스비 api=에이피아이 app=앱 cpu=시피유
gpu=지피유 ceo=시이오 cto=시티오 cfo=시에프오 url=유아르엘 sns=에스엔에스 vip=브이아이피 pdf=피디에프 wifi=와이파이 wi-fi=와이파이
google=구글 youtube=유튜브 facebook=페이스북 instagram=인스타그램 twitter=트위터 netflix=넷플릭스 apple=애플 samsung=삼성
amazon=아마존 microsoft=마이크로소프트 windows=윈도 window=윈도 iphone=아이폰 ipad=아이패드 android=안드로이드 chatgpt=챗지피티
gpt=지피티 email=이메일 e-mail=이메일 mail=메일 blog=블로그 internet=인터넷 online=온라인 offline=오프라인 computer=컴퓨터
server=서버 cloud=클라우드 data=데이터 database=데이터베이스 file=파일 folder=폴더 code=코드 bug=버그 test=테스트 team=팀
project=프로젝트 meeting=미팅 schedule=스케줄 service=서비스 system=시스템 software=소프트웨어 hardware=하드웨어 program=프로그램
platform=플랫폼 design=디자인 marketing=마케팅 event=이벤트 party=파티 coffee=커피 bus=버스 taxi=택시 hotel=호텔 news=뉴스
video=비디오 audio=오디오 camera=카메라 game=게임 pop=팝 kpop=케이팝 k-pop=케이팝 music=뮤직 style=스타일 model=모델
python=파이썬 java=자바 linux=리눅스 slack=슬랙 zoom=줌 link=링크 click=클릭 update=업데이트 version=버전 message=메시지
"""
_LETTER_NAMES = (
    "에이 비 시 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 와이 제트"
)
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTER_NAMES.split(), strict=True))
_ABBREVIATIONS = """
티브이=티비 피시=피씨 시디=씨디 디브이디=디비디 시피유=씨피유 시이오=씨이오 시티오=씨티오 시에프오=씨에프오 유아르엘=유알엘
큐아르=큐알 에이아르=에이알 브이아르=브이알 아르앤디=알앤디 시시티브이=씨씨티비,씨씨티브이 에이에스=애이에스 시지=씨지 아이시=아이씨
"""
"""Names of letters as people write them → as they are written here; only where a word begins."""


def _entries(table: str) -> dict[str, str]:
    pairs = (entry.split("=") for entry in table.split())
    return {other: standard for standard, others in pairs for other in others.split(",") if other != standard}


_VARIANTS = _entries(_ANYWHERE)
_SPELLED = _entries(_ABBREVIATIONS)
_FROM_LATIN = dict(entry.split("=") for entry in _LATIN.split())
_VARIANT = re.compile("|".join(sorted(map(re.escape, _VARIANTS), key=len, reverse=True)))
_ABBREVIATION = re.compile(rf"(?<![가-힣])(?:{'|'.join(sorted(_SPELLED, key=len, reverse=True))})")
_LATIN_WORD = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(sorted(map(re.escape, _FROM_LATIN), key=len, reverse=True))})(?![A-Za-z])",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])")


def one_spelling(text: str) -> str:
    """Return ``text`` with loanwords in their standard spelling, common Latin words and capitals in hangul (AI → 에이아이)."""
    text = _LATIN_WORD.sub(lambda found: _FROM_LATIN[found[0].lower()], text)
    text = _CAPITALS.sub(lambda found: "".join(_LETTERS[letter] for letter in found[0]), text)
    text = _ABBREVIATION.sub(lambda found: _SPELLED[found[0]], text)
    return _VARIANT.sub(lambda found: _VARIANTS[found[0]], text)
