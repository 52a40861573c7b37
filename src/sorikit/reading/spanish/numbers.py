"""Spanish numbers, dates, times, money, units and abbreviations (Real Academia Española, Ortografía, 2010)."""

from __future__ import annotations

import re

from sorikit.reading._grammar import Currency, Grammar
from sorikit.reading._lists import words

_SMALL = words("""cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho
veintinueve""")
_TENS = words("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = words("""- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos
novecientos""")
_MONTHS = words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
_ORDINALS = words("- primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo")
_ORDINAL_TENS = words("""- décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo
nonagésimo""")
_MASCULINE_A = """días problemas programas sistemas mapas planetas temas idiomas kilogramas gramas diagramas poemas
turistas policías artistas dentistas"""


def cardinal(number: int) -> str:
    """Return a whole number below 10^15 in words, masculine.

    >>> cardinal(21_345)
    'veintiún mil trescientos cuarenta y cinco'
    """
    if number < 30:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f" y {_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        return "cien" if number == 100 else f"{_HUNDREDS[number // 100]} {_rest(number % 100)}".strip()
    if number < 10**6:
        head = "" if number < 2000 else _shortened(cardinal(number // 1000)) + " "
        return f"{head}mil {_rest(number % 1000)}".strip()
    size, one, many = (10**6, "un millón", "millones") if number < 10**12 else (10**12, "un billón", "billones")
    count = number // size
    head = one if count == 1 else f"{_shortened(cardinal(count))} {many}"
    return f"{head} {_rest(number % size)}".strip()


def _rest(number: int) -> str:
    return cardinal(number) if number else ""


def _shortened(words: str) -> str:
    """Uno loses its o before a noun."""
    return re.sub(r"veintiuno$", "veintiún", re.sub(r"\buno$", "un", words))


def ordinal(number: int, feminine: bool) -> str:
    """Return an ordinal; above 99 people say the cardinal."""
    if number > 99:
        return cardinal(number)
    spoken = _ORDINALS[number] if number <= 12 else f"{_ORDINAL_TENS[number // 10]} "
    if number > 12:
        spoken = (spoken + (_ORDINALS[number % 10] if number % 10 else "")).strip()
    return re.sub(r"o\b", "a", spoken) if feminine else spoken


def _clock(hour: int, minute: int) -> str:
    spoken = "una" if hour == 1 else cardinal(hour)
    if minute == 0:
        return f"{spoken} en punto"
    return f"{spoken} y {cardinal(minute)}"


def _date(day: int, month: int, year: int | None) -> str:
    tail = f" de {cardinal(year)}" if year else ""
    return f"{'primero' if day == 1 else cardinal(day)} de {_MONTHS[month - 1]}{tail}"


def _agree(number: str, noun: str) -> str:
    """Feminine before -as and -a (cientas, una), short before any other noun (un, veintiún)."""
    if noun.endswith(("as", "ciones", "dades")) and noun not in _MASCULINE_A.split():
        return re.sub(r"uno$", "una", number.replace("cientos", "cientas").replace("quinientos", "quinientas"))
    if number == "uno" and noun.endswith(("a", "ción", "dad")) and noun not in ("día", "problema", "programa", "a"):
        return "una"
    if noun in (
        "",
        "y",
        "o",
        "de",
        "por",
        "a",
        "en",
        "al",
        "con",
        "para",
        "es",
        "más",
        "coma",
        "grados",
    ) or number.endswith("y uno coma"):
        return number
    return _shortened(number) if noun.endswith(("s", "o", "n", "e", "r", "l")) else number


def _roman(value: int, beside: tuple[str, str]) -> str | None:
    before = beside[0]
    if before.lower() in ("siglo", "siglos", "capítulo", "tomo", "volumen", "parte", "título"):
        return cardinal(value)
    if before[:1].isupper() and value < 50 and (value > 1 or before.lower() in ("juan", "carlos", "isabel", "felipe")):
        return ordinal(value, before.endswith("a") or before == "Isabel") if value <= 10 else cardinal(value)
    return cardinal(value) if before.lower() in ("guerra", "fase", "tipo", "edición") else None


GRAMMAR = Grammar(
    cardinal=cardinal,
    ordinal=ordinal,
    clock=_clock,
    date=_date,
    decimal="coma",
    comma=True,
    minus="menos",
    to="a",
    joint="con",
    of_money="de",
    millions="mil|millón|millones|billón|billones",
    ordinal_mark=r"\.?[ºª°]|\.?er|ra|ro|da|do|ta|to|va|vo|na|no",
    feminine_marks=frozenset(("ª", ".ª", "ra", "da", "ta", "va", "na")),
    currencies={
        "€": Currency("euro", "euros", "céntimo", "céntimos"),
        "EUR": Currency("euro", "euros", "céntimo", "céntimos"),
        "$": Currency("dólar", "dólares", "centavo", "centavos"),
        "US$": Currency("dólar", "dólares", "centavo", "centavos"),
        "£": Currency("libra", "libras", "penique", "peniques"),
        "¥": Currency("yen", "yenes"),
        "₩": Currency("won", "wones"),
    },
    units={
        "km": ("kilómetro", "kilómetros"), "m": ("metro", "metros"), "cm": ("centímetro", "centímetros"),
        "mm": ("milímetro", "milímetros"), "kg": ("kilo", "kilos"), "g": ("gramo", "gramos"), "l": ("litro", "litros"),
        "ml": ("mililitro", "mililitros"), "km/h": ("kilómetro por hora", "kilómetros por hora"),
        "m²": ("metro cuadrado", "metros cuadrados"), "km²": ("kilómetro cuadrado", "kilómetros cuadrados"),
        "m³": ("metro cúbico", "metros cúbicos"), "%": ("por ciento", "por ciento"),
        "°C": ("grado centígrado", "grados centígrados"), "ºC": ("grado centígrado", "grados centígrados"),
        "°": ("grado", "grados"), "h": ("hora", "horas"), "min": ("minuto", "minutos"), "s": ("segundo", "segundos"),
        "ms": ("milisegundo", "milisegundos"), "Hz": ("hercio", "hercios"), "kHz": ("kilohercio", "kilohercios"),
        "MHz": ("megahercio", "megahercios"), "GHz": ("gigahercio", "gigahercios"), "MB": ("megabyte", "megabytes"),
        "GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes"), "kW": ("kilovatio", "kilovatios"),
        "W": ("vatio", "vatios"), "V": ("voltio", "voltios"), "dB": ("decibelio", "decibelios"),
    },
    abbreviations={
        "sr.": "señor", "sra.": "señora", "srta.": "señorita", "sres.": "señores", "dr.": "doctor", "dra.": "doctora",
        "d.": "don", "dña.": "doña", "prof.": "profesor", "profa.": "profesora", "ud.": "usted", "uds.": "ustedes",
        "vd.": "usted", "etc.": "etcétera", "p. ej.": "por ejemplo", "ej.": "ejemplo", "pág.": "página",
        "págs.": "páginas", "núm.": "número", "n.º": "número", "nº": "número", "avda.": "avenida", "av.": "avenida",
        "c/": "calle", "tel.": "teléfono", "aprox.": "aproximadamente", "a. c.": "antes de Cristo", "a.c.": "antes de Cristo",
        "d. c.": "después de Cristo", "d.c.": "después de Cristo", "ee. uu.": "Estados Unidos", "ee.uu.": "Estados Unidos",
        "vs.": "contra", "sta.": "santa", "sto.": "santo", "cap.": "capítulo", "vol.": "volumen", "depto.": "departamento",
        "art.": "artículo", "máx.": "máximo", "mín.": "mínimo", "a. m.": "de la mañana", "a.m.": "de la mañana",
        "p. m.": "de la tarde", "p.m.": "de la tarde", "km": "kilómetros", "ing.": "ingeniero", "lic.": "licenciado",
    },
    symbols={"&": "y", "%": "por ciento", "+": "más", "=": "igual a", "×": "por", "÷": "entre", "#": "almohadilla",
             "@": "arroba", "<": "menor que", ">": "mayor que", "±": "más menos", "€": "euros",  "§": "sección",
             "√": "raíz de", "≤": "menor o igual que", "≥": "mayor o igual que", "≈": "aproximadamente"},
    letters=dict(zip("abcdefghijklmnñopqrstuvwxyz", words("""a be ce de e efe ge hache i jota ka ele eme ene eñe o pe cu erre
        ese te u uve uvedoble equis ye zeta"""), strict=True)),
    at="arroba",
    dot="punto",
    slash="barra",
    dash="guion",
    agree=_agree,
    roman=_roman,
    said_acronyms=frozenset(words("ONU OTAN UNESCO UNICEF NASA SIDA OVNI PYME RENFE FIFA UEFA IVA OPEP SEAT")),
)  # fmt: skip
