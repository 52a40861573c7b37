"""Spanish spelling → sounds (Castilian: θ for z, ʎ for ll), stress, and what words do to each other.

After Hualde, The Sounds of Spanish (2005): b d g are stops only after a pause, a nasal (d also after l); elsewhere they are
open. Stress follows the written accent, else the ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sorikit.reading._lists import words
from sorikit.reading._pieces import Said
from sorikit.reading._spelling import compile_rules, sound_out

_CLASSES = {"V": "[aeiouáéíóúüAEIOU]", "E": "[eiéíEI]", "C": "[bcdfghjklmnñpqrstvwxz]"}
_RULES = compile_rules(
    """
    ch=ʧ qu>{E}=k q=k gu>{E}=ɡ gü=ɡw g>{E}=x g=ɡ c>{E}=θ cc>{E}=kθ c=k z=θ ll=ʎ l=l ñ=ɲ
    ^<ps=s ^<x=s x=ks ph=f h= j=x ^<r=r rr=r [nls]<r=r r=ɾ
    y>{V}=ʝ y=i v=b w=w sh=ʃ ss=s s=s tt=t ff=f mm=m nn=n bb=b pp=p dd=d
    b=b d=d f=f k=k m=m n=n p=p t=t ç=s
    i>[aeoáéóAEO]=j u>[aeoáéóAEO]=w u>[iíI]=w i>[uúU]=j ü=u
    a=a e=e i=i o=o u=u á=a é=e í=i ó=o ú=u A=ˈa E=ˈe I=ˈi O=ˈo U=ˈu
    """,
    _CLASSES,
)
_NUCLEUS = re.compile(
    r"(?:(?<=q)u|(?<=g)u(?=[eiéí]))?(?:[iu](?=[aeoáéó])|u(?=i)|i(?=u)|(?<![aeoáéó])ü(?=[eiéí]))?"
    r"([aeoáéóíú]|[iuü])(?:(?<=[aeoáéó])[iu](?![íú])|(?<=[aeouáéóú])y(?![aeiouáéíóú]))?"
)
_ACCENTED = dict(zip("áéíóú", "AEIOU", strict=True))
_UNSTRESSED = frozenset(
    words("""el la los las lo le les de del al a en con por para y e o u ni que si se me te nos os su sus mi mis tu tus
    un como pero porque sin sobre desde aunque cuando donde mientras pues cual""")
)


def sound(said: Sequence[Said]) -> list[str]:
    """Return the sounds of each word of a sentence."""
    sounds: list[str] = []
    before = ""  # the last sound before; "" after a pause
    for index, item in enumerate(said):
        word = unicodedata.normalize("NFC", item.word).lower()
        spoken = _sounds(word, stressed=word not in _UNSTRESSED or item.pause)
        spoken = _softened(spoken, before)
        if spoken.endswith(("ð", "β")) and (item.pause or spoken[-1] == "β"):
            spoken = spoken[:-1] + {"ð": "d", "β": "b"}[spoken[-1]]
        sounds.append(spoken)
        before = "" if item.pause else spoken[-1:] or before
        if index and sounds[index - 1].endswith("n") and not said[index - 1].pause and re.match("ˈ?[bpm]", spoken):
            sounds[index - 1] = sounds[index - 1][:-1] + "m"
    return sounds


def _sounds(word: str, stressed: bool) -> str:
    if word in _WORDS:
        return _WORDS[word] if stressed else _WORDS[word].replace("ˈ", "")
    if stressed and word.endswith("mente") and len(word) > 7:
        return _sounds(word[:-5], stressed=True) + "mˈente"
    marked = stress(_plain(word))
    spoken = sound_out(_RULES, marked)
    spoken = re.sub("n(?=ɡ)", "ŋ", re.sub("n(?=[bp])", "m", spoken))
    spoken = re.sub("(?<=[pbtdkɡf]ɾ)w|(?<=l)w", "u", spoken)
    spoken = re.sub("ˈe(?=[nŋ][tdɡθs])", "ˈɛ", spoken)
    for pair, letter in (("ei", "A"), ("ai", "I"), ("au", "W"), ("ou", "O"), ("oi", "oɪ")):
        spoken = spoken.replace(pair, letter)
    if not stressed:
        return spoken.replace("ˈ", "")
    return _second_stress(spoken)


def _plain(word: str) -> str:
    """Letters that Spanish does not have, as their nearest."""
    return "".join(
        letter if letter in "abcdefghijklmnñopqrstuvwxyzáéíóúüç" else unicodedata.normalize("NFD", letter)[0]
        for letter in word
    )


def stress(word: str) -> str:
    """Return ``word`` with its stressed vowel as a capital, and its accents gone.

    >>> stress("canción"), stress("casa"), stress("ciudad")
    ('canciOn', 'cAsa', 'ciudAd')
    """
    written = next((index for index, letter in enumerate(word) if letter in _ACCENTED), None)
    if written is None:
        nuclei = [found.start(1) for found in _NUCLEUS.finditer(word)]
        if not nuclei:
            return word.replace("y", "I") if word == "y" else word
        light = len(nuclei) > 1 and (word[-1] in "aeiou" or (word[-1] in "ns" and word[-2] in "aeiouy"))
        written = nuclei[-2] if light else nuclei[-1]
    head, vowel, tail = word[:written], word[written], word[written + 1 :]
    return head + _ACCENTED.get(vowel, "U" if vowel == "ü" else vowel.upper()) + tail


def _second_stress(spoken: str) -> str:
    """Put a second stress on the beginning of long words, and on what is two syllables before the first."""
    main = spoken.find("ˈ")
    vowels = [found.start() for found in re.finditer("[aeiouɛAIWO]", spoken[:main])] if main > 0 else []
    if len(vowels) < 2:
        return spoken
    if len(vowels) > 3:
        spoken = spoken[: vowels[-2]] + "ˌ" + spoken[vowels[-2] :]
    return spoken[: vowels[0]] + "ˌ" + spoken[vowels[0] :]


def _softened(spoken: str, before: str) -> str:
    """Open b d ɡ between sounds; ``before`` is the last sound of the word before, "" after a pause."""
    made: list[str] = []
    for index, letter in enumerate(spoken):
        after = spoken[index + 1 : index + 2]
        if letter in "bdɡ" and before and not (letter in "dɡ" and after in ("m", "n")):
            closed = before in "mnŋɲ" or (letter == "d" and before in "lʎ")
            made.append(letter if closed else {"b": "β", "d": "ð", "ɡ": "ɣ"}[letter])
        else:
            made.append(letter)
        before = letter if letter not in "ˈˌ" else before
    return "".join(made)


_WORDS = {
    "y": "ˈi", "muy": "mˈuj", "ser": "sˈer", "méxico": "mˈɛxiko", "mexicano": "mˌexikˈano", "mexicana": "mˌexikˈana",
    "mexicanos": "mˌexikˈanos", "texas": "tˈexas", "oaxaca": "waxˈaka", "uvedoble": "ˌubedˈoble", "web": "wˈeb",
    "software": "sˈoftweɾ", "internet": "ˌinteɾnˈet", "online": "onlˈIn", "show": "ʃˈow", "facebook": "fˈAsbuk",
    "google": "ɡˈuɡel", "twitter": "twˈiteɾ", "whatsapp": "wˈasap", "marketing": "mˈaɾketin", "email": "imˈAl",
}  # fmt: skip
"""What the spelling does not tell: loans, and x as in México."""
