"""DOCX → blocks: what Word would show, with the numbers that Word generates, in reading order.

Inserted text is kept, deleted and hidden text is dropped; text boxes and footnotes follow the paragraph they hang on.
Heads and feet of pages are left out, unless only they carry the document number. Does not lay out pages, so blocks
have no page numbers; does not read pictures, charts, comments or embedded files.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Literal

from ingestion.archives import Archive
from ingestion.documents import Block, Reading
from ingestion.markup import Element, local_name, parse_xml
from ingestion.office_numbering import Numbering
from ingestion.office_runs import Runs
from ingestion.office_styles import Styles, attribute, child
from ingestion.plain import join
from prompts.problems import Problem

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NUMBER: Final = re.compile(
    r"[一-鿿]{1,8}\s*[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*\d{1,5}\s*号|令\s*第?\s*\d{1,5}\s*号"
)
_LONGEST_REPEAT: Final = 60
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
Kind = Literal["heading", "paragraph", "item", "row"]


def read(data: bytes, name: str) -> Reading:
    """Read a DOCX. `name` is not looked at. Raises `Problem`: `archive_bomb`, `encrypted`, `damaged`."""
    archive = Archive(data)
    main = _main_part(archive)
    folder = str(PurePosixPath(main).parent)
    styles = Styles(_part(archive, f"{folder}/styles.xml"))
    text = _Text(styles, Numbering(_part(archive, f"{folder}/numbering.xml")), _notes(archive, folder))
    root = parse_xml(_transitional(archive.part(main)), main)
    if (body := child(root, "body")) is None:
        raise Problem("damaged", found=f"{main} has no body")
    text.walk(body)
    blocks = text.blocks
    if not any(_NUMBER.search(block.text) for block in blocks[:40]):
        blocks = _numbered_heads(archive, folder, styles) + blocks
    notes = (f"{text.runs.deleted} deleted characters in tracked changes left out",) if text.runs.deleted else ()
    return Reading(_DOCX, tuple(blocks), title=_title(archive), hidden_characters=text.runs.hidden, notes=notes)


@dataclass(slots=True)
class _Text:
    """One pass over a story (body, text box, note): blocks are added as they are met."""

    styles: Styles
    numbering: Numbering
    notes: dict[str, Element] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        self.runs = Runs(self.styles)

    def walk(self, container: Element) -> None:
        for element in container:
            tag = local_name(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag in ("del", "moveFrom"):
                self.runs.drop_deleted(element)
            elif tag == "AlternateContent":
                for choice in element[:1]:
                    self.walk(choice)
            elif tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                self.walk(element)

    def _paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        style = attribute(child(properties, "pStyle"), "val") or self.styles.default_paragraph
        level = self.styles.outline_level(properties, style)
        lines, hung, cited = self.runs.lines(element, properties, style)
        label = ""
        numbered = self.styles.numbering_of(properties, style)
        if numbered and (any(lines) or self.runs.last_hidden == 0):
            label, bullet = self.numbering.label(*numbered)
            numbered = None if not label and not bullet else numbered
        kind: Kind = "heading" if level else "item" if numbered and not label.startswith("第") else "paragraph"
        if level or attribute(child(properties, "jc"), "val") == "center":
            lines = [_joined(lines)]
        for line in lines:
            if line:
                self.blocks.append(Block(f"{label} {line}" if label else line, kind, level))
                label = ""
        for note in cited:
            if (content := self.notes.get(note)) is not None:
                self._note(note, content)
        for box in hung:
            self.walk(box)

    def _note(self, key: str, content: Element) -> None:
        inner = _Text(self.styles, self.numbering)
        inner.walk(content)
        self.runs.hidden += inner.runs.hidden
        if text := _joined([block.text for block in inner.blocks]):
            self.blocks.append(Block(f"[{key.partition(':')[2]}] {text}"))

    def _table(self, table: Element) -> None:
        rows = [row for row in _inside(table, "tr") if not self._is_deleted(row)]
        single = all(len(_inside(row, "tc")) <= 1 for row in rows)
        above: dict[int, str] = {}
        for row in rows:
            texts: list[str] = []
            column = 0
            for cell in _inside(row, "tc"):
                if single:
                    self.walk(cell)
                    continue
                properties = child(cell, "tcPr")
                span = int(attribute(child(properties, "gridSpan"), "val") or 1)
                merge = child(properties, "vMerge")
                text, nested = self._cell(cell)
                if merge is not None and attribute(merge, "val") != "restart":
                    text = text or above.get(column, "")
                else:
                    above[column] = text if merge is not None and len(text) <= _LONGEST_REPEAT else ""
                texts.append(text)
                column += span
                self.blocks += nested
            if any(texts):
                self.blocks.append(Block(" | ".join(text for text in texts if text), "row"))

    def _cell(self, cell: Element) -> tuple[str, list[Block]]:
        """Text of a cell, and the rows of tables inside it, which come before its row."""
        inner = _Text(self.styles, self.numbering, self.notes)
        inner.walk(cell)
        self.runs.hidden += inner.runs.hidden
        self.runs.deleted += inner.runs.deleted
        return " ".join(b.text for b in inner.blocks if b.kind != "row"), [b for b in inner.blocks if b.kind == "row"]

    def _is_deleted(self, row: Element) -> bool:
        properties = child(row, "trPr")
        if properties is None or (child(properties, "del") is None and child(properties, "hidden") is None):
            return False
        counted = "".join(t.text or "" for t in row.iter() if local_name(t) in ("t", "delText"))
        self.runs.deleted += len(counted)
        return True


def _inside(element: Element, tag: str) -> list[Element]:
    """Rows of a table or cells of a row, also those wrapped in content controls."""
    found: list[Element] = []
    for inner in element:
        name = local_name(inner)
        if name == tag:
            found.append(inner)
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            found += _inside(inner, tag)
    return found


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        text = join(text, line)
    return text


def _transitional(data: bytes) -> bytes:
    """The strict dialect of the format differs in the names of its namespaces."""
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def _main_part(archive: Archive) -> str:
    if (relations := archive.optional("_rels/.rels")) is not None:
        for relation in parse_xml(relations, "_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return str(relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _part(archive: Archive, name: str) -> Element | None:
    data = archive.optional(name)
    return None if data is None else parse_xml(_transitional(data), name)


def _notes(archive: Archive, folder: str) -> dict[str, Element]:
    """Footnotes and endnotes by `footnote:3`; separators have negative or typed entries and are left out."""
    found: dict[str, Element] = {}
    for kind in ("footnote", "endnote"):
        root = _part(archive, f"{folder}/{kind}s.xml")
        for note in root if root is not None else ():
            if attribute(note, "type") in (None, "normal"):
                found[f"{kind}:{attribute(note, 'id')}"] = note
    return found


def _numbered_heads(archive: Archive, folder: str, styles: Styles) -> list[Block]:
    for name in sorted(archive.names):
        if re.fullmatch(rf"{re.escape(folder)}/(?:header|footer)\d*\.xml", name):
            text = _Text(styles, Numbering(None))
            text.walk(parse_xml(_transitional(archive.part(name)), name))
            if found := [block for block in text.blocks if _NUMBER.search(block.text)]:
                return found
    return []


def _title(archive: Archive) -> str | None:
    data = archive.optional("docProps/core.xml")
    if data is None:
        return None
    for element in parse_xml(data, "docProps/core.xml"):
        if local_name(element) == "title":
            return (element.text or "").strip() or None
    return None
