"""The environment is read once, in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sorikit.apps.settings import message_language, read_settings
from sorikit.core.errors import InvalidOption


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({})
    assert (settings.language, settings.cache, settings.llm_key, settings.offline) == ("en", None, None, False)
    assert settings.device.name == "cpu"
    assert settings.hub_endpoint == "https://huggingface.co"


def test_every_variable_is_heard() -> None:
    settings = read_settings(
        {
            "SORI_LANG": "ko",
            "SORI_CACHE": "/somewhere",
            "SORI_THREADS": "3",
            "SORI_DEVICE": "cuda",
            "SORI_COMPUTE_TYPE": "float16",
            "SORI_LLM_KEY": "secret",
            "SORI_ASR_URL": "http://localhost:8000",
            "OPENAI_API_KEY": "secret-too",
            "HF_ENDPOINT": "http://127.0.0.1:1/",
            "HF_TOKEN": "token",
            "HF_HUB_OFFLINE": "1",
        }
    )
    assert settings.cache == Path("/somewhere")
    assert (settings.device.threads, settings.device.name, settings.device.compute_type) == (3, "cuda", "float16")
    assert (settings.hub_endpoint, settings.hub_token, settings.offline) == ("http://127.0.0.1:1", "token", True)
    assert settings.llm_key == "secret"
    assert (settings.asr_server.url, settings.asr_server.key) == ("http://localhost:8000", "secret-too")
    assert "secret" not in repr(settings)
    assert "token" not in repr(settings).replace("hub_token", "")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "SORI_LANG": "en"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "ko_KR"}, "ko"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_language_of_messages(environment: dict[str, str], language: str) -> None:
    assert message_language(environment) == language


@pytest.mark.parametrize("threads", ["two", "-1", "99999", "1.5"])
def test_threads_must_be_a_number(threads: str) -> None:
    with pytest.raises(InvalidOption, match="SORI_THREADS"):
        read_settings({"SORI_THREADS": threads})
