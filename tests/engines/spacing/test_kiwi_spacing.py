"""Korean spaces by morphemes: only what spelling never leaves open."""

from __future__ import annotations

import pytest

from sorikit.engines import spacing
from sorikit.engines.spacing import Respacing

pytest.importorskip("kiwipiepy")


def respaced(text: str) -> str:
    parts, done = [], 0
    for place in spacing.load().respace(text):
        parts += [text[done : place.at], " " if place.missing else ""]
        done = place.at if place.missing else place.at + 1
    return "".join(parts) + text[done:]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("할수 있는것 같아요", "할 수 있는 것 같아요"),
        ("회의중에 연락이 왔다", "회의 중에 연락이 왔다"),
        ("오디오 를 듣고 있다", "오디오를 듣고 있다"),
        ("집에가서 밥을먹고 잤다", "집에 가서 밥을 먹고 잤다"),
        ("비용 때문에 늦었어요그래서 미안해요", "비용 때문에 늦었어요 그래서 미안해요"),
        ("어디 인지를 모르겠다", "어디인지를 모르겠다"),
        ("모든사람이 왔다", "모든 사람이 왔다"),
    ],
)
def test_sure_mistakes_are_mended(written: str, right: str) -> None:
    assert respaced(written) == right


@pytest.mark.parametrize(
    "text",
    [
        "심폐소생술 자격증 취득을 원하시면 인터넷으로 신청해주세요.",
        "노래자랑에 우승해 라디오 쇼에 출연하여 절찬을 받기도 하였어요.",
        "바지 위에 작업복이 낡아서 푸르등등한 놈을 껴입고 있었다.",
        "오랫동안 짝사랑해왔던 네가 지금 내 곁에 있다는 게 꼭 꿈만 같아.",
        "투표율 64.5%에 찬성 67.2% 반대 32.8%로 투표하였다.",
        "전 가죽 공예 하는데 뭐 만들어드릴까요?",
        "이 사람은 집에 가는데 저 사람은 안 간다.",
        "",
        "123 abc",
    ],
)
def test_what_people_may_write_so_is_left_alone(text: str) -> None:
    assert spacing.load().respace(text) == []


def test_places_are_characters_of_the_text() -> None:
    assert spacing.load().respace("할수 있다. 오디오 를") == [Respacing(1, missing=True), Respacing(10, missing=False)]
    assert spacing.load().languages == ("ko",)
