"""What is drawn on the pages of a PDF: words where they stand, pictures, filled form fields.

With `ingestion/pdf_shapes.py`, which reads ruled lines, the one home of pypdfium2. It gives each glyph's own box,
colour and drawing mode, which columns, tables and hidden text cannot do without. Coordinates leave this file in points,
origin at the top left, y downward, turned so that the text reads upright. Does not know about lines, columns or
paragraphs. Not safe for threads: PDFium is not.
"""

import ctypes
import logging
from collections import Counter
from collections.abc import Iterator
from math import atan2, degrees, hypot
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from ingestion.page_words import Box, Page
from ingestion.pdf_shapes import shapes
from ingestion.pdf_visibility import Run, Style, Turn, part_seen, turned
from prompts.problems import Problem

MAX_PAGES = 2_000
MAX_PIXELS = 6_000
"""Longest side of a rendered page."""
FONT_MARKS_OF_BOLD = ("bold", "black", "heavy", "semibold", "demi", "hei", "xiaobiaosong", "xbs", "黑", "粗", "小标宋")


def open_pdf(data: bytes) -> Any:
    """Open a file that may be anything.

    Raises `Problem` `damaged`, `encrypted` (after trying the empty password) or `too_large`.
    """
    if b"%PDF-" not in data[:1024]:
        raise Problem("damaged", found="PDF, no header")
    if b"%%EOF" not in data[-4096:] and b"startxref" not in data[-4096:]:
        raise Problem("damaged", found=f"PDF, its end is missing after {len(data):,} bytes")
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Problem("encrypted", found="PDF") from error
        raise Problem("damaged", found=f"PDF, {error}") from error
    if pages == 0:
        raise Problem("damaged", found="PDF, 0 pages")
    if pages > MAX_PAGES:
        raise Problem("too_large", found=f"{pages:,} pages", limit=f"{MAX_PAGES:,} pages")
    if document.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
        logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it warns about XFA, whose plain fields we read
        document.init_forms()
    return document


def read_page(document: Any, number: int) -> Page | None:
    """Read page `number` (from 1); None if the page itself is damaged."""
    try:
        page = document[number - 1]
        text = page.get_textpage()
    except pdfium.PdfiumError:
        return None
    try:
        return _read(document, page, text, number)
    finally:
        text.close()
        page.close()


def render(document: Any, number: int, dpi: float) -> Any:
    """Draw page `number` as an array of height x width x 3 bytes (BGR), at most `MAX_PIXELS` on a side."""
    page = document[number - 1]
    try:
        return _draw(page, dpi / 72)
    finally:
        page.close()


def _draw(page: Any, scale: float) -> Any:
    scale = min(scale, MAX_PIXELS / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=False, prefer_bgrx=False)
    return np.array(bitmap.to_numpy()[:, :, :3])


