"""What Korean writes as digits, signs and Latin letters, in words; and the pieces that a sentence is read in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.core.numerals.korean_words import native, one_by_one, sino
from sorikit.engines.tts._kokoro_letters import TOKENS
from sorikit.reading import phonemes
from sorikit.reading.korean import KoreanReader
from sorikit.reading.korean.normalize import chunks, normalize

WORDS = {
    "counters": "3개=세개 20살=스무살 21명=스물한명 120개=백이십개 10시간=열시간 24시간=이십사시간 3개월=삼개월 3번째=세번째 2배=두배 1.5배=일점오배 "
    "3_마리=세마리 5잔=다섯잔 3층=삼층 7등=칠등 2박_3일=이박_삼일 1인분=일인분 3학년_2반=삼학년_이반 20여_명=이십여_명 10분간=십분간 5개국어=오개국어",
    "counters by context": "3번_출구=삼번_출구 3번_이겼다=세번_이겼다 100번_버스=백번_버스 30대가=삼십대가 차_30대를=차_서른대를 3대_요소=삼대_요소 "
    "손님_3분이_오셨다=손님_세분이_오셨다 3분_뒤=삼분_뒤 제3회=제삼회 제_2차=제_이차",
    "dates": "11월_22일=십일월_이십이일 6월_10일=유월_십일 10월=시월 2026-06-10에=이천이십육년_유월_십일에 2025.3.1.은=이천이십오년_삼월_일일은 "
    "1998년=천구백구십팔년 '98년=구십팔년 10/3(월)=시월_삼일,_월 3.1절=삼일절 4·19=사일구 6.25_전쟁=육이오_전쟁",
    "times": "오후_2:30에=오후_두시_삼십분에 14:05=십사시_오분 3시에=세시에 18시_45분=십팔시_사십오분 9:00=아홉시 12:30~13:30=열두시_삼십분에서_십삼시_삼십분",
    "money": "12,345원=만_이천삼백사십오원 $3.5=삼점오달러 $300만=삼백만달러 US$5M=오백만달러 USD_300=삼백달러 60만_원=육십만원 1조_2천억_원=일조_이천억원 "
    "1만_원=만원 ₩500=오백원",
    "units": "3km=삼킬로미터 10_km=십킬로미터 5.5%=오점오퍼센트 2%p=이퍼센트포인트 36.5℃=삼십육점오도 -5도=마이너스_오도 100km/h=시속_백킬로미터 시속_60km/h=시속_육십킬로미터 "
    "70㎡=칠십제곱미터 32GB=삼십이기가바이트",
    "parts and ranges": "3.14=삼점일사 0.5=영점오 1/2=이분의_일 3/4분기=삼사분기 1~2주=일에서_이주 1~2시간=한시간에서_두시간 3:2로_이겼다=삼_대_이로_이겼다 "
    "3대_2로=삼_대_이로 1억_2000만=일억_이천만 1+2=3=일_더하기_이는_삼",
    "digit by digit": "010-1234-5678로=공일공_일이삼사_오육칠팔로 1588-1234=일오팔팔_일이삼사 +82-10-1234-5678=공일공_일이삼사_오육칠팔 007=공공칠 152-3번지=백오십이_다시_삼번지 "
    "302호=삼백이호",
    "Latin letters": "API와_GPU=에이피아이와_지피유 R&D=알앤디 Q&A=큐앤에이 NASA의=나사의 Wi-Fi=와이파이 MP3=엠피쓰리 A4=에이포 K팝=케이팝 5G=파이브지 H200=에이치이백 "
    "USB_2개=유에스비_두개 v1.2=브이_일점이 email을=이메일을 a@b.com=에이_골뱅이_비_닷컴 naver.com에서=네이버_닷컴에서 zebra를=zebra를",
    "signs": "A&B=에이앤비 (서울)=서울 수도(首都)는=수도는 美_대통령=미국_대통령 ㄱ과_ㄴ=기역과_니은 남/여=남_여 “네”라고=네라고",
}
CASES = [
    tuple(text.replace("_", " ") for text in re.split("=(?=[^=]*$)", entry))
    for block in WORDS.values() for entry in block.split()
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_korean(written: str, spoken: str) -> None:
    assert normalize(written) == spoken


@pytest.mark.parametrize("silent", ["ㅋㅋㅋ", "ㅠㅠ", "😀", "👍🏽", "^^", "~~", "***", "※"])
def test_ornaments_are_silent(silent: str) -> None:
    assert normalize(f"좋아요 {silent}") == "좋아요"
    assert KoreanReader().read(f"좋아요 {silent}")[-1].phonemes == ""


def read_sino(text: str) -> int:
    """The reverse of ``sino``, written independently: sums digits times places."""
    total = section = digit = 0
    for letter in text.replace(" ", ""):
        if letter in "영일이삼사오육칠팔구":
            digit = "영일이삼사오육칠팔구".index(letter)
        elif letter in "십백천":
            section += max(digit, 1) * 10 ** ("십백천".index(letter) + 1)
            digit = 0
        else:
            total += max(section + digit, 1) * 10 ** (4 * ("만억조경".index(letter) + 1))
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**20 - 1))
def test_sino_korean_numbers_read_back(number: int) -> None:
    assert read_sino(sino(number)) == number


def test_native_numbers_differ() -> None:
    names = {native(number) for number in range(1, 100)}
    assert len(names) == 99
    assert not any(re.search(r"\d", name) for name in names)


@given(st.text("0123456789", max_size=20))
def test_digits_one_by_one(digits: str) -> None:
    names = one_by_one(digits, "공")
    assert "".join(str("공일이삼사오육칠팔구".index(name)) for name in names) == digits


mixed = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.sampled_from("0123456789 .,:-~/%$@#()[]'\"!?…·ㅋㅠ시분개명월일원㎏℃APIvk\n\t😀"),
    ),
    max_size=40,
)


@given(mixed)
def test_pieces_are_the_sentence_and_kokoro_knows_their_letters(text: str) -> None:
    pieces = KoreanReader().read(text)
    assert "".join(piece.written for piece in pieces) == text
    assert set("".join(piece.phonemes for piece in pieces)) <= set(TOKENS)
    assert not re.search(r"[0-9]", normalize(text))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert "".join(chunk.written for chunk in chunks(text)) == text
    try:
        pieces = KoreanReader().read(text)
    except InvalidOption:  # letters of another script
        return
    assert "".join(piece.written for piece in pieces) == text


def test_a_piece_is_an_eojeol_and_numbers_stay_in_theirs() -> None:
    pieces = KoreanReader().read("사과 3개를 10 km 들고, 010-1234-5678로 가요!")
    assert [piece.written for piece in pieces] == ["사과", " 3개를", " 10 km", " 들고,", " 010-1234-5678로", " 가요!"]
    assert pieces[1].phonemes == " seɡɛɾɯl"
    assert pieces[-1].phonemes.endswith("!")


def test_two_words_in_one_breath_keep_their_pieces() -> None:
    pieces = KoreanReader().read("못 해요")
    assert [piece.written for piece in pieces] == ["못", " 해요"]
    assert phonemes(pieces) == "motʰɛjo"


def test_unknown_latin_words_are_the_english_readers() -> None:
    pieces = KoreanReader(lambda word: f"<{word}>").read("이건 zebra입니다 API")
    assert [piece.phonemes for piece in pieces] == [" iɡʌn"[1:], " <zebra>imnida", " eipʰiai"]
    assert "z" not in phonemes(KoreanReader().read("zebra"))


@pytest.mark.parametrize("foreign", ["Привет 하세요", "これは 일본어", "漢字만"])
def test_other_scripts_are_refused(foreign: str) -> None:
    with pytest.raises(InvalidOption, match="read aloud in Korean"):
        KoreanReader().read(foreign)
