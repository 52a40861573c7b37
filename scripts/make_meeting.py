"""Make the shipped example: a project meeting of four people, spoken by Kokoro, with its true words and turns.

    python scripts/make_meeting.py [--out src/sorikit/data/example]

Needs the default models (``pip install "sorikit[models]"``). Writes ``meeting.ogg`` (the sound), ``meeting.json`` (who says
what when, and what the minutes should find) and ``meeting.rttm`` (the turns). Generated speech: the voices belong to no
person. The same versions of onnxruntime, PyAV and the CPU's instruction set give the same bytes; elsewhere samples may
differ in their last bits, and with them the file, while the words and (to 10 ms) the times stay.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.speech import sound_of
from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn, seconds_to_samples, union
from sorikit.engines import tts
from sorikit.engines.tts import Speaker, SpeakOptions
from sorikit.formats import rttm

OUT = Path(__file__).resolve().parents[1] / "src" / "sorikit" / "data" / "example"
RATE = 24_000
BIT_RATE = 32_000
LEVEL = 10 ** (-23 / 20)
"""RMS of the speech of a speaker at 0 dB, near EBU R 128's −23."""
ROOM_LEVEL = 10 ** (-62 / 20)
SEED = 20261201
MERGE_GAP = 0.5
"""Pauses of one speaker up to this belong to the turn, seconds."""


@dataclass(frozen=True)
class Person:
    name: str
    voice: str
    gain_db: float
    speed: float


@dataclass(frozen=True)
class Line:
    speaker: str
    text: str
    language: str = "ko"
    gap: float = 0.6
    """Seconds of silence before it; negative: it begins before the others have finished."""


PEOPLE = {
    "SPEAKER_00": Person("김민수", "jm_kumo", 0.0, 0.95),
    "SPEAKER_01": Person("한지민", "jf_alpha", -1.5, 0.95),
    "SPEAKER_02": Person("David", "am_michael", -2.5, 1.0),
    "SPEAKER_03": Person("김유진", "jf_gongitsune", 1.0, 0.95),
}

MINSU, JIMIN, DAVID, YUJIN = PEOPLE

SCRIPT = (
    Line(MINSU, "안녕하세요. 저는 오늘 진행을 맡은 김민수입니다.", gap=0.5),
    Line(MINSU, "오늘은 서비스 일정, 검색 기능, 그리고 예산을 이야기하겠습니다."),
    Line(JIMIN, "안녕하세요. 저는 기획팀 한지민입니다.", gap=0.8),
    Line(YUJIN, "안녕하세요. 저는 개발팀 김유진입니다."),
    Line(DAVID, "Hi everyone. My name is David, and I work on the design team.", "en", gap=0.8),
    Line(MINSU, "먼저 서비스 일정입니다. 지민 씨, 지금 상황을 말씀해 주세요.", gap=1.0),
    Line(JIMIN, "네. 고객들이 가장 많이 요청한 기능은 검색입니다."),
    Line(JIMIN, "그래서 검색 기능을 먼저 완성하고 서비스를 시작하면 좋겠습니다.", gap=0.5),
    Line(YUJIN, "개발은 거의 끝났습니다. 하지만 확인할 시간이 더 필요합니다.", gap=0.7),
    Line(MINSU, "알겠습니다. 그러면 서비스는 12월 15일에 시작하기로 결정하겠습니다.", gap=0.8),
    Line(DAVID, "I agree. That gives us enough time to finish the new design.", "en", gap=0.7),
    Line(DAVID, "I will send the draft by Wednesday.", "en", gap=0.5),
    Line(MINSU, "다음은 검색 기능입니다. 유진 씨, 보고서는 언제 볼 수 있나요?", gap=1.2),
    Line(YUJIN, "다음주 금요일까지 제가 보고서를 작성할게요.", gap=0.7),
    Line(JIMIN, "화면이 너무 어둡다는 의견이 많았습니다.", gap=0.8),
    Line(DAVID, "We should use a lighter color on the search page.", "en", gap=0.8),
    Line(DAVID, "I can show you two options at the next meeting.", "en", gap=0.4),
    Line(MINSU, "네. 화면 색은 다음 주에 다시 이야기합시다.", gap=0.7),
    Line(MINSU, "마지막으로 예산입니다. 지민 씨, 이번 달 예산은 어떻습니까?", gap=1.2),
    Line(JIMIN, "예산이 부족해서 광고를 다시 조정해야 합니다.", gap=0.8),
    Line(JIMIN, "광고 비용을 얼마나 쓸 수 있을까요?", gap=0.5),
    Line(YUJIN, "아직 모르겠습니다. 확인이 필요합니다.", gap=1.0),
    Line(MINSU, "그럼 지민 씨가 목요일까지 예산을 확인해 주세요.", gap=0.7),
    Line(JIMIN, "알겠습니다. 제가 확인하겠습니다.", gap=0.5),
    Line(DAVID, "One more question. Who will write the user guide?", "en", gap=1.0),
    Line(YUJIN, "사용 설명서는 제가 이번 주까지 작성할게요.", gap=0.9),
    Line(MINSU, "네. 그럼 다음 주 화요일, 오전 10시에 다시 만나겠습니다.", gap=1.0),
    Line(DAVID, "Thank you. So the next meeting is on Tuesday at 10 AM.", "en", gap=0.8),
    Line(MINSU, "오늘은 여기까지 하겠습니다. 수고하셨습니다.", gap=0.8),
    Line(JIMIN, "수고하셨습니다.", gap=-0.4),
)

