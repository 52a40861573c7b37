"""French numbers, dates, times, money, units and abbreviations (Grevisse & Goosse, Le bon usage)."""

from __future__ import annotations

import re

from sorikit.reading._grammar import Currency, Grammar
from sorikit.reading._lists import words

_SMALL = words("""zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
dix-neuf""")
_TENS = words("- - vingt trente quarante cinquante soixante")
_MONTHS = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_SCALES = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))


def cardinal(number: int) -> str:
    """Return a whole number below 10^15 in words, without hyphens but in 17–19.

    >>> cardinal(80), cardinal(1_991)
    ('quatre vingts', 'mille neuf cent quatre vingt onze')
    """
    if number < 20:
        return _SMALL[number]
    if number < 70:
        ten, one = _TENS[number // 10], number % 10
        return ten if not one else f"{ten} et un" if one == 1 else f"{ten} {_SMALL[one]}"
    if number < 100:
        head, rest = ("soixante et", number - 60) if number == 71 else ("soixante", number - 60)
        if number >= 80:
            head, rest = "quatre vingt", number - 80
        return f"{head} {_SMALL[rest]}" if rest else "quatre vingts"
    if number < 1000:
        head = "cent" if number < 200 else f"{_SMALL[number // 100]} cent"
        return f"{head} {_rest(number % 100)}".strip()
    if number < 10**6:
        head = "" if number < 2000 else cardinal(number // 1000).replace("vingts", "vingt") + " "
        return f"{head}mille {_rest(number % 1000)}".strip()
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    count = number // size
    return f"{cardinal(count)} {name}{'s' if count > 1 else ''} {_rest(number % size)}".strip()


def _rest(number: int) -> str:
    return cardinal(number) if number else ""


def ordinal(number: int, feminine: bool) -> str:
    """Return premier, première, deuxième and so on.

    >>> ordinal(21, feminine=False)
    'vingt et unième'
    """
    if number == 1:
        return "première" if feminine else "premier"
    words = cardinal(number)
    stem = re.sub("cinq$", "cinqu", re.sub("neuf$", "neuv", re.sub("(?:e|s)$", "", words)))
    return ("trois" if words == "trois" else stem if not words.endswith("trois") else words) + "ième"


def _clock(hour: int, minute: int) -> str:
    spoken = re.sub(r"\bun$", "une", cardinal(hour)) + (" heure" if hour < 2 else " heures")
    return spoken if minute == 0 else f"{spoken} {re.sub(r'un$', 'une', cardinal(minute))}"


def _date(day: int, month: int, year: int | None) -> str:
    tail = f" {cardinal(year)}" if year else ""
    return f"{'premier' if day == 1 else cardinal(day)} {_MONTHS[month - 1]}{tail}"


def _agree(number: str, noun: str) -> str:
    feminine = re.search(
        "(?:tion|sion|té|ée|ence|ance|ure|ière|ette|euse|elle|esse|ise|ade|aine|ine|ite|ille|onne|ouche)s?$", noun
    )
    known = noun in (
        "heure",
        "heures",
        "fois",
        "page",
        "pages",
        "livre",
        "livres",
        "tonne",
        "tonnes",
        "voiture",
        "femme",
        "femmes",
        "place",
        "places",
    )
    return re.sub(r"\bun$", "une", number) if feminine or known else number


def _roman(value: int, beside: tuple[str, str]) -> str | None:
    before = beside[0]
    if before[:1].isupper() and len(before) > 2 and value < 40 and before.lower() not in ("dans", "les", "par", "pour"):
        return "premier" if value == 1 else cardinal(value)
    if before.lower() in ("chapitre", "tome", "volume", "acte", "partie", "livre", "guerre", "type"):
        return cardinal(value)
    return None


GRAMMAR = Grammar(
    cardinal=cardinal,
    ordinal=ordinal,
    clock=_clock,
    date=_date,
    decimal="virgule",
    comma=True,
    minus="moins",
    to="à",
    joint="",
    of_money="de",
    millions="mille|million|millions|milliard|milliards",
    ordinal_mark=r"er|re|ère|ème|e|ᵉ|ᵉʳ|nd|nde",
    feminine_marks=frozenset(("re", "ère", "nde")),
    currencies={
        "€": Currency("euro", "euros", "centime", "centimes"), "EUR": Currency("euro", "euros", "centime", "centimes"),
        "$": Currency("dollar", "dollars", "cent", "cents"), "US$": Currency("dollar", "dollars", "cent", "cents"),
        "£": Currency("livre", "livres", "penny", "pence"), "CHF": Currency("franc suisse", "francs suisses", "centime", "centimes"),
        "¥": Currency("yen", "yens"), "₩": Currency("won", "wons"),
    },
    units={
        "km": ("kilomètre", "kilomètres"), "m": ("mètre", "mètres"), "cm": ("centimètre", "centimètres"),
        "mm": ("millimètre", "millimètres"), "kg": ("kilo", "kilos"), "g": ("gramme", "grammes"), "l": ("litre", "litres"), "L": ("litre", "litres"),
        "ml": ("millilitre", "millilitres"), "km/h": ("kilomètre heure", "kilomètres heure"), "t": ("tonne", "tonnes"),
        "m²": ("mètre carré", "mètres carrés"), "km²": ("kilomètre carré", "kilomètres carrés"), "m³": ("mètre cube", "mètres cubes"),
        "%": ("pour cent", "pour cent"), "°C": ("degré", "degrés"), "°": ("degré", "degrés"), "h": ("heure", "heures"),
        "min": ("minute", "minutes"), "s": ("seconde", "secondes"), "ms": ("milliseconde", "millisecondes"),
        "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("mégahertz", "mégahertz"), "GHz": ("gigahertz", "gigahertz"),
        "Mo": ("mégaoctet", "mégaoctets"), "Go": ("gigaoctet", "gigaoctets"), "To": ("téraoctet", "téraoctets"), "Ko": ("kilooctet", "kilooctets"),
        "MB": ("mégaoctet", "mégaoctets"), "GB": ("gigaoctet", "gigaoctets"), "kW": ("kilowatt", "kilowatts"), "W": ("watt", "watts"),
        "V": ("volt", "volts"), "dB": ("décibel", "décibels"), "ha": ("hectare", "hectares"),
    },
    abbreviations={
        "m.": "monsieur", "mm.": "messieurs", "mme": "madame", "mmes": "mesdames", "mlle": "mademoiselle", "mlles": "mesdemoiselles",
        "dr": "docteur", "dr.": "docteur", "pr": "professeur", "pr.": "professeur", "me": "me", "st": "saint", "ste": "sainte",
        "etc.": "et cetera", "p. ex.": "par exemple", "ex.": "exemple", "c.-à-d.": "c'est à dire", "env.": "environ", "p.": "page",
        "pp.": "pages", "n°": "numéro", "nº": "numéro", "av.": "avenue", "bd": "boulevard", "tél.": "téléphone", "av. j.-c.": "avant Jésus Christ",
        "apr. j.-c.": "après Jésus Christ", "vol.": "volume", "chap.": "chapitre", "art.": "article", "min.": "minutes", "max.": "maximum",
        "s.v.p.": "s'il vous plaît", "svp": "s'il vous plaît", "cf.": "confère", "janv.": "janvier", "févr.": "février", "sept.": "septembre",
        "oct.": "octobre", "nov.": "novembre", "déc.": "décembre", "vs": "contre", "vs.": "contre",
    },
    symbols={"&": "et", "%": "pour cent", "+": "plus", "=": "égale", "×": "fois", "÷": "divisé par", "#": "dièse", "@": "arobase",
             "<": "inférieur à", ">": "supérieur à", "±": "plus ou moins", "€": "euros", "√": "racine de", "≤": "inférieur ou égal à",
             "≥": "supérieur ou égal à", "≈": "environ", "§": "paragraphe"},
    letters=dict(zip("abcdefghijklmnopqrstuvwxyz", words("""a bé cé dé e èfe gé hache i ji ka elle ème ène o pé ku ère èsse té u vé
        doublevé ixe igrec zède"""), strict=True)),
    at="arobase",
    dot="point",
    slash="barre oblique",
    dash="tiret",
    agree=_agree,
    roman=_roman,
    said_acronyms=frozenset(words("ONU OTAN UNESCO UNICEF NASA INSEE FNAC SIDA CROUS ENA FIFA UEFA CAF SMIC ADEME OVNI INSERM")),
)  # fmt: skip
