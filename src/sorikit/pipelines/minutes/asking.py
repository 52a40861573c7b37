"""Asking a language model for a form until it is filled in: tries, corrections, and an end to both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sorikit.core.errors import RemoteError
from sorikit.engines.chat import (
    AnswerCut,
    Chat,
    ChatOptions,
    ChatTimeout,
    ContextTooLong,
    Message,
    UnsupportedByServer,
)
from sorikit.pipelines.minutes.drafts import NotADraft
from sorikit.pipelines.minutes.prompts import correction

T = TypeVar("T")

TRIES = 3
"""Answers read before a part is given up: the first and two corrections."""
ANSWER_TOKENS = 1500
"""Longest answer asked for; doubled where one broke off at that length."""
SLOW_ANSWERS = 2
"""Answers that may fail to come in time before the server counts as too slow."""


class GivenUp(Exception):
    """No usable answer for this part; ``final`` where asking on is of no use."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked for: a JSON schema and the strict reader of the answer."""

    schema: Mapping[str, Any]
    read: Callable[[str], Any]


class Asker:
    """One conversation partner for one job: remembers what the server cannot do and how much time is left."""

    def __init__(self, chat: Chat, call_seconds: float, budget_seconds: float) -> None:
        self._chat = chat
        self._call_seconds = call_seconds
        self._deadline = time.monotonic() + budget_seconds
        self._unsupported: set[str] = set()
        self._max_tokens = ANSWER_TOKENS
        self._slow = 0

    def ask(self, messages: list[Message], form: Form) -> Any:
        """Return the answer as ``form.read`` gives it. Raises GivenUp, or ContextTooLong for the caller to split."""
        talk = list(messages)
        problem = ""
        tries = 0
        while tries < TRIES:
            try:
                answer = "".join(self._chat.reply(talk, self._options(form, tries)))
                return form.read(answer)
            except UnsupportedByServer as error:
                if not error.parameter or error.parameter in self._unsupported:
                    raise GivenUp(str(error), final=True) from error
                self._unsupported.add(error.parameter)
            except NotADraft as error:
                tries, problem = tries + 1, str(error)
                talk = [*messages, *correction(answer, problem)]
            except AnswerCut as error:
                tries, problem = tries + 1, str(error)
                self._max_tokens *= 2
            except RemoteError as error:
                problem, tries = str(error), tries + 1
                self._weigh(error)
        raise GivenUp(problem)

    def _options(self, form: Form, tries: int) -> ChatOptions:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise GivenUp("the time for it is used up", final=True)
        has = self._unsupported
        return ChatOptions(
            # Repeating a wrong answer helps nobody: later tries may differ.
            temperature=None if "temperature" in has else 0.3 * tries,
            max_tokens=None if "max_tokens" in has else self._max_tokens,
            json="json" not in has,
            schema=None if {"schema", "json"} & has else form.schema,
            timeout=min(self._call_seconds, left),
        )

    def _weigh(self, error: RemoteError) -> None:
        """Raise where another try is of no use."""
        if isinstance(error, ContextTooLong):
            raise error
        if isinstance(error, ChatTimeout):
            self._slow += 1
            if self._slow < SLOW_ANSWERS:
                return
        raise GivenUp(str(error), final=True) from error
