"""The inaudible mark of generated speech: is it heard, is it found, is it found where it is not, and what does it cost.

    SORIKIT_DATA=DIR python benchmarks/watermark.py [--quick] [--json FILE]

Marked are sentences of Kokoro in English, Korean, Japanese and Spanish (four lengths, several voices). Changed after that are copies:
MP3, Opus and AAC at several rates, sampling rates, level, noise, cuts, a faster pace. Every recording of the data, which is unmarked, is
searched, too. DNSMOS is the kit's; PESQ (wideband) and STOI are told where ``pesq`` and ``pystoi`` are installed.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from common import DATA, Table, save_all

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, stream_mono
from sorikit.core.errors import SorikitError
from sorikit.core.resample import resample
from sorikit.core.speech import sound_of
from sorikit.dsp.watermark import FOUND, SAMPLE_RATE, STRENGTH, find, marked
from sorikit.engines import quality, tts
from sorikit.engines.tts import SpeakOptions

COMMAND = "python benchmarks/watermark.py"
SENTENCES = {
    "en": (
        "The ship was drawing on towards the island.",
        "Nobody knew how long the storm would last, or who had lit the lamp in the old tower.",
        "Please call me back before half past three.",
        "Thank you!",
    ),
    "ko": (
        "배는 섬을 향해 천천히 나아가고 있었다.",
        "폭풍이 얼마나 오래 갈지, 누가 오래된 탑에 등불을 켰는지 아무도 몰랐다.",
        "세 시 반까지 다시 전화해 주세요.",
        "감사합니다!",
    ),
    "ja": (
        "ふねはゆっくりとしまにちかづいていた。",
        "あらしがいつまでつづくのか、だれがふるいとうにあかりをともしたのか、だれもしらなかった。",
        "さんじはんまでにでんわをください。",
        "ありがとうございます！",
    ),
    "es": (
        "El barco se acercaba despacio a la isla.",
        "Nadie sabía cuánto duraría la tormenta ni quién había encendido la lámpara de la torre.",
        "Llámeme antes de las tres y media, por favor.",
        "¡Muchas gracias!",
    ),
}
VOICES = {
    "en": ("af_heart", "am_michael", "bf_emma", "bm_george"),
    "ko": ("af_heart", "am_michael", "jf_alpha", "zf_xiaobei"),
    "ja": ("jf_alpha", "jm_kumo"),
    "es": ("ef_dora", "em_alex"),
}
FOLDERS = (
    "asr-en",
    "asr-ko",
    "asr-ja",
    "asr-multi",
    "speakers",
    "emotion",
    "meetings",
    "longform",
    "music",
    "sounds",
    "separation",
)
NOT_SOUND = {".jsonl", ".json", ".txt", ".rttm", ".textgrid", ".srt", ".md", ""}


def encoded(audio: Audio, form: tuple[str, str, str], bit_rate: int, rate: int) -> Audio:
    """Return the sound after a codec: ``form`` is container, codec and sample format."""
    sound = resample(audio, rate)
    file = io.BytesIO()
    with av.open(file, "w", format=form[0]) as out:
        stream = out.add_stream(form[1], rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.samples), format=form[2], layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return decode(file.getvalue())


MP3, OPUS, AAC = ("mp3", "libmp3lame", "fltp"), ("ogg", "libopus", "flt"), ("adts", "aac", "fltp")


def noisy(audio: Audio, decibels: float) -> Audio:
    noise = np.random.default_rng(0).normal(size=audio.frames).astype(np.float32)
    power = float(np.sqrt(np.square(audio.samples).mean()))
    return Audio(audio.samples + noise * np.float32(power * 10 ** (-decibels / 20)), audio.sample_rate)


def part(audio: Audio, first: float, seconds: float) -> Audio:
    rate = audio.sample_rate
    return Audio(audio.samples[:, round(first * rate) : round((first + seconds) * rate)], rate)


CHANGES: dict[str, Callable[[Audio], Audio]] = {
    "as it is": lambda one: one,
    "16 bit": lambda one: Audio(np.rint(one.samples * 32767).astype(np.int16), one.sample_rate),
    "MP3 128 kbit/s": lambda one: encoded(one, MP3, 128_000, 24_000),
    "MP3 64 kbit/s": lambda one: encoded(one, MP3, 64_000, 24_000),
    "MP3 32 kbit/s": lambda one: encoded(one, MP3, 32_000, 24_000),
    "Opus 64 kbit/s": lambda one: encoded(one, OPUS, 64_000, 48_000),
    "Opus 24 kbit/s": lambda one: encoded(one, OPUS, 24_000, 48_000),
    "AAC 64 kbit/s": lambda one: encoded(one, AAC, 64_000, 24_000),
    "MP3 64, then Opus 24": lambda one: encoded(encoded(one, MP3, 64_000, 24_000), OPUS, 24_000, 48_000),
    "24 → 16 → 24 kHz": lambda one: resample(resample(one, 16_000), 24_000),
    "44.1 kHz": lambda one: resample(one, 44_100),
    "8 kHz (telephone)": lambda one: resample(one, 8_000),
    "a third as loud": lambda one: one.scaled(0.3),
    "26 dB softer, 16 bit": lambda one: Audio(np.rint(one.samples * 0.05 * 32767).astype(np.int16), one.sample_rate),
    "noise at 30 dB": lambda one: noisy(one, 30),
    "noise at 20 dB": lambda one: noisy(one, 20),
    "noise at 10 dB": lambda one: noisy(one, 10),
    "first 0.324 s cut off": lambda one: part(one, 0.324, 1e6),
    "2 s of it": lambda one: part(one, 0.3, 2.0),
    "1 s of it": lambda one: part(one, 0.3, 1.0),
    "1 % faster": lambda one: Audio(resample(one, 23_760).samples, 24_000),
    "10 % faster": lambda one: Audio(resample(one, 21_600).samples, 24_000),
}


def said(quick: bool) -> Iterator[tuple[str, int, Audio]]:
    """Yield language, number of the sentence and its sound."""
    engine = tts.load("kokoro")
    for language, voices in VOICES.items():
        for voice in voices[: 1 if quick else None]:
            for number, text in enumerate(SENTENCES[language]):
                yield language, number, sound_of(engine.speak(text, SpeakOptions(voice=voice, language=language)))


def score(audio: Audio) -> float:
    return find([resample(audio, SAMPLE_RATE).samples[0]]).score


def perceived(plain: Audio, with_mark: Audio) -> dict[str, float]:
    """Return what is told of the difference."""
    change = with_mark.samples - plain.samples
    values = {"snr": float(10 * np.log10(np.square(plain.samples).mean() / np.square(change).mean()))}
    rater = quality.load()
    one, other = (resample(sound, SAMPLE_RATE) for sound in (plain, with_mark))
    values["before"], values["after"] = rater.rate(one).ovr, rater.rate(other).ovr
    try:
        from pesq import pesq

        values["pesq"] = float(pesq(SAMPLE_RATE, one.samples[0], other.samples[0], "wb"))
    except ImportError:
        pass
    try:
        from pystoi import stoi

        values["stoi"] = float(stoi(one.samples[0], other.samples[0], SAMPLE_RATE))
    except ImportError:
        pass
    return values


def heard_and_found(quick: bool) -> list[Table]:
    told: dict[str, list[dict[str, float]]] = {}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in CHANGES}
    spent = seconds = 0.0
    for language, number, plain in said(quick):
        began = time.process_time()
        with_mark = marked(plain)
        spent, seconds = spent + time.process_time() - began, seconds + plain.duration
        if number < 2:  # long enough for the judges
            told.setdefault(language, []).append(perceived(plain, with_mark))
        for name, change in CHANGES.items():
            found[name].append((plain.duration, score(change(with_mark))))
    rows = [
        [language, str(len(several)), *(_mean(several, key) for key in ("snr", "pesq", "stoi", "before", "after"))]
        for language, several in told.items()
    ]
    perceptible = Table(
        "Watermark: is it heard",
        COMMAND,
        (
            "language",
            "sentences",
            "dB below the speech",
            "PESQ (4.64 = no difference)",
            "STOI",
            "DNSMOS before",
            "after",
        ),
        rows,
        (f"Strength {STRENGTH} dB. Marking takes {spent / seconds:.4f} s of CPU time for a second of speech.",),
    )
    robust = []
    for name, several in found.items():
        long = [value for length, value in several if length >= 2]
        short = [value for length, value in several if length < 2]
        robust.append(
            [
                name,
                *(
                    f"{100 * np.mean([value >= FOUND for value in values]):.0f} %" if values else ""
                    for values in (long, short)
                ),
                f"{min(value for _, value in several):.1f}",
                f"{np.median([value for _, value in several]):.1f}",
            ]
        )
    lengths = [length for length, _ in found["as it is"]]
    note = (
        f"Found at a score of {FOUND:g} or more. {sum(one >= 2 for one in lengths)} sentences of 2 s to {max(lengths):.1f} s, "
        f"{sum(one < 2 for one in lengths)} of {min(lengths):.1f} s to 2 s."
    )
    columns = ("after", "found, 2 s and longer", "found, shorter", "lowest score", "middle score")
    return [perceptible, Table("Watermark: is it found", COMMAND, columns, robust, (note,))]


def _mean(rows: list[dict[str, float]], key: str) -> str:
    values = [row[key] for row in rows if key in row]
    return f"{np.mean(values):.3f}" if key == "stoi" and values else f"{np.mean(values):.2f}" if values else ""


def not_there(quick: bool) -> Table:
    """Search every recording of the data."""
    rows, spent, seconds = [], 0.0, 0.0
    for folder in FOLDERS:
        files = [
            path
            for path in sorted((DATA / folder).rglob("*"))
            if path.is_file() and path.suffix.lower() not in NOT_SOUND
        ]
        scores: list[tuple[float, str]] = []
        length = 0.0
        for path in files[:: 8 if quick else 1]:
            began = time.process_time()
            try:
                found = find(stream_mono(path, SAMPLE_RATE))
            except SorikitError:
                continue
            spent, length = spent + time.process_time() - began, length + found.heard
            scores.append((found.score, path.name))
        seconds += length
        if scores:
            wrong = [name for value, name in scores if value >= FOUND]
            rows.append([folder, str(len(scores)), f"{length / 60:.1f}", str(len(wrong)), f"{max(scores)[0]:.2f}"])
            print(folder, len(scores), max(scores), wrong, flush=True)
    note = f"Searching, decoding included, takes {spent / seconds:.4f} s of CPU time for a second of sound."
    columns = ("recordings without it", "files", "minutes", "found", "highest score")
    return Table("Watermark: is it found where it is not", COMMAND, columns, rows, (note,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="one voice a language, every eighth recording")
    parser.add_argument("--only", choices=("found", "not-there"))
    args = parser.parse_args()
    tables = heard_and_found(args.quick) if args.only != "not-there" else []
    if args.only != "found":
        tables.append(not_there(args.quick))
    save_all(tables, args.json)


if __name__ == "__main__":
    main()
