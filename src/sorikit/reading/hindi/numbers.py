"""Hindi numbers (lakh, crore), dates, times, money, units and abbreviations (Kendriya Hindi Nideshalaya's spellings)."""

from __future__ import annotations

from sorikit.reading._grammar import Currency, Grammar
from sorikit.reading._lists import words

_SMALL = words("""शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस
चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस चालीस इकतालीस
बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर
उनासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पंचानवे छियानवे
सत्तानवे अट्ठानवे निन्यानवे""")
_MONTHS = words("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर")
_SCALES = ((10**11, "खरब"), (10**9, "अरब"), (10**7, "करोड़"), (10**5, "लाख"), (1000, "हज़ार"), (100, "सौ"))
_ORDINALS = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
_LETTERS = words("""ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड""")


def cardinal(number: int) -> str:
    """Return a whole number below 10^15 in words.

    >>> cardinal(150_021)
    'एक लाख पचास हज़ार इक्कीस'
    """
    if number < 100:
        return _SMALL[number]
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    rest = f" {cardinal(number % size)}" if number % size else ""
    return f"{cardinal(number // size)} {name}{rest}"


def ordinal(number: int, feminine: bool) -> str:
    """Return पहला, दूसरा … or the cardinal with -वाँ."""
    spoken = _ORDINALS.get(number)
    if spoken:
        return spoken[:-1] + "ी" if feminine else spoken
    return cardinal(number) + ("वीं" if feminine else "वाँ")


def _clock(hour: int, minute: int) -> str:
    return f"{cardinal(hour)} बजे" if minute == 0 else f"{cardinal(hour)} बजकर {cardinal(minute)} मिनट"


def _date(day: int, month: int, year: int | None) -> str:
    return f"{cardinal(day)} {_MONTHS[month - 1]}" + (f" {_year(year)}" if year else "")


def _year(year: int) -> str:
    if 1100 <= year < 2000:
        return f"{cardinal(year // 100)} सौ" + (f" {cardinal(year % 100)}" if year % 100 else "")
    return cardinal(year)


GRAMMAR = Grammar(
    cardinal=cardinal,
    ordinal=ordinal,
    clock=_clock,
    date=_date,
    decimal="दशमलव",
    comma=False,
    minus="माइनस",
    to="से",
    joint="",
    of_money="",
    millions="हज़ार|हजार|लाख|करोड़|अरब|खरब",
    ordinal_mark=r"वाँ|वां|वीं|वें|वे|ला|रा",
    feminine_marks=frozenset(("वीं",)),
    currencies={
        "₹": Currency("रुपया", "रुपये", "पैसा", "पैसे"), "रु.": Currency("रुपया", "रुपये", "पैसा", "पैसे"),
        "Rs.": Currency("रुपया", "रुपये", "पैसा", "पैसे"), "$": Currency("डॉलर", "डॉलर", "सेंट", "सेंट"),
        "€": Currency("यूरो", "यूरो", "सेंट", "सेंट"), "£": Currency("पाउंड", "पाउंड", "पेंस", "पेंस"), "¥": Currency("येन", "येन"),
        "₩": Currency("वॉन", "वॉन"),
    },
    units={
        "km": ("किलोमीटर",) * 2, "किमी": ("किलोमीटर",) * 2, "कि.मी.": ("किलोमीटर",) * 2, "m": ("मीटर",) * 2, "मी": ("मीटर",) * 2,
        "cm": ("सेंटीमीटर",) * 2, "सेमी": ("सेंटीमीटर",) * 2, "mm": ("मिलीमीटर",) * 2, "kg": ("किलो",) * 2, "किग्रा": ("किलोग्राम",) * 2,
        "g": ("ग्राम",) * 2, "l": ("लीटर",) * 2, "ml": ("मिलीलीटर",) * 2, "km/h": ("किलोमीटर प्रति घंटा",) * 2, "%": ("प्रतिशत",) * 2,
        "°C": ("डिग्री सेल्सियस",) * 2, "°": ("डिग्री",) * 2, "GB": ("गीगाबाइट",) * 2, "MB": ("मेगाबाइट",) * 2, "TB": ("टेराबाइट",) * 2,
        "Hz": ("हर्ट्ज़",) * 2, "kHz": ("किलोहर्ट्ज़",) * 2, "MHz": ("मेगाहर्ट्ज़",) * 2, "GHz": ("गीगाहर्ट्ज़",) * 2, "W": ("वाट",) * 2,
        "kW": ("किलोवाट",) * 2, "V": ("वोल्ट",) * 2, "ms": ("मिलीसेकंड",) * 2, "s": ("सेकंड",) * 2,
    },
    abbreviations={
        "डॉ.": "डॉक्टर", "डा.": "डॉक्टर", "श्री.": "श्री", "सुश्री.": "सुश्री", "प्रो.": "प्रोफ़ेसर", "पं.": "पंडित", "मो.": "मोहम्मद", "आदि.": "आदि",
        "ई.": "ईस्वी", "सं.": "संख्या", "पृ.": "पृष्ठ", "उदा.": "उदाहरण", "लि.": "लिमिटेड", "भा.ज.पा.": "भाजपा", "ई.पू.": "ईसा पूर्व",
    },
    symbols={"&": "और", "%": "प्रतिशत", "+": "प्लस", "=": "बराबर", "×": "गुणा", "÷": "भाग", "#": "हैश", "@": "एट", "<": "से छोटा",
             ">": "से बड़ा", "±": "प्लस माइनस", "₹": "रुपये", "√": "वर्गमूल", "≈": "लगभग"},
    letters=dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTERS, strict=True)),
    at="एट",
    dot="डॉट",
    slash="स्लैश",
    dash="डैश",
    vowels="",
)  # fmt: skip
