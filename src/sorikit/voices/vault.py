"""Sealing what the library holds: a key from a passphrase (scrypt, RFC 7914), AES-256-GCM (NIST SP 800-38D) for each record.

The well-kept library ``cryptography`` does both; nothing here is of our own making but the order of the bytes: 12 random
bytes of nonce, then the sealed text with its tag. Every record is bound to its place, so that two cannot be exchanged.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sorikit.core.errors import WrongPassphrase
from sorikit.core.extras import optional_library

NONCE_BYTES = 12
SALT_BYTES = 16
KEY_BYTES = 32
SCRYPT_N = 2**16
"""Cost: 64 MB and a fifth of a second for each guess (OWASP's password storage cheat sheet asks 2^17 with p=1 or 2^16 with p=2)."""
SCRYPT_R, SCRYPT_P = 8, 2


@dataclass(frozen=True, slots=True)
class Lock:
    """How the key comes from the passphrase. Not secret; stored beside what it locks."""

    salt: bytes
    n: int = SCRYPT_N
    r: int = SCRYPT_R
    p: int = SCRYPT_P

    @classmethod
    def new(cls) -> Lock:
        """Return a lock with a salt of its own."""
        return cls(os.urandom(SALT_BYTES))


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens records with one key."""

    key: bytes = field(repr=False)

    def seal(self, text: bytes, place: bytes) -> bytes:
        """Return ``text`` sealed; only the same key opens it, and only for the same ``place``."""
        nonce = os.urandom(NONCE_BYTES)
        sealed: bytes = _ciphers().AESGCM(self.key).encrypt(nonce, text, place)
        return nonce + sealed

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Return the text. Raises WrongPassphrase where the key, the place or a single bit is not the right one."""
        ciphers = _ciphers()
        failure = optional_library("cryptography.exceptions", "voices", "the library of voices").InvalidTag
        try:
            text: bytes = ciphers.AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except (failure, ValueError) as error:
            raise WrongPassphrase from error
        return text


def unlock(passphrase: str, lock: Lock) -> Vault:
    """Return the vault of a passphrase (Unicode NFC, UTF-8). Raises RuntimeMissing without the extra ``voices``."""
    derive = optional_library("cryptography.hazmat.primitives.kdf.scrypt", "voices", "the library of voices").Scrypt
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return Vault(derive(salt=lock.salt, length=KEY_BYTES, n=lock.n, r=lock.r, p=lock.p).derive(secret))


def _ciphers() -> Any:
    return optional_library("cryptography.hazmat.primitives.ciphers.aead", "voices", "the library of voices")