def _read(document: Any, page: Any, text: Any, number: int) -> Page:
    left, bottom, right, top = page.get_cropbox()
    crop = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    runs, garbled = _runs(text)
    rules, pictures, drawn = shapes(page)
    fields = list(_fields(document, page))
    rotation = page.get_rotation()
    seen, layer, hidden = part_seen(runs, _draw(page, 1.0), crop, rotation) if runs else ([], [], 0)
    seen += [_filled(value, box, rotation) for _, value, box in fields]
    if sum(pictures) < 0.4 * _area(crop):
        hidden += sum(len(run.text) for run in layer)
        layer = []
    weights: Counter[Turn] = Counter()
    for run in seen or layer:
        weights[run.style.turn] += len(run.text)
    main = weights.most_common(1)[0][0] if weights else rotation
    width, height = (crop[2] - crop[0], crop[3] - crop[1])[:: 1 if main % 180 == 0 else -1]
    by_turn = {turn: tuple(run.upright(crop, turn) for run in seen if run.style.turn == turn) for turn in weights}
    return Page(
        number=number,
        width=width,
        height=height,
        words=by_turn.get(main, ()),
        turned=tuple(words for turn, words in sorted(by_turn.items()) if turn != main and words),
        layer=tuple(run.upright(crop, main) for run in layer if run.style.turn == main),
        rules=tuple(turned(box, crop, main) for box in rules),
        picture_share=min(1.0, sum(pictures) / max(_area(crop), 1.0)),
        drawn=drawn,
        garbled=garbled,
        hidden_characters=hidden,
        fields={label: value for label, value, _ in fields if label},
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _runs(text: Any) -> tuple[list[Run], float]:
    """Glyphs joined to words in the order of the content; and the share of glyphs that name no character."""
    handle, get_unicode, get_box = text.raw, raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    get_object, no_map = raw.FPDFText_GetTextObject, raw.FPDFText_HasUnicodeMapError
    origin_x, origin_y, rectangle = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    styles: dict[int, Style] = {}
    runs: list[Run] = []
    run: Run | None = None
    spaced = True
    seen = bad = 0
    for index in range(text.count_chars()):
        code = get_unicode(handle, index)
        if code in _BREAKS:
            run, spaced = None, True
            continue
        if code < 32 and code != 2:
            continue
        seen += 1
        if no_map(handle, index) == 1 or 0xE000 <= code < 0xF900 or code == 0xFFFD:
            bad += 1
        character = _LETTERS.get(code) or chr(code)
        get_box(handle, index, rectangle)
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        pointer = get_object(handle, index)
        key = ctypes.addressof(pointer.contents) if pointer else 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(handle, pointer, index)
        if run and run.style == style and run.follows(box):
            run.text += character
            old = run.box
            run.box = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
            continue
        raw.FPDFText_GetCharOrigin(handle, index, origin_x, origin_y)
        run = Run(character, box, (origin_x.value, origin_y.value), style, spaced)
        runs.append(run)
        spaced = False
    return runs, bad / max(seen, 1)


_BREAKS = frozenset((0, 9, 10, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
_LETTERS = {
    2: "-", 0xFFFE: "-", 0xAD: "-", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
    0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
"""PDFium's marks of a hyphen at a line's end, and ligatures."""


def _style(handle: Any, pointer: Any, index: int) -> Style:
    """What the text object that holds this glyph gives to all its letters."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    size = raw.FPDFText_GetFontSize(handle, index) * (hypot(matrix.c, matrix.d) or hypot(matrix.a, matrix.b) or 1.0)
    turn = round(degrees(atan2(matrix.b, matrix.a)) / 90) % 4 * 90
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    painted = raw.FPDFText_GetFillColor(handle, index, red, green, blue, alpha)
    colour = (blue.value, green.value, red.value) if painted else None
    mode = raw.FPDFTextObj_GetTextRenderMode(pointer) if pointer else raw.FPDF_TEXTRENDERMODE_FILL
    if mode in (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP):
        colour = None
    invisible = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    flags = ctypes.c_int()
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(handle, index, name, 200, flags)
    family = name.value.decode("utf-8", "replace").lower()
    bold = raw.FPDFText_GetFontWeight(handle, index) >= 600 or any(mark in family for mark in FONT_MARKS_OF_BOLD)
    return Style(round(abs(size), 2), turn, bold, colour, invisible)


def _fields(document: Any, page: Any) -> Iterator[tuple[str, str, Box]]:
    """Label, value and place of each form field that is filled in; a ticked box has the value ☑."""
    if not document.formenv:
        return
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET:
            kind = raw.FPDFAnnot_GetFormFieldType(document.formenv, note)
            if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
                value = "☑" if raw.FPDFAnnot_IsChecked(document.formenv, note) else ""
            elif kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
                value = _wide(raw.FPDFAnnot_GetFormFieldValue, document.formenv, note)
            else:
                value = ""
            if value:
                label = _wide(raw.FPDFAnnot_GetFormFieldAlternateName, document.formenv, note) or _wide(
                    raw.FPDFAnnot_GetFormFieldName, document.formenv, note
                )
                place = raw.FS_RECTF()
                raw.FPDFAnnot_GetRect(note, place)
                yield label, value, (place.left, place.bottom, place.right, place.top)
        raw.FPDFPage_CloseAnnot(note)


def _filled(value: str, box: Box, turn: Turn) -> Run:
    size = min(10.0, 0.8 * min(box[2] - box[0], box[3] - box[1]))
    low = (box[1] + box[3]) / 2 - 0.35 * size
    return Run(value, box, (box[0], low), Style(size, turn), True)


def _wide(get: Any, form: Any, note: Any) -> str:
    length = get(form, note, None, 0)
    if not 2 < length < 100_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get(form, note, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return " ".join(buffer.raw[: length - 2].decode("utf-16-le", "replace").split())
