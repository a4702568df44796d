"""Looking up what a question names outright: an article of a law, a document number, a law in title marks.

「民法典第一千一百二十九条」, 「刑法第133条之一」, 「《劳动合同法》第39条第2款」, 「国办发〔2018〕115号」.
Names are those of the documents held (title, work) and the short forms that people use; the longest name wins, and an
article without a name of its own belongs to the last law named before it. Does not know dates or places: which of the
documents found may be shown is for the filter.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.numerals import NUMERAL, article_key, number

SHORT_FORMS = {
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "行诉法": "行政诉讼法",
    "治安处罚法": "治安管理处罚法",
    "治安管理法": "治安管理处罚法",
    "消法": "消费者权益保护法",
    "消保法": "消费者权益保护法",
    "消费者保护法": "消费者权益保护法",
    "消费者权益法": "消费者权益保护法",
    "道交法": "道路交通安全法",
    "交通安全法": "道路交通安全法",
    "道路交通法": "道路交通安全法",
    "社保法": "社会保险法",
    "个税法": "个人所得税法",
    "环保法": "环境保护法",
    "土地法": "土地管理法",
    "土管法": "土地管理法",
    "房地产法": "城市房地产管理法",
    "个保法": "个人信息保护法",
    "个人信息法": "个人信息保护法",
    "未保法": "未成年人保护法",
    "未成年保护法": "未成年人保护法",
    "妇女权益法": "妇女权益保障法",
    "妇女保护法": "妇女权益保障法",
    "老年人权益法": "老年人权益保障法",
    "老年人保护法": "老年人权益保障法",
    "反家暴法": "反家庭暴力法",
    "劳动争议仲裁法": "劳动争议调解仲裁法",
    "劳动仲裁法": "劳动争议调解仲裁法",
    "劳动合同法实施细则": "劳动合同法实施条例",
    "工伤条例": "工伤保险条例",
    "公积金条例": "住房公积金管理条例",
    "居住证条例": "居住证暂行条例",
    "信息公开条例": "政府信息公开条例",
    "食安法": "食品安全法",
    "村委会组织法": "村民委员会组织法",
    "居委会组织法": "城市居民委员会组织法",
    "土地承包法": "农村土地承包法",
    "农民专业合作法": "农民专业合作社法",
    "复议法": "行政复议法",
    "行政许可条例": "行政许可法",
    "民促法": "民办教育促进法",
    "网安法": "网络安全法",
    "数安法": "数据安全法",
    "反不正当竞争": "反不正当竞争法",
    "归侨保护法": "归侨侨眷权益保护法",
}
"""What people say → the work. Laws that were replaced (婚姻法, 合同法) are not sent to their successors: the article
numbers would be wrong."""

_PREFIX = "中华人民共和国"
_NOISE = re.compile(r"[\s《》〈〉<>「」『』“”\"'·、,，]|\((?:试行|暂行|草案|\d{4}年?.{0,6})\)$")
_ARTICLE = re.compile(rf"第?\s*({NUMERAL}(?:\s*{NUMERAL})*)\s*条(?:\s*之\s*({NUMERAL}+))?")
_FOLLOWS = re.compile(r"[条款项][和及与或至到]?$")
_ANOTHER = re.compile(r"解释|条例|细则|办法|实施|修正案|草案|意见")
"""Between a name and an article: the article is that of a text about the law (民诉法司法解释第九条), not of the law."""
_TITLE_MARKS = re.compile(r"《([^《》]{2,80}(?:〈[^〉]*〉[^《》]*)?)》")
_HAN = r"\u4e00-\u9fff"
_OPEN, _CLOSE = r"[〔\[(【〈<{『「]", r"[〕\])】〉>}』」]"
_YEAR_NUMBER = re.compile(
    rf"([{_HAN}]{{1,20}})\s*{_OPEN}?\s*([12]\d{{3}})\s*年?\s*{_CLOSE}?\s*第?\s*([0-9]{{1,5}})\s*号"
)
_ORDER_NUMBER = re.compile(rf"([{_HAN}]{{2,20}}令)\s*第?\s*({NUMERAL}+)\s*号")
_RULING = re.compile(
    r"^(?:最高人民法院|最高人民检察院|、|和)+关于(?:审理|适用|办理)?(.+?)(?:案件)?(?:具体)?(?:应?适?用法律)?(?:若干)?"
    r"(?:有关)?(?:问题)?的?(?:若干)?(解释|规定)(?:\((.+?)\))?$"
)


@dataclass(frozen=True, slots=True)
class Holding:
    """A document as far as names go. `row` is its number in the generation's table of documents."""

    row: int
    title: str
    work: str
    document_number: str | None


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a question names, in the order of naming, as rows of documents that carry the name."""

    articles: tuple[tuple[tuple[int, ...], tuple[int, int]], ...]
    """(rows, (article, insertion))."""
    numbered: tuple[int, ...]
    """Documents named by their number."""
    titled: tuple[int, ...]
    """Documents whose name stands in title marks or is the whole question, with no article."""

    def __bool__(self) -> bool:
        return bool(self.articles or self.numbered)


class Names:
    """All names of the documents of one generation."""

    def __init__(self, holdings: Iterable[Holding]) -> None:
        self._rows: dict[str, list[int]] = {}
        self._numbers: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for holding in holdings:
            for name in _names(holding):
                rows = self._rows.setdefault(name, [])
                if holding.row not in rows:
                    rows.append(holding.row)
            for prefix, key in _document_numbers(holding.document_number or ""):
                self._numbers.setdefault(key, []).append((prefix, holding.row))
        for short, work in SHORT_FORMS.items():
            for name in [n for n in self._rows if n.startswith(work) and (n == work or "解释" in n)]:
                self._rows.setdefault(short + name.removeprefix(work), self._rows[name])
        self._by_start: dict[str, list[str]] = {}
        for name in sorted(self._rows, key=lambda n: (-len(n), n)):
            self._by_start.setdefault(name[:2], []).append(name)

    def mentions(self, question: str) -> Mentions:
        """Read a question; empty when it names nothing that is held."""
        plain = fold(question)
        named = self._spans(plain)
        articles = []
        with_article = set()
        for found in _ARTICLE.finditer(plain):
            before = [(start, end, rows) for start, end, rows in named if end <= found.start()]
            value = number(found[1])
            if not before or not value or _ANOTHER.search(plain, before[-1][1], found.start()):
                continue
            # 「有三条规定」 counts rules: without 第 a number is an article's only behind the name or another article.
            if found[0][0] != "第" and before[-1][1] != found.start() and not _FOLLOWS.search(plain, 0, found.start()):
                continue
            with_article.add(before[-1][0])
            insertion = (number(found[2]) or 0) if found[2] else 0
            articles.append((before[-1][2], (value, insertion)))
        marked = {fold(name) for name in _TITLE_MARKS.findall(unicodedata.normalize("NFKC", question))}
        titled = [
            rows
            for start, end, rows in named
            if start not in with_article and (plain[start:end] in marked or end - start == len(plain))
        ]
        return Mentions(
            articles=tuple(dict.fromkeys(articles)),
            numbered=tuple(dict.fromkeys(self._by_number(question))),
            titled=tuple(dict.fromkeys(row for rows in titled for row in rows)),
        )

    def _spans(self, plain: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """Names in a folded text, left to right, longest first, none inside another."""
        found = []
        at = 0
        while at < len(plain) - 1:
            name = next((n for n in self._by_start.get(plain[at : at + 2], ()) if plain.startswith(n, at)), None)
            if name is None:
                at += 1
                continue
            found.append((at, at + len(name), tuple(self._rows[name])))
            at += len(name)
        return found

    def _by_number(self, question: str) -> Iterable[int]:
        for prefix, key in _document_numbers(question):
            for held, row in self._numbers.get(key, ()):
                if prefix.endswith(held):
                    yield row


def fold(name: str) -> str:
    """One form for names that mean the same: NFKC, no spaces or title marks, without 中华人民共和国, lower case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).replace(_PREFIX, "").lower()


