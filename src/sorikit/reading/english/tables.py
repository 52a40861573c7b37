"""English short forms, units, currencies and signs, and how they are read."""

from __future__ import annotations

from sorikit.reading._lists import words

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "US$": ("dollar", "dollars", "cent", "cents"), "USD": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"), "EUR": ("euro", "euros", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "GBP": ("pound", "pounds", "penny", "pence"), "₩": ("won", "won", "", ""), "KRW": ("won", "won", "", ""), "¥": ("yen", "yen", "", ""),
    "JPY": ("yen", "yen", "", ""), "₹": ("rupee", "rupees", "paisa", "paise"), "₿": ("bitcoin", "bitcoins", "", ""),
    "C$": ("Canadian dollar", "Canadian dollars", "cent", "cents"), "A$": ("Australian dollar", "Australian dollars", "cent", "cents"),
}  # fmt: skip
UNITS = {
    "km": ("kilometer", "kilometers"), "m": ("meter", "meters"), "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters"),
    "µm": ("micrometer", "micrometers"), "nm": ("nanometer", "nanometers"), "mi": ("mile", "miles"), "ft": ("foot", "feet"), "in.": ("inch", "inches"),
    "yd": ("yard", "yards"), "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"), "mg": ("milligram", "milligrams"), "lb": ("pound", "pounds"),
    "lbs": ("pounds", "pounds"), "oz": ("ounce", "ounces"), "l": ("liter", "liters"), "L": ("liter", "liters"), "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"), "gal": ("gallon", "gallons"), "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"), "mph": ("mile per hour", "miles per hour"), "m/s": ("meter per second", "meters per second"),
    "m²": ("square meter", "square meters"), "km²": ("square kilometer", "square kilometers"), "m³": ("cubic meter", "cubic meters"),
    "sq ft": ("square foot", "square feet"), "mb": ("megabyte", "megabytes"), "gb": ("gigabyte", "gigabytes"), "kb": ("kilobyte", "kilobytes"),
    "tb": ("terabyte", "terabytes"), "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"), "KB": ("kilobyte", "kilobytes"),
    "TB": ("terabyte", "terabytes"), "Mbps": ("megabit per second", "megabits per second"), "Gbps": ("gigabit per second", "gigabits per second"),
    "hz": ("hertz", "hertz"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"),
    "ms": ("millisecond", "milliseconds"), "s": ("second", "seconds"), "sec": ("second", "seconds"), "min": ("minute", "minutes"), "mins": ("minute", "minutes"),
    "h": ("hour", "hours"), "hr": ("hour", "hours"), "hrs": ("hours", "hours"), "dB": ("decibel", "decibels"), "db": ("decibel", "decibels"),
    "W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts"), "kWh": ("kilowatt hour", "kilowatt hours"), "V": ("volt", "volts"), "mAh": ("milliamp hour", "milliamp hours"),
    "cal": ("calorie", "calories"), "kcal": ("kilocalorie", "kilocalories"), "px": ("pixel", "pixels"), "fps": ("frame per second", "frames per second"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "°": ("degree", "degrees"), "℃": ("degree Celsius", "degrees Celsius"),
    "%": ("percent", "percent"), "x": ("times", "times"),
}  # fmt: skip
ABBREVIATIONS = {
    "mr.": "mister", "mr": "mister", "mrs.": "missus", "mrs": "missus", "ms.": "miz", "prof.": "professor", "vs.": "versus", "vs": "versus", "etc.": "et cetera",
    "e.g.": "for example", "i.e.": "that is", "approx.": "approximately", "dept.": "department", "inc.": "incorporated", "ltd.": "limited", "corp.": "corporation",
    "co.": "company", "jr.": "junior", "sr.": "senior", "gen.": "general", "col.": "colonel", "capt.": "captain", "lt.": "lieutenant", "sgt.": "sergeant",
    "rev.": "reverend", "gov.": "governor", "sen.": "senator", "rep.": "representative", "fig.": "figure", "vol.": "volume", "pp.": "pages", "mt.": "mount",
    "ave.": "avenue", "blvd.": "boulevard", "rd.": "road", "apt.": "apartment", "ext.": "extension", "est.": "established", "misc.": "miscellaneous",
    "jan.": "January", "feb.": "February", "aug.": "August", "sept.": "September", "sep.": "September", "oct.": "October", "nov.": "November", "dec.": "December",
    "mon.": "Monday", "tue.": "Tuesday", "tues.": "Tuesday", "wed.": "Wednesday", "thu.": "Thursday", "thurs.": "Thursday", "fri.": "Friday", "ph.d.": "P H D",
    "phd": "P H D", "w/": "with", "w/o": "without", "a.k.a.": "A K A", "cf.": "compare", "max.": "maximum", "min.": "minimum", "avg.": "average", "temp.": "temperature",
}  # fmt: skip
TITLES = frozenset(
    words(
        """Henry Louis Charles George Edward William Richard James Elizabeth Mary Philip John Paul Benedict Pius Gregory Leo
    Catherine Peter Alexander Nicholas Napoleon Frederick Ramses Ferdinand Pope King Queen Francis Robert David Otto
    Innocent Urban Clement"""
    )
)
"""Names of kings, queens and popes, which are counted."""
FRACTIONS = {
    "½": "one half",
    "¼": "one quarter",
    "¾": "three quarters",
    "⅓": "one third",
    "⅔": "two thirds",
    "⅛": "one eighth",
    "⅕": "one fifth",
}
DIGIT_LETTERS = {"²": "squared", "³": "cubed", "™": "", "®": "", "©": "copyright"}
SYMBOLS = {
    "&": "and", "%": "percent", "+": "plus", "=": "equals", "@": "at", "×": "times", "÷": "divided by", "±": "plus or minus", "≈": "approximately equals",
    "≠": "does not equal", "≤": "is less than or equal to", "≥": "is greater than or equal to", "<": "is less than", ">": "is greater than", "√": "the square root of",
    "∞": "infinity", "π": "pi", "→": "to", "°": "degrees", "$": "dollars", "€": "euros", "£": "pounds", "₩": "won", "¥": "yen", "~": "about", "#": "hash", "§": "section",
}  # fmt: skip
SPELLED = frozenset(
    words(
        """US UK IT AI EU UN PC TV ID OS PR HR AM PM DC LA NY QA UI UX AA AD BA GI HM LI MM OD PA RE TA WHO CIS MOD SAT LED DOE AP
    ETA"""
    )
)
"""Acronyms that look like words."""
SAID = frozenset(
    words(
        """NASA NATO UNESCO UNICEF FIFA OPEC AIDS COVID ASAP SCUBA LASER RADAR NAFTA JPEG GIF PIN RAM ROM SIM LAN WAN SAAS CAPTCHA
    NASDAQ FEMA OSHA HIPAA OK"""
    )
)
"""Acronyms that are said as words."""
EXTRA = {
    "eiffel": "ˈIfᵊl", "wifi": "wˈIfˌI", "youtube": "jˈutˌub", "github": "ɡˈɪthˌʌb", "tiktok": "tˈɪktˌɑk", "numpy": "nˈʌmpˌI", "busan":
    "bˌusˈɑn", "hyundai": "hˈʌndA", "samsung": "sˈæmsˌʌŋ", "kubernetes": "kˌubəɹnˈɛtˌiz", "podcasts": "pˈɑdkˌæsts", "smartphones":
    "smˈɑɹtfˌOnz", "whatsapp": "wˈɑtsˌæp", "uber": "ˈubəɹ", "airbnb": "ˌɛɹbiˌɛnbˈi", "huawei": "wˈɑwA", "openai": "ˌOpᵊnˌAˈI", "beyoncé":
    "biˈɑnsA", "ikea": "Ikˈiə", "xiaomi": "ʃˈWmi", "kokoro": "kˈOkəɹˌO",
}  # fmt: skip
"""Names and new words that the lexicon does not have."""
