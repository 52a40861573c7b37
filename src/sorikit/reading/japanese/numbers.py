"""Japanese numbers → kana, with the sound changes of number and counter (いっぽん, さんびき, よじ, はつか).

NHK 日本語発音アクセント辞典, appendix on counters; where two readings are common the first is taken.
"""

from __future__ import annotations

import re

_DIGITS = ["ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]
_MYRIADS = ("", "まん", "おく", "ちょう", "けい")
_HUNDREDS = {3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {3: "さんぜん", 8: "はっせん"}

_DAYS_TEXT = "ついたち ふつか みっか よっか いつか むいか なのか ようか ここのか とおか"
_DAYS = dict(enumerate(_DAYS_TEXT.split(), start=1)) | {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}
_THINGS = dict(
    enumerate(["ひとつ", "ふたつ", "みっつ", "よっつ", "いつつ", "むっつ", "ななつ", "やっつ", "ここのつ"], start=1)
)
_MONTHS = {4: "しがつ", 7: "しちがつ", 9: "くがつ"}
_HOURS = {4: "よ", 7: "しち", 9: "く"}
_PEOPLE = {1: "ひとり", 2: "ふたり"}

COUNTERS = {
    "本": "ほん", "匹": "ひき", "杯": "はい", "分": "ふん", "泊": "はく", "発": "はつ", "票": "ひょう", "百": "ひゃく", "回": "かい", "個": "こ", "階": "かい", "か月": "かげつ",
    "ヶ月": "かげつ", "カ月": "かげつ", "か国": "かこく", "ヶ国": "かこく", "か所": "かしょ", "ヶ所": "かしょ", "件": "けん", "軒": "けん", "曲": "きょく", "級": "きゅう", "冊": "さつ",
    "歳": "さい", "才": "さい", "足": "そく", "週間": "しゅうかん", "週": "しゅう", "章": "しょう", "勝": "しょう", "世紀": "せいき", "席": "せき", "着": "ちゃく", "頭": "とう", "通": "つう", "丁目": "ちょうめ",
    "点": "てん", "枚": "まい", "名": "めい", "台": "だい", "番": "ばん", "番目": "ばんめ", "番線": "ばんせん", "度": "ど", "倍": "ばい", "秒": "びょう", "年": "ねん", "年間": "ねんかん", "年生": "ねんせい",
    "円": "えん", "時間": "じかん", "時": "じ", "位": "い", "号": "ごう", "号室": "ごうしつ", "号車": "ごうしゃ", "割": "わり", "割引": "わりびき", "行": "ぎょう", "部": "ぶ", "話": "わ", "羽": "わ", "次": "じ", "代": "だい",
    "段": "だん", "人前": "にんまえ", "文字": "もじ", "問": "もん", "列": "れつ", "ドル": "どる", "ユーロ": "ゆーろ", "ウォン": "うぉん", "パーセント": "ぱーせんと", "ページ": "ぺーじ", "キロ": "きろ", "グラム": "ぐらむ",
    "メートル": "めーとる", "センチ": "せんち", "リットル": "りっとる", "ポイント": "ぽいんと", "グループ": "ぐるーぷ", "キロメートル": "きろめーとる", "キログラム": "きろぐらむ", "時半": "じはん", "分間": "ふんかん", "秒間": "びょうかん",
    "日間": "にちかん", "日目": "にちめ", "回目": "かいめ", "個目": "こめ", "つ目": "つめ", "人目": "にんめ", "年目": "ねんめ", "月": "がつ", "日": "にち", "人": "にん", "つ": "つ",
}  # fmt: skip
"""Counter → its kana, where nothing changes."""
_COUNTER = "|".join(sorted(COUNTERS, key=len, reverse=True))
NUMBER = re.compile(rf"(\d+(?:,\d{{3}})*)(?:\.(\d+))?([万億兆]?)\s?({_COUNTER}|ヵ月)?")
_VOICED = {
    "ほん": "ぼん",
    "ひき": "びき",
    "はい": "ばい",
    "ひょう": "びょう",
    "かい": "がい",
    "けん": "げん",
    "そく": "ぞく",
    "ふん": "ぷん",
    "ふんかん": "ぷんかん",
    "はく": "ぱく",
    "はつ": "ぱつ",
}
"""After さん."""


def number(value: int) -> str:
    """Return a whole number below 10²⁰ in hiragana; beyond, digit by digit.

    >>> number(3_600), number(10_008)
    ('さんぜんろっぴゃく', 'いちまんはち')
    """
    if value == 0:
        return _DIGITS[0]
    if value >= 10**20:
        return digits(str(value))
    spoken: list[str] = []
    for myriad in _MYRIADS:
        value, group = divmod(value, 10_000)
        if group:
            spoken.append(_group(group, myriad))
    return "".join(reversed(spoken))


def _group(group: int, myriad: str) -> str:
    thousands, rest = divmod(group, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)
    spoken = ""
    if thousands:
        spoken += _THOUSANDS.get(
            thousands, ("いっせん" if myriad else "せん") if thousands == 1 else _DIGITS[thousands] + "せん"
        )
    if hundreds:
        spoken += _HUNDREDS.get(hundreds, "ひゃく" if hundreds == 1 else _DIGITS[hundreds] + "ひゃく")
    if tens:
        spoken += "じゅう" if tens == 1 else _DIGITS[tens] + "じゅう"
    if ones:
        spoken += _DIGITS[ones]
    if myriad in ("ちょう", "けい"):
        spoken = _doubled(spoken, myriad)
    return spoken + myriad


def digits(text: str) -> str:
    """Return digits one by one."""
    return "".join({"0": "ぜろ", "2": "にー", "5": "ごー"}.get(digit, _DIGITS[int(digit)]) for digit in text)


def with_counter(value: int, counter: str) -> str:
    """Return a whole number with its counter, in hiragana.

    >>> with_counter(1, "本"), with_counter(3, "本"), with_counter(8, "分"), with_counter(20, "日"), with_counter(4, "時")
    ('いっぽん', 'さんぼん', 'はっぷん', 'はつか', 'よじ')
    """
    whole = {"日": _DAYS, "つ": _THINGS, "月": _MONTHS, "人": _PEOPLE}.get(counter, {}).get(value)
    if whole:
        return whole
    kana = COUNTERS.get(counter, "かげつ")
    last = value % 10
    head = number(value)
    if counter in ("時", "時間", "時半") and last in _HOURS:
        return _ending(head, last, _HOURS[last]) + kana
    if counter in ("年", "年間", "年生", "円", "人", "人前", "年目") and last == 4:
        return _ending(head, last, "よ") + kana
    if last == 3 and kana in _VOICED and counter not in ("回", "個", "件"):
        return head + _VOICED[kana]
    return _doubled(head, kana) + _after_double(_doubled(head, kana), kana)


def _ending(head: str, last: int, wanted: str) -> str:
    return head[: -len(_DIGITS[last])] + wanted


def _doubled(head: str, kana: str) -> str:
    """Return the number as it ends before this counter: いち, ろく, はち, じゅう, ひゃく before certain consonants."""
    first = kana[0]
    rows = {
        "いち": "かきくけこさしすせそたちつてとはひふへほぱぴぷぺぽ",
        "はち": "かきくけこさしすせそたちつてとはひふへほぱぴぷぺぽ",
        "ろく": "かきくけこはひふへほぱぴぷぺぽ",
        "じゅう": "かきくけこさしすせそたちつてとはひふへほぱぴぷぺぽ",
        "ひゃく": "かきくけこはひふへほ",
    }
    for ending, row in rows.items():
        if (
            head.endswith(ending)
            and first in row
            and not (
                kana.startswith(("きろ", "せんち", "ぱー", "ぺー", "ぽい", "つう"))
                and ending in ("いち", "ろく", "ひゃく")
            )
        ):
            return (
                head[: -len(ending)]
                + {"いち": "いっ", "はち": "はっ", "ろく": "ろっ", "じゅう": "じゅっ", "ひゃく": "ひゃっ"}[ending]
            )
    return head


def _after_double(head: str, kana: str) -> str:
    """Return the counter: a は row is ぱ after っ, and ふ after よん as well."""
    softened = str.maketrans("はひふへほ", "ぱぴぷぺぽ")
    if head.endswith("っ") or (kana.startswith("ふん") and head.endswith("ん")):
        return kana[0].translate(softened) + kana[1:]
    return kana


def spoken(found: re.Match[str]) -> str:
    """Return a match of ``NUMBER`` in hiragana."""
    whole, decimals, myriad, counter = found[1].replace(",", ""), found[2], found[3], found[4]
    if decimals:
        head = f"{number(int(whole))}てん{digits(decimals)}" + {"万": "まん", "億": "おく", "兆": "ちょう"}.get(
            myriad, ""
        )
        return head + (COUNTERS.get(counter, "かげつ") if counter else "")
    if len(whole) > 1 and whole.startswith("0"):
        return digits(whole)
    value = int(whole) * {"万": 10**4, "億": 10**8, "兆": 10**12}.get(myriad, 1)
    return with_counter(value, counter) if counter else number(value)
