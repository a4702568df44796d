"""Fields of a service guide as they are compared: periods, fees, telephone numbers, lists of materials, laws.

Each reader takes words of a guide or of an answer and gives what they say of a field in one form. Does not know cases,
answers or scores.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.figures import figures
from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.wording import content
from eval.text_metrics import token_f1
from eval.tokens import tokens
from ingestion.document_numbers import find_document_numbers

SAME = 0.6
"""Token F1 from which two wordings name the same item."""
_PERIODS = ("working_day", "trading_day", "day", "week", "month", "hour", "minute")
_MONEY = ("yuan", "dollar", "euro", "pound", "hkd", "penny")
_AT_ONCE = re.compile(
    r"即[时刻]?办[理结]?|当场|立等可取|马上办|\b(?:immediately|straight ?away|on the spot|same day|at once)\b", re.I
)
_FREE = re.compile(
    r"免费|不收(?:取)?(?:任何)?费|免[收缴交]|不收取|不收(?=[。；，、\s]|$)|无需?(?:缴费|交费|费用)|零费用|不用(?:交|缴)?[钱费]"
    r"|\bfree(?: of charge)?\b|\bno (?:fees?|charges?|cost)\b|\bnot? charged?\b|\bwithout (?:charge|fee|cost)\b"
    r"|\bdo(?:es)?(?: not|n't) (?:charge|cost|have to pay)\b",
    re.I,
)
_PHONE = re.compile(r"(?<![\d.])\+?(?:\(\d{2,4}\)\s?|（\d{2,4}）\s?|\d{1,4}[-—\s])*\d{3,}(?:[-—]\d{1,5})*(?!\d|\.\d)")
_CLAUSES = re.compile(r"[，：:]")
_ITEMS = re.compile(
    r"[、；;]|,(?!\d)|\s+(?:and|or|plus|as well as)\s+|以及|及(?!时|其)|和(?!国|平|谐)|或者|与(?!会|此)"
)
_LEADS = re.compile(
    r"^.*(?:提交|提供|携带|带[上好齐]?|出示|准备好?|需要?|包括|持|\b(?:need|bring|provide|submit|include|send)\b)", re.I
)
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_LONGEST_SPAN = 6


def periods(words: str) -> frozenset[tuple[str, str]]:
    """Periods as (value, unit), years in months; 当场 and its kin as (`0`, `day`). 15日 is not 15个工作日."""
    found = {(f.value, f.unit) for f in figures(words) if f.kind == "quantity" and f.unit in _PERIODS}
    return frozenset(found | {("0", "day")} if _AT_ONCE.search(words) else found)


def fees(words: str) -> frozenset[tuple[str, str]]:
    """Amounts as (value, currency); nothing to pay (免费, 不收费, 0元, free of charge) as (`0`, ``)."""
    found = {(f.value, f.unit) for f in figures(words) if f.kind == "quantity" and f.unit in _MONEY}
    paid = {(value, unit) for value, unit in found if float(value) > 0}
    return frozenset(paid | {("0", "")} if len(paid) < len(found) or _FREE.search(words) else paid)


def phones(words: str) -> frozenset[str]:
    """Telephone numbers of five digits or more, digits alone, without the country's 86."""
    for figure in figures(words):
        if figure.kind in ("date", "time", "address") or figure.unit:
            words = words[: figure.start] + "，" * (figure.end - figure.start) + words[figure.end :]
    found = set()
    for written in _PHONE.findall(words):
        for part in (written, *written.split()):
            digits = re.sub(r"^(?:\+86|0086)", "", re.sub(r"[^\d+]", "", part)).lstrip("+")
            if len(digits) >= 5:
                found.add(digits)
    return frozenset(found)


def laws(words: str) -> frozenset[str]:
    """Names of laws in 《》, as `assistant.figures` compares them, and document numbers in their normal form."""
    numbers = (normal for _, _, normal in find_document_numbers(words))
    return frozenset((*numbers, *(f.value for f in figures(words) if f.kind == "name")))


