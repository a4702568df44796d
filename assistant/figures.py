"""The hard facts in a text: amounts, periods, dates, articles, document numbers, names of laws, addresses.

Each is brought to one form: 三十日, 30日 and `thirty days` are the same fact, 30日 and 30个工作日 are not. A year
counts as twelve months; nothing else is converted. Does not know which of them matter, nor whose they are.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.figure_values import EN_WORDS, worth, worths, written
from ingestion.document_numbers import find_document_numbers
from ingestion.numerals import number

Kind = Literal["quantity", "date", "time", "part", "document_number", "name", "address"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One fact in its canonical form. Equal `kind`, `value` and `unit` are the same fact."""

    kind: Kind
    value: str
    unit: str
    start: int
    end: int
    """Where it stands in the text it was read from."""


_ZH = "[零〇○一二两三四五六七八九十百千万亿廿卅]"
_CAPITAL = "(?<![大内登着水海入退队征收捡])[壹贰貳叁參肆伍陆陸柒捌玖拾][壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億零万亿]*"
"""Numbers in the forms of cheques and contracts; 大陆, 入伍 and 收拾 hold none."""
_DIGITAL = r"(?:(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)|\d+(?:,\d{3})*)(?:\.\d+)?"
_NUM = rf"(?:{_DIGITAL}\s?(?:[万亿千百])*|(?:{_ZH}+(?:点{_ZH}+)?)|{_CAPITAL}|半)"
_EN_WORD = "|".join((*EN_WORDS, "hundred"))
_EN_NUM = rf"(?:{_DIGITAL}|(?:{_EN_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_EN_WORD}))*)"
_UNITS_ZH = {
    "个工作日": "working_day", "工作日": "working_day", "个交易日": "trading_day", "个自然日": "day", "自然日": "day",
    "个月": "month", "周年": "year", "周岁": "age", "岁": "age", "个年度": "year", "年": "year", "日": "day",
    "天": "day",
    "个星期": "week", "星期": "week", "周": "week", "个小时": "hour", "小时": "hour", "分钟": "minute", "月": "month",
    "元": "yuan", "美元": "dollar", "欧元": "euro", "英镑": "pound", "港元": "hkd", "港币": "hkd", "圆": "yuan",
    "倍": "times", "人": "person", "名": "person", "次": "occasion", "份": "copy", "张": "sheet", "公里": "km",
    "千米": "km", "平方米": "m2", "米": "m",
    "亩": "mu", "公顷": "ha", "公斤": "kg", "千克": "kg", "克": "g", "毫克": "mg", "吨": "t", "个百分点": "point",
    "%": "%", "‰": "permille", "折": "discount", "级": "grade", "页": "page", "户": "household", "厘米": "cm",
    "毫升": "ml", "升": "l",
}  # fmt: skip
_UNITS_EN = {
    "working day": "working_day", "business day": "working_day", "calendar day": "day", "day": "day", "week": "week",
    "month": "month", "years old": "age", "year old": "age", "years of age": "age", "year-old": "age",
    "year": "year", "hour": "hour",
    "hr": "hour", "minute": "minute", "percent": "%", "per cent": "%", "%": "%", "dollar": "dollar", "usd": "dollar",
    "pound": "pound", "euro": "euro", "yuan": "yuan", "rmb": "yuan", "cny": "yuan", "mile": "mile", "km": "km",
    "kilometer": "km", "kilometre": "km", "kg": "kg", "people": "person", "person": "person", "page": "page",
    "copies": "copy", "copy": "copy", "acre": "acre", "inch": "inch", "feet": "foot", "foot": "foot", "pence": "penny",
    "times": "times",
}  # fmt: skip
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10}
_MONTHS |= {"nov": 11, "dec": 12}
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_RANGE_ZH = r"\s*(?:至|到|~|-|—|–|、|或者|或)\s*"
_YEAR_ZH = r"(\d{4}|[一二][〇○零一二三四五六七八九]{3})"

