"""French spelling → sounds: silent endings, nasal vowels, final stress, and liaison between words.

After Tranel, The Sounds of French (1987). ɛ or e, ɔ or o follow the syllable and the spelling; the mute e is dropped where
it stands between single consonants. Kokoro learned uj of "lui" as yi.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sorikit.reading._lists import words
from sorikit.reading._pieces import Said
from sorikit.reading._spelling import compile_rules, sound_out
from sorikit.reading.french.words import LINKING, UNSTRESSED, VERBS_ENT, WORDS

_V = "aeiouyàâäéèêëîïôöùûüœæ"
_CLASSES = {"V": f"[{_V}]", "C": "[bcdfghjklmnpqrstvwxzç]", "E": "[eiyéèêëîï]", "X": f"(?![{_V}h]|[nm])"}
_RULES = compile_rules(
    """
    ^<monsieur=məsjø ^<femme=fam ^<eur=øʁ ^<ress=ʁəs
    soient$=swa fais>[aeoi]=fəz ^<bien=bjɛ̃ ienn=jɛn iend>r=jɛ̃d compt=kɔ̃t condamn=kɔ̃dan psych=psik techn=tɛkn exc>{E}=ɛks oues?$=u auxquel=okɛl lesquel=lekɛl [^aeou]<ies?$=i [^qgoae]<ues?$=y ^<eff=ef xième=zjɛm aient$=ɛ aît$=ɛ ais$=ɛ ait$=ɛ aix$=ɛ aies?$=ɛ ay>s$=ɛi aye$=ɛj ayes$=ɛj ay>{V}=ɛj ay=ɛ
    aill>{V}=aj ail$=aj ails$=aj eill>{V}=ɛj eil$=ɛj eils$=ɛj euill>{V}=œj euil$=œj euils$=œj ueill=œj ueil=œj œil=œj ouill>{V}=uj
    ^<vill=vil ^<mill=mil ^<tranquill=tʁɑ̃kil ill$=il [aeou]<il$=j [^aeou]<ill>{V}=ij
    oin>{X}=wɛ̃ oî=wa oyen=wajɛ̃ oy>{V}=waj oi=wa oê=wa
    iens?$=jɛ̃ ient$=jɛ̃ ien>{C}=jɑ̃ éen$=eɛ̃ éens$=eɛ̃ yen$=jɛ̃ yens$=jɛ̃
    aim>{X}=ɛ̃ ain>{X}=ɛ̃ ein>{X}=ɛ̃ eim>{X}=ɛ̃ aî=ɛ ai>s?$=ɛ ai=ɛ eî=ɛ ei=ɛ
    eaux?$=o eau=o aux?$=o au=o
    œu>f$=œ œufs$=ø œu>[rvl]=œ œu=ø œ=œ eun>{X}=œ̃ eux?$=ø eut$=ø euse=øz eux=ø eu>[rlfbp]=œ eû=y eu=ø ue>il=œ
    oux?$=u oû=u où=u ou>{V}=w ou=u
    emment$=amɑ̃ ^<emm=ɑ̃m ^<enn=ɑ̃n ^<enh=ɑ̃ ^<eni=ɑ̃ni ^<eno=ɑ̃no
    amm=am imm=im omm=ɔm oss>[aeiouéèu]=ɔs umm=ym emm=ɛm ann=an inn=in onn=ɔn unn=yn enn=ɛn
    am>[bp]=ɑ̃ em>[bp]=ɑ̃ im>[bp]=ɛ̃ om>[bpt]=ɔ̃ um>[bp]=œ̃ ym>[bp]=ɛ̃ om$=ɔ̃ oms$=ɔ̃ um$=ɔm ums$=ɔm aim$=ɛ̃ am$=am
    aon$=ɑ̃ an>{X}=ɑ̃ ens$=ɑ̃ en>{X}=ɑ̃ in>{X}=ɛ̃ în>{X}=ɛ̃ on>{X}=ɔ̃ un>{X}=œ̃ yn>{X}=ɛ̃ ïn>{X}=ɛ̃
    ch>r=k ch>[ln]=k ch=ʃ cqu=k cc>{E}=ks cc=k ç=s sc>{E}=s c>{E}=s ct$=kt cs$=k ck=k c=k
    qu=k q=k gu>[eiéèêiy]=ɡ gue$=ɡ ge>[aoâô]=ʒ gn>e?s?$=ɲ gn>i=ɲ gn=nj gg>{E}=ɡʒ gg=ɡ gt$= gts$= g$= gs$= g>{E}=ʒ g=ɡ
    ph=f rh=ʁ th=t sh=ʃ sch=ʃ h=
    {V}<s>{V}=z ss=s s$= x$= x$= ^<ex>h=ɛɡz ^<ex>{V}=ɛɡz ^<inex>{V}=inɛɡz x=ks z$= zz=z z=z
    trans>i=tʁɑ̃z {V}<sion>{X}=zjɔ̃ s>tion=s [^sx]<tionn=sjɔn [^sx]<tion>{X}=sjɔ̃ [^sx]<tion=sjɔn [^sx]<tiel=sjɛl [^sx]<tienc=sjɑ̃s [^s]<tieux=sjø [^s]<tieuse=sjøz [^s]<tial=sjal [^s]<tiaux=sjo atie$=asi
    ts$= t$= ds$= d$= ps$= p$= bs$=b
    rs$=ʁ rts$=ʁ rt$=ʁ rds$=ʁ rd$=ʁ rps$=ʁ rc$=ʁk rg$=ʁ
    illes$=ij ers?$=e er>s?$=e ez$=e ées?$=e és?$=e ent$=ɑ̃ et$=ɛ ets$=ɛ es$= e$=
    è=ɛ ê=ɛ ë=ɛ é=e e>x=ɛ e>(?:ll|mm|nn|rr|ss|tt|ff|pp|cc|dd)=ɛ e>[rlcfpsxbmgdt][bcdfgjkmnpqstvxzç]=ɛ e>r[lr]=ɛ e>[lcrftmnpkbs]$=ɛ e>[lcrfbt]s$=ɛ e=ə
    bb=b dd=d ff=f ll=l mm=m nn=n pp=p rr=ʁ tt=t
    ô=o o>se?s?$=o os$=o ot$=o ots$=o op$=o o>tion=o o$=o o>s[aeiouéy]=o ö=o o>(?:ch|ph|th|qu|gn|[bdfgjklmnpqrstvxzcç])(?:[aiouyéèêâïî]|e(?!s?$))=o o>{C}{C}=ɔ o=ɔ
    û=y ù=y u>{V}=y u=y ü=y à=a â=a ä=a a=a æ=e î=i ï=i
    {C}<i>{V}=j i=i y>{V}=j y=i
    b=b d=d f=f j=ʒ k=k l=l m=m n=n p=p r=ʁ s=s t=t v=v w=w
    """,
    _CLASSES,
)
_VOWELS = "aeiouyøœɛɔəɑ"
_AFTER_TWENTY = frozenset(words("deux trois quatre cinq six sept huit neuf deuxième troisième quatrième"))


def sound(said: Sequence[Said]) -> list[str]:
    """Return the sounds of each word of a sentence, with elisions and liaisons."""
    words = [unicodedata.normalize("NFC", item.word).lower().replace("’", "'") for item in said]
    sounds: list[str] = []
    for index, item in enumerate(said):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) and not item.pause else ""
        spoken = _sounds(word, item.pause or word not in UNSTRESSED)
        if (word in ("six", "dix") and following) or (word == "huit" and re.match(f"[^{_V}h]", following)):
            spoken = spoken[:-1]
        elif word == "vingt" and following in _AFTER_TWENTY:
            spoken += "t"
        if following and word in LINKING and re.match(f"[{_V}]|h(?![éa])", following) and not _aspirated(following):
            spoken += LINKING[word]
        if index and words[index - 1].endswith("'") and len(words[index - 1]) < 5:
            spoken, sounds[index - 1] = sounds[index - 1] + spoken, ""
        sounds.append(spoken)
    return sounds


def _aspirated(word: str) -> bool:
    return word in ("oui", "onze", "onzième", "huit", "ouistiti", "yaourt") or word.startswith(
        ("haut", "hors", "honte", "hibou", "hollan", "hongr")
    )


def _sounds(word: str, stressed: bool) -> str:
    if word in WORDS:
        spoken = WORDS[word]
    elif word.endswith("'"):
        return "s" if word == "c'" else sound_out(_RULES, word[:-1] + ("e" if word.endswith("qu'") else "'"))
    else:
        spoken = _rounded(sound_out(_RULES, _prepared(_plain(word))))
    if not stressed:
        return spoken.replace("ˈ", "")
    return spoken if "ˈ" in spoken else _stressed(spoken)


def _plain(word: str) -> str:
    word = re.sub("oe(?=u|i)", "œ", word)
    known = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœæ"
    return "".join(letter if letter in known else unicodedata.normalize("NFD", letter)[0] for letter in word)


def _prepared(word: str) -> str:
    """Take off what is silent in verbs: -ent of the third person plural."""
    if word.endswith("ent") and word in VERBS_ENT:
        return word[:-3] + "e"
    return word


def _rounded(spoken: str) -> str:
    """Mute e, and the height of e and o by their syllable."""
    vowel = f"[{_VOWELS}]"
    spoken = re.sub(f"(?<={vowel})([bdfɡklmnpʁstvzʃʒ])ə(?=[bdfɡklmnpʁstvzʃʒ]{vowel})", r"\1", spoken)
    spoken = re.sub(f"(?<=\u0303)([bdfɡklmnpʁstvzʃʒ])ə(?=[bdfɡklmnpʁstvzʃʒ]{vowel})", r"\1", spoken)
    spoken = re.sub(f"(?<={vowel})jə(?=[bdfɡklmnpʁstvzʃʒ])", "j", spoken)
    spoken = re.sub("ij(?=[bdfɡklmnpʁstvzʃʒ]?j)", "i", spoken)
    return re.sub("([bdfɡkpʁst])j(?=[ʁl])", r"\1", re.sub("(?<=[bdfɡkptv][lʁ])j", "i", spoken))


def _stressed(spoken: str) -> str:
    """Put the stress on the last vowel but a mute e."""
    vowels = [found.start() for found in re.finditer(f"[{_VOWELS}]", spoken)]
    if not vowels:
        return spoken
    full = [at for at in vowels if spoken[at] != "ə" or at == vowels[0]]
    return spoken[: full[-1]] + "ˈ" + spoken[full[-1] :]
