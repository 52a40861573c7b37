"""Dates as people say them, resolved against the day of the meeting. Korean, English, Japanese.

Weeks begin on Monday. A bare weekday is the next one after the meeting; "next Friday" (다음 주 금요일, 来週の金曜日)
is the Friday of the next week. What cannot be resolved with certainty ("early next week", "12/3" in English) keeps
its words and has no date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sorikit.pipelines.minutes.numerals import JAPANESE, KOREAN, number_of

Resolver = Callable[[re.Match[str], dt.date], "dt.date | None"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day somebody named."""

    start: int
    """Position in the text, characters."""
    end: int
    text: str
    date: dt.date | None
    """None where the meeting's day is unknown or the words do not settle one."""
    deadline: bool
    """True where the words make it a limit: "…까지", "by …", "…までに"."""
    past: bool = False
    """True for days before the meeting, such as "yesterday"."""


def find_dates(text: str, language: str, meeting: dt.date | None) -> list[DateMention]:
    """Return the days named in ``text`` in order; overlapping readings give the longest."""
    found: list[DateMention] = []
    rules = _rules(language)
    candidates = [(m, resolve) for pattern, resolve in rules for m in pattern.finditer(text)]
    candidates.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    reached = -1
    for match, resolve in candidates:
        if match.start() < reached:
            continue
        reached = match.end()
        found.append(_mention(match, resolve, text, language, meeting))
    return found


def due_in(text: str, language: str, meeting: dt.date | None) -> DateMention | None:
    """Return the day by which something is due: the first limit named ("…까지"), else the first day that is not past."""
    mentions = [mention for mention in find_dates(text, language, meeting) if not mention.past]
    limits = [mention for mention in mentions if mention.deadline]
    # "마감이 3일이니까 28일까지": what carries the limit itself goes before what is called a limit.
    marked = [mention for mention in limits if _AFTER[language].match(text, mention.end)]
    return next(iter(marked or limits or mentions), None)


def _mention(match: re.Match[str], resolve: Resolver, text: str, language: str, meeting: dt.date | None) -> DateMention:
    date = None
    if meeting is not None:
        try:
            date = resolve(match, meeting)
        except (ValueError, OverflowError):
            date = None  # such as 31 June: the words stay, the date does not
    deadline = bool(_AFTER[language].match(text, match.end()) or _BEFORE[language].search(text[: match.start()]))
    past = bool(_PAST[language].search(match.group()))
    return DateMention(match.start(), match.end(), match.group().strip(), date, deadline, past)


_AFTER = {
    "ko": re.compile(
        r"\s*(?:말\s*)?(?:오전|오후|저녁|아침|점심)?\s*(?:\d{1,2}\s*시(?:\s*반)?)?\s*(?:전|이전)?\s*(?:까지|안에|안으로|내로|이내|중으로|중에)"
    ),
    "en": re.compile(r"\s*(?:at the latest|deadline)"),
    "ja": re.compile(r"の?(?:午前|午後|朝|夕方)?(?:\d{1,2}時)?(?:まで|中に|以内|までに)"),
}
_BEFORE = {
    "ko": re.compile(r"(?:마감(?:일)?(?:은|이)?|기한(?:은|이)?|늦어도)\s*$"),
    "en": re.compile(
        r"\b(?:by|before|until|till|due|due on|no later than|not later than|deadline is|within|by the)\s+(?:the\s+)?$",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"(?:締め切りは|締切は|期限は|遅くとも)\s*$"),
}
_PAST = {
    "ko": re.compile(r"어제|그저께|그제|지난|저번"),
    "en": re.compile(r"\b(?:yesterday|last|ago|past)\b", re.IGNORECASE),
    "ja": re.compile(r"昨日|先週|先月|おととい|一昨日|昨年"),
}


def _day(offset: int) -> Resolver:
    return lambda _, meeting: meeting + dt.timedelta(days=offset)


def _nothing(_match: re.Match[str], _meeting: dt.date) -> dt.date | None:
    return None


def _monday(day: dt.date, weeks: int) -> dt.date:
    return day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=weeks)


def _weekday(meeting: dt.date, weekday: int, weeks: int | None) -> dt.date:
    """Return the weekday of the week that is ``weeks`` after this one; None: the next one after the meeting."""
    if weeks is None:
        return meeting + dt.timedelta(days=(weekday - meeting.weekday() - 1) % 7 + 1)
    return _monday(meeting, weeks) + dt.timedelta(days=weekday)


