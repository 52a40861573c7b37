"""English spelling → phonemes for words that no dictionary has: names, brands, new words.

Ordered rules in the manner of Elovitz et al. (NRL Report 7948, 1976): at each letter the first spelling that fits
gives its sounds. Then one primary stress is placed.
"""

from __future__ import annotations

import re

_RULES_TEXT = """
^kn=n ^gn=n ^wr=ɹ ^ps=s ^wh=w ^x=z ^mc=mək ^pn=n
tion\\b=ʃən sion\\b=ʒən tious\\b=ʃəs cious\\b=ʃəs cial\\b=ʃəl tial\\b=ʃəl ture\\b=ʧəɹ sure\\b=ʒəɹ ough\\b=O ought=ɔt aught=ɔt
igh=I eigh=A augh=ɔ dge=ʤ tch=ʧ sch=sk sh=ʃ ch=ʧ ph=f th=θ gh=ɡ ck=k ng\\b=ŋ nk=ŋk qu=kw wh=w
air=ɛɹ are\\b=ɛɹ ear=ɪɹ eer=ɪɹ ier=ɪɹ ire\\b=Iəɹ oar=ɔɹ oor=ɔɹ ore\\b=ɔɹ our=Wəɹ ure\\b=jʊɹ
ar=ɑɹ er\\b=əɹ er=ɜɹ ir=ɜɹ or=ɔɹ ur=ɜɹ yr=ɜɹ
ee=i ea=i ei=i ey\\b=i ie=i ai=A ay=A oa=O oe\\b=O oi=Y oy=Y ou=W ow\\b=O ow=W au=ɔ aw=ɔ oo=u ew=u ue\\b=u ui=u eu=u
a(?=[bcdfgjklmnpstvz]e\\b)=A i(?=[bcdfgjklmnpstvz]e\\b)=I o(?=[bcdfgjklmnpstvz]e\\b)=O u(?=[bcdfgjklmnpstvz]e\\b)=u
e(?=[bcdfgjklmnpstvz]e\\b)=i y(?=[bcdfgjklmnpstvz]e\\b)=I
bb=b cc(?=[eiy])=ks cc=k dd=d ff=f gg=ɡ ll=l mm=m nn=n pp=p rr=ɹ ss=s tt=t zz=z
c(?=[eiy])=s c=k g(?=[eiy])=ʤ g=ɡ (?<=[aeiou])s(?=[aeiou])=z (?<=[bdgvmnlr])s\\b=z s=s x=ks
^y=j (?<=[bcdfghklmnprstvz])y\\b=i y=ɪ
(?<=[bcdfghjklmnpqrstvwxyz])le\\b=əl (?<=[a-z][a-z])e\\b= ^e\\b=i
a\\b=ə o\\b=O i\\b=i u\\b=u
a=æ e=ɛ i=ɪ o=ɑ u=ʌ b=b d=d f=f h=h j=ʤ k=k l=l m=m n=n p=p q=k r=ɹ t=t v=v w=w z=z
"""

_RULES = [
    (re.compile(spelling), sounds) for spelling, _, sounds in (entry.rpartition("=") for entry in _RULES_TEXT.split())
]
_VOWEL = re.compile("[AIOWYaiuæɑɔəɛɜɪʊʌ]")


def sound_out(word: str) -> str:
    """Return phonemes for a word of lower-case letters a–z, with one primary stress.

    >>> sound_out("brix")
    'bɹˈɪks'
    """
    sounds, at = "", 0
    while at < len(word):
        for spelling, spoken in _RULES:
            found = spelling.match(word, at)
            if found and found.end() > at:
                sounds, at = sounds + spoken, found.end()
                break
        else:
            at += 1
    return _stressed(sounds)


def _stressed(sounds: str) -> str:
    """Stress the last vowel but one of long words, else the first: right for most English nouns and names."""
    vowels = [found.start() for found in _VOWEL.finditer(sounds) if found[0] != "ə"]
    if not vowels:
        return sounds
    at = vowels[-2] if len(vowels) > 2 else vowels[0]
    return sounds[:at] + "ˈ" + sounds[at:]
