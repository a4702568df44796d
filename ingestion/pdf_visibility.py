"""Whether a person who looks at the page sees a word: the page is drawn, and the word's place is looked at.

Covers white on white, text under a bar, clipped, transparent and off-page text alike, because it asks for the result
and not for the trick. Works on pixels and boxes; does not open files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingestion.page_words import Box, Word

TINY = 1.0
"""Points. Smaller letters cannot be read by a person."""
FAINT = 14
"""Of 255. Two colours closer than this look the same."""

Turn = int
"""Degrees by which text is turned against the page as stored, counter-clockwise: 0, 90, 180 or 270."""


@dataclass(frozen=True, slots=True)
class Style:
    """What the letters of one text object have in common."""

    size: float
    """Points."""
    turn: Turn
    bold: bool = False
    colour: tuple[int, int, int] | None = None
    """Blue, green, red; None where the letters are not filled with one colour."""
    invisible: bool = False
    """Drawn in a mode that leaves no ink."""


@dataclass(slots=True)
class Run:
    """A word in the page's own coordinates (origin at the bottom left)."""

    text: str
    box: Box
    """left, bottom, right, top"""
    base: tuple[float, float]
    """Where the first letter stands on its line."""
    style: Style
    spaced: bool

    def follows(self, box: Box) -> bool:
        """Whether a glyph with this box stands right behind the word, on the same line."""
        old, size = self.box, self.style.size
        match self.style.turn:
            case 0:
                gap, shift = box[0] - old[2], box[1] - old[1]
            case 90:
                gap, shift = box[1] - old[3], box[0] - old[0]
            case 180:
                gap, shift = old[0] - box[2], box[1] - old[1]
            case _:
                gap, shift = old[1] - box[3], box[0] - old[0]
        return -0.5 * size < gap < 0.2 * size and abs(shift) < 0.5 * size

    def upright(self, crop: Box, turn: Turn) -> Word:
        """The word in the frame in which text turned by `turn` is upright."""
        size = self.style.size
        x0, top, x1, bottom = turned(self.box, crop, turn)
        line = turned((*self.base, *self.base), crop, turn)[1]
        if top - size <= line <= bottom + size:
            top, bottom = line - 0.85 * size, line + 0.2 * size
        return Word(self.text, x0, top, x1, bottom, size, bold=self.style.bold, spaced=self.spaced)


def turned(box: Box, crop: Box, turn: Turn) -> Box:
    """Page coordinates (y up) → frame in which text turned by `turn` is upright (y down)."""
    left, bottom, right, top = box
    if turn == 90:
        return bottom - crop[1], left - crop[0], top - crop[1], right - crop[0]
    if turn == 180:
        return crop[2] - right, bottom - crop[1], crop[2] - left, top - crop[1]
    if turn == 270:
        return crop[3] - top, crop[2] - right, crop[3] - bottom, crop[2] - left
    return left - crop[0], crop[3] - top, right - crop[0], crop[3] - bottom


def part_seen(runs: Sequence[Run], pixels: Any, crop: Box, turn: Turn) -> tuple[list[Run], list[Run], int]:
    """Part words into those seen and those drawn invisibly, and count the letters of the rest, which nobody sees.

    `pixels` is the page as drawn (height x width x 3, BGR), turned by `turn`. Words drawn twice for
    boldness are kept once.
    """
    seen: list[Run] = []
    invisible: list[Run] = []
    hidden = 0
    for run in runs:
        if run.style.invisible:
            invisible.append(run)
        elif run.style.size < TINY or not _shown(pixels, run, crop, turn):
            hidden += len(run.text)
        elif not (seen and seen[-1].text == run.text and _near(seen[-1].box, run.box, run.style.size)):
            seen.append(run)
    return seen, invisible, hidden


def _near(a: Box, b: Box, size: float) -> bool:
    return abs(a[0] - b[0]) < 0.15 * size and abs(a[1] - b[1]) < 0.15 * size


def _shown(pixels: Any, run: Run, crop: Box, turn: Turn) -> bool:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = turned(run.box, crop, turn)
    columns, rows = (crop[2] - crop[0], crop[3] - crop[1])[:: 1 if turn % 180 == 0 else -1]
    sx, sy = width / max(columns, 1.0), height / max(rows, 1.0)
    patch = pixels[max(0, int(y0 * sy)) : max(0, int(y1 * sy) + 1), max(0, int(x0 * sx)) : max(0, int(x1 * sx) + 1)]
    if patch.size == 0:
        return False
    flat = patch.reshape(-1, 3)
    low, high = flat.min(axis=0).astype(int), flat.max(axis=0).astype(int)
    if (high - low).max() < FAINT:
        return False
    colour = run.style.colour
    if colour is None or min(colour) < 200:
        return True
    return int(abs(np.median(flat, axis=0) - np.array(colour)).max()) >= FAINT or int(low.min()) < min(colour) - 60
