"""What is drawn on a page of a PDF besides its words: ruled lines, frames and grids, pictures.

Coordinates are those of the page as PDFium gives them: points, origin at the bottom left, y upward. Does not know
words.
"""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingestion.page_words import Box

MAX_OBJECTS = 30_000
"""Drawn objects looked at on one page; a map has more, and none of them is a table's rule."""


def shapes(page: Any) -> tuple[list[Box], list[float], bool]:
    """Thin lines, areas of pictures inside the page, and whether anything but text is drawn."""
    rules: list[Box] = []
    pictures: list[float] = []
    drawn = False
    crop = page.get_cropbox()
    for count, (item, matrix) in enumerate(_objects(page, pdfium.PdfMatrix(), 0)):
        if count > MAX_OBJECTS:
            break
        kind = raw.FPDFPageObj_GetType(item)
        drawn = drawn or kind != raw.FPDF_PAGEOBJ_TEXT
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, matrix)
            inside = (max(box[0], crop[0]), max(box[1], crop[1]), min(box[2], crop[2]), min(box[3], crop[3]))
            pictures.append(max(0.0, inside[2] - inside[0]) * max(0.0, inside[3] - inside[1]))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            box = _bounds(item, matrix)
            if min(box[2] - box[0], box[3] - box[1]) < 3:
                if max(box[2] - box[0], box[3] - box[1]) > 4:
                    rules.append(box)
            elif len(rules) < MAX_OBJECTS:
                rules.extend(_edges(item, matrix))
    return rules, pictures, drawn


def _objects(parent: Any, matrix: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    count, get = (
        (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        if depth
        else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    )
    for index in range(max(0, count(parent))):
        item = get(parent, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            if depth < 8:
                yield from _objects(item, _matrix(item).multiply(matrix), depth + 1)
        else:
            yield item, matrix


def _matrix(item: Any) -> Any:
    held = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, held)
    return pdfium.PdfMatrix.from_raw(held)


def _bounds(item: Any, matrix: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    box: Box = matrix.on_rect(left.value, bottom.value, right.value, top.value)
    return box


def _edges(item: Any, matrix: Any) -> Iterator[Box]:
    """Upright and level strokes of a path that is a frame or a grid."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    count = raw.FPDFPath_CountSegments(item)
    if not stroked.value or count > 2_000:
        return
    whole = _matrix(item).multiply(matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    last = start = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = whole.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last:
            yield from _stroke(last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and start:
            yield from _stroke(point, start)


def _stroke(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Box]:
    if (abs(a[0] - b[0]) < 1) != (abs(a[1] - b[1]) < 1) and max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 4:
        yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
