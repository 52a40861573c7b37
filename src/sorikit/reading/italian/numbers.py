"""Italian numbers, dates, times, money, units and abbreviations (Accademia della Crusca's advice on writing numbers)."""

from __future__ import annotations

import re

from sorikit.reading._grammar import Currency, Grammar
from sorikit.reading._lists import words

_SMALL = words("""zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici
diciassette diciotto diciannove""")
_TENS = words("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_MONTHS = words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")
_ORDINALS = words("- primo secondo terzo quarto quinto sesto settimo ottavo nono decimo")


def cardinal(number: int) -> str:
    """Return a whole number below 10^15 in words, written in one up to a million.

    >>> cardinal(1_981), cardinal(2_000_001)
    ('millenovecentottantuno', 'due milioni uno')
    """
    if number < 20:
        return _SMALL[number]
    if number < 100:
        ten, one = _TENS[number // 10], number % 10
        tail = "tré" if one == 3 else _SMALL[one]
        return ten if not one else (ten[:-1] if one in (1, 8) else ten) + tail
    if number < 1000:
        head = "" if number < 200 else _SMALL[number // 100]
        tail = _rest(number % 100)
        return head + ("cent" if tail.startswith("otta") else "cento") + tail
    if number < 10**6:
        head = (
            "mille" if number < 2000 else re.sub("uno$", "un", cardinal(number // 1000)).replace("tré", "tre") + "mila"
        )
        return head + _rest(number % 1000)
    if number >= 10**12:
        return _huge(number)
    size, one_, many = (10**6, "un milione", "milioni") if number < 10**9 else (10**9, "un miliardo", "miliardi")
    count = number // size
    head = one_ if count == 1 else f"{cardinal(count)} {many}"
    return f"{head} {_rest(number % size)}".strip()


def _huge(number: int) -> str:
    count = number // 10**12
    head = "mille miliardi" if count == 1 else f"{cardinal(count)}mila miliardi"
    return f"{head} {_rest(number % 10**12)}".strip()


def _rest(number: int) -> str:
    return cardinal(number) if number else ""


def ordinal(number: int, feminine: bool) -> str:
    """Return an ordinal: primo … decimo, then the cardinal and -esimo.

    >>> ordinal(21, feminine=False), ordinal(3)
    ('ventunesimo', 'terza')
    """
    if number <= 10:
        spoken = _ORDINALS[number]
    else:
        words = cardinal(number).replace("tré", "tre")
        stem = words if words.endswith(("tre", "sei")) else re.sub("mil$", "mill", words[:-1])
        spoken = stem + "esimo"
    return spoken[:-1] + "a" if feminine else spoken


def _clock(hour: int, minute: int) -> str:
    spoken = "una" if hour == 1 else cardinal(hour)
    return spoken if minute == 0 else f"{spoken} e {cardinal(minute)}"


def _date(day: int, month: int, year: int | None) -> str:
    tail = f" {cardinal(year)}" if year else ""
    return f"{'primo' if day == 1 else cardinal(day)} {_MONTHS[month - 1]}{tail}"


def _agree(number: str, noun: str) -> str:
    if number == "uno" and noun:
        return "una" if noun.endswith(("a", "zione", "tà")) else "uno" if re.match("s[^aeiou]|z|ps|gn", noun) else "un"
    return number


def _roman(value: int, beside: tuple[str, str]) -> str | None:
    before, after = beside
    if after.lower() in ("secolo", "secoli", "edizione", "legislatura", "anniversario") or before.lower() == "secolo":
        return ordinal(value, after.lower() in ("edizione", "legislatura"))
    if (
        before[:1].isupper()
        and len(before) > 2
        and value < 40
        and (value > 1 or before in ("Giovanni", "Carlo", "Vittorio"))
    ):
        return ordinal(value, before.endswith("a"))
    return cardinal(value) if before.lower() in ("capitolo", "volume", "tomo", "parte") else None


GRAMMAR = Grammar(
    cardinal=cardinal,
    ordinal=ordinal,
    clock=_clock,
    date=_date,
    decimal="virgola",
    comma=True,
    minus="meno",
    to="a",
    joint="e",
    of_money="di",
    millions="mila|milione|milioni|miliardo|miliardi",
    ordinal_mark=r"[ºª°]",
    feminine_marks=frozenset("ª"),
    currencies={
        "€": Currency("euro", "euro", "centesimo", "centesimi"), "EUR": Currency("euro", "euro", "centesimo", "centesimi"),
        "$": Currency("dollaro", "dollari", "centesimo", "centesimi"), "US$": Currency("dollaro", "dollari", "centesimo", "centesimi"),
        "£": Currency("sterlina", "sterline", "penny", "pence"), "¥": Currency("yen", "yen"),
        "₩": Currency("won", "won"),
    },
    units={
        "km": ("chilometro", "chilometri"), "m": ("metro", "metri"), "cm": ("centimetro", "centimetri"),
        "mm": ("millimetro", "millimetri"), "kg": ("chilo", "chili"), "g": ("grammo", "grammi"), "l": ("litro", "litri"),
        "ml": ("millilitro", "millilitri"), "km/h": ("chilometro all'ora", "chilometri all'ora"),
        "m²": ("metro quadrato", "metri quadrati"), "km²": ("chilometro quadrato", "chilometri quadrati"),
        "mq": ("metro quadrato", "metri quadrati"), "m³": ("metro cubo", "metri cubi"), "%": ("per cento", "per cento"),
        "°C": ("grado", "gradi"), "h": ("ora", "ore"), "min": ("minuto", "minuti"), "s": ("secondo", "secondi"),
        "ms": ("millisecondo", "millisecondi"), "Hz": ("hertz", "hertz"), "kHz": ("chilohertz", "chilohertz"),
        "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"), "MB": ("megabyte", "megabyte"),
        "GB": ("gigabyte", "gigabyte"), "TB": ("terabyte", "terabyte"), "kW": ("chilowatt", "chilowatt"),
        "W": ("watt", "watt"), "V": ("volt", "volt"), "dB": ("decibel", "decibel"),
    },
    abbreviations={
        "sig.": "signor", "sig.ra": "signora", "sig.na": "signorina", "sigg.": "signori", "dott.": "dottor", "dott.ssa": "dottoressa",
        "dr.": "dottor", "dr.ssa": "dottoressa", "prof.": "professor", "prof.ssa": "professoressa", "ing.": "ingegner",
        "avv.": "avvocato", "arch.": "architetto", "ecc.": "eccetera", "es.": "esempio", "p.es.": "per esempio",
        "pag.": "pagina", "pagg.": "pagine", "n.": "numero", "num.": "numero", "tel.": "telefono", "ca.": "circa",
        "a.c.": "avanti Cristo", "d.c.": "dopo Cristo", "vs.": "contro", "vol.": "volume", "cap.": "capitolo", "art.": "articolo",
        "min.": "minuti", "max.": "massimo", "s.p.a.": "esse pi a", "spa": "spa", "s.r.l.": "esse erre elle", "v.le": "viale",
        "p.zza": "piazza", "c.so": "corso", "on.": "onorevole", "km": "chilometri", "gen.": "gennaio", "u.s.a.": "usa",
    },
    symbols={"&": "e", "%": "per cento", "+": "più", "=": "uguale", "×": "per", "÷": "diviso", "#": "cancelletto",
             "@": "chiocciola", "<": "minore di", ">": "maggiore di", "±": "più o meno", "€": "euro", "√": "radice di",
             "≤": "minore o uguale a", "≥": "maggiore o uguale a", "≈": "circa", "§": "paragrafo"},
    letters=dict(zip("abcdefghijklmnopqrstuvwxyz", words("""a bi ci di e effe gi acca i ilunga cappa elle emme enne o pi cu erre esse
        ti u vu doppiavu ics ipsilon zeta"""), strict=True)),
    at="chiocciola",
    dot="punto",
    slash="barra",
    dash="trattino",
    agree=_agree,
    roman=_roman,
    said_acronyms=frozenset(words("ONU NATO UNESCO UNICEF NASA FIAT RAI IVA USA FIFA UEFA INPS ISTAT TAR TAC IRPEF")),
)  # fmt: skip
