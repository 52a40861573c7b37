"""Italian spelling → sounds: stress, open and closed e and o, doubled letters.

After Krämer, The Phonology of Italian (2009). Italian writes stress only on a last vowel, and not which e and o are open;
endings and lists decide what they can (dictionaries of the RAI and Treccani tell the rest).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sorikit.reading._pieces import Said
from sorikit.reading._spelling import compile_rules, sound_out
from sorikit.reading.italian.words import (
    CLOSED_E,
    CLOSED_O,
    ENDINGS_EARLY,
    ENDINGS_IA,
    OPEN_E,
    OPEN_O,
    OPEN_WORDS,
    PLAIN,
    SLIDING,
    UNSTRESSED,
    WORDS,
)

_V = "aeiouàèéìòùAEIOUÈÒ"
_CLASSES = {"V": f"[{_V}]", "E": "[eièéìEIÈ]", "C": "[bcdfghjklmnpqrstvwxz]"}
_RULES = compile_rules(
    """
    sch>{E}=sk sci>[aeoòuAEÈOÒU]=ʃ sc>{E}=ʃ cch=kː ch=k cci>[aoòuAOÒU]=ʧː cc>{E}=ʧː ci>[aeoòuàAEÈOÒU]=ʧ c>{E}=ʧ cq=kː cc=kː c=k
    gli>[aeoòuAEOÈÒ]=ʎ gl>[iI]=ʎ ggh=ɡː gh=ɡ ggi>[aoòuAOÒU]=ʤː gg>{E}=ʤː gi>[aeoòuàAEÈOÒU]=ʤ g>{E}=ʤ gn=ɲ gg=ɡː g=ɡ
    q=k h= {V}<s>{V}=z {V}<s>[iu]{V}=z s>[bdgvmnlr]=z ss=S s=s [iI]<zz>[aoAOÒ]=ʣː zz=ʦː z=ʦ x=ks j=j w=w y=i
    bb=bː b=b dd=dː d=d ff=ff f=f ll=ll l=l mm=mm m=m nn=nn n=n pp=pː p=p rr=rɾ r=r tt=tː t=t vv=vv v=v k=k
    [kqg]<u>[aeioAEIOÈÒ]=w i>[aeoòuAEOÈÒU]=j
    A=ˈa E=ˈe I=ˈi O=ˈo U=ˈu È=ˈɛ Ò=ˈɔ a=a e=e i=i o=o u=u
    """,
    _CLASSES,
)
_NUCLEUS = re.compile(
    r"(?:(?<=[qg])u(?=[aeio])|(?<=[cg])i(?=[aou])|(?<=sc)i(?=[aou])|(?<=gl)i(?=[aeou])|[iu](?=[aeo]))?[aeiou]"
    r"(?:(?<=[aeo])[iu](?![aeiou]))?"
)
_FINAL = {"à": "A", "è": "È", "é": "E", "ì": "I", "í": "I", "ò": "Ò", "ó": "O", "ù": "U", "ú": "U", "á": "A"}


def sound(said: Sequence[Said]) -> list[str]:
    """Return the sounds of each word of a sentence; what is elided (l', dell') is one with the word after it."""
    sounds: list[str] = []
    for index, item in enumerate(said):
        word = unicodedata.normalize("NFC", item.word).lower().replace("’", "'")
        spoken = _sounds(
            word.rstrip("'"),
            stressed=(word not in UNSTRESSED or item.pause) and (not word.endswith("'") or word == "po'"),
        )
        if item.word.endswith(("'", "’")) and spoken.endswith("kː"):
            spoken = spoken[:-1]
        sounds.append(spoken)
        if (
            index
            and sounds[index - 1]
            and said[index - 1].word.endswith(("'", "’"))
            and said[index - 1].word.lower() not in ("po'", "po’")
        ):
            sounds[index] = sounds[index - 1] + sounds[index]
            sounds[index - 1] = ""
    return sounds


def _sounds(word: str, stressed: bool) -> str:
    if word in WORDS:
        return WORDS[word] if stressed else WORDS[word].replace("ˈ", "")
    spoken = sound_out(_RULES, stress(_plain(word)))
    spoken = re.sub("ˈ([aeiouɛɔ])ɲ", r"ˈ\1ɲɲ", spoken).replace("nɡ", "ŋɡ").replace("ei", "A")
    spoken = re.sub("ar(?=ˈ?[aɔ]|ˈ)", "aɾ", spoken).replace("au", "aʊ").replace("eu", "eʊ").replace("ˈeʊ", "ˈɛʊ")
    spoken = re.sub("(?<=[aeiouɛɔʊ][dlrntvz])j(?=[ˈaeou])|(?<=[nlr][tdʦs])j(?=[ˈaeo])|(?<=[bpk][lr])j", "i", spoken)
    spoken = re.sub("j(?=[aeo]$)|(?<=ʦ)j(?=ˈon)", "i", re.sub("ai$", "aj", spoken))
    main = spoken.find("ˈ")
    if main > 0:  # i and u are laxer where they are not stressed
        head = re.sub("u(?![ˈˌ])", "ʊ", spoken[:main])
        spoken = head + re.sub("(?<=[^ˈj])i$", "ɪ", spoken[main:])
    elif main == 0:
        spoken = re.sub("(?<=[^ˈ])i$", "ɪ", spoken)
    return spoken if stressed else spoken.replace("ˈ", "")


def _plain(word: str) -> str:
    return "".join(
        letter if letter in "abcdefghijklmnopqrstuvwxyzàèéìòùíóúá" else unicodedata.normalize("NFD", letter)[0]
        for letter in word
    )


def stress(word: str) -> str:
    """Return ``word`` with its stressed vowel as a capital (È and Ò where it is open), and no accents.

    >>> stress("città"), stress("andremo"), stress("macchina")
    ('cittA', 'andrEmo', 'mAcchina')
    """
    for index, letter in enumerate(word):
        if letter in _FINAL:
            return word[:index] + _FINAL[letter] + word[index + 1 :]
    nuclei = [_core(found) for found in _NUCLEUS.finditer(word)]
    if not nuclei:
        return word
    if len(nuclei) > 1 and word.endswith(("ai", "ei", "oi")):
        return word[:-2] + ("È" if word[-2] == "e" else word[-2].upper()) + word[-1]
    if word.endswith(ENDINGS_IA):
        return word[:-2] + "I" + word[-1]
    hiatus = re.search("[iu][aeo]$", word)
    if len(nuclei) == 1 and hiatus and word[hiatus.start() - 1 : hiatus.start()] not in ("q", "g", "c"):
        nuclei = [hiatus.start()]
    early = len(nuclei) > 2 and word not in PLAIN and (word.endswith(ENDINGS_EARLY) or word in SLIDING)
    late = len(nuclei) == 1 or (
        word[-1] in "nlr" and word[-2] in "aeiou" and word[-3:] in ("are", "ere", "ire", "ion", "tor")
    )
    at = nuclei[-1] if late else nuclei[-3] if early else nuclei[-2]
    return word[:at] + _opened(word, at) + word[at + 1 :]


def _core(found: re.Match[str]) -> int:
    """Where the vowel itself is, behind its glide."""
    text = found[0]
    glide = len(text) > 1 and text[0] in "iu" and text[1] in "aeiou"
    return found.start() + (1 if glide else 0)


def _opened(word: str, at: int) -> str:
    vowel, rest = word[at].upper(), word[at:]
    if rest.startswith(("ente", "ento", "enti")) and word[at - 1 : at] == "m" and len(word) - at == 4:
        return vowel
    if vowel in "EO" and word.endswith(OPEN_WORDS) and len(word) > 2:
        return "È" if vowel == "E" else "Ò"
    if vowel == "E":
        return "È" if _longest(rest, OPEN_E) > _longest(rest, CLOSED_E) else "E"
    if vowel == "O":
        return "Ò" if word[at - 1 : at] == "u" or _longest(rest, OPEN_O) > _longest(rest, CLOSED_O) else "O"
    return vowel


def _longest(rest: str, endings: Sequence[str]) -> int:
    return max((len(ending) for ending in endings if rest.startswith(ending)), default=0)
