"""Pictures of text → words with their places, by the recogniser that is packaged with its models.

The one home of rapidocr. A page lying on its side is turned, a page scanned askew is straightened by the slope of its
lines. Reads printed Chinese and English. Does not read handwriting, does not see tables' rules, and does not know
whether a word is right: lines it is unsure of are dropped.
"""

import io
import re
from collections.abc import Sequence
from functools import cache
from math import atan2, cos, degrees, hypot, log, sin
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingestion.documents import Reading
from ingestion.page_layout import arrange
from ingestion.page_text import PageLines, blocks, without_running_lines
from ingestion.page_words import HAN, Word
from prompts.problems import Problem

LONG_SIDE = 2_000
"""Pixels. A4 at 170 dots per inch; larger pictures are made smaller."""
LEAST_SCORE = 0.5
SURE = 0.75
"""Mean score of a page's lines below which it is turned and tried again; upright pages reach 0.9 and more."""
MAX_PIXELS = 200_000_000
THREADS = 2
WIDTH_STEP = 320
POINTS = 72 / 170
STEP = 1.3
"""Heights of recognised lines vary by a fifth within one size of type; sizes are told apart in steps of this factor."""


def read_image(data: bytes, name: str) -> Reading:
    """Read a scan given as PNG, JPEG, TIFF (all its pages) or another picture.

    Raises `Problem` `damaged`, `too_large` or `no_text`.
    """
    pages: list[tuple[int, float, list[Word]]] = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            media_type = Image.MIME.get(picture.format or "", "image/unknown")
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if frame.width * frame.height > MAX_PIXELS:
                    raise Problem(
                        "too_large", found=f"{frame.width} x {frame.height} pixels", limit=f"{MAX_PIXELS:,} pixels"
                    )
                pixels = np.asarray(ImageOps.exif_transpose(frame).convert("RGB"))[:, :, ::-1]
                words, _, height = recognise(pixels)
                pages.append((number, height, words))
    except UnidentifiedImageError as error:  # whose words name an object of ours
        raise Problem("damaged", found=f"{name}: no picture that can be read") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Problem("damaged", found=f"{name}: {error}") from error
    kept = without_running_lines(pages)
    text = blocks([PageLines(n, tuple(arrange(words))) for (n, _, _), words in zip(pages, kept, strict=True)])
    if not text:
        raise Problem("no_text", found=f"{len(pages)} pictures")
    return Reading(media_type, text, notes=(f"ocr pages 1-{len(pages)}" if len(pages) > 1 else "ocr pages 1",))


def recognise(pixels: Any) -> tuple[list[Word], float, float]:
    """Read one picture (height x width x 3 bytes, BGR): its words in points as on an A4 page, its width and its height.

    About 1.5 s of processor time a page. Words are whole lines as far as they stand together.
    """
    pixels = given = _fitted(pixels)
    found = _lines(given)
    if _certainty(found) < SURE:
        for quarter in (2, 1, 3):
            picture = np.rot90(given, quarter).copy()
            tried = _lines(picture)
            if _certainty(tried) > _certainty(found):
                found, pixels = tried, picture
            if _certainty(found) >= SURE:
                break
    height, width = pixels.shape[:2]
    return _upright(found, width, height), width * POINTS, height * POINTS


def _certainty(lines: Sequence[tuple[Any, str, float]]) -> float:
    """How surely the page is read, 0 to 1: mean score over the length of the lines.

    A line with far fewer letters than have room in it was not read, and one that stands on its end says that the page
    lies on its side.
    """
    length = certain = 0.0
    for quad, text, score in lines:
        long, short = hypot(*(quad[1] - quad[0])), max(1.0, hypot(*(quad[3] - quad[0])))
        length += max(long, short)
        if short <= 1.5 * long:
            certain += long * score * min(1.0, 2 * short * len(text) / max(long, 1.0))
    return certain / length if length else 0.0


def _fitted(pixels: Any) -> Any:
    height, width = pixels.shape[:2]
    scale = LONG_SIDE / max(height, width)
    if scale >= 0.5 and max(height, width) <= LONG_SIDE:
        return np.ascontiguousarray(pixels)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).resize(size, Image.Resampling.LANCZOS))