def article_keys(labels: Sequence[str]) -> list[tuple[int, int]]:
    """Article numbers among a chunk's labels."""
    return [key for key in map(article_key, labels) if key]


def _names(holding: Holding) -> Iterable[str]:
    for given in (holding.title, holding.work):
        name = fold(given)
        if len(name) < 2:
            continue
        yield name
        ruling = _RULING.match(name)
        if ruling:
            yield from _names_of_ruling(ruling[1].removesuffix("的"), ruling[2], ruling[3])


def _names_of_ruling(subject: str, kind: str, part: str | None) -> Iterable[str]:
    """What people call a judicial interpretation: 劳动争议司法解释(一), 民法典婚姻家庭编解释一, 民间借贷司法解释."""
    subjects = {subject, subject.removesuffix("纠纷"), subject.replace("有关", "")}
    subjects |= {s.removeprefix("民法典") for s in subjects if s != "民法典"}
    for about in sorted(subjects):
        for word in (kind, f"司法{kind}", "司法解释"):
            for joined in (f"{about}{word}", f"{about}的{word}"):
                yield f"{joined}({part})" if part else joined
                if part:
                    yield f"{joined}{part}"


def _document_numbers(text: str) -> Iterable[tuple[str, tuple[str, str]]]:
    """(Han characters before, (year or kind, number)) of each document number in a text, however it is bracketed."""
    plain = unicodedata.normalize("NFKC", text).replace("〔", "[").replace("〕", "]")
    for found in _YEAR_NUMBER.finditer(plain):
        yield found[1], (found[2], str(int(found[3])))
    for found in _ORDER_NUMBER.finditer(plain):
        value = number(found[2])
        if value:
            yield found[1].replace(_PREFIX, ""), ("令", str(value))
