"""Edge's read-aloud service on loopback: its protocol, over real WebSockets, for the real library to talk to.

Of each connection it reads ``speech.config`` and ``ssml`` and answers ``turn.start``, ``response``, ``audio.metadata`` for each word,
binary frames of MP3 with their headers, and ``turn.end``. The sound is a tone for each word, as loud as the words are long.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
from aiohttp import WSMsgType, web

RATE = 24_000
WORD, GAP, LEAD = 0.30, 0.05, 0.10
"""Seconds: of a word, between two, before the first."""
TICKS = 10_000_000
VOICES = [
    {"ShortName": name, "Gender": gender, "Locale": name.rpartition("-")[0], "Name": name, "Status": "GA"}
    for name, gender in (
        ("ko-KR-InJoonNeural", "Male"),
        ("ko-KR-SunHiNeural", "Female"),
        ("en-US-EmmaMultilingualNeural", "Female"),
        ("en-GB-RyanNeural", "Male"),
        ("zh-CN-liaoning-XiaobeiNeural", "Female"),
        ("fil-PH-AngeloNeural", "Male"),
    )
]


@dataclass
class Asked:
    """What a sentence was asked for with."""

    text: str
    voice: str
    rate: str
    pitch: str
    config: dict[str, Any]
    token: str


@dataclass
class Service:
    """What it does, and what it was asked."""

    mood: str = "well"
    """"well", "refuses", "silent" (no such voice), "breaks" (once, in the middle), "cuts" (always), "odd", "garbage"."""
    base: str = ""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    sent_before_end: threading.Event = field(default_factory=threading.Event)


def words_of(text: str) -> list[str]:
    """Return words as the service parts them: letters without marks; East Asian texts two letters at a time."""
    return [
        one
        for run in re.findall(r"\w+(?:['’]\w+)*", text)
        for one in (re.findall("..?", run) if run[0] > "぀" and run[0] < "가" else [run])
    ]


def tones(count: int) -> np.ndarray:
    """Return the sound of so many words."""
    sound = np.zeros(round((LEAD + count * (WORD + GAP) + 0.5) * RATE), np.float32)
    for index in range(count):
        first = round((LEAD + index * (WORD + GAP)) * RATE)
        times = np.arange(round(WORD * RATE)) / RATE
        sound[first : first + times.size] = 0.4 * np.sin(2 * np.pi * (300 + 40 * (index % 8)) * times)
    return sound


def mp3(samples: np.ndarray) -> bytes:
    """Return 24 kHz, 48 kbit/s, mono, without a Xing header: what the service streams."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as out:
        stream = out.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="fltp", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return file.getvalue()


def _framed(request: str, data: bytes, kind: str = "audio/mpeg") -> bytes:
    content = f"Content-Type:{kind}\r\n" if kind else ""
    head = f"X-RequestId:{request}\r\n{content}X-StreamId:0A\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + data


def _text(request: str, path: str, body: Any) -> str:
    return f"X-RequestId:{request}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{json.dumps(body)}"


async def _speak(service: Service, request: web.Request) -> web.StreamResponse:
    service.connections += 1
    if service.mood == "refuses":
        return web.Response(status=403, headers={"Date": "Mon, 23 Nov 2026 03:00:00 GMT"})
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    config: dict[str, Any] = {}
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            break
        head, _, body = message.data.partition("\r\n\r\n")
        headers = dict(line.split(":", 1) for line in head.split("\r\n"))
        if headers["Path"] == "speech.config":
            config = json.loads(body)
        elif headers["Path"] == "ssml":
            voice = ET.fromstring(body)[0]
            prosody = voice[0]
            asked = Asked(
                prosody.text or "",
                voice.attrib["name"],
                prosody.attrib["rate"],
                prosody.attrib["pitch"],
                config,
                request.query["Sec-MS-GEC"],
            )
            service.asked.append(asked)
            await _answer(service, socket, headers["X-RequestId"], asked.text)
    return socket


async def _answer(service: Service, socket: web.WebSocketResponse, request: str, text: str) -> None:
    words = words_of(text)
    await socket.send_str(_text(request, "turn.start", {"context": {"serviceTag": "0"}}))
    await socket.send_str(_text(request, "response", {"context": {}, "audio": {"type": "inline", "streamId": "0A"}}))
    if service.mood == "odd":
        await socket.send_str(_text(request, "turn.surprise", {}))
    if service.mood == "silent":
        await socket.send_str(_text(request, "turn.end", {}))
        return
    for index, word in enumerate(words):
        data = {
            "Offset": round((LEAD + index * (WORD + GAP)) * TICKS),
            "Duration": round(WORD * TICKS),
            "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"},
        }
        await socket.send_str(_text(request, "audio.metadata", {"Metadata": [{"Type": "WordBoundary", "Data": data}]}))
    sound = b"nothing that is MP3 " * 500 if service.mood == "garbage" else mp3(tones(len(words)))
    pieces = [sound[first : first + 720] for first in range(0, len(sound), 720)]
    for index, piece in enumerate(pieces):
        broken = service.mood == "cuts" or (service.mood == "breaks" and service.connections == 1)
        if broken and index > len(pieces) // 2:
            await socket.close()
            return
        await socket.send_bytes(_framed(request, piece))
    await socket.send_bytes(_framed(request, b"", ""))
    await socket.send_str(_text(request, "turn.end", {}))


@contextmanager
def serving() -> Iterator[Service]:
    """Serve in a thread of its own, until the block ends."""
    service, loop, ready = Service(), asyncio.new_event_loop(), threading.Event()

    async def voices(request: web.Request) -> web.Response:
        assert request.query["Sec-MS-GEC"]
        return web.json_response(VOICES)

    async def speak(request: web.Request) -> web.StreamResponse:
        return await _speak(service, request)

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/edge/v1", speak)
        app.router.add_get("/voices/list", voices)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        service.base = f"127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        return runner

    def work() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