_LIST_NUMBER = re.compile(
    r"(?:(?<![条款\d)])\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|^\s*\d{1,2}\s*[.、)](?!\d))", re.M
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>，。；、）)》\"'\u4e00-\u9fff]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|cn|gov|org|net|edu|uk|ca|us|io|info|co|sg)\b(?:/[^\s，。；、）)\u4e00-\u9fff]*)?",
    re.I | re.A,
)
_DOCUMENT_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{1,12})\s*[\[〔(【]\s*((?:19|20)\d{2})\s*[\]〕)】]\s*(?:第)?\s*(\d{1,5})\s*号"
)
_ORDER_BEHIND = re.compile(r"(国务院|国家主席|主席)\s*第\s*(\d{1,5}|[〇零一二三四五六七八九十百千]{1,7})\s*号\s*令")
_BEFORE_NUMBER = re.compile(
    r".*(?:根据|依据|按照|依照|参照|遵照|按|详见|参见|见|执行|印发|转发|落实|贯彻|违反|符合|修改|废止|关于|通过|适用|文号|以及"
    r"|及其|[与和及或由经的条款项\n])\s*(?=[\u4e00-\u9fff]{2})",
    re.S,
)
"""What may stand right before the abbreviation of an organ, with no space between."""
_NAME = re.compile(r"《([^《》]{2,80}(?:《[^《》]*》[^《》]*)?)》")
_PART = re.compile(
    rf"第\s*({_ZH}+|\d+)\s*(编|章|节|条|款|项)(?:之\s*([一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?!{_ZH}|\d))?"
)
_PART_EN = re.compile(r"\b(Article|Section|Chapter|Rule|Regulation|§)\s*(\d+)([A-Z]?)\b", re.I)
_ORDINAL = re.compile(rf"第\s*(?:{_ZH}+|\d+)\s*(?:步|次|届|批|类|种|方|人|者|号|天|日|年|级|期|个)?")
_DATES = (
    (re.compile(rf"{_YEAR_ZH}\s*年\s*(?:({_NUM})\s*月(?:份)?)?\s*(?:({_NUM})\s*(?:日|号))?"), ("y", "m", "d")),
    (re.compile(r"\b(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\b"), ("y", "m", "d")),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+(\d{{4}}))?\b"), ("d", "m", "y")),
    (re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:)(?:,?\s+(\d{{4}}))?"), ("m", "d", "y")),
    (re.compile(rf"\b{_MONTH}\s+(\d{{4}})\b"), ("m", "y", "")),
    (re.compile(rf"({_NUM})\s*月(?:份)?\s*({_NUM})\s*(?:日|号)()"), ("m", "d", "")),
    (re.compile(r"(?<![\d.])(\d{1,2})\s*月(?:份)?(?![\d日])()()"), ("m", "", "")),
    (
        re.compile(r"(?<![\d$£€¥.,-])((?:19|20)\d{2})(?![\d%]|[,.]\d|\s*(?:dollars|pounds|yuan|euros|元|个|人|万|亿))"),
        ("y",),
    ),
)
_TIME = re.compile(
    r"(上午|下午|晚上|中午)?\s*(\d{1,2})(?::|时|点)(\d{2}|半)?(?:分)?\s*(a\.?m\.?|p\.?m\.?)?(?![\d间限效])", re.I
)
_TIME_EN = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s*(a\.?m\b\.?|p\.?m\b\.?)", re.I)
_PERCENT_ZH = re.compile(rf"百分之({_NUM})(?:(?:{_RANGE_ZH})百分之({_NUM}))?")
_FRACTION = re.compile(rf"({_ZH}+)分之({_ZH}+)")
_CURRENCY = {"US$": "dollar", "USD": "dollar", "HK$": "hkd", "HKD": "hkd", "RMB": "yuan", "CNY": "yuan"}
_CURRENCY |= {"$": "dollar", "£": "pound", "€": "euro", "¥": "yuan"}
_MONEY_EN = re.compile(
    rf"(\b(?:US\$|HK\$|USD|HKD|RMB|CNY)|[$£€¥])\s*({_DIGITAL})\s*(thousand|million|billion|[km](?![a-z])|万|亿)?", re.I
)
_ANY_ZH = "|".join(sorted(_UNITS_ZH, key=len, reverse=True))
_ANY_EN = "|".join(sorted(_UNITS_EN, key=len, reverse=True))
_NOT_A_COUNT = r"(?<![统唯单专逐万亿])(?<!(?<!合)同)(?<![数几](?=[百千]))"
"""统一, 唯一, 万一, 同一 and 数百 count nothing; 合同一年 does."""
_NOT_A_UNIT = (
    r"(?!性|般|(?<=[个人])体|同|类|们|(?<=日)(?:[期常程志报历]|生活)|(?<=天)[气然津空]|(?<=名)[称单字录义额誉片]|(?<=人)[员民才事口均身力格]"
    r"|(?<=年)[级龄轻幼审检金鉴]|(?<=月)[薪租饼]|(?<=级)别|(?<=份)额|(?<=户)[口籍主型]|(?<=周)[期边转末]|(?<=元)[素旦]"
    r"|(?<=次)[序要品]|(?<=张)贴|(?<=页)面|(?<=升)[级学降值]|(?<=折)[旧算合叠])"
)
_AND_A_HALF = r"(半(?![价票额数径日天年月个小载费薪工脱自夜公途导成]))"
"""What 一年半 has and 一年半价 has not."""
_QUANTITY_ZH = re.compile(
    rf"{_NOT_A_COUNT}(?:({_NUM}){_RANGE_ZH})?({_NUM})\s*(?:\({_NUM}\)\s*)?(个半(?=月|星期|小时|工作日|交易日|自然日))?"
    rf"[多余]?([万亿]+)?({_ANY_ZH}){_NOT_A_UNIT}{_AND_A_HALF}?"
)
_QUANTITY_EN = re.compile(
    rf"\b(?:({_EN_NUM})\s*(?:\bto\b|\bor\b|(?<=\d)[-–—])\s*)?({_EN_NUM})[\s-]*(?:\({_EN_NUM}\)\s*)?"
    rf"(thousand|million|billion)?[\s-]*(?:consecutive\s+|full\s+)?({_ANY_EN})s?(?![a-z])",
    re.I,
)
_AGE_EN = re.compile(rf"\b(?:aged?|age of|ages)\s+({_EN_NUM})(?:\s*(?:to|and|-|–)\s*({_EN_NUM}))?\b", re.I)
_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\d\s()-]{5,}\d)(?!\d)")
_DIGITS = re.compile(r"(?<![A-Za-z\d])\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[万亿])?(?!\d)")


