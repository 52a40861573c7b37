"""The only reader of the environment: one frozen Settings, made once at the door.

| variable | meaning |
|---|---|
| ``SORI_LANG`` | language of messages and help: ``ko`` or ``en`` (default: the system's) |
| ``SORI_CACHE`` | where models live (default: the user's cache folder) |
| ``SORI_ENGINES`` | where ``sori engines install`` puts environments (default: in the user's data folder) |
| ``SORI_THREADS`` | threads per engine (default: the cores this process may use) |
| ``SORI_DEVICE``, ``SORI_COMPUTE_TYPE`` | ``cpu``/``cuda``; ``int8``, ``float16``, ``float32`` … |
| ``SORI_LLM_KEY``, ``OPENAI_API_KEY`` | key for ``--llm`` |
| ``SORI_VOICES`` | file of the library of known voices (default: in the user's data folder) |
| ``SORI_VOICES_PASSPHRASE`` | what opens it, where nobody can be asked |
| ``SORI_ASR_URL``, ``OPENAI_BASE_URL`` | server of ``--model openai`` (default: OpenAI) |
| ``SORI_ASR_KEY``, ``OPENAI_API_KEY`` | its key |
| ``SORI_TTS_URL``, ``SORI_TTS_KEY`` | the same for ``sori speak --model openai`` |
| ``SORI_DEBUG`` | ``1`` shows the traceback of an unexpected error |
| ``HF_ENDPOINT``, ``HF_TOKEN``, ``HF_HUB_OFFLINE`` | the model hub's own names, used by ``sori pull`` |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines._remote import OPENAI, AsrServer, SpeechServer

_TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says."""

    language: str = "en"
    """"ko" or "en": language of messages."""
    cache: Path | None = None
    """Folder of models; None takes the user's cache folder."""
    engines: Path | None = None
    """Folder of managed environments; None takes one in the user's data folder."""
    device: Device = field(default_factory=Device)
    llm_key: str | None = field(default=None, repr=False)
    voices: Path | None = None
    """The library of known voices; None takes the user's data folder."""
    voices_passphrase: str | None = field(default=None, repr=False)
    asr_server: AsrServer = field(default_factory=AsrServer)
    """Who is asked for ``--model openai``."""
    speech_server: SpeechServer = field(default_factory=SpeechServer)
    """Who is asked for ``sori speak --model openai``."""
    hub_endpoint: str = "https://huggingface.co"
    hub_token: str | None = field(default=None, repr=False)
    offline: bool = False
    debug: bool = False
    """Show the traceback of an error that is not the person's."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the Settings of ``environment`` (default: this process's). Raises InvalidOption."""
    env = os.environ if environment is None else environment
    cache = env.get("SORI_CACHE")
    return Settings(
        language=message_language(env),
        cache=Path(cache).expanduser() if cache else None,
        engines=Path(env["SORI_ENGINES"]).expanduser() if env.get("SORI_ENGINES") else None,
        device=Device(
            name=env.get("SORI_DEVICE", "cpu"),
            threads=_threads(env.get("SORI_THREADS", "0")),
            compute_type=env.get("SORI_COMPUTE_TYPE", "auto"),
        ),
        llm_key=env.get("SORI_LLM_KEY") or env.get("OPENAI_API_KEY"),
        voices=Path(env["SORI_VOICES"]).expanduser() if env.get("SORI_VOICES") else None,
        voices_passphrase=env.get("SORI_VOICES_PASSPHRASE") or None,
        asr_server=AsrServer(
            url=env.get("SORI_ASR_URL") or env.get("OPENAI_BASE_URL") or OPENAI,
            key=env.get("SORI_ASR_KEY") or env.get("OPENAI_API_KEY") or None,
        ),
        speech_server=SpeechServer(
            url=env.get("SORI_TTS_URL") or env.get("OPENAI_BASE_URL") or OPENAI,
            key=env.get("SORI_TTS_KEY") or env.get("OPENAI_API_KEY") or None,
        ),
        hub_endpoint=env.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/"),
        hub_token=env.get("HF_TOKEN"),
        offline=env.get("HF_HUB_OFFLINE", "").lower() in _TRUE,
        debug=env.get("SORI_DEBUG", "").lower() in _TRUE,
    )


THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
"""How the numerical libraries are told how many threads to use; most read it once, when they are loaded."""


def worker_environment(threads: int) -> dict[str, str]:
    """Return this process's environment for a worker of a bench: so many threads, and nothing is downloaded."""
    return {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads)), "HF_HUB_OFFLINE": "1"}


def keep_ray_private(*, alone: bool) -> None:
    """Tell Ray, before it is imported, to send no usage statistics; ``alone``: to listen on loopback only.

    The second is what Ray does by itself on Windows and macOS, and the name of the variable says so; elsewhere its ports
    would be open to the whole network, whatever address it is given (Ray 2.60).
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if alone:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"


def message_language(environment: Mapping[str, str] | None = None) -> str:
    """Return "ko" or "en": ``SORI_LANG`` first, then the system's locale variables in their usual order."""
    env = os.environ if environment is None else environment
    for name in ("SORI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def _threads(text: str) -> int:
    if text.isdigit() and int(text) <= 1024:
        return int(text)
    raise InvalidOption(
        option="SORI_THREADS",
        detail=f"{text!r} is not a number of threads, for example 4",
        detail_ko=f"{text!r}은(는) 스레드 수가 아닙니다. 예: 4",
    )
