"""Where sentences end, in Chinese and English, in a finished text and in one that is still arriving.

One rule for both uses, so that what a model writes and what a source says are cut at the same places: 。！？； and
line ends always; `.` `!` `?` `;` when what follows begins something new. Decimals (3.5), addresses, abbreviations (Mr.,
U.S., e.g.), list numbers (`1.`, `（一）`) and text inside quotation marks or brackets are not cut. Does not know what
a sentence says.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LIST_MARK = re.compile(
    r"\s*(?:[-*•·●▪–]\s+|[（(]\s*(?:\d{1,2}|[一二三四五六七八九十百]{1,4}|[a-zA-Z])\s*[)）]\s*[.、．]?"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[、．]|[.)](?!\d))|[①-⑳])\s*"
)
"""What may stand before the words of a list item."""

_ENDS = "。！？；!?;.…\n"
_CLOSED_BY = dict(zip("“‘「『（(《【[", "”’」』）)》】]", strict=True))
_OPENED_BY = {closer: opener for opener, closer in _CLOSED_BY.items()}
_GOES_ON = re.compile(
    r"[，、,；;]|的|就|才|(?:[\u4e00-\u9fff]{0,5}?(?:他|她|我|你|您|它|人|员|者|们))?(?:说|道|问|答|表示|指出)"
)
"""What follows a closed quotation in the same sentence: `“可以。”他说。`"""
_QUOTES = "”’」』"
_TRAILING = set("”’」』）)】]\"'》")
_ABBREVIATIONS = frozenset(
    re.split(
        r"\s+",
        "mr mrs ms dr prof st no nos art arts sec secs para paras vs etc inc ltd co corp dept gov e.g i.e eg ie cf fig "
        "vol a.m p.m u.s u.k u.n approx tel ext jan feb mar apr jun jul aug sep sept oct nov dec",
    )
)
_LAST_WORD = re.compile(r"[\w.]+\Z")
_MARKS = "。！？；…"
_SAID = 8
"""Characters that must be known behind a closed quotation to tell whether the sentence goes on."""
_AHEAD = 14
"""Characters that must be known behind a full stop before it can be told from an abbreviation."""
_LINE_END = re.compile(r"[。；：！？.;:!?][”’」』）)\"]?$")
"""How the line of a paragraph or of an item ends; one that a page broke ends anyhow."""
_SHORT_LINE = 50
"""Characters of a line in Latin script that no page broke: a capital letter behind it begins another."""
_CELLS = " | "
_LONGEST_QUOTED = 300
"""Characters after which an opened bracket or quotation mark no longer keeps a sentence together."""


def split(text: str) -> list[tuple[int, int]]:
    """Offsets `(start, end)` of each sentence of a whole text, outer white space left out, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in (*_boundaries(text, final=True), len(text)):
        left, right = start, end
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
        start = end
    return spans


class SentenceStream:
    """Takes a text in pieces and gives back each sentence as soon as it is complete.

    A sentence that ends in a colon announces what follows and is given together with it. Nothing is lost: the
    sentences joined are the text, but for white space between them.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._lead = ""

    def feed(self, piece: str) -> list[str]:
        """Add what arrived; return the sentences it completed, in order (often none)."""
        self._rest += piece
        finished = []
        start = 0
        for end in _boundaries(self._rest, final=False):
            finished.append(self._rest[start:end])
            start = end
        self._rest = self._rest[start:]
        return self._joined(finished)

    def finish(self) -> list[str]:
        """Return what is left when nothing more will come."""
        rest, self._rest = self._rest, ""
        sentences = self._joined([rest[a:b] for a, b in split(rest)])
        if self._lead:
            sentences.append(self._lead)
            self._lead = ""
        return sentences

    def _joined(self, finished: list[str]) -> list[str]:
        sentences = []
        for text in finished:
            stripped = text.strip()
            if not stripped:
                continue
            whole = f"{self._lead} {stripped}".strip() if self._lead else stripped
            if stripped.endswith(("：", ":")):
                self._lead = whole
            else:
                self._lead = ""
                sentences.append(whole)
        return sentences


def is_chinese(text: str) -> bool:
    """Whether a text is to be read as Chinese: more Han characters than Latin words."""
    return len(HAN.findall(text)) > len(re.findall(r"[A-Za-z]{2,}", text))


def _boundaries(text: str, *, final: bool) -> Iterator[int]:
    """Offsets just behind each sentence. While more may come, an end is given only when its next character is known."""
    opened: list[str] = []
    start = 0
    position = 0
    while position < len(text):
        character = text[position]
        if character in _CLOSED_BY:
            opened.append(character)
        elif _OPENED_BY.get(character) in opened:  # an apostrophe closes nothing
            del opened[opened.index(_OPENED_BY[character]) :]
        if character == "." and not final and len(text) - position <= _AHEAD and "\n" not in text[position:]:
            return
        if character not in _ENDS or not _ends_here(text, start, position, len(opened)):
            position += 1
            continue
        end = _behind(text, position)
        quoted = text[end - 1] in _QUOTES
        if not final and character != "\n" and end + (_SAID if quoted else 0) >= len(text):
            return
        opened = []
        position = end
        if not (quoted and _GOES_ON.match(text, end)):
            yield end
            start = end


def _behind(text: str, position: int) -> int:
    """Where the marks that end a sentence are over: `？！`, `……`, closing quotation marks and brackets."""
    end = position + 1
    if text[position] == "\n":
        return end
    while text[position] in _MARKS and text[end : end + 1] and text[end] in _MARKS:
        end += 1
    while end < len(text) and text[end] in _TRAILING:
        end += 1
    return end


def _ends_here(text: str, start: int, position: int, depth: int) -> bool:
    character = text[position]
    if character == "\n":
        return LIST_MARK.fullmatch(text, start, position) is None
    if depth and not _closes_next(text, position) and position - start < _LONGEST_QUOTED:
        return False
    if character in _MARKS:
        return True
    following = text[position + 1 : position + 2]
    if character in "!?;":
        return not following or following.isspace() or following in _TRAILING or bool(HAN.match(following))
    return _full_stop(text, start, position)


def _closes_next(text: str, position: int) -> bool:
    """A mark of end right before a closing one ends the sentence only if what is inside is all of it: `“是。”`"""
    return text[position + 1 : position + 2] in "”」』" and text[position + 1 : position + 2] != ""


def _full_stop(text: str, start: int, position: int) -> bool:
    following = text[position + 1 : position + 2]
    if following and not (following.isspace() or following in _TRAILING or HAN.match(following)):
        return False
    if LIST_MARK.fullmatch(text, start, position + 1):
        return False
    word = _LAST_WORD.search(text[max(start, position - 12) : position])
    before = word[0].lower() if word else ""
    if before in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", before):
        after = text[position + 1 : position + 40].lstrip()
        return before in {"a.m", "p.m", "etc", "u.s", "u.k"} and bool(re.match(r"(?:[A-Z][a-z]* [a-z]|$)", after))
    after = text[position + 1 : position + 40].lstrip(" \t\"'”)")
    return not (after[:1].islower() and not HAN.match(after))


def laid_out(words: str) -> str:
    """Words of a source in lines: its paragraphs, items, steps and rows of a table. What a page broke is run on."""
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    told = lines[0] if lines else ""
    for before, line in pairwise(lines):
        anew = line[0].isupper() and (len(before) < _SHORT_LINE or LIST_MARK.match(before))
        apart = _LINE_END.search(before) or LIST_MARK.match(line) or anew or _CELLS in line
        told += ("\n" if apart else " ") + line
    return told
