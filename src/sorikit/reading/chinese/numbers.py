"""Chinese numbers, dates, times, money and units in characters (GB/T 15835–2011, readings of Modern Standard Chinese)."""

from __future__ import annotations

import re

from sorikit.reading._pieces import Pattern

_DIGITS = "零一二三四五六七八九"
_SIGNS = {"%": "百分之", "‰": "千分之"}
_UNITS = {
    "km/h": "公里每小时", "km²": "平方公里", "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米", "m²": "平方米", "m³": "立方米", "m": "米", "g": "克",
    "ml": "毫升", "mL": "毫升", "L": "升", "l": "升", "℃": "摄氏度", "°C": "摄氏度", "°": "度", "Hz": "赫兹", "kHz": "千赫", "MHz": "兆赫",
    "GHz": "吉赫", "W": "瓦", "kW": "千瓦", "V": "伏", "dB": "分贝", "s": "秒", "ms": "毫秒", "h": "小时", "min": "分钟",
}  # fmt: skip
_MONEY = {"¥": "元", "￥": "元", "$": "美元", "US$": "美元", "€": "欧元", "£": "英镑", "₩": "韩元", "HK$": "港元"}
_COUNTED = "个只条张位本辆件次种天年月周岁杯瓶斤公里小时分钟块元倍台家人头名座架套双対对"
_SYMBOLS = {"+": "加", "=": "等于", "×": "乘", "÷": "除以", "<": "小于", ">": "大于", "≥": "大于等于", "≤": "小于等于", "≈": "约等于", "&": "和",
            "±": "正负", "@": "艾特", "#": "井号", "√": "根号", "%": "百分号"}  # fmt: skip


def cardinal(number: int) -> str:
    """Return a whole number below 10^16 in characters.

    >>> cardinal(10_203), cardinal(15), cardinal(120_000_000)
    ('一万零二百零三', '十五', '一亿二千万')
    """
    if number < 10_000:
        return _thousands(number, first=True)
    for size, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if rest and rest < size // 10 else ""
            tail = (_thousands(rest, first=False) if rest < 10_000 else cardinal(rest)) if rest else ""
            return cardinal(head) + name + gap + tail.removeprefix("零")
    return digits(str(number))


def _thousands(number: int, first: bool) -> str:
    if number < 10:
        return _DIGITS[number]
    text, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text[1:] if first and 10 <= number < 20 else text


def digits(text: str) -> str:
    """Return digits one by one.

    >>> digits("2026")
    '二零二六'
    """
    return "".join(
        _DIGITS[int(digit)] if digit.isdecimal() else "点" for digit in text if digit.isdecimal() or digit == "."
    )


def number(text: str) -> str:
    """Return digits with their comma and point in characters."""
    plain = text.replace(",", "").replace("，", "")
    whole, _, fraction = plain.partition(".")
    if "." in fraction:
        return "点".join(number(part) for part in plain.split(".") if part)
    spoken = digits(whole) if len(whole) > 16 or (len(whole) > 1 and whole[0] == "0") else cardinal(int(whole or 0))
    return f"{spoken}点{digits(fraction)}" if fraction else spoken


def _counted(found: re.Match[str]) -> str:
    """Two before a measure word is 两."""
    following = found.string[found.end() : found.end() + 1]
    return "两" if found[0] == "2" and following and following in _COUNTED and following != "月" else number(found[0])


def _clock(found: re.Match[str]) -> str:
    hour, minute, second = found[1], found[2], found[3]
    spoken = ("两" if hour.lstrip("0") == "2" else cardinal(int(hour))) + "点"
    spoken += (
        "整" if minute == "00" and not second else ("零" if minute[0] == "0" else "") + cardinal(int(minute)) + "分"
    )
    return spoken + (cardinal(int(second)) + "秒" if second else "")


def _date(found: re.Match[str]) -> str | None:
    year, month, day = found[1], int(found[3]), int(found[4])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{digits(year)}年{cardinal(month)}月{cardinal(day)}日"


_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SIGN = "|".join(sorted(map(re.escape, _MONEY), key=len, reverse=True))
PATTERNS: tuple[Pattern, ...] = (
    (re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"), _date),
    (re.compile(r"(?<!\d)(\d{2,4})(?=年(?!级|纪|龄|轻|来|以|后|前|间|左))"), lambda m: digits(m[1]) if len(m[1]) != 3 else None),
    (re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：]([0-5]\d))?(?!\d)"), _clock),
    (re.compile(rf"(-|−)?({_SIGN})\s?({_FIGURE})(\s?[万亿千百]+)?"), lambda m: f"{'负' if m[1] else ''}{number(m[3])}{(m[4] or '').strip()}{_MONEY[m[2]]}"),
    (re.compile(rf"(-|−)?({_FIGURE})([%‰])"), lambda m: f"{'负' if m[1] else ''}{_SIGNS[m[3]]}{number(m[2])}"),
    (re.compile(rf"(-|−)?({_FIGURE})\s?({_UNIT})(?![A-Za-z])"), lambda m: f"{'负' if m[1] else ''}{number(m[2])}{_UNITS[m[3]]}"),
    (re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)(?:110|119|120)(?=[^\d.%万亿]|$)"), lambda m: digits(m[0]).replace("一", "幺")),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), lambda m: f"{cardinal(int(m[2]))}分之{cardinal(int(m[1]))}"),
    (re.compile(rf"({_FIGURE})\s?[-~～–—]\s?({_FIGURE})(?![\d-])"), lambda m: f"{number(m[1])}到{number(m[2])}"),
    (re.compile(r"(?<!\d)(\d+)[:：](\d+)(?!\d)"), lambda m: f"{number(m[1])}比{number(m[2])}"),
    (re.compile(rf"(?<![\w-])[-−]({_FIGURE})"), lambda m: f"负{number(m[1])}"),
    (re.compile(_FIGURE), _counted),
    (re.compile("[" + re.escape("".join(_SYMBOLS)) + "]"), lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""What is tried before words."""
