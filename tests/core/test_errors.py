"""Every error says what to do in two languages, keeps its exit code, crosses processes, and stands in the drawn tree."""

from __future__ import annotations

import inspect
import pickle
import re
import string

import pytest

from sorikit.core import errors
from sorikit.core.errors import SorikitError
from sorikit.core.files import write_error

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, SorikitError)]
EXIT_CODES = {
    "InputError": 2,
    "OutputError": 3,
    "ModelError": 4,
    "DownloadError": 5,
    "RemoteError": 6,
    "VoiceLibraryError": 7,
}


def fields_of(kind: type[SorikitError]) -> set[str]:
    parsed = [*string.Formatter().parse(kind.en), *string.Formatter().parse(kind.ko)]
    return {name.split("!")[0] for _, name, _, _ in parsed if name}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_both_sentences(kind: type[SorikitError]) -> None:
    fields = {name: f"<{name}>" for name in fields_of(kind)}
    error = kind(**fields)
    for language in ("en", "ko"):
        sentence = error.sentence(language)
        assert "{" not in sentence
        for name in fields:
            if re.search(rf"{{{name}\b", getattr(kind, language)):
                assert f"<{name}>" in sentence
    assert str(error) == error.sentence("en") == error.sentence("fr")
    if re.sub(r"{\w+}", "", kind.ko).strip(": .!"):  # says something of its own
        assert re.search("[가-힣]", error.sentence("ko"))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_pickling(kind: type[SorikitError]) -> None:
    error = kind(**{name: f"<{name}>" for name in fields_of(kind)})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.sentence("ko") == error.sentence("ko")
    assert str(again) == str(error)
    assert again.fields == error.fields


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    assert errors.__doc__ is not None
    drawn: dict[str, tuple[str, str]] = {}
    trunk: list[str] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"^([│├└─ ]*)([A-Z]\w+)(.*)$", line)
        if not match or not (match.group(1) or match.group(2) == "SorikitError"):
            continue
        depth = len(match.group(1)) // 4
        trunk[depth:] = [match.group(2)]
        drawn[match.group(2)] = (trunk[depth - 1] if depth else "", match.group(3))
    assert set(drawn) == {kind.__name__ for kind in CLASSES}
    for kind in CLASSES:
        parent, remark = drawn[kind.__name__]
        assert parent == ("" if kind is SorikitError else kind.__bases__[0].__name__)
        also = re.search(r"\(also (\w+)\)", remark)
        assert (also.group(1) if also else None) == (kind.__bases__[1].__name__ if len(kind.__bases__) > 1 else None)
        code = re.search(r"exit (\d)", remark)
        assert code is None or int(code.group(1)) == kind.exit_code


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_exit_codes(kind: type[SorikitError]) -> None:
    family = next((base.__name__ for base in kind.__mro__ if base.__name__ in EXIT_CODES), None)
    assert kind.exit_code == (EXIT_CODES[family] if family else 1)
    assert kind.__doc__


def test_details_have_a_korean_twin() -> None:
    assert errors.NotAudio(path="a.wav", detail="it is a folder").sentence("ko").count("it is a folder") == 1
    assert "폴더입니다" in errors.NotAudio(path="a", detail="x", detail_ko="폴더입니다").sentence("ko")


def test_failed_writes() -> None:
    import errno

    assert isinstance(write_error(OSError(errno.ENOSPC, "no space"), "a"), errors.DiskFull)
    assert isinstance(write_error(OSError(errno.EDQUOT, "quota"), "a"), errors.DiskFull)
    denied = write_error(PermissionError(errno.EACCES, "Permission denied"), "a.md")
    assert isinstance(denied, errors.OutputNotWritable)
    assert "a.md" in str(denied)
    assert "Permission denied" in str(denied)
    assert write_error(denied, "other") is denied
