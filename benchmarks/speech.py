"""How well Whisper base understands Kokoro, per voice and language: character (ko) and word (en) error rates.

    python benchmarks/speech.py [--voices jf_alpha jm_kumo …] [--languages ko en] [--example] [--json PATH]

Needs the ``models``, ``eval`` and ``peers`` extras. ``--example`` judges the shipped example's lines instead.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

import jiwer
import numpy as np
from common import Table, save
from faster_whisper import WhisperModel

import sorikit
from sorikit.core.audio import join
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.resample import resample
from sorikit.core.time import Span
from sorikit.engines import tts
from sorikit.store import find_model

SENTENCES = {
    "ko": """안녕하세요. 저는 기획을 맡은 김민수입니다.
오늘 회의에서는 세 가지 안건을 다루겠습니다.
먼저 지난주에 나온 결과를 함께 살펴보겠습니다.
고객들이 가장 많이 요청한 기능은 검색입니다.
다음 주 금요일까지 보고서를 작성해서 보내겠습니다.
이번 달에는 새로운 서비스를 시작할 예정입니다.
예산이 부족해서 일정을 다시 조정해야 합니다.
그 문제는 우리가 직접 해결할 수 있습니다.
날씨가 좋으면 아이들과 함께 공원에 가고 싶어요.
책을 많이 읽는 사람은 생각이 깊다고 합니다.
국물이 식기 전에 어서 드세요.
서울에서 부산까지 기차로 세 시간이 걸립니다.
저녁을 먹고 나서 친구와 영화를 보았습니다.
비가 많이 와서 길이 아주 미끄러웠어요.
그렇게 하면 사용자가 불편할 것 같습니다.
회의는 여기까지 하고 다음 주에 다시 만나겠습니다.
이 부분은 제가 책임지고 마무리하겠습니다.
할머니께서 따뜻한 밥을 지어 주셨습니다.
컴퓨터가 갑자기 꺼져서 작업한 내용이 사라졌어요.
도서관에서 빌린 책을 내일까지 돌려줘야 합니다.
화면이 너무 어둡다는 의견이 많았습니다.
계약서는 법무팀에서 검토하고 있습니다.
개발팀은 시험 결과를 공유해 주시기 바랍니다.
좋은 의견 감사합니다. 그렇게 결정하겠습니다.""",
    "en": """I will send the draft by Wednesday.
We should use a lighter color on the search page.
The new release was delayed because of a problem with the payment system.
Who will write the user guide?
Please record the meeting and share the record with everyone.
Our customers asked for better documentation.
The children played in the garden until it started to rain.
She bought three boxes of strawberries at the market.
Could you close the window before you leave?
The engineers tested the software on several machines.
My grandmother used to tell us stories about the sea.
He objected to the use of those objects.
The weather forecast says it will be cloudy tomorrow.
They are building a bridge across the river.
I read the report yesterday, and I have a few questions.
The price of oil has increased dramatically.
Nobody knows what happened to the missing airplane.
Music has the power to bring people together.
The doctor advised him to exercise regularly.
Let's schedule the next meeting for Tuesday afternoon.
The museum is closed on public holidays.
Technology changes the way we communicate.""",
}
VOICES = {
    "ko": ["jf_alpha", "jf_gongitsune", "jf_tebukuro", "jm_kumo"],
    "en": ["af_heart", "af_bella", "am_michael", "bf_emma"],
}


class Judge:
    """Whisper base, int8, beam 5, each sentence alone with half a second of silence after it."""

    def __init__(self) -> None:
        folder = str(find_model("whisper-base").folder)
        self._model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)

    def hear(self, samples: np.ndarray, language: str) -> str:
        padded = np.pad(samples, (4_000, 8_000))
        segments, _ = self._model.transcribe(padded, language=language, beam_size=5, condition_on_previous_text=False)
        return " ".join(segment.text.strip() for segment in segments)


def error_rate(said: list[str], heard: list[str], language: str) -> float:
    if language == "ko":
        return float(jiwer.cer(*([re.sub(r"\W", "", text) for text in texts] for texts in (said, heard))))
    return float(
        jiwer.wer(*([re.sub(r"[^\w' ]", "", text.lower()).strip() for text in texts] for texts in (said, heard)))
    )


def judge_voices(voices: list[str], languages: list[str]) -> Table:
    judge, speaker = Judge(), tts.load("kokoro", Device(threads=2))
    rows: list[tuple[str, ...]] = []
    for language in languages:
        said = SENTENCES[language].splitlines()
        for voice in voices or VOICES[language]:
            heard, seconds, started = [], 0.0, time.perf_counter()
            audios = [join(speaker.speak(text, tts.SpeakOptions(voice=voice, language=language))) for text in said]
            spent = time.perf_counter() - started
            for text, audio in zip(said, audios, strict=True):
                seconds += audio.duration
                heard.append(judge.hear(resample(audio, 16_000).samples[0], language))
                if error_rate([text], [heard[-1]], language):
                    print(f"    {text} | {heard[-1]}")
            rows.append(
                (
                    f"{voice}, {language}",
                    str(len(said)),
                    f"{error_rate(said, heard, language):.3f}",
                    f"{spent / seconds:.2f}",
                )
            )
            print(*rows[-1], flush=True)
    return Table(
        title="Speech: what Whisper base understands",
        command="python benchmarks/speech.py",
        columns=("voice", "sentences", "error rate", "RTF, 2 threads"),
        rows=rows,
        notes=(
            "Character error rate for Korean, word error rate for English; RTF is seconds of work per second of speech.",
        ),
    )


def judge_example() -> Table:
    folder = Path(sorikit.__file__).parent / "data" / "example"
    truth = json.loads((folder / "meeting.json").read_text(encoding="utf-8"))
    audio = decode(folder / "meeting.ogg", sample_rate=16_000)
    judge = Judge()
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for segment in truth["segments"]:
        samples = audio.cut(Span(segment["start"], segment["end"])).samples[0]
        heard = judge.hear(samples, segment["language"])
        pairs.setdefault((segment["speaker"], segment["language"]), []).append((segment["text"], heard))
        print(f"    {segment['text']} | {heard}", flush=True)
    rows = [
        (
            f"{truth['speakers'][speaker]['voice']}, {language}",
            str(len(lines)),
            f"{error_rate(*map(list, zip(*lines, strict=True)), language):.3f}",
        )
        for (speaker, language), lines in pairs.items()
    ]
    return Table(
        title="Speech: the shipped example, line by line",
        command="python benchmarks/speech.py --example",
        columns=("voice", "lines", "error rate"),
        rows=rows,
        notes=("Whisper base; character error rate for Korean, word error rate for English.",),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", nargs="*", default=[])
    parser.add_argument("--languages", nargs="*", default=["ko", "en"])
    parser.add_argument("--example", action="store_true")
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    save(judge_example() if chosen.example else judge_voices(chosen.voices, chosen.languages), chosen.json)


if __name__ == "__main__":
    main()