def _month_end(meeting: dt.date, months: int) -> dt.date:
    first = _shift_month(meeting.replace(day=1), months + 1)
    return first - dt.timedelta(days=1)


def _shift_month(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month_day(meeting: dt.date, month: int, day: int, year: int | None = None) -> dt.date:
    """Return that day of this year, or of the year that brings it nearest to the time after the meeting."""
    if year is not None:
        return dt.date(year, month, day)
    date = dt.date(meeting.year, month, day)
    days = (date - meeting).days
    if days < -60:  # in November, "January 5" is the coming one; "November 2" a recent one
        return dt.date(meeting.year + 1, month, day)
    return dt.date(meeting.year - 1, month, day) if days > 305 else date


def _day_of_month(meeting: dt.date, day: int) -> dt.date:
    return meeting.replace(day=day) if day >= meeting.day else _shift_exact(meeting, day)


def _shift_exact(meeting: dt.date, day: int) -> dt.date:
    return _shift_month(meeting.replace(day=1), 1).replace(day=day)


_UNIT_DAYS = {"일": 1, "주": 7, "주일": 7, "day": 1, "week": 7, "日": 1, "週": 7, "週間": 7}


def _after(match: re.Match[str], meeting: dt.date) -> dt.date | None:
    """Resolve "in N days", with groups ``n`` and ``unit``."""
    count = number_of(match["n"])
    unit = match["unit"].rstrip("s").lower()
    if count is None or count > 500:
        return None
    if unit in ("달", "개월", "month", "ヶ月", "か月", "カ月", "ヵ月"):
        return _shift_month(meeting, count)
    return meeting + dt.timedelta(days=count * _UNIT_DAYS[unit])


def _named(match: re.Match[str], meeting: dt.date) -> dt.date | None:
    """Resolve a month and a day, with groups ``m``, ``d`` and perhaps ``y``."""
    groups = match.groupdict()
    month, day = _MONTHS.get(groups["m"][:3].lower()) or number_of(groups["m"]), number_of(groups["d"])
    year = int(groups["y"]) if groups.get("y") else None
    if month is None or day is None:
        return None
    if groups.get("next"):
        year = meeting.year + 1
    return _month_day(meeting, month, day, year)


def _day_only(match: re.Match[str], meeting: dt.date) -> dt.date | None:
    day = number_of(match["d"])
    return _day_of_month(meeting, day) if day and 1 <= day <= 31 else None


def _of_month(match: re.Match[str], meeting: dt.date) -> dt.date | None:
    day = number_of(match["d"])
    months = _WEEKS.get(match["w"].replace(" ", "").lower(), 0)
    return _shift_month(meeting.replace(day=1), months or 0).replace(day=day) if day else None


_WEEKDAYS = {
    **{name: i for i, name in enumerate("월화수목금토일")},
    **{name: i for i, name in enumerate("月火水木金土日")},
    **{name: i for i, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_WEEKS = {
    "이번": 0, "금": 0, "今": 0, "this": 0, "今週": 0, "今月": 0, "이번달": 0, "이달": 0,
    "다음": 1, "담": 1, "차": 1, "내": 1, "next": 1, "来": 1, "来週": 1, "翌週": 1, "来月": 1, "다음달": 1, "내달": 1, "담달": 1,
    "다다음": 2, "再来": 2, "再来週": 2, "지난": -1, "저번": -1, "last": -1, "先": -1, "先週": -1,
}  # fmt: skip
_MONTHS = {
    name: i + 1
    for i, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}


def _week_day(match: re.Match[str], meeting: dt.date) -> dt.date | None:
    """Resolve a weekday with groups ``d`` and perhaps ``w`` (which week)."""
    which = match.groupdict().get("w")
    weeks = _WEEKS.get(which.replace(" ", "").lower()) if which else None
    key = match["d"]
    return _weekday(meeting, _WEEKDAYS[key if key in _WEEKDAYS else key[:3].lower()], weeks)


def _week_end(match: re.Match[str], meeting: dt.date) -> dt.date:
    """Resolve "by next week" to the last working day of that week: its Friday."""
    return _weekday(meeting, 4, _WEEKS.get(match["w"].replace(" ", "").lower(), 0))


def _months_end(match: re.Match[str], meeting: dt.date) -> dt.date:
    which = (match.groupdict().get("w") or "").replace(" ", "").lower()
    return _month_end(meeting, _WEEKS.get(which, 0) if which else 0)


def _year_end(_match: re.Match[str], meeting: dt.date) -> dt.date:
    return dt.date(meeting.year, 12, 31)


def _iso(match: re.Match[str], _meeting: dt.date) -> dt.date:
    return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))


def _weekend(match: re.Match[str], meeting: dt.date) -> dt.date:
    which = (match.groupdict().get("w") or "이번").replace(" ", "").lower()
    return _weekday(meeting, 6, _WEEKS.get(which, 0))


_ISO: list[tuple[str, Resolver]] = [
    (r"\b(?P<y>20\d\d)[-./]\s?(?P<m>\d{1,2})[-./]\s?(?P<d>\d{1,2})\b", _iso),
]

_KO: list[tuple[str, Resolver]] = [
    (r"내일\s*모레|모레", _day(2)),
    (r"글피", _day(3)),
    (r"오늘(?:\s*중)?", _day(0)),
    (r"(?<!모)내일", _day(1)),
    (r"그저께|그제(?=\s|$)", _day(-2)),
    (r"어제", _day(-1)),
    (r"(?P<w>이번|다다음|다음|담|차|금|지난|저번)\s*주[\s,]*(?P<d>[월화수목금토일])\s*요일?", _week_day),
    (r"(?P<w>이번|다다음|다음|담|지난|저번)\s*주[\s,]*(?:초|중반|중순)", _nothing),
    (r"(?P<w>이번|다다음|다음|담)\s*주[\s,]*(?:주말|말(?!고|씀|해|하))", _weekend),
    (r"(?P<w>이번|다다음|다음|담|차|금)\s*주(?=\s*(?:까지|안에|내로|중으로|중에|내|안으로))", _week_end),
    (r"(?:이번|다다음|다음|담|차|금|지난|저번)\s*주(?![가-힣]*식|제|문|요)", _nothing),
    (r"(?<![가-힣])주말", _weekend),
    (r"(?P<d>[월화수목금토일])\s?요일", _week_day),
    (
        rf"(?:(?P<y>20\d\d)\s*년\s*|(?P<next>내년)\s*)?(?P<m>\d{{1,2}}|{KOREAN})\s*월\s*(?P<d>\d{{1,2}}|{KOREAN})\s*일(?!정|반)",
        _named,
    ),
    (r"(?P<w>이번\s*달|이달|다음\s*달|내달|담달)[\s,]*(?P<d>\d{1,2})\s*일", _of_month),
    (r"(?P<w>이번\s*달|이달|다음\s*달|내달|담달)\s*말(?!고|씀)", _months_end),
    (r"(?P<w>이번\s*달|이달|다음\s*달|내달|담달)(?=\s*(?:까지|안에|내로|중으로|내))", _months_end),
    (r"(?:이번\s*달|이달|다음\s*달|내달|담달)(?:\s*(?:초|중순|중))?", _nothing),
    (r"(?<![가-힣])월말", _months_end),
    (r"(?<![가-힣])(?:연말|올해\s*말|올해\s*안)", _year_end),
    (r"(?P<m>\d{1,2})\s*월\s*(?:말|초|중순)", _nothing),
    (
        rf"(?P<n>\d{{1,3}}|{KOREAN}|한|두|세|네)\s*(?P<unit>주일|주|개월|달|일)\s*(?:후|뒤|이내|안에|내로|안으로|내에|있다가)",
        _after,
    ),
    (r"하루\s*(?:후|뒤|이내|안에|내로|만에)", _day(1)),
    (r"이틀\s*(?:후|뒤|이내|안에|내로|안으로)", _day(2)),
    (r"사흘\s*(?:후|뒤|이내|안에|내로|안으로)", _day(3)),
    (r"(?:일주일|한\s*주)\s*(?:후|뒤|이내|안에|내로|안으로)", _day(7)),
    (r"열흘\s*(?:후|뒤|이내|안에|내로|안으로)", _day(10)),
    (r"보름\s*(?:후|뒤|이내|안에|내로|안으로)", _day(15)),
    (
        r"(?<![\d월가-힣])(?P<d>\d{1,2})\s*일(?=\s*(?:[월화수목금토일]요일)?\s*(?:오전|오후)?\s*(?:전)?\s*(?:까지|에|로|날|부터|\(|,|이요|입니다|은|자))",
        _day_only,
    ),
]

_EN_DAY = r"(?P<d>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)day"
_EN_MONTH = r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_EN_NUMBER = r"(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_EN: list[tuple[str, Resolver]] = [
    (r"\bthe day after tomorrow\b", _day(2)),
    (r"\b(?:tomorrow)(?:\s+(?:morning|afternoon|evening|night|noon))?\b", _day(1)),
    (r"\b(?:today|tonight|end of (?:the )?day|eod|cob|this (?:afternoon|evening|morning))\b", _day(0)),
    (r"\byesterday\b", _day(-1)),
    (rf"\b(?:(?P<w>next|this|last)\s+|coming\s+)?{_EN_DAY}\b(?!s)", _week_day),
    (r"\b(?:the )?end of (?:the |this )?week\b|\beow\b", lambda _, day: _weekday(day, 4, 0)),
    (r"\b(?:the )?end of next week\b", lambda _, day: _weekday(day, 4, 1)),
    (r"\b(?:the )?end of (?:the )?(?:(?P<w>this|next) )?month\b|\beom\b", _months_end),
    (r"\b(?:the )?end of (?:the |this )?year\b", _year_end),
    (r"(?<=by )(?P<w>next|this) week\b", _week_end),
    (
        r"\b(?:early|mid|sometime|late) (?:next|this) (?:week|month)\b|\b(?:next|this|last) (?:week|month|quarter|year)\b",
        _nothing,
    ),
    (rf"\b{_EN_MONTH}\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>20\d\d))?\b", _named),
    (rf"\b(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_EN_MONTH}(?:,?\s+(?P<y>20\d\d))?\b", _named),
    (rf"\b(?:in|within)\s+{_EN_NUMBER}\s+(?P<unit>days?|weeks?|months?)\b", _after),
    (rf"\b{_EN_NUMBER}\s+(?P<unit>days?|weeks?|months?)\s+from\s+(?:now|today)\b", _after),
    (r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)\b", _day_only),
    (r"\b(?:this|the) weekend\b", lambda _, day: _weekday(day, 6, 0)),
    (r"\b\d{1,2}/\d{1,2}\b", _nothing),
]

