"""Copies of the words that carry an answer, and the places where they stand.

Which words those are is found by `support`, never taken from what a model wrote; here they are located in the stored
version and compared with it, character by character. Links are built here and nowhere else. Also takes out of a model's
sentence what is not ours to show: citation marks, markdown, HTML. Does not know how an answer is composed.
"""

import re
from datetime import date
from typing import Protocol
from urllib.parse import quote as quoted

from assistant.answers import Citation
from assistant.sentences import LIST_MARK
from ingestion.documents import Metadata, Section, Version
from ingestion.locators import locator
from ingestion.numerals import NUMERAL
from ingestion.validity import article_end, status
from retrieval.seams import Passage

_MARKS = re.compile(
    r"\s*(?:\[\^?\s*(?:\d{1,3}|来源|资料|source|passage)[^\]]{0,20}\]"
    r"|【\s*(?:来源|资料)?\s*\d{1,3}[^】]{0,12}】"
    r"|[(（]\s*(?:(?:参?见|根据)?(?:来源|资料|出处|引用|参考)\s*[:：]?\s*[\d、,，和\s]*|(?:see\s+)?(?:sources?|passages?|citations?"
    r"|ref)\s*[:.]?\s*\d[^)]{0,40})[)）]"
    r"|〔\s*\d{1,2}\s*〕|[①-⑳](?=[。.!?\s]|$))",
    re.I,
)  # fmt: skip
_MARKDOWN = re.compile(r"\*\*|__|`+|^\s{0,3}#{1,6}\s+|^\s*>\s+|!\[[^\]]*\]", re.M)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--.*?-->|＜/?\s*(?:资料|source|passage)[^＞]{0,12}＞", re.S)
_SPOKEN_MARK = re.compile(
    r"^(?:(?:according to|based on|as (?:mentioned|stated|described) in|in)\s+)?(?:the\s+)?(?:passage|source"
    r"|document)s?\s+\d+"
    r"(?:\s*(?:,|and|&)\s*(?:passage\s+|source\s+)?\d+)*\s*[,:]?\s*(?:(?:also\s+)?(?:states?|explains?|suggests?"
    r"|mentions?|notes?|says?"
    r"|indicates?|provides?)\s+(?:that\s+)?)?"
    r"|^(?:according to|based on)\s+(?:the\s+)?(?:information|passages?|sources?|documents?)"
    r"(?:\s+(?:provided|given|above))?(?:\s+(?:provided\s+)?in\s+the\s+(?:sources?|passages?|documents?))?\s*,\s*"
    r"|^根据(?:提供的|以上|上述|所给)?(?:资料|信息|材料)(?:显示|可知)?[，,]\s*"
    r"|^(?:根据|按照|依据|由|从)?(?:资料|来源|参考资料|文件)\s*\d+(?:\s*[、和]\s*(?:资料)?\d+)*(?:中)?(?:的(?:规定|内容))?(?:指出|规定|显示|提到|说明"
    r"|可知)?[，,：:]?\s*"
    r"|^资料中?(?:还|也|同时)?(?:指出|规定|显示|提到|说明)[，,：:]\s*",
    re.I,
)
_BASIS = re.compile(
    rf"^(?:根据|按照|依据)(?:我国)?《[^》]+》(?:\s*[和及、与]\s*《[^》]+》)*"
    rf"(?:\s*第{NUMERAL}+[编章节][^第，。；]{{0,20}}|\s*第{NUMERAL}+条(?:之{NUMERAL}+)?(?:第{NUMERAL}+[款项])*|[和及、与])*"
    r"\s*(?:的?(?:相关|有关)?(?:规定|条款|内容))?[，,]\s*"
)
"""The basis that a model names before the rule, often the wrong article: the citation behind the sentence says it."""
_OPENING = re.compile(r"^(?:答|回答|结论|答案|answer|conclusion)\s*[:：]\s*", re.I)


class Wordings(Protocol):
    """What is asked of `ingestion.corpus.Corpus`."""

    def version(self, document_id: str, number: int | None = None) -> Version: ...


def stands_in(citation: Citation, passage: Passage) -> bool:
    """Whether a citation is of words of this passage."""
    chunk = passage.chunk
    return citation.document_id == chunk.document_id and chunk.start <= citation.start < chunk.end


