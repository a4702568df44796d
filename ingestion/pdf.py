"""PDF → blocks in reading order, with page numbers; pages that are pictures are recognised.

Asks `pdf_pages` what is drawn, `page_tables` and `page_layout` how it is read, `page_text` what belongs together, and
`ocr` where there is a picture instead of text. Does not keep pictures, links or the tags of tagged PDFs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ingestion.documents import Reading
from ingestion.ocr import recognise
from ingestion.page_layout import arrange
from ingestion.page_tables import find_tables
from ingestion.page_text import PageLines, blocks, without_running_lines
from ingestion.page_words import Line, Page, Word
from ingestion.pdf_pages import open_pdf, read_page, render
from prompts.problems import Problem

MEDIA_TYPE = "application/pdf"
TOGETHER = 100
"""Pages looked at together for running heads; bounds the memory that a long document takes."""
OCR_DPI = 170
WHOLE_PAGE = 0.85
"""A picture that covers this share of a page is taken for a scan, and the text with it has to prove itself."""
GARBLED = 0.3
AGREEMENT = 0.8
"""Text that came with a scan is kept if it shares this much of its letter pairs with what we recognise ourselves."""


def read(data: bytes, name: str) -> Reading:
    """Read a PDF. `name` is only for messages.

    Raises `Problem`: `damaged` (no PDF, cut, no page can be read), `encrypted` (a password is needed), `too_large`
    (more than 2,000 pages), `no_text` (nothing to read, and nothing recognised).
    """
    document = open_pdf(data)
    reader = _Reader(document)
    pages = [page for first in range(1, len(document) + 1, TOGETHER) for page in reader.lines(first)]
    text = blocks(pages)
    if not text:
        if len(reader.broken) == len(document):
            raise Problem("damaged", found=f"PDF, none of {len(document)} pages can be read")
        raise Problem("no_text", found=f"PDF, {len(document)} pages")
    return Reading(
        media_type=MEDIA_TYPE,
        blocks=text,
        fields=reader.fields,
        title=" ".join(document.get_metadata_value("Title").split()) or None,
        hidden_characters=reader.hidden,
        notes=tuple(reader.notes()),
    )


class _Reader:
    """Reads page after page and remembers what a steward may want to know."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.hidden = 0
        self.fields: dict[str, str] = {}
        self.broken: list[int] = []
        self.recognised: list[int] = []
        self.layer_is_good: bool | None = None
        """Whether the text that came with a scan agrees with our own reading; None until the first was compared."""

    def lines(self, first: int) -> list[PageLines]:
        """The pages from `first` on, at most a hundred, as lines."""
        last = min(first + TOGETHER - 1, len(self.document))
        pages = [page for page in map(self._page, range(first, last + 1)) if page]
        kept = without_running_lines([(page.number, page.height, page.words) for page in pages])
        beside = without_running_lines([(page.number, 0.0, sum(page.turned, ())) for page in pages])
        return [
            PageLines(page.number, tuple(_lines(page, words, set(turned))))
            for page, words, turned in zip(pages, kept, beside, strict=True)
        ]

    def _page(self, number: int) -> Page | None:
        page = read_page(self.document, number)
        if page is None:
            self.broken.append(number)
            return None
        self.fields |= page.fields
        self.hidden += page.hidden_characters
        if not _is_picture(page):
            return page
        given = page.layer or page.words
        if given and self.layer_is_good:
            return replace(page, words=given)
        words, width, height = recognise(render(self.document, number, OCR_DPI))
        if given and self.layer_is_good is None and page.garbled < GARBLED:
            confirmed, complete = agreement(given, words)
            self.layer_is_good = confirmed >= AGREEMENT and (complete >= AGREEMENT or not page.layer)
            if self.layer_is_good:
                return replace(page, words=given)
        if sum(len(w.text) for w in words) < sum(len(w.text) for w in page.words):
            return page
        self.recognised.append(number)
        return replace(page, words=tuple(words), turned=(), rules=(), width=width, height=height)

    def notes(self) -> Iterator[str]:
        """Facts for the steward."""
        if self.recognised:
            yield f"ocr pages {spans(self.recognised)}"
        if self.broken:
            yield f"unreadable pages {spans(self.broken)}"
        if self.fields:
            yield f"form fields filled {len(self.fields)}"


def _is_picture(page: Page) -> bool:
    """Whether the words of this page, if any, are better looked for in what is drawn."""
    letters = sum(len(word.text) for word in page.words)
    if page.layer or (page.garbled > GARBLED and letters):
        return letters < 200 or page.garbled > GARBLED
    if page.picture_share >= WHOLE_PAGE:
        return True
    return letters < 10 and page.drawn


def _lines(page: Page, words: Sequence[Word], turned: set[Word]) -> Iterator[Line]:
    tables, rest = find_tables(page.rules, words)
    yield from arrange(rest, tables, page.rules)
    for group in page.turned:
        yield from arrange([word for word in group if word in turned])


def agreement(given: Sequence[Word], read: Sequence[Word]) -> tuple[float, float]:
    """Share of the given text's pairs of neighbouring letters that we read as well, and the other way round, 0 to 1."""
    theirs, ours = (Counter(pairs(words)) for words in (given, read))
    both = (theirs & ours).total()
    return both / max(theirs.total(), 1), both / max(ours.total(), 1)


def pairs(words: Sequence[Word]) -> Iterator[str]:
    """Letters and figures of each word two by two."""
    for word in words:
        text = "".join(c for c in word.text.lower() if c.isalnum())
        yield from (text[i : i + 2] for i in range(len(text) - 1))


def spans(numbers: Sequence[int]) -> str:
    """`[1, 2, 3, 7]` → `1-3, 7`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
