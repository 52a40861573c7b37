"""The vocabulary of a Whisper checkpoint: from its ``tokenizer.json``, or from the older ``vocab.json`` and ``merges.txt``."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from sorikit.engines.asr._safetensors import BadWeights

TIMESTAMPS = 1501
"""0.00 … 30.00 s in steps of 20 ms."""


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the tokenizer of a checkpoint. Raises BadWeights where its files lack or cannot be read."""
    try:
        if (folder / "tokenizer.json").is_file():
            return Tokenizer.from_file(str(folder / "tokenizer.json"))
        if (folder / "vocab.json").is_file() and (folder / "merges.txt").is_file():
            return _from_old_files(folder)
    except Exception as error:
        raise BadWeights(f"the tokenizer cannot be read ({error})") from error
    raise BadWeights("it has neither tokenizer.json nor vocab.json with merges.txt")


def vocabulary_of(tokenizer: Tokenizer, size: int) -> list[str]:
    """Return the tokens by their numbers; the timestamps, which some tokenizers leave out, come last.

    Raises BadWeights where the model has fewer than the tokenizer.
    """
    tokens = [token for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    if len(tokens) > size:
        raise BadWeights(f"the tokenizer has {len(tokens)} tokens, the model only {size}")
    return tokens + [f"<|{index * 0.02:.2f}|>" for index in range(size - len(tokens))]


def _from_old_files(folder: Path) -> Tokenizer:
    """Return what transformers makes of the files of a slow tokenizer: GPT-2's byte-level BPE and control tokens."""
    tokenizer = Tokenizer(BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevelDecoder()
    added: dict[str, int] = {}
    if (folder / "added_tokens.json").is_file():
        added |= json.loads((folder / "added_tokens.json").read_text("utf-8"))
    if (folder / "tokenizer_config.json").is_file():
        rows = json.loads((folder / "tokenizer_config.json").read_text("utf-8")).get("added_tokens_decoder", {})
        added |= {row["content"]: int(number) for number, row in rows.items()}
    for token, number in sorted(added.items(), key=lambda item: item[1]):
        tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
        if tokenizer.token_to_id(token) != number:
            raise BadWeights(f"{token} is not number {number}")
    return tokenizer
