"""Chooses the reader of a file by what is in it, and gives every reading the same clean form.

The suffix is never believed: it only decides between kinds of text that may look alike (plain, Markdown, CSV, HTML).
Knows no format itself; the table `_READERS` names the module that does, and it is imported when it is chosen.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import Final

from ingestion.documents import Block, Reading
from ingestion.encoding import clean, decode
from prompts.problems import Problem

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of the largest file that is read, unless the caller says otherwise."""

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_READERS: Final = {
    "application/pdf": "ingestion.pdf:read",
    DOCX: "ingestion.office:read",
    XLSX: "ingestion.spreadsheets:read_workbook",
    "text/csv": "ingestion.spreadsheets:read_table",
    "text/html": "ingestion.html:read",
    "text/markdown": "ingestion.markdown:read",
    "text/plain": "ingestion.plain:read",
    "image/png": "ingestion.ocr:read_image",
    "image/jpeg": "ingestion.ocr:read_image",
    "image/tiff": "ingestion.ocr:read_image",
    "image/bmp": "ingestion.ocr:read_image",
    "image/webp": "ingestion.ocr:read_image",
}
_SUFFIXES: Final = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".qmd"), "text/markdown"),
    **dict.fromkeys((".csv", ".tsv"), "text/csv"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "text/html"),
    ".txt": "text/plain",
}
_IMAGES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
)
_REFUSED: Final = (
    (b"{\\rtf", "RTF"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%!PS", "PostScript"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_STREAMS: Final = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect(data: bytes, name: str = "") -> str:
    """Media type by content, one of those that `read` takes; `name` decides only between kinds of text.

    Raises `Problem`: `empty_file`, `unknown_type`, `old_office`, `encrypted`, `bad_encoding`, `archive_bomb`.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Problem("empty_file", found=f"{len(data)} bytes")
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _inside_zip(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for mark, media_type in _IMAGES:
        if data.startswith(mark) and (mark != b"BM" or b"\x00" in data[:32]):
            return media_type
    for mark, found in _REFUSED:
        if data.startswith(mark) and (mark != b"MZ" or b"\x00" in data[:64]):
            raise Problem("unknown_type", found=found)
    return _kind_of_text(decode(data)[0], PurePath(name).suffix.lower())


def read(data: bytes, name: str, *, limit: int = LARGEST) -> Reading:
    """Read one file. Every block of the result is one non-empty line without control or invisible characters.

    Raises `Problem`: those of `detect`, `too_large` over `limit` bytes, `no_text`, `damaged`, and the reader's own.
    """
    if len(data) > limit:
        raise Problem("too_large", found=in_megabytes(len(data)), limit=in_megabytes(limit))
    media_type = detect(data, name)
    reading = _tidy(_reader(_READERS[media_type])(data, name))
    if not any(char.isalnum() for block in reading.blocks for char in block.text):
        hidden = f"; {reading.hidden_characters} hidden characters" if reading.hidden_characters else ""
        raise Problem("no_text", found=f"{media_type}, {len(data)} bytes{hidden}")
    return reading


def in_megabytes(count: int) -> str:
    """`52428800` → `50.0 MB`."""
    return f"{count / 1024 / 1024:.1f} MB"


def _reader(dotted: str) -> Callable[[bytes, str], Reading]:
    module, function = dotted.split(":")
    found: Callable[[bytes, str], Reading] = getattr(import_module(module), function)
    return found


def _tidy(reading: Reading) -> Reading:
    blocks: list[Block] = []
    removed = 0
    for block in reading.blocks:
        text, count = clean(block.text)
        removed += count
        if text := " ".join(text.split()):
            blocks.append(replace(block, text=text) if text != block.text else block)
    return replace(
        reading,
        blocks=tuple(blocks),
        fields=_tidy_names(reading.fields),
        front_matter=_tidy_names(reading.front_matter),
        title=_line(reading.title) or None,
        url=_line(reading.url) or None,
        hidden_characters=reading.hidden_characters + removed,
    )


def _tidy_names(fields: object) -> dict[str, str]:
    return {_line(key): _line(value) for key, value in dict(fields).items()}  # type: ignore[call-overload]


def _line(text: str | None) -> str:
    return " ".join(clean(text or "")[0].split())


def _inside_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Problem("damaged", found="a ZIP container (DOCX, XLSX …) whose directory is missing") from error
    if "[Content_Types].xml" in names:
        for folder, media_type in (("word/", DOCX), ("xl/", XLSX)):
            if any(entry.startswith(folder) for entry in names):
                return media_type
        raise Problem("unknown_type", found="an Office file that is neither DOCX nor XLSX (a presentation?)")
    if any(entry.upper() == "OFD.XML" for entry in names):
        raise Problem("unknown_type", found="OFD")
    if "mimetype" in names:
        raise Problem("unknown_type", found="an OpenDocument or EPUB file")
    raise Problem("unknown_type", found="a ZIP archive")


def _old_office(data: bytes) -> Problem:
    """Streams of an OLE container are named in UTF-16; Office puts an encrypted DOCX into one too."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return Problem("encrypted", found="an Office document with a password")
    for stream, found in _STREAMS:
        if holds(stream):
            return Problem("old_office", found=found)
    return Problem("old_office", found="OLE")


def _kind_of_text(text: str, suffix: str) -> str:
    text = clean(text[:200_000])[0].strip()
    if not text:
        raise Problem("empty_file", found="only white space")
    head = text[:4000]
    by_name = _SUFFIXES.get(suffix)
    if re.match(r"MIME-Version:|From: <?Saved by", head, re.I) and "multipart/related" in head:
        raise Problem("unknown_type", found="a web archive (MHT)")
    if re.match(r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", head, re.I | re.S):
        return "text/html"
    if head.startswith("<?xml"):
        raise Problem("unknown_type", found="XML")
    if _is_json(text):
        raise Problem("unknown_type", found="JSON")
    if re.match(
        r"<(?:div|p|table|section|article|main|h[1-6]|ul|ol|span|meta|title|style|script|center)\b", head, re.I
    ):
        return "text/markdown" if by_name == "text/markdown" else "text/html"
    if _is_markdown(text):
        return "text/markdown"
    if _is_table(text, sure=by_name == "text/csv"):
        return "text/csv"
    tags = len(re.findall(r"</(?:p|div|td|li|a|span|h[1-6])>", head, re.I))
    if by_name == "text/html" and tags:
        return "text/html"
    return "text/markdown" if by_name == "text/markdown" else "text/plain"


def _is_json(text: str) -> bool:
    if text[0] not in "{[":
        return False
    for part in (text, text.split("\n", 1)[0]):
        try:
            found = json.loads(part)
        except (ValueError, RecursionError):
            continue
        return isinstance(found, dict) or (isinstance(found, list) and any(isinstance(x, dict) for x in found))
    return False


def _is_markdown(text: str) -> bool:
    """Front matter; or headings with `#`, a table's rule, or links. A lone `- item` is not enough."""
    if re.match(r"---\s*\n(?:#.*\n|\s*\n)*[\w\"'-]+\s*:.*\n", text) and re.search(r"\n(?:---|\.\.\.)\s*(?:\n|$)", text):
        return True
    if re.match(r"\+\+\+\s*\n(?:.*\n)*?\+\+\+\s*(?:\n|$)", text[:20_000]):
        return True
    headings = len(re.findall(r"^#{1,6} +\S", text, re.M))
    rules = len(re.findall(r"^\s*\|?\s*:?-{3,}:?\s*\|[\s:|-]*$", text, re.M))
    links = len(re.findall(r"\[[^\]\n]+\]\((?:https?:|/|#|mailto:)[^)\s]*\)", text))
    strong = len(re.findall(r"(?<![*\w])\*\*[^*\s][^*\n]*\*\*", text))
    return bool(
        (headings and text.startswith("#")) or headings >= 2 or rules or links >= 2 or (strong and (links or headings))
    )


def _is_table(text: str, *, sure: bool) -> bool:
    """Whether the first fifty records have the same number of cells, more than one, under one delimiter."""
    lines = text.splitlines(keepends=True)[:200]
    if sure:
        return True
    for delimiter in ",\t;|":
        try:
            records = [r for r in csv.reader(lines, delimiter=delimiter, strict=True) if r][:50]
        except csv.Error:
            continue
        widths = {len(record) for record in records}
        cells = [cell for record in records for cell in record]
        if len(records) >= 3 and len(widths) == 1 and widths != {1} and sum(map(len, cells)) < 60 * len(cells):
            return True
    return False