EXPECTED = {
    "title": "서비스 준비 회의",
    "date": "2026-12-01",
    "decisions": ["서비스는 12월 15일에 시작하기로 결정"],
    "actions": [
        {"owner": "David", "what": "send the draft", "due_text": "by Wednesday", "due": "2026-12-02"},
        {"owner": "김유진", "what": "보고서를 작성", "due_text": "다음주 금요일까지", "due": "2026-12-11"},
        {"owner": "한지민", "what": "예산을 확인", "due_text": "목요일까지", "due": "2026-12-03"},
        {
            "owner": "김유진",
            "what": "사용 설명서는 제가 이번 주까지 작성",
            "due_text": "이번 주까지",
            "due": "2026-12-04",
        },
    ],
    "questions": ["광고 비용을 얼마나 쓸 수 있을까요?"],
    "next_meeting": ["다음 주 화요일, 오전 10시에 다시 만나겠습니다", "the next meeting is on Tuesday at 10 AM"],
    "topics": ["서비스 일정", "검색 기능", "예산"],
}


def spoken(voice: Speaker, line: Line) -> Audio:
    """One line at its speaker's level: RMS of the whole line, so that all lines of one person are equally loud."""
    person = PEOPLE[line.speaker]
    options = SpeakOptions(voice=person.voice, language=line.language, speed=person.speed, pause=0.4)
    audio = sound_of(voice.speak(line.text, options))
    rms = float(np.sqrt((audio.samples**2).mean()))
    return audio.scaled(LEVEL / rms * 10 ** (person.gain_db / 20))


def room_noise(frames: int) -> Samples:
    """Soft brownish noise of a quiet room, the same every time."""
    white = np.random.default_rng(SEED).standard_normal(frames)
    spectrum = np.fft.rfft(white)
    hertz = np.fft.rfftfreq(frames, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(1.0 + (hertz / 200.0) ** 2), frames)
    return np.asarray(noise / noise.std() * ROOM_LEVEL, np.float32)


def mix(lines: list[tuple[Line, Audio]]) -> tuple[Audio, list[Span]]:
    """Lay the lines out in time; return the sound and the span of each line."""
    spans: list[Span] = []
    for line, audio in lines:
        end = max((span.end for span in spans), default=0.0)
        start = round(max(end + line.gap, 0.0), 3)
        spans.append(Span(start, start + audio.duration))
    frames = seconds_to_samples(max(span.end for span in spans) + 1.0, RATE)
    sound = room_noise(frames)
    for (_, audio), span in zip(lines, spans, strict=True):
        first = seconds_to_samples(span.start, RATE)
        sound[first : first + audio.frames] += audio.samples[0]
    peak = float(np.abs(sound).max())
    return Audio(sound * np.float32(min(1.0, 0.89 / peak)), RATE), spans  # at most −1 dBFS


def encode(audio: Audio, path: Path) -> None:
    """Write Ogg Opus without the random serial number and the version string that would change from run to run."""
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact", "serial_offset": "1"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono", options={"application": "voip"})
        stream.codec_context.flags |= int(av.codec.context.Flags.bitexact)
        stream.bit_rate = BIT_RATE
        step = RATE * 20 // 1000
        for first in range(0, audio.frames, step):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(audio.samples[:, first : first + step]), "fltp", "mono"
            )
            frame.sample_rate, frame.pts = RATE, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def truth(spans: list[Span], duration: float) -> dict[str, object]:
    segments = [
        {"id": index, "start": round(span.start, 3), "end": round(span.end, 3), "speaker": line.speaker,
         "language": line.language, "text": line.text}
        for index, (line, span) in enumerate(zip(SCRIPT, spans, strict=True))
    ]  # fmt: skip
    people = {label: {"name": person.name, "voice": person.voice} for label, person in PEOPLE.items()}
    return {
        "about": "Generated speech (Kokoro-82M). True words and times of meeting.ogg, and what its minutes should find.",
        "duration": round(duration, 3),
        "speakers": people,
        "segments": segments,
        "expected": EXPECTED,
    }


def turns_of(spans: list[Span]) -> list[Turn]:
    own = {label: [span for line, span in zip(SCRIPT, spans, strict=True) if line.speaker == label] for label in PEOPLE}
    return sorted(Turn(span, label) for label, each in own.items() for span in union(each, gap=MERGE_GAP))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    voice = tts.load("kokoro", Device(threads=1))
    audio, spans = mix([(line, spoken(voice, line)) for line in SCRIPT])
    encode(audio, folder / "meeting.ogg")
    document = json.dumps(truth(spans, audio.duration), ensure_ascii=False, indent=1)
    (folder / "meeting.json").write_text(document + "\n", encoding="utf-8")
    (folder / "meeting.rttm").write_text(
        rttm.dumps(Transcript(turns=tuple(turns_of(spans)), source="meeting.ogg")), encoding="utf-8"
    )
    print(f"{audio.duration:.1f} s, peak {audio.peak:.2f}, {(folder / 'meeting.ogg').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
