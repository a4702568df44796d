"""A tree of HTML elements → blocks in reading order, without what a reader of the page would not see.

Used for pages and for Markdown, which is HTML by then. Promises that visible text is kept in order and is never
repeated, except a short cell that spans rows. Knows inline styles and simple rules of `<style>`; does not fetch style
sheets, run scripts or compute a layout.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from ingestion.documents import Block
from ingestion.markup import Element, local_name
from ingestion.plain import join

Kind = Literal["heading", "paragraph", "item", "row"]

_DROPPED_NAMES: Final = (
    "script style noscript template iframe object embed svg canvas math audio video map select option textarea input "
    "datalist head link meta title nav footer rp rt"
)
_BLOCK_NAMES: Final = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody tfoot "
    "thead tr td th ul caption"
)
_DROPPED: Final = frozenset(_DROPPED_NAMES.split())
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_ROLES: Final = frozenset(("navigation", "search", "banner", "contentinfo", "menu", "menubar", "toolbar"))
_SPACE = re.compile(r"[ \t\r\f\xa0]+")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|$)|font-size:0(?:\.0+)?(?:[a-z%]*)(?:;|!|$)|"
    r"(?:^|;)(?:left|top|text-indent|margin-left):-\d{3,}(?:\.\d+)?(?:px|em|rem|pt)|clip:rect\(0|clip-path:inset\((?:50|100)%"
)
_WHITE = re.compile(r"(?:^|;)color:(?:#f{3}(?:f{3})?|white|rgb\(255,255,255\)|transparent|rgba\([^)]*,0\))(?:;|!|$)")
_GROUND = re.compile(r"background(?:-color|-image)?:(?!(?:#f{3}(?:f{3})?|white|none|transparent|inherit|initial)\b)")
_ROMAN: Final = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST_REPEAT: Final = 60
_BULLET: Final = "•"
"""Stands before an item without a number, as a reader of the page sees it: without, no one knows where a list ends."""
_NO_ITEM: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "button", "table"])
"""What stands in an item that is a part of a page (a fold, a card) and not of an enumeration."""


def hidden_rules(root: Element) -> frozenset[str]:
    """Simple selectors (`.x`, `#x`) that the page's own `<style>` hides."""
    found: set[str] = set()
    for style in root.iter("style"):
        text = re.sub(r"/\*.*?\*/|@[^{;]*;", "", style.text or "", flags=re.S)
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            if _HIDING.search(_plain(body)):
                found |= {s.strip() for s in selectors.split(",") if re.fullmatch(r"\s*[a-z]*[.#][\w-]+\s*", s, re.I)}
    return frozenset(s[re.search(r"[.#]", s).start() :] for s in found)  # type: ignore[union-attr]


def _plain(style: str) -> str:
    return re.sub(r"\s+", "", style).lower()