_JA: list[tuple[str, Resolver]] = [
    (r"明後日|あさって", _day(2)),
    (r"今日(?:中)?|本日(?:中)?", _day(0)),
    (r"明日(?:中)?|あした|あす(?=[のに中ま])", _day(1)),
    (r"昨日", _day(-1)),
    (r"(?P<w>今週|来週|再来週|翌週|先週)[の、\s]*(?P<d>[月火水木金土日])曜?日?(?![々本])", _week_day),
    (r"(?P<w>今週|来週|再来週|翌週)(?=中|まで|いっぱい)", _week_end),
    (r"(?P<w>今週|来週|再来週)末", lambda m, day: _weekday(day, 6, _WEEKS.get(m["w"], 0))),
    (r"(?:今週|来週|再来週|先週)(?:初め|前半|後半)?", _nothing),
    (r"(?<![一-龥])週末", lambda _, day: _weekday(day, 6, 0)),
    (r"(?P<d>[月火水木金土日])曜日?", _week_day),
    (r"(?P<w>今月|来月)末", _months_end),
    (r"(?<![一-龥])月末", _months_end),
    (r"年末|年内", _year_end),
    (rf"(?P<w>今月|来月)の?(?P<d>\d{{1,2}}|{JAPANESE})日", _of_month),
    (r"(?P<w>今月|来月)(?=中|まで)", _months_end),
    (rf"(?:(?P<y>20\d\d)年)?(?P<m>\d{{1,2}}|{JAPANESE})月(?P<d>\d{{1,2}}|{JAPANESE})日", _named),
    (r"(?:今月|来月)(?:初め|上旬|中旬|下旬)?", _nothing),
    (rf"(?P<n>\d{{1,3}}|{JAPANESE})(?P<unit>日|週間|週|ヶ月|か月|カ月|ヵ月)(?:後|以内)", _after),
    (
        rf"(?<![\d月一-龥])(?P<d>\d{{1,2}}|{JAPANESE})日(?=(?:[月火水木金土日]曜日?)?(?:の|に|まで|から|は|、))",
        _day_only,
    ),
]


@lru_cache(maxsize=4)
def _rules(language: str) -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    own = {"ko": _KO, "en": _EN, "ja": _JA}[language]
    return tuple((re.compile(pattern, re.IGNORECASE), resolve) for pattern, resolve in (*_ISO, *own))