class CitationList:
    """The numbered citations of one answer, in order of first use, each stretch of words once."""

    def __init__(self, wordings: Wordings, as_of: date, language: str) -> None:
        self._wordings = wordings
        self._as_of = as_of
        self._language = language
        self._versions: dict[tuple[str, int], Version | None] = {}
        self.all: list[Citation] = []

    def cite(self, passage: Passage, start: int, end: int) -> Citation | None:
        """The citation of `passage.chunk.text[start:end]`, new or already numbered.

        None if the stored version does not hold these very words at this place: then they may not be shown as a quote.
        """
        chunk = passage.chunk
        version = self._version(chunk.document_id, chunk.version)
        first, last = chunk.start + start, chunk.start + end
        if version is None or version.text[first:last] != chunk.text[start:end]:
            return None
        return self.cite_words(passage, version, first, last)

    def cite_words(self, passage: Passage, version: Version, first: int, last: int) -> Citation | None:
        """The citation of `version.text[first:last]`, of the document that `passage` is from; None for no words."""
        return self.cite_version(version, first, last, passage.metadata)

    def cite_version(
        self, version: Version, first: int, last: int, metadata: Metadata | None = None
    ) -> Citation | None:
        """The citation of `version.text[first:last]`, new or already numbered; None for no words."""
        for known in self.all:
            same_text = (known.document_id, known.version) == (version.document_id, version.number)
            if same_text and known.start <= first and last <= known.end:
                return known
        if not version.text[first:last].strip():
            return None
        citation = copy_of(version, first, last, number=len(self.all) + 1, as_of=self._as_of, metadata=metadata)
        self.all.append(citation)
        return citation

    def _version(self, document_id: str, number: int) -> Version | None:
        key = (document_id, number)
        if key not in self._versions:
            self._versions[key] = self._wordings.version(document_id, number)
        return self._versions[key]


def copy_of(
    version: Version, first: int, last: int, *, number: int, as_of: date, metadata: Metadata | None = None
) -> Citation:
    """`version.text[first:last]` as a citation, with what is known of the document on the day of the answer."""
    metadata = metadata or version.metadata
    section = section_at(version, first)
    page = next((page for offset, page in reversed(version.pages) if offset <= first), None)
    key = quoted(version.document_id, safe="")
    article = section.label if section.kind == "article" else None
    ends = [metadata.effective_to, article_end(metadata, article) if article else None]
    return Citation(
        number=number,
        document_id=version.document_id,
        version=version.number,
        title=metadata.title,
        locator=locator(version.text, section, first, last, page=page, language=metadata.language),
        quote=version.text[first:last],
        start=first,
        end=last,
        page=page,
        url=f"/documents/{key}?version={version.number}&start={first}&end={last}",
        status=status(metadata, as_of, article),
        effective_from=metadata.effective_from,
        effective_to=min((day for day in ends if day), default=None),
        issuer=metadata.issuer,
        document_number=metadata.document_number,
        region=metadata.region,
        sample=metadata.sample,
    )


def about(passage: Passage) -> str:
    """What is known of a passage beside its words, as a text in which facts of a sentence may be found."""
    metadata = passage.metadata
    known = [f"《{metadata.title}》", f"《{metadata.work}》" if metadata.work else "", *passage.chunk.path]
    known += [*passage.chunk.labels, metadata.document_number or "", metadata.issuer or ""]
    known += [day.isoformat() for day in _days(metadata)]
    return "\n".join(filter(None, known))


def plainly(sentence: str) -> str:
    """A model's sentence without citation marks, markdown, HTML, list numbers, opening words and basis; maybe empty.

    Of a link only its words are left. A bare address stays and must be carried by the source, like any other fact.
    """
    text = _LINK.sub(r"\1", _TAG.sub("", sentence))
    text = _MARKDOWN.sub("", _MARKS.sub("", text)).strip()
    for place in (m.end() for m in reversed([*re.finditer(r"[：:]\s*|^", text)])):
        if mark := LIST_MARK.match(text, place):
            text = text[:place] + text[mark.end() :]
    text = " ".join(_BASIS.sub("", _SPOKEN_MARK.sub("", _OPENING.sub("", text))).split()).replace("： ", "：")
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


def _days(metadata: Metadata) -> list[date]:
    return [d for d in (metadata.signed, metadata.published, metadata.effective_from, metadata.effective_to) if d]


def section_at(version: Version, start: int) -> Section:
    """The innermost section that a place stands in; the whole text where there is none."""
    inside = [s for s in version.sections if s.start <= start < s.end]
    if inside:
        return min(inside, key=lambda s: (s.end - s.start, -s.level))
    return Section("body", "", "", (), 0, len(version.text))
