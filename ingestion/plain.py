"""Plain text → blocks: paragraphs are put together again where a program had wrapped their lines.

Joining is done only where the line before was full; a heading, a list item or a finished sentence stays by itself.
Does not know headings: an outline is read from the words later, not from a typewriter's layout.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ingestion.documents import Block, Reading
from ingestion.encoding import decode

_LABEL = (
    r"第[〇零一二三四五六七八九十百千两\d]{1,8}[编篇章节条款项]|[（(][〇零一二三四五六七八九十百\d]{1,4}[）)]|"
    r"[〇零一二三四五六七八九十百]{1,4}[、．.]|\d{1,3}(?:[、．]|[.)](?=\s))|[①-⑳㈠-㈩⑴-⒇]|附\s*件|附\s*录|附\s*则"
)
_BULLET = re.compile(r"(?:[-*+•·●○■◆▪–—]\s+|\d{1,3}[.)]\s+|[a-zA-Z][.)]\s+)(?=\S)")
LABEL = re.compile(_LABEL)
"""What begins a new paragraph in Chinese official prose: 第九条, （一）, 一、, 1. …"""
_ENDED = re.compile(r"[。；：！？;!?…]['’”」』）)》〕\]】]*$")
_OPEN = re.compile(r"[的和与或及在对将把被由、，,（(《“「]\s*$")
"""A line that cannot be the end of a paragraph."""
_WIDE = re.compile(r"[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]")


def read(data: bytes, name: str) -> Reading:
    """Decode, and return one block a paragraph. Raises `Problem` for what is no text. `name` is not looked at."""
    text, encoding = decode(data)
    return Reading(
        "text/plain", tuple(paragraphs(text)), notes=() if encoding == "utf-8" else (f"encoding {encoding}",)
    )


def paragraphs(text: str) -> Iterable[Block]:
    """Blocks of a text whose paragraphs are separated by blank lines, by indents, or simply by line ends."""
    lines = re.split(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]", text)
    full = wrap_width(lines)
    for group in _groups(lines):
        gathered = ""
        previous = ""
        for line in group:
            if gathered and not continues(previous, line, full):
                yield _block(gathered)
                gathered = ""
            gathered = join(gathered, line.strip())
            previous = line
        yield _block(gathered)


def join(before: str, after: str) -> str:
    """Put two pieces of one paragraph together: with a space, except beside a Chinese character."""
    if not before or not after:
        return before + after
    if _WIDE.match(before[-1]) or _WIDE.match(after[0]) or (before[-1] == "-" and before[-2:-1].isalpha()):
        return before + after
    return f"{before} {after}"


def width(line: str) -> int:
    """Columns on a terminal: two for an East Asian wide character."""
    return len(line) if line.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def begins_anew(before: str, line: str, full: int) -> bool:
    """Whether `line` must begin a paragraph after `before`, in Chinese prose written with a single line end between.

    `full` is the column at which the text was wrapped, or 0: then every line is a paragraph, as its writer set it.
    """
    if LABEL.match(line) or _BULLET.match(line):
        return True
    if not before or not line or LABEL.fullmatch(before.strip()):
        return False
    if not (_WIDE.search(before[-12:]) or _WIDE.match(line)):
        return False
    return bool(_ENDED.search(before)) or not (_OPEN.search(before) or continues(before, line, full))


def _block(text: str) -> Block:
    return Block(text, "item") if _BULLET.match(text) else Block(text)


def _groups(lines: Sequence[str]) -> Iterable[list[str]]:
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line.rstrip())
        elif group:
            yield group
            group = []
    if group:
        yield group


def wrap_width(lines: Sequence[str]) -> int:
    """The column at which a program wrapped this text, or 0: a page whose lines often come close to one width."""
    widths = sorted(width(line.rstrip()) for line in lines if line.strip())
    if len(widths) < 3 or widths[-1] > 120 or widths[-1] < 40:
        return 0
    edge = widths[-1]
    near = sum(w > edge - 14 for w in widths)
    return edge if near >= 2 and near * 4 >= len(widths) else 0


def continues(before: str, line: str, full: int) -> bool:
    """Whether a program wrapped the paragraph at `full` columns between these two lines; never where `full` is 0."""
    if not full or LABEL.match(line.strip()) or _BULLET.match(line.strip()):
        return False
    indent = len(line) - len(line.lstrip())
    if (line.startswith("　") or indent >= 2) and indent > len(before) - len(before.lstrip()):
        return False
    stripped = line.strip()
    if _WIDE.match(stripped[0]) or _WIDE.match(before[-1]):
        return width(before) >= full - 3 and not _ENDED.search(before)
    return width(before) + 1 + width(stripped.split(maxsplit=1)[0]) > full - 6
