"""Runs of a paragraph → the lines a reader sees.

Drops text that is deleted, set to vanish, white on no ground, or at most one point high, and counts it.
Source: ECMA-376 Part 1, 17.3.2 (run properties), 17.13 (tracked changes).
"""

from dataclasses import dataclass, field
from typing import Final

from ingestion.markup import Element, local_name
from ingestion.office_styles import Styles, attribute, child, is_colored, is_on

_SYMBOLS: Final = {
    "wingdings": {
        0xA8: "☐",
        0xFE: "☑",
        0xFD: "☒",
        0xFC: "✓",
        0xFB: "✗",
        0x6C: "●",
        0x6E: "■",
        0x6F: "□",
        0xD8: "➢",
        0xE0: "→",
    },
    "wingdings 2": {0x52: "☑", 0x50: "✓", 0x51: "☒", 0x4F: "✗", 0xA3: "☐", 0x2A: "☐"},
    "symbol": {0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0xB8: "÷"},
}
_THROUGH_NAMES: Final = (
    "hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml ruby rubyBase dir bdo oMath oMathPara e num den "
    "sup sub deg f sSup sSub rad d nary"
)
_THROUGH: Final = frozenset(_THROUGH_NAMES.split())
_SPACES: Final = frozenset(("tab", "ptab"))


@dataclass(slots=True)
class Runs:
    """Reads paragraphs one after another and keeps count of what was left out."""

    styles: Styles
    hidden: int = 0
    deleted: int = 0
    last_hidden: int = 0
    """Characters hidden in the paragraph read last."""
    _lines: list[str] = field(default_factory=list)
    _boxes: list[Element] = field(default_factory=list)
    _cited: list[str] = field(default_factory=list)

    def lines(
        self, paragraph: Element, properties: Element | None, style: str | None
    ) -> tuple[list[str], list[Element], list[str]]:
        """Lines between manual breaks, contents of text boxes, and keys of notes cited (`footnote:2`)."""
        self._lines, self._boxes, self._cited = [""], [], []
        before = self.hidden
        ground = _has_ground(properties) or any(_has_ground(child(s, "pPr")) for s in self.styles.chain(style))
        ground = ground or self._is_on_colored_cell(paragraph.getparent())
        self._walk(paragraph, style, ground)
        self.last_hidden = self.hidden - before
        return [" ".join(line.split()) for line in self._lines], self._boxes, self._cited

    def drop_deleted(self, element: Element) -> None:
        """Count text that a tracked change took out."""
        self.deleted += sum(len(t.text or "") for t in element.iter() if local_name(t) in ("delText", "t"))

    def _is_on_colored_cell(self, cell: Element | None) -> bool:
        if cell is None or local_name(cell) != "tc":
            return False
        table = next((outer for outer in cell.iterancestors() if local_name(outer) == "tbl"), None)
        properties = child(table, "tblPr")
        style = attribute(child(properties, "tblStyle"), "val")
        return _has_ground(child(cell, "tcPr")) or _has_ground(properties) or self.styles.shades_a_table(style)

    def _walk(self, element: Element, style: str | None, ground: bool) -> None:
        for inner in element:
            tag = local_name(inner)
            if tag in ("del", "moveFrom"):
                self.drop_deleted(inner)
            elif tag == "r":
                self._run(inner, style, ground)
            elif tag in _THROUGH:
                self._walk(inner, style, ground)
            elif tag == "AlternateContent":
                for choice in inner[:1]:
                    self._walk(choice, style, ground)

    def _run(self, run: Element, style: str | None, ground: bool) -> None:
        properties = child(run, "rPr")
        character = attribute(child(properties, "rStyle"), "val")
        unseen = self._is_unseen(properties, character, style, ground)
        for inner in run:
            tag = local_name(inner)
            if tag in ("br", "cr") and not unseen and attribute(inner, "type") != "column":
                self._lines.append("")
            elif tag == "delText":
                self.deleted += len(inner.text or "")
            elif tag in ("drawing", "pict", "object", "AlternateContent"):
                self._boxes += _text_boxes(inner)
            elif tag == "ruby":
                for base in inner:
                    if local_name(base) == "rubyBase":
                        self._walk(base, style, ground)
            elif unseen:
                self.hidden += len(self._text(inner, tag).strip())
            else:
                self._lines[-1] += self._text(inner, tag)

    def _text(self, element: Element, tag: str) -> str:
        """What one child of a run shows; a reference to a note is noted, so that the note can follow."""
        if tag == "t":
            return element.text or ""
        if tag in _SPACES:
            return " "
        if tag == "noBreakHyphen":
            return "-"
        if tag == "sym":
            return _symbol(attribute(element, "font") or "", attribute(element, "char") or "")
        if tag in ("footnoteReference", "endnoteReference"):
            number = attribute(element, "id") or ""
            self._cited.append(f"{tag.removesuffix('Reference')}:{number}")
            return f"[{number}]" if attribute(element, "customMarkFollows") is None else ""
        return ""

    def _is_unseen(self, own: Element | None, character: str | None, style: str | None, ground: bool) -> bool:
        def applied(tag: str) -> Element | None:
            return self.styles.run_property(tag, own, character, style)

        if is_on(applied("vanish")):
            return True
        size = attribute(applied("sz"), "val")
        if size is not None and size.isdigit() and int(size) <= 2:
            return True
        color = (attribute(applied("color"), "val") or "").lower()
        if color != "ffffff" or ground:
            return False
        shaded = is_colored(applied("shd")) or (attribute(applied("highlight"), "val") or "none") not in (
            "none",
            "white",
        )
        return not shaded


def _has_ground(properties: Element | None) -> bool:
    return is_colored(child(properties, "shd"))


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number >= 0xF000:
        return _SYMBOLS.get(font.lower(), {}).get(number - 0xF000, "")
    return _SYMBOLS.get(font.lower(), {}).get(number, chr(number) if number >= 0x20 else "")


def _text_boxes(element: Element) -> list[Element]:
    """Outermost text box contents; where the same box is given twice for old programs, the first."""
    if local_name(element) == "txbxContent":
        return [element]
    found: list[Element] = []
    inside = element[:1] if local_name(element) == "AlternateContent" else element
    for inner in inside:
        found += _text_boxes(inner)
    return found
