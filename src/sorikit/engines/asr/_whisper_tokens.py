"""Whisper's vocabulary: control tokens, prompts, and text that is never cut inside a character.

Whisper writes bytes (GPT-2's byte-level BPE): one Hangul syllable may be three tokens. Tokens are therefore joined as
bytes, and a word ends only where its bytes are whole characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue", "bo", "km"})
"""Languages written without spaces between words: each group of whole characters is a word."""
OPENING = frozenset("\"'“‘¿¡([{-「『《〈（【")
"""Marks that belong to the word after them …"""
CLOSING = frozenset("\"'.。,，!！?？:：;；”’)]}、…%」』》〉）】·~")
"""… and to the word before them (openai-whisper ``timing.py``, with East Asian marks)."""
TIMESTAMP_SECONDS = 0.02
"""Step of Whisper's timestamp tokens."""
ENGLISH_END = 50256
"""Number of ``<|endoftext|>`` in English-only vocabularies (GPT-2's own); the multilingual ones have one word more."""
PROMPT_TOKENS = 223
"""At most so many tokens of earlier text (half the context of 448, less one)."""
HOTWORD_TOKENS = 120
"""At most so many of these for words to expect: every one is read again for each window."""


@dataclass(frozen=True, slots=True)
class TokenWord:
    """A word and the tokens that spell it."""

    text: str
    tokens: tuple[int, ...]


class WhisperTokens:
    """Built from a ``tokenizer.json``; immutable."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._bytes = _byte_values()
        self.start = self._id("<|startoftranscript|>")
        self.end = self._id("<|endoftext|>")
        self.multilingual = self.end != ENGLISH_END
        self.previous = self._id("<|startofprev|>")
        self.first_timestamp = self._id("<|notimestamps|>") + 1
        self._tasks = {task: self._id(f"<|{task}|>") for task in ("transcribe", "translate")}
        first, last = self.start + 1, min(self._tasks.values())
        codes = [str(self._tokenizer.id_to_token(number)).strip("<|>") for number in range(first, last)]
        self.languages: tuple[str, ...] = tuple(codes) if self.multilingual else ("en",)

    def control(self, language: str, task: str) -> list[int]:
        """Return the tokens that open a transcript."""
        if not self.multilingual:
            return [self.start]
        return [self.start, self._id(f"<|{language}|>"), self._tasks[task]]

    def prompt(self, language: str, task: str, previous: str = "") -> list[int]:
        """Return the whole prompt of a window; ``previous`` is text said before. Whisper then writes timestamps too."""
        said = previous.strip()
        earlier = self._tokenizer.encode(f" {said}", add_special_tokens=False).ids if said else []
        before = [self.previous, *earlier[-PROMPT_TOKENS:]] if earlier else []
        return [*before, *self.control(language, task)]

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, with no control tokens, whatever it says."""
        return [token for token in self._tokenizer.encode(text, add_special_tokens=False).ids if token < self.end]

    def expecting(self, previous: str, hotwords: Sequence[str]) -> str:
        """Return the text said before, with ``hotwords`` named in it: the first ones, as many as fit."""
        named = ""
        for word in hotwords:
            longer = f"{named}, {word}" if named else word
            if len(self._tokenizer.encode(f" {longer}.", add_special_tokens=False).ids) > HOTWORD_TOKENS:
                break
            named = longer
        return f"{named}. {previous}".strip() if named else previous

    def until(self, tokens: Sequence[int], seconds: float) -> list[int]:
        """Return the tokens of text that begin before ``seconds``: what Whisper repeats after the end is left out."""
        kept: list[int] = []
        for token in tokens:
            if token >= self.first_timestamp and (token - self.first_timestamp) * TIMESTAMP_SECONDS >= seconds:
                break
            if token < self.end:
                kept.append(token)
        return kept

    def spoken(self, tokens: Sequence[int]) -> list[int]:
        """Return the tokens of text alone: no control tokens, no timestamps."""
        return [token for token in tokens if token < self.end]

    def text(self, tokens: Sequence[int]) -> str:
        """Return the text of tokens; bytes that are no character are left out."""
        return self._raw(self.spoken(tokens)).decode("utf-8", errors="ignore")

    def words(self, tokens: Sequence[int], language: str) -> list[TokenWord]:
        """Split text tokens into words, each of whole characters, marks attached to their word.

        The tokens of all the words together are those given, less the ones whose bytes are no character.
        """
        pieces = self._characters(self.spoken(tokens))
        words = pieces if language in UNSPACED else _join_subwords(pieces)
        return _attach_marks(words)

    def _characters(self, tokens: Sequence[int]) -> list[TokenWord]:
        """Group tokens until their bytes are whole characters."""
        pieces: list[TokenWord] = []
        pending: list[int] = []
        for token in tokens:
            pending.append(token)
            raw = self._raw(pending)
            try:
                pieces.append(TokenWord(raw.decode("utf-8"), tuple(pending)))
            except UnicodeDecodeError as error:
                if error.reason == "unexpected end of data" and len(pending) < 8:
                    continue
                text = raw.decode("utf-8", errors="ignore")
                if text.strip():
                    pieces.append(TokenWord(text, tuple(pending)))
            pending = []
        return pieces

    def _raw(self, tokens: Sequence[int]) -> bytes:
        written = "".join(self._tokenizer.id_to_token(token) or "" for token in tokens)
        return bytes(self._bytes[character] for character in written if character in self._bytes)

    def _id(self, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"not a Whisper vocabulary: no {token}")
        return int(number)


def _join_subwords(pieces: Sequence[TokenWord]) -> list[TokenWord]:
    words: list[TokenWord] = []
    for piece in pieces:
        if words and not piece.text.startswith(" "):
            words[-1] = TokenWord(words[-1].text + piece.text, words[-1].tokens + piece.tokens)
        else:
            words.append(piece)
    return words


def _attach_marks(words: Sequence[TokenWord]) -> list[TokenWord]:
    """Join closing marks to the word before, opening marks (and lone spaces) to the word after."""
    joined: list[TokenWord] = []
    for word in words:
        if joined and (_is_closing(word.text) or _is_opening(joined[-1].text)):
            joined[-1] = TokenWord(joined[-1].text + word.text, joined[-1].tokens + word.tokens)
        else:
            joined.append(word)
    return joined


def _is_closing(text: str) -> bool:
    """Whether the text is only closing marks; a straight quote after a space opens."""
    mark = text.strip()
    return bool(mark) and all(character in CLOSING for character in mark) and not (text[0] == " " and _is_opening(text))


def _is_opening(text: str) -> bool:
    return all(character in OPENING for character in text.strip())


def _byte_values() -> dict[str, int]:
    """Return GPT-2's mapping from printable characters to bytes (openai/gpt-2 ``encoder.py``)."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    values = {chr(byte): byte for byte in printable}
    values.update({chr(256 + index): byte for index, byte in enumerate(others)})
    return values