def nearest_f1(expected: str, answer: str) -> float:
    """Highest token F1 of an expected value with a sentence of the answer, or with neighbouring clauses of one."""
    best = 0.0
    for a, b in split(answer):
        parts = _cut(answer[a:b], _CLAUSES)
        for first in range(len(parts)):
            for last in range(first, min(first + _LONGEST_SPAN, len(parts))):
                best = max(best, token_f1(expected, answer[a + parts[first][0] : a + parts[last][1]]))
        best = max(best, token_f1(expected, answer[a:b]))
    return best


def matched_items(expected: Sequence[str], answer: str) -> tuple[int, int]:
    """How many of the expected items the answer names, and how many items it names in these lists altogether.

    An expected item is matched with a stretch of neighbouring pieces of an answer's clause (what stands between 、 and
    和) whose token F1 is 0.6 or more. The best pairs come first; no item and no piece is used twice. What stands
    unmatched in a clause, or in a list, that holds a match is an item too many.
    """
    clauses = list(_listed(answer))
    pairs = sorted(_pairs(expected, clauses), key=lambda pair: (-pair[0], pair[1:]))
    done: set[int] = set()
    used: set[tuple[int, int]] = set()
    for _, item, clause, first, last in pairs:
        pieces = {(clause, i) for i in range(first, last + 1)}
        if item not in done and not pieces & used:
            done.add(item)
            used |= pieces
    touched = {clause for clause, _ in used}
    in_list = any(clauses[clause][0] for clause in touched)
    surplus = 0
    for number, (marked, pieces_of) in enumerate(clauses):
        if number in touched:
            surplus += sum((number, i) not in used and bool(tokens(p)) for i, p in enumerate(pieces_of))
        elif marked and in_list:
            surplus += 1
    return len(done), len(done) + surplus


def _pairs(
    expected: Sequence[str], clauses: Sequence[tuple[bool, list[str]]]
) -> Iterable[tuple[float, int, int, int, int]]:
    """(F1, item, clause, first piece, last piece) of everything that is near enough."""
    for item, wanted in enumerate(expected):
        for number, (_, pieces) in enumerate(clauses):
            for first in range(len(pieces)):
                for last in range(first, min(first + _LONGEST_SPAN, len(pieces))):
                    value = _likeness(wanted, " ".join(pieces[first : last + 1]))
                    if value >= SAME:
                        yield value, item, number, first, last


def _likeness(wanted: str, said: str) -> float:
    """Token F1 in Chinese, F1 of content words in English: with or without notes in brackets, and what leads to a list
    (`应当提交`)."""
    tokenise = tokens if is_chinese(wanted) else content
    bare = _NOTE.sub("", said)
    ours = {said, bare, _LEADS.sub("", said), _LEADS.sub("", bare)}
    theirs = {wanted, _NOTE.sub("", wanted) or wanted}
    return max(token_f1(mine, other, tokenise) for mine in ours for other in theirs)


def _listed(answer: str) -> Iterable[tuple[bool, list[str]]]:
    """Clauses of an answer: whether it begins a list item, and its pieces."""
    for a, b in split(answer):
        sentence = answer[a:b]
        mark = LIST_MARK.match(sentence)
        at = mark.end() if mark else 0
        for first, last in _cut(sentence[at:], _CLAUSES):
            clause = sentence[at + first : at + last]
            yield bool(mark and not first), [clause[c:d] for c, d in _cut(clause, _ITEMS)]


def _cut(words: str, at: re.Pattern[str]) -> list[tuple[int, int]]:
    """Offsets of the pieces between marks, brackets kept whole, empty pieces left out."""
    spans = []
    start = depth = 0
    for mark in re.finditer(rf"(?P<open>[(（《「“])|(?P<close>[)）》」”])|{at.pattern}", words):
        if mark["open"]:
            depth += 1
        elif mark["close"]:
            depth = max(0, depth - 1)
        elif not depth:
            spans.append((start, mark.start()))
            start = mark.end()
    return [(a, b) for a, b in (*spans, (start, len(words))) if words[a:b].strip()]
