"""Brazilian Portuguese numbers, dates, times, money, units and abbreviations (Cunha & Cintra, Nova Gramática, 1985)."""

from __future__ import annotations

import re

from sorikit.reading._grammar import Currency, Grammar
from sorikit.reading._lists import words

_SMALL = words("""zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito
dezenove""")
_TENS = words("- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_HUNDREDS = words("""- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos""")
_MONTHS = words("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro")
_ORDINALS = words("- primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono")
_ORDINAL_TENS = words("""- décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo
nonagésimo""")
_SCALES = ((10**12, "trilhão", "trilhões"), (10**9, "bilhão", "bilhões"), (10**6, "milhão", "milhões"))
_MASCULINE_A = words(
    "dias problemas programas sistemas mapas planetas temas idiomas quilogramas diagramas poemas artistas"
)


def cardinal(number: int) -> str:
    """Return a whole number below 10^15 in words, masculine.

    >>> cardinal(1_981)
    'mil novecentos e oitenta e um'
    """
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f" e {_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        if number == 100:
            return "cem"
        return _HUNDREDS[number // 100] + (f" e {cardinal(number % 100)}" if number % 100 else "")
    if number < 10**6:
        head = "mil" if number < 2000 else f"{cardinal(number // 1000)} mil"
        return _joined(head, number % 1000)
    size, one, many = next(scale for scale in _SCALES if number >= scale[0])
    count = number // size
    return _joined(f"um {one}" if count == 1 else f"{cardinal(count)} {many}", number % size)


def _joined(head: str, rest: int) -> str:
    if not rest:
        return head
    linked = rest < 100 or (rest < 1000 and rest % 100 == 0)
    return f"{head} e {cardinal(rest)}" if linked else f"{head} {cardinal(rest)}"


def ordinal(number: int, feminine: bool) -> str:
    """Return an ordinal; above 99 people say the cardinal."""
    if number > 99:
        return cardinal(number)
    spoken = (
        _ORDINALS[number] if number < 10 else f"{_ORDINAL_TENS[number // 10]} {_ORDINALS[number % 10]}".rstrip("- ")
    )
    return re.sub(r"o\b", "a", spoken) if feminine else spoken


def _clock(hour: int, minute: int) -> str:
    name = re.sub(r"\bdois$", "duas", re.sub(r"\bum$", "uma", cardinal(hour)))
    if minute == 0:
        return f"{name} {'hora' if hour == 1 else 'horas'}"
    return f"{name} e {cardinal(minute)}"


def _date(day: int, month: int, year: int | None) -> str:
    tail = f" de {cardinal(year)}" if year else ""
    return f"{'primeiro' if day == 1 else cardinal(day)} de {_MONTHS[month - 1]}{tail}"


def _agree(number: str, noun: str) -> str:
    feminine = noun.endswith(("as", "a", "ções", "dades", "ção", "dade")) and noun not in _MASCULINE_A
    if not feminine or noun in ("a", "dia", "programa", "problema", "vírgula"):
        return number
    number = re.sub(r"\bdois$", "duas", re.sub(r"\bum$", "uma", number))
    return number.replace("entos", "entas")


def _roman(value: int, beside: tuple[str, str]) -> str | None:
    before = beside[0]
    if before.lower() in ("século", "séculos", "capítulo", "tomo", "volume", "parte"):
        return ordinal(value, before == "parte") if value <= 10 else cardinal(value)
    if before[:1].isupper() and len(before) > 2 and value < 40 and (value > 1 or before in ("Pedro", "João", "Carlos")):
        return ordinal(value, before.endswith("a")) if value <= 10 else cardinal(value)
    return cardinal(value) if before.lower() in ("guerra", "fase", "tipo") else None


GRAMMAR = Grammar(
    cardinal=cardinal,
    ordinal=ordinal,
    clock=_clock,
    date=_date,
    decimal="vírgula",
    comma=True,
    minus="menos",
    to="a",
    joint="e",
    of_money="de",
    millions="mil|milhão|milhões|bilhão|bilhões|trilhão|trilhões",
    ordinal_mark=r"\.?[ºª°]|o|a",
    feminine_marks=frozenset(("ª", ".ª", "a")),
    currencies={
        "R$": Currency("real", "reais", "centavo", "centavos"), "€": Currency("euro", "euros", "centavo", "centavos"),
        "$": Currency("dólar", "dólares", "centavo", "centavos"), "US$": Currency("dólar", "dólares", "centavo", "centavos"),
        "£": Currency("libra", "libras", "pêni", "pence"), "¥": Currency("iene", "ienes"),
        "₩": Currency("won", "wons"),
    },
    units={
        "km": ("quilômetro", "quilômetros"), "m": ("metro", "metros"), "cm": ("centímetro", "centímetros"),
        "mm": ("milímetro", "milímetros"), "kg": ("quilo", "quilos"), "g": ("grama", "gramas"), "l": ("litro", "litros"),
        "ml": ("mililitro", "mililitros"), "km/h": ("quilômetro por hora", "quilômetros por hora"),
        "m²": ("metro quadrado", "metros quadrados"), "km²": ("quilômetro quadrado", "quilômetros quadrados"),
        "m³": ("metro cúbico", "metros cúbicos"), "%": ("por cento", "por cento"), "°C": ("grau", "graus"), "ºC": ("grau", "graus"),
        "h": ("hora", "horas"), "min": ("minuto", "minutos"), "s": ("segundo", "segundos"), "ms": ("milissegundo", "milissegundos"),
        "Hz": ("hertz", "hertz"), "kHz": ("quilohertz", "quilohertz"), "MHz": ("megahertz", "megahertz"),
        "GHz": ("gigahertz", "gigahertz"), "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
        "TB": ("terabyte", "terabytes"), "kW": ("quilowatt", "quilowatts"), "W": ("watt", "watts"), "V": ("volt", "volts"),
        "dB": ("decibel", "decibéis"), "ha": ("hectare", "hectares"),
    },
    abbreviations={
        "sr.": "senhor", "sra.": "senhora", "srta.": "senhorita", "srs.": "senhores", "dr.": "doutor", "dra.": "doutora",
        "d.": "dona", "prof.": "professor", "profa.": "professora", "eng.": "engenheiro", "etc.": "et cétera", "p. ex.": "por exemplo",
        "ex.": "exemplo", "pág.": "página", "págs.": "páginas", "nº": "número", "n.º": "número", "av.": "avenida", "r.": "rua",
        "tel.": "telefone", "aprox.": "aproximadamente", "a.c.": "antes de Cristo", "d.c.": "depois de Cristo", "vs.": "contra",
        "sto.": "santo", "sta.": "santa", "cap.": "capítulo", "vol.": "volume", "art.": "artigo", "ltda.": "limitada", "cia.": "companhia",
        "depto.": "departamento", "jr.": "júnior", "máx.": "máximo", "mín.": "mínimo", "eua": "Estados Unidos",
    },
    symbols={"&": "e", "%": "por cento", "+": "mais", "=": "igual a", "×": "vezes", "÷": "dividido por", "#": "cerquilha",
             "@": "arroba", "<": "menor que", ">": "maior que", "±": "mais ou menos", "€": "euros", "√": "raiz de",
             "≤": "menor ou igual a", "≥": "maior ou igual a", "≈": "aproximadamente", "§": "parágrafo"},
    letters=dict(zip("abcdefghijklmnopqrstuvwxyz", words("""a bê cê dê é éfe gê agá i jota cá éle ême êne ó pê quê érre ésse tê u vê dábliu
        xis ípsilon zê"""), strict=True)),
    at="arroba",
    dot="ponto",
    slash="barra",
    dash="hífen",
    agree=_agree,
    roman=_roman,
    said_acronyms=frozenset(words("ONU OTAN UNESCO UNICEF NASA FIFA UEFA SUS IBAMA USP PIB ENEM OVNI SENAI SESI UNICAMP")),
)  # fmt: skip
