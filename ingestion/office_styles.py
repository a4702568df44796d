"""Styles of a DOCX: what a paragraph or run inherits, as far as reading needs it.

Source: ECMA-376 Part 1, 17.7 (styles) and 17.3 (properties). Does not know tables' conditional formats or themes.
"""

import re
from typing import Final

from ingestion.markup import Element, local_name

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING: Final = re.compile(r"(?:heading|标题|标\s*题|titre|título)\s*([1-9])$", re.I)
_DEPTH: Final = 20


def child(element: Element | None, tag: str) -> Element | None:
    """The first child with this local name in the WordprocessingML namespace."""
    return None if element is None else element.find(_W + tag)


def attribute(element: Element | None, name: str) -> str | None:
    """A `w:` attribute; None when the element or the attribute is missing."""
    if element is None:
        return None
    value = element.get(_W + name)
    return None if value is None else str(value)


def is_on(element: Element | None) -> bool:
    """A toggle property: present and not `0`, `false` or `off`."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def is_colored(shading: Element | None) -> bool:
    """Whether a `w:shd` puts another colour than white behind the text."""
    fill = str(attribute(shading, "fill") or "auto").lower()
    return fill not in ("auto", "ffffff") or attribute(shading, "val") == "solid"


class Styles:
    """Properties by style id, resolved along `basedOn`."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self.default_paragraph: str | None = None
        for style in root if root is not None else ():
            if local_name(style) == "style" and (key := attribute(style, "styleId")):
                self._styles[key] = style
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                    self.default_paragraph = key

    def chain(self, key: str | None) -> list[Element]:
        """The style and what it is based on, nearest first."""
        found: list[Element] = []
        while key in self._styles and len(found) < _DEPTH:
            style = self._styles[key]
            found.append(style)
            key = attribute(child(style, "basedOn"), "val")
        return found

    def run_property(
        self, tag: str, own: Element | None, character: str | None, paragraph: str | None
    ) -> Element | None:
        """The `w:rPr` child that applies: the run's own, else of its character style, else of the paragraph's style."""
        if (found := child(own, tag)) is not None:
            return found
        for style in (*self.chain(character), *self.chain(paragraph)):
            if (found := child(child(style, "rPr"), tag)) is not None:
                return found
        return None

    def shades_a_table(self, key: str | None) -> bool:
        """Whether a table style colours the ground of any cell."""
        shadings = (shading for style in self.chain(key) for shading in style.iter(_W + "shd"))
        return any(is_colored(shading) for shading in shadings)

    def outline_level(self, properties: Element | None, key: str | None) -> int:
        """Depth of a heading, 1 to 6; 0 for body text. A level that some programs give to every paragraph is none."""
        own = attribute(child(properties, "outlineLvl"), "val")
        if own is not None:
            return min(int(own) + 1, 6) if own.isdigit() and int(own) < 9 else 0
        for style in self.chain(key):
            if attribute(style, "styleId") == self.default_paragraph:
                break
            level = attribute(child(child(style, "pPr"), "outlineLvl"), "val")
            if level is not None:
                return min(int(level) + 1, 6) if level.isdigit() and int(level) < 9 else 0
            name = attribute(child(style, "name"), "val") or ""
            if found := _HEADING.match(name.strip()):
                return min(int(found[1]), 6)
            if name.lower() in ("title", "标题"):
                return 1
        return 0

    def numbering_of(self, properties: Element | None, key: str | None) -> tuple[str, int] | None:
        """(numId, level) of the list that a paragraph belongs to, its own or its style's."""
        own = child(properties, "numPr")
        number, level = attribute(child(own, "numId"), "val"), attribute(child(own, "ilvl"), "val")
        if number is None:
            for style in self.chain(key):
                inherited = child(child(style, "pPr"), "numPr")
                number = attribute(child(inherited, "numId"), "val")
                if level is None:
                    level = attribute(child(inherited, "ilvl"), "val")
                if number is not None:
                    break
        if number is None or number == "0":
            return None
        return number, int(level) if level and level.isdigit() else 0
