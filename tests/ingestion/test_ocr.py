import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from eval.bench_reading import characters_in_order, score_made_documents
from ingestion.ocr import read_image, recognise, wide_marks
from ingestion.pdf import read
from prompts.problems import Problem

SENTENCE = (
    "The applicant shall pay the fee within thirty",
    "days of the day on which the decision was",
    "received, or the permit expires on its own.",
)


def scan(*lines: str) -> Image.Image:
    """A small picture of a typed page."""
    picture = Image.new("RGB", (900, 320), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 60 + 50 * number), line, fill="black", font=ImageFont.load_default(30))
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_text_is_read_as_one_paragraph(kind: str) -> None:
    reading = read_image(saved(scan(*SENTENCE), kind), "letter")
    assert characters_in_order(" ".join(b.text for b in reading.blocks), "".join(SENTENCE)) > 0.98
    assert len(reading.blocks) == 1
    assert reading.media_type == f"image/{kind.lower()}"
    assert reading.notes == ("ocr pages 1",)


@pytest.mark.parametrize("degrees", [2.0, -2.0, 90, 180, 270])
def test_a_page_that_lies_askew_or_on_its_side_is_read_in_order(degrees: float) -> None:
    turned = scan(*SENTENCE).rotate(degrees, expand=True, fillcolor="white")
    reading = read_image(saved(turned, "PNG"), "letter.png")
    assert characters_in_order(" ".join(b.text for b in reading.blocks), "".join(SENTENCE)) > 0.95


def test_all_pages_of_a_tiff_are_read() -> None:
    second = scan("A second page follows the first one here.")
    data = saved(scan(*SENTENCE), "TIFF", save_all=True, append_images=[second])
    reading = read_image(data, "fax.tiff")
    assert {block.page for block in reading.blocks} == {1, 2}
    assert reading.notes == ("ocr pages 1-2",)


def test_a_scanned_pdf_page_is_recognised_and_said_to_be() -> None:
    reading = read(saved(scan(*SENTENCE), "PDF"), "scan.pdf")
    assert characters_in_order(" ".join(b.text for b in reading.blocks), "".join(SENTENCE)) > 0.98
    assert reading.notes == ("ocr pages 1",)


def test_a_blank_picture_is_refused_as_having_no_text() -> None:
    with pytest.raises(Problem) as caught:
        read_image(saved(scan(), "PNG"), "blank.png")
    assert caught.value.code == "no_text"


@pytest.mark.parametrize("length", [0, 20, 500])
def test_a_cut_picture_is_refused_as_damaged(length: int) -> None:
    with pytest.raises(Problem) as caught:
        read_image(saved(scan(*SENTENCE), "PNG")[:length], "cut.png")
    assert caught.value.code == "damaged"
    assert "object at" not in str(caught.value)


def test_words_stand_where_they_are_drawn() -> None:
    words, width, height = recognise(np.asarray(scan("Title on top", "", "Text below"))[:, :, ::-1])
    assert width > height
    above, below = sorted(words, key=lambda word: word.top)
    assert above.text.startswith("Title")
    assert abs(above.x0 - below.x0) < 5


def test_punctuation_beside_chinese_gets_its_full_width() -> None:
    assert wide_marks("通知如下:一、按期(3日)办理,不得拖延") == "通知如下：一、按期（3日）办理，不得拖延"
    assert wide_marks("Form 10-10068b, page 2 (of 3)") == "Form 10-10068b, page 2 (of 3)"


@pytest.mark.shared_data
def test_scanned_chinese_documents_are_read_to_95_percent(shared_data: Path) -> None:
    files = list(score_made_documents(shared_data / "zh_gov_office_made", {"scan"}, read))
    assert len(files) >= 5
    for file in files:
        assert file.problem is None
        assert file.score is not None
        assert file.score >= 0.95, file