def plain(text: str) -> str:
    """The same text, character for character, with full-width forms made ordinary. Length does not change."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """Read all hard facts of a text, in order. Numbers of list items and of ordinals are not facts."""
    return tuple(sorted(_Reader(plain(text)).read(), key=lambda f: f.start))


def is_among(figure: Figure, others: Iterable[Figure]) -> bool:
    """Whether the same fact stands among the others. A date may be told less precisely; a bare number has no unit."""
    for other in others:
        if figure.kind == "quantity" and other.kind == "quantity":
            if figure.value == other.value and (figure.unit == other.unit or not figure.unit):
                return True
        elif figure.kind == "date" and other.kind == "date":
            told = zip(figure.value.split("-"), other.value.split("-"), strict=True)
            if all(mine in ("", theirs) for mine, theirs in told):
                return True
        elif figure.kind == "time" and other.kind == "time":
            if figure.value == other.value and (figure.unit == other.unit or not figure.unit or not other.unit):
                return True
        elif figure.kind == "name" and other.kind == "name":
            if figure.value in other.value or other.value in figure.value:
                return True
        elif (figure.kind, figure.value, figure.unit) == (other.kind, other.value, other.unit):
            return True
    return False


class _Reader:
    """Reads kind after kind, from the most to the least particular, and blanks what it has read."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.found: list[Figure] = []

    def read(self) -> list[Figure]:
        for m in self._each(_ADDRESS):
            self._keep(m, "address", m[0].rstrip(".,;:").lower())
        self._document_numbers()
        self._names()
        for m in self._each(_LIST_NUMBER):
            self._blank(m)
        for m in self._each(_PART):
            self._keep(m, "part", f"{number(m[1])}" + (f"-{number(m[3])}" if m[3] else ""), m[2])
        for m in self._each(_PART_EN):
            unit = {"article": "条", "chapter": "章"}.get(m[1].lower(), m[1].lower())
            self._keep(m, "part", m[2] + m[3].upper(), unit)
        for m in self._each(_ORDINAL):
            self._blank(m)
        self._dates()
        self._times()
        self._quantities()
        for m in self._each(_PHONE):
            self._keep(m, "quantity", re.sub(r"\D", "", m[0]), "")
        for m in self._each(_DIGITS):
            if (value := worth(m[0])) is not None:
                self._keep(m, "quantity", value, "")
        return self.found

    def _document_numbers(self) -> None:
        if "号" not in self.rest:
            return
        for start, end, normal in find_document_numbers(self.rest):
            before = _BEFORE_NUMBER.match(self.rest, start, end)
            value = _BEFORE_NUMBER.sub("", normal)
            self.found.append(Figure("document_number", value, "", before.end() if before else start, end))
        for figure in self.found:
            if figure.kind == "document_number":
                self._erase(figure.start, figure.end)
        for m in self._each(_DOCUMENT_NUMBER):
            self._keep(m, "document_number", f"{_BEFORE_NUMBER.sub('', m[1])}〔{m[2]}〕{int(m[3])}号")
        for m in self._each(_ORDER_BEHIND):
            organ = "国令" if m[1] == "国务院" else "主席令"
            self._keep(m, "document_number", f"{organ}第{number(m[2])}号")

    def _names(self) -> None:
        for m in self._each(_NAME):
            self.found.append(Figure("name", law_name(m[1]), "", m.start(), m.end()))
            self._blank(m)

    def _dates(self) -> None:
        for pattern, order in _DATES:
            for m in self._each(pattern):
                told = {"y": "", "m": "", "d": ""}
                for name, group in zip(order, m.groups(), strict=False):
                    if name and group:
                        month = _MONTHS.get(group[:3].lower())
                        told[name] = str(month or number(group) or "")
                self._keep(m, "date", "-".join((told["y"], told["m"], told["d"])))

    def _times(self) -> None:
        for m in self._each(_TIME_EN):
            self._keep(m, "time", f"{int(m[1]) % 12}:{m[2] or '00'}", m[3][0].lower() + "m")
        for m in self._each(_TIME):
            if m[1] is None and m[3] is None and m[4] is None and not m[0].strip().endswith("点"):
                continue
            hour = int(m[2])
            said = m[1] or (m[4] or "").lower()[:1]
            half = "pm" if hour > 12 or said in ("下午", "晚上", "p") else "am" if said in ("上午", "a") else ""
            minutes = "30" if m[3] == "半" else m[3] or "00"
            self._keep(m, "time", f"{hour % 12}:{minutes}", half)

    def _quantities(self) -> None:
        for m in self._each(_PERCENT_ZH):
            self._both(m, m[1] if m[2] else None, m[2] or m[1], "%")
        for m in self._each(_FRACTION):
            self._keep(m, "quantity", f"{number(m[2])}/{number(m[1])}", "")
        for m in self._each(_MONEY_EN):
            self._keep(m, "quantity", worth(m[2], m[3]), _CURRENCY[m[1].upper()])
        for m in self._each(_AGE_EN):
            self._both(m, m[1] if m[2] else None, m[2] or m[1], "age")
        for m in self._each(_QUANTITY_ZH):
            self._both(m, m[1], m[2], _UNITS_ZH[m[5]], m[4], half=bool(m[3] or m[6]))
        for m in self._each(_QUANTITY_EN):
            unit = _UNITS_EN.get(m[4].lower()) or _UNITS_EN[m[4].lower().rstrip("s")]
            self._both(m, m[1], m[2], unit, m[3])

    def _both(
        self,
        m: re.Match[str],
        first: str | None,
        last: str | None,
        unit: str,
        scale: str | None = None,
        *,
        half: bool = False,
    ) -> None:
        months = unit == "year"
        for value in worths(first, last, scale, half=half):
            same = written(float(value) * 12) if months else value
            self.found.append(Figure("quantity", same, "month" if months else unit, m.start(), m.end()))
        self._blank(m)

    def _keep(self, m: re.Match[str], kind: Kind, value: str | None, unit: str = "") -> None:
        if value is not None:
            self.found.append(Figure(kind, value, unit, m.start(), m.end()))
            self._blank(m)

    def _each(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        return list(pattern.finditer(self.rest))

    def _blank(self, m: re.Match[str]) -> None:
        self._erase(m.start(), m.end())

    def _erase(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + " " * (end - start) + self.rest[end:]


def law_name(title: str) -> str:
    """A law's name as it is compared: without 中华人民共和国, brackets and spaces."""
    return re.sub(r"中华人民共和国|[\s《》〈〉()（）]", "", plain(title))
