"""Words for people, in English and Korean: ``t("English", "한국어")`` gives the one they read."""

from __future__ import annotations

from sorikit.apps.settings import message_language


def t(en: str, ko: str) -> str:
    """Return ``ko`` for readers of Korean (see ``settings``), else ``en``."""
    return ko if message_language() == "ko" else en