@cache
def _engine() -> Any:
    """The recogniser, its two networks run by OpenVINO: a seventh of the processor time of its own runtime.

    Measured on one page of a scan, two threads: 8 s of processor time in onnxruntime, 2.4 s in OpenVINO with 32 bits
    (the same text), 1.2 s with bfloat16 (one bracket in 500 characters differs).
    """
    import openvino
    import rapidocr_onnxruntime

    engine = rapidocr_onnxruntime.RapidOCR(
        intra_op_num_threads=1, inter_op_num_threads=1, max_side_len=LONG_SIDE, text_score=LEAST_SCORE, rec_batch_num=1
    )
    models = Path(rapidocr_onnxruntime.__file__).parent / "models"
    core = openvino.Core()
    engine.text_det.infer = _Network(core, models / "ch_PP-OCRv4_det_infer.onnx")
    engine.text_rec.session = _Network(core, models / "ch_PP-OCRv4_rec_infer.onnx", step=WIDTH_STEP)
    return engine


class _Network:
    """One network with the call that the recogniser expects: an array in, a list of arrays out.

    `step` widens each input with zeros to a multiple, so that a few shapes come again and again: with a shape for every
    line the process grew to 4.7 GB of private memory, with steps it stays at 1.6 GB. Raises `MemoryError`.
    """

    def __init__(self, core: Any, path: Path, step: int = 1) -> None:
        settings = {"INFERENCE_NUM_THREADS": THREADS, "PERFORMANCE_HINT": "LATENCY"}
        self.request = core.compile_model(str(path), "CPU", settings).create_infer_request()
        self.step = step

    def __call__(self, values: Any) -> list[Any]:
        padded = np.pad(values, ((0, 0), (0, 0), (0, 0), (0, -values.shape[3] % self.step)))
        try:
            return [self.request.infer([padded])[0].copy()]
        except RuntimeError as error:
            if "alloc" in str(error):
                raise MemoryError(str(error)) from error
            raise


def _lines(pixels: Any) -> list[tuple[Any, str, float]]:
    found, _ = _engine()(pixels, use_cls=False)
    return [(np.array(quad, dtype=float), text, float(score)) for quad, text, score in found or [] if text.strip()]


def _upright(found: Sequence[tuple[Any, str, float]], width: int, height: int) -> list[Word]:
    """Boxes as if the page had been scanned straight."""
    slopes = [atan2(*(quad[1] - quad[0])[::-1]) for quad, _, _ in found if quad[1][0] - quad[0][0] > 0.1 * width]
    slope = median(slopes) if slopes else 0.0
    if abs(degrees(slope)) > 15:
        slope = 0.0
    usual = median([hypot(*(quad[3] - quad[0])) for quad, _, _ in found] or [1.0])
    words = []
    for quad, text, _ in found:
        centre = quad.mean(axis=0) - (width / 2, height / 2)
        x = centre[0] * cos(-slope) - centre[1] * sin(-slope) + width / 2
        y = centre[0] * sin(-slope) + centre[1] * cos(-slope) + height / 2
        long = (hypot(*(quad[1] - quad[0])) + hypot(*(quad[2] - quad[3]))) / 2
        short = (hypot(*(quad[3] - quad[0])) + hypot(*(quad[2] - quad[1]))) / 2
        size = 0.75 * usual * POINTS * STEP ** round(log(max(short, 1.0) / max(usual, 1.0), STEP))
        words.append(
            Word(
                wide_marks(text.strip()), (x - long / 2) * POINTS, (y - short / 2) * POINTS, (x + long / 2) * POINTS,
                (y + short / 2) * POINTS, round(size, 1),
            )
        )  # fmt: skip
    return words


_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


def wide_marks(text: str) -> str:
    """Give punctuation beside Chinese characters its full width; the recogniser often writes the narrow one."""
    return re.sub(f"(?<=[{HAN}])[,;:?!()]|[()](?=[{HAN}])", lambda m: m[0].translate(_WIDE), text)