@dataclass(slots=True)
class Walk:
    """One pass over a tree. `blocks` and `hidden_characters` grow as elements are walked."""

    rules: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    """Ids of panels that a button on the page opens (`aria-controls`): a reader can see them."""
    skipped: frozenset[Element] = frozenset()
    blocks: list[Block] = field(default_factory=list)
    hidden_characters: int = 0
    _text: str = ""
    _kind: Kind = "paragraph"
    _level: int = 0
    _label: str = ""
    _heading: int = 1

    def element(self, element: Element) -> None:
        """Walk one element with its children, without its tail."""
        tag = local_name(element)
        if not tag or tag in _DROPPED or element in self.skipped or element.get("role") in _ROLES:
            return
        if self._is_hidden(element):
            self.hidden_characters += sum(len("".join(text.split())) for text in _texts(element))
            return
        if tag == "br":
            self._end_line()
        elif tag == "table":
            self._flush()
            self._table(element)
        elif tag == "button":
            if element.get("aria-controls") or element.get("aria-expanded"):
                self._block(element, "heading", min(self._heading + 1, 6))
        elif tag == "pre":
            self._flush()
            for line in "".join(_texts(element)).splitlines():
                self._append(line, "paragraph", 0)
        elif re.fullmatch(r"h[1-6]", tag):
            self._heading = int(tag[1])
            self._block(element, "heading", self._heading)
        elif tag in ("ol", "ul", "menu", "dir"):
            self._list(element, numbered=tag == "ol")
        elif tag in _BLOCKS:
            self._block(element, self._kind if self._kind == "item" and tag in ("p", "div") else "paragraph", 0)
        else:
            self._inside(element)

    def finish(self) -> None:
        """Close the last block."""
        self._flush()

    def _is_hidden(self, element: Element) -> bool:
        if element.get("id") in self.opened and element.get("id"):
            return False
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if self.rules:
            names = [f".{name}" for name in (element.get("class") or "").split()] + [f"#{element.get('id')}"]
            if any(name in self.rules for name in names):
                return True
        if (element.get("color") or "").lower() in ("white", "#fff", "#ffffff"):
            return not _has_ground(element)
        if not (style := element.get("style")):
            return False
        style = _plain(style)
        return bool(_HIDING.search(style)) or (bool(_WHITE.search(style)) and not _has_ground(element))

    def _inside(self, element: Element) -> None:
        self._add(element.text)
        for child in element:
            self.element(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._text += _SPACE.sub(" ", text)

    def _block(self, element: Element, kind: Kind, level: int) -> None:
        self._flush()
        outer = self._kind, self._level
        self._kind, self._level = kind, level
        self._inside(element)
        self._flush()
        self._kind, self._level = outer

    def _end_line(self) -> None:
        if self._kind == "heading":
            self._text = join(self._text.strip(), "\n")
        else:
            self._flush()

    def _list(self, element: Element, *, numbered: bool) -> None:
        self._flush()
        number = _number(element.get("start"), 1)
        outer = self._kind, self._level
        self._kind, self._level = "item", 0
        self._add(element.text)
        for child in element:
            if local_name(child) == "li" and not self._is_hidden(child):
                number = _number(child.get("value"), number)
                self._flush()
                if numbered:
                    self._label = child.get("data-label") or f"{_numeral(number, element.get('type'))}."
                    number += 1
                elif not any(local_name(inside) in _NO_ITEM for inside in child.iter()):
                    self._label = _BULLET
                self._inside(child)
                self._flush()
                self._label = ""
            else:
                self.element(child)
            self._add(child.tail)
        self._flush()
        self._kind, self._level = outer

    def _flush(self) -> None:
        text, self._text = self._text, ""
        if text := _fold(text):
            label, self._label = self._label, ""
            self._append(f"{label} {text}" if label else text, self._kind, self._level)

    def _append(self, text: str, kind: Kind, level: int) -> None:
        if text := text.strip().strip("　").strip():
            self.blocks.append(Block(text, kind, level))

    def _table(self, table: Element) -> None:
        rows = [row for row in _rows(table) if not self._is_hidden(row)]
        single = all(len(_cells(row)) <= 1 for row in rows)
        layout = any(
            next(cell.iter("table", "h1", "h2", "h3", "h4"), None) is not None
            or sum(local_name(x) == "p" for x in cell.iter()) > 4
            for row in rows
            for cell in _cells(row)
        )
        for caption in table.iterchildren("caption"):
            self._block(caption, "paragraph", 0)
        pending: dict[int, tuple[int, str]] = {}
        for row in rows:
            if single or layout:
                for cell in _cells(row):
                    self.element(cell)
                continue
            texts = self._row(row, pending)
            self._append(" | ".join(text for text in texts if text), "row", 0)

    def _row(self, row: Element, pending: dict[int, tuple[int, str]]) -> list[str]:
        """Texts of the cells by column; a short cell that spans rows is said again in each of them."""
        texts: list[str] = []

        def continued() -> None:
            while len(texts) in pending:
                left, text = pending.pop(column := len(texts))
                if left > 1:
                    pending[column] = (left - 1, text)
                texts.append(text)

        for cell in _cells(row):
            continued()
            inner = Walk(self.rules, self.opened, self.skipped)
            inner._inside(cell) if not self._is_hidden(cell) else inner.element(cell)
            inner.finish()
            self.hidden_characters += inner.hidden_characters
            text = ""
            for block in inner.blocks:
                text = f"{text} {block.text}" if text else block.text
            if (span := _number(cell.get("rowspan"), 1)) > 1:
                pending[len(texts)] = (span - 1, text if len(text) <= _LONGEST_REPEAT else "")
            texts += [text] + [""] * (min(_number(cell.get("colspan"), 1), 100) - 1)
        continued()
        return texts


def _has_ground(element: Element) -> bool:
    """Whether something above gives a colour to write on. Style sheets are not known; only a `th` gets the doubt."""
    while element is not None:
        if element.get("bgcolor", "").lower() not in ("", "white", "#fff", "#ffffff") or local_name(element) == "th":
            return True
        if _GROUND.search(_plain(element.get("style") or "")):
            return True
        element = element.getparent()
    return False


def _texts(element: Element) -> Iterator[str]:
    return (text for text in element.itertext() if isinstance(text, str))


def _rows(table: Element) -> Iterable[Element]:
    for child in table:
        tag = local_name(child)
        if tag == "tr":
            yield child
        elif tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if local_name(cell) in ("td", "th")]


def _fold(text: str) -> str:
    """One line, where a line end between two Chinese characters is nothing and elsewhere a space."""
    folded = ""
    for line in text.split("\n"):
        folded = join(folded, " ".join(line.split(" ")).strip())
    return " ".join(folded.split(" ")).strip()


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _numeral(number: int, style: str | None) -> str:
    if style in ("a", "A") and 0 < number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 0 < number < 400:
        text = ""
        for value, sign in _ROMAN:
            while number >= value:
                text, number = text + sign, number - value
        return text if style == "i" else text.upper()
    return str(number)
