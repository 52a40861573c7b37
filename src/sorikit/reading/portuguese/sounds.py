"""Brazilian Portuguese spelling → sounds: stress, nasal vowels, t and d before i, s and r between words.

After Barbosa & Albano, Brazilian Portuguese (Journal of the IPA 34, 2004), in the letters that Kokoro learned: final o, a, e as
ʊ æ y; r before a consonant as ɾə; en as Aŋ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sorikit.reading._pieces import Said
from sorikit.reading._spelling import compile_rules, sound_out
from sorikit.reading.portuguese.words import CLOSED, OPEN_ENDINGS, OPEN_WORDS, UNSTRESSED, WORDS

_V = "aeiouáéíóúâêôãõàüAEIOUÉÓÂÃÕ"
_CLASSES = {"V": f"[{_V}]", "E": "[eiéêíEIÉ]", "C": "[bcdfgjklpqstvxzrmnç]", "N": "(?=[bcdfgjklpqstvxzr]|$)"}
_RULES = compile_rules(
    """
    ch=ʃ ss=s sc>{E}=s sç=s xc>{E}=s sh=ʃ
    {V}<s>{V}=z s>[bdgvmnlrz]=z s=s z$=s zs$=s z=z ç=s cc>{E}=ks c>{E}=s c=k
    qu>[eiéêíEIÉ]=k qu=kw q=k gu>[eiéêíEIÉ]=ɡ gu>[aoáóAOÓ]=ɡw gü=ɡw g>{E}=ʒ g=ɡ j=ʒ lh=lj nh=ɲ h=
    ^<ex>{V}=ez ^<ˈex>{V}=ez x>[tpc]=s x=ʃ
    ^<r=x rr=x [nls]<r=x [pbtdkgfvcq]<r=r r$=r r>{V}=ɾ r=ɾə
    l$=ʊ l>[bcdfgjkmnpqrstvxz]=ʊ ll=l l=l
    t>[iíI]=ʧ d>[iíI]=ʤ te(?=s?$)=ʧy de(?=s?$)=ʤy tt=t t=t d=d
    ão=ɐ̃ʊ̃ Ão=ˈɐ̃ʊ̃ õe=õj Õe=ˈõj ãe=ɐ̃y Ãe=ˈɐ̃y am$=ɐ̃ʊ̃ em$=Aŋ ens$=Aŋs Ém$=ˈAŋ Éns$=ˈAŋs Em$=ˈAŋ Ens$=ˈAŋs ã=ɐ̃ Ã=ˈɐ̃ õ=õ Õ=ˈõ
    am>[pb]=ɐ̃m Am>[pb]=ˈɐ̃m an>{C}=ɐ̃ŋ An>{C}=ˈɐ̃ŋ an$=ɐ̃ŋ An$=ˈɐ̃ŋ Am$=ˈɐ̃ŋ a>nh=ɐ̃ A>[nm]=ˈɐ̃ a>[nm][aeiouáéíóúâêôAEIOUÉÓ]=æ
    em>[pb]=Am Em>[pb]=ˈAm en>[bcdfgjklpqrstvxzrç]=Aŋ En>[bcdfgjklpqrstvxzrç]=ˈAŋ en$=Aŋ En$=ˈAŋ
    im>[pb]=im Im>[pb]=ˈim in>[bcdfgjklpqrstvxzrç]=iŋ In>[bcdfgjklpqrstvxzrç]=ˈiŋ im$=iŋ Im$=ˈiŋ ins$=iŋs
    om>[pb]=om Om>[pb]=ˈom on>[bcdfgjklpqrstvxzrç]=oŋ On>[bcdfgjklpqrstvxzrç]=ˈoŋ om$=oŋ Om$=ˈoŋ on$=oŋ On$=ˈoŋ
    um>[pb]=ũm Um>[pb]=ˈũm un>[bcdfgjklpqrstvxzrç]=ũŋ Un>[bcdfgjklpqrstvxzrç]=ˈũŋ um$=ũŋ Um$=ˈũŋ uns$=ũŋs Uns$=ˈũŋs
    [^aeou]<ia$=jæ [^aeou]<ias$=jæs [^aeou]<io$=jʊ [^aeou]<ios$=jʊs [^aeou]<ie$=jy ua$=wæ uo$=wʊ
    a(?=s?$)=æ o(?=s?$)=ʊ e(?=s?$)=y
    n=n m=m b=b f=f k=k p=p v=v w=w y=i
    A=ˈa E=ˈe I=ˈi O=ˈo U=ˈu É=ˈɛ Ó=ˈɔ Â=ˈɐ̃ a=a e=e i=i o=o u=u à=a ü=u
    """,
    _CLASSES,
)
_NUCLEUS = re.compile(
    r"(?:(?<=[qg])u(?=[aeioãõâêô]))?(?:ão|õe|ãe|[aeoãâêô](?:[iu](?![nm](?![aeiou])|nh|r$|l$|z$))?|[iu])"
)
_ACCENTED = {"á": "A", "é": "É", "í": "I", "ó": "Ó", "ú": "U", "â": "A", "ê": "E", "ô": "O", "à": "A"}


def sound(said: Sequence[Said]) -> list[str]:
    """Return the sounds of each word of a sentence; a final s or r joins the vowel of the next word."""
    words = [unicodedata.normalize("NFC", item.word).lower() for item in said]
    sounds: list[str] = []
    for index, item in enumerate(said):
        stressed = item.pause or words[index] not in UNSTRESSED
        spoken = _sounds(words[index], stressed)
        following = words[index + 1] if index + 1 < len(said) and not item.pause else ""
        if following and spoken.endswith("s") and re.match("[aeiouáéíóúâêôãõàhbdgvmnlrjz]", following):
            spoken = spoken[:-1] + "z"
        elif following and spoken.endswith("r") and re.match("h?[aeiouáéíóúâêôãõà]", following):
            spoken = spoken[:-1] + "ɾ"
        sounds.append(spoken)
    return sounds


def _sounds(word: str, stressed: bool) -> str:
    if word in WORDS:
        return WORDS[word] if stressed else WORDS[word].replace("ˈ", "")
    marked = stress(_plain(word))
    spoken = sound_out(_RULES, marked)
    for pair, letter in (
        ("ei", "A"), ("ɛi", "ɛɪ"), ("ai", "I"), ("au", "W"), ("aʊ", "W"), ("oʊ", "ow"), ("ou", "ow"), ("oi", "oɪ"), ("ɔi", "ɔɪ"),
        ("eu", "eʊ"), ("ɛu", "ɛʊ"), ("iu", "iʊ"), ("uʊ", "uw"), ("ui", "uɪ") if word.endswith("ui") else ("ui", "ui"), ("ŋk", "ŋk"),
    ):  # fmt: skip
        spoken = spoken.replace(pair, letter)
    spoken = spoken.replace("õ", "o\u0303").replace("ũ", "u\u0303")  # Kokoro's letters are decomposed
    if not stressed:
        return spoken.replace("ˈ", "")
    return _second_stress(spoken)


def _plain(word: str) -> str:
    return "".join(
        letter if letter in "abcdefghijklmnopqrstuvwxyzçáéíóúâêôãõàü" else unicodedata.normalize("NFD", letter)[0]
        for letter in word
    )


def stress(word: str) -> str:
    """Return ``word`` with its stressed vowel as a capital (É and Ó where it is open) and its accents gone.

    >>> stress("você"), stress("casa"), stress("falar"), stress("café")
    ('vocE', 'cAsa', 'falAr', 'cafÉ')
    """
    for index, letter in enumerate(word):
        if letter in _ACCENTED and letter != "à":
            return word[:index] + _ACCENTED[letter] + word[index + 1 :]
    nuclei = list(_NUCLEUS.finditer(word))
    if not nuclei:
        return word
    light = len(nuclei) > 1 and re.search("(?:[aeo]|[aeo]s|em|ens|am)$", word) and not re.search("[ãõ]es?$", word)
    starts = [
        found.end() - len(found[0].lstrip("u")) if found[0][:1] == "u" and len(found[0]) > 1 else found.start()
        for found in nuclei
    ]
    tilde = next((start for start in starts if word[start] in "ãõ"), None)
    at = tilde if tilde is not None else starts[-2] if light else starts[-1]
    return word[:at] + _quality(word, at) + word[at + 1 :]


def _quality(word: str, at: int) -> str:
    letter, rest = word[at], word[at:]
    if letter in "eo" and not re.match("[eo](?:[mn]|[iu])", rest):
        opened = word.endswith(OPEN_WORDS) or (rest.startswith(OPEN_ENDINGS) and not word.endswith(CLOSED))
        return {"e": "É", "o": "Ó"}[letter] if opened else letter.upper()
    return {"ã": "Ã", "õ": "Õ"}.get(letter, letter.upper())


def _second_stress(spoken: str) -> str:
    """Put a second stress on the first syllable of words with more than one before, or whose last is not the stressed one."""
    main = spoken.find("ˈ")
    if main <= 0:
        return spoken
    vowels = [found.start() for found in re.finditer("[aeiouɛɔɐæAIWʊy]", re.sub("(?<=[ao])[ʊɪ]", "-", spoken[:main]))]
    tail = re.sub("^(?:ɐ̃ʊ̃|õj|ɐ̃y|.\u0303?[ʊɪw]?)", "", spoken[main + 1 :])
    last = not re.search("[aeiouɛɔɐæAIWʊy]", tail)
    if not vowels or (len(vowels) == 1 and last):
        return spoken
    if len(vowels) > 3:
        spoken = spoken[: vowels[-2]] + "ˌ" + spoken[vowels[-2] :]
    return spoken[: vowels[0]] + "ˌ" + spoken[vowels[0] :]
