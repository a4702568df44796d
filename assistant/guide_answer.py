"""A structured answer from a service guide: a sentence for each field that was asked for, in the guide's own words.

Each value carries its own citation; a field that the guide does not state is named as missing, and nothing is put in
its place. No model writes here. Does not know how a guide is recognised or chosen (`guides`).
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answers import GuideAnswer, GuideField, GuideValue, Outcome, Sentence, SentenceShown
from assistant.checks import orders_the_model
from assistant.citations import CitationList, Wordings
from assistant.guide_questions import asked_fields, matter
from assistant.guides import GuideReply, Told, best_guide, guide_reply
from assistant.rephrase import topic
from assistant.wording import content, coverage, covering
from ingestion.documents import Version
from prompts.sentences import sentence as said
from retrieval.seams import Passage

MOST_ITEMS = 12
"""Items of one field that are told; a longer list is cut with a word that it goes on."""
_TITLED = 0.6
"""Share of an English question's matter that the title of a guide must hold."""
_ON_IT = 0.5
"""Share of a follow-up's other words that a guide must hold."""
LONGEST_LIST = 800
"""Characters that one citation may span."""


class GuideAnswers:
    """Answers of one process from guides. An answer is one `GuideStory`."""

    def __init__(self, wordings: Wordings) -> None:
        self._wordings = wordings

    def begin(self, question: str, passages: Sequence[Passage], language: str, as_of: date) -> "GuideStory | None":
        """The guide among the best passages that the question is about; None if there is none, or no field is asked."""
        if not asked_fields(question):
            return None
        closest: dict[tuple[str, int], Passage] = {}
        for passage in passages:
            key = passage.chunk.document_id, passage.chunk.version
            if key not in closest or (passage.cosine or 0.0) > (closest[key].cosine or 0.0):
                closest[key] = passage
        candidates = [(self._wordings.version(*key), passage.cosine or 0.0) for key, passage in closest.items()]
        version = best_guide(question, candidates)
        reply = guide_reply(question, version, language) if version else None
        if version is None or reply is None or not _fit_to_tell(question, version, reply):
            return None
        passage = closest[version.document_id, version.number]
        return GuideStory(reply, version, passage, CitationList(self._wordings, as_of, language), language)

    def go_on(self, question: str, passage: Passage, language: str, as_of: date) -> "GuideStory | None":
        """What the guide of the answer before says of the field that a follow-up asks for (那要交钱吗？).

        None where it asks for none, or speaks of a matter that the guide does not: then it is a question of its own.
        """
        version = self._wordings.version(passage.chunk.document_id, passage.chunk.version)
        reply = guide_reply(question, version, language)
        about = content(topic(matter(question)))
        held = covering(f"{version.metadata.title} {version.text}")
        if reply is None or (about and coverage(about, held) < _ON_IT):
            return None
        return GuideStory(reply, version, passage, CitationList(self._wordings, as_of, language), language)


def _fit_to_tell(question: str, version: Version, reply: GuideReply) -> bool:
    """Whether fields say it better than prose. An English page often states in prose what its fields lack."""
    if version.metadata.language == "zh":
        return True
    # Help pages of one site share most of their words: a title beside the matter tells how to do something else.
    titled = coverage(content(matter(question)), covering(f"{version.metadata.title} {reply.guide.name}"))
    if titled < _TITLED or reply.missing:
        return False
    return all(len(told.spans) <= MOST_ITEMS and of_one_part(version, told) for told in reply.fields)


def of_one_part(version: Version, told: Told) -> bool:
    """Whether the values stand under one outermost heading: a page on three cards has steps under each."""
    parts = [section.start for section in version.sections if section.level == 0]
    return len({bisect(parts, span.start) for span in told.spans}) == 1


class GuideStory:
    """One answer while it is told: its sentences, its citations, and the fields as data."""

    def __init__(
        self, reply: GuideReply, version: Version, passage: Passage, citations: CitationList, language: str
    ) -> None:
        self._reply = reply
        self._version = version
        self._passage = passage
        self._language = language
        self.citations = citations
        self.sentences: list[Sentence] = []
        self.fields: list[GuideField] = []

    @property
    def outcome(self) -> Outcome:
        """Nothing stated is nothing found; something missing is part of an answer."""
        told = [field for field in self.fields if field.values]
        if not told:
            return Outcome.NOT_FOUND
        # Of a whole procedure no guide states every field; of what was asked for by name, each counts.
        return Outcome.ANSWERED if self._reply.whole or len(told) == len(self.fields) else Outcome.PARTLY_ANSWERED

    @property
    def answer(self) -> GuideAnswer:
        """The fields, for pages that show a checklist."""
        return GuideAnswer(self._name, self._version.document_id, self._reply.whole, tuple(self.fields))

    @property
    def _name(self) -> str:
        return self._passage.metadata.title

    def tell(self) -> Iterator[SentenceShown]:
        """A sentence that names the guide, one for each field, then one that names what it does not state."""
        missing = []
        for told in self._reply.fields:
            known = len(self.citations.all)
            values = self._values(told)
            self.fields.append(GuideField(told.name, told.label, values, told.fitting))
            if not values:
                missing.append(told.label)
                continue
            if not self.sentences:  # whoever asks for 补办 must see that these are the terms of 首次申领
                name = said("guide_named", self._language, guide=self._name)
                yield self._shown(Sentence(name, (values[0].citation,), 1.0, told=True), known)
                known = len(self.citations.all)
            yield self._shown(self._sentence(told, values), known)
        if missing:
            labels = ("、" if self._language == "zh" else ", ").join(missing)
            lacks = "guide_of_another_step" if self._reply.another_step else "guide_lacks"
            text = said(lacks, self._language, guide=self._name, fields=labels)
            yield self._shown(Sentence(text, (), 1.0), len(self.citations.all))

    def _values(self, told: Told) -> tuple[GuideValue, ...]:
        """The values with their citations: one for a whole list that stands in one place, else one for each."""
        values = []
        first, last = min((s.start for s in told.spans), default=0), max((s.end for s in told.spans), default=0)
        together = last - first <= LONGEST_LIST and not orders_the_model(self._version.text[first:last])
        for span in told.spans:
            words = " ".join(self._version.text[span.start : span.end].split())
            start, end = (first, last) if together else (span.start, span.end)
            citation = self.citations.cite_words(self._passage, self._version, start, end)
            if citation is not None and not orders_the_model(words):
                values.append(GuideValue(words, citation.number))
        return tuple(values)

    def _sentence(self, told: Told, values: Sequence[GuideValue]) -> Sentence:
        zh = self._language == "zh"
        shown = [value.text.rstrip("；;。") for value in values[:MOST_ITEMS]]
        more = ("；……" if zh else "; …") if len(values) > MOST_ITEMS else ""
        text = f"{told.label}{'：' if zh else ': '}{('；' if zh else '; ').join(shown)}{more}"
        end = "" if text.endswith((".", "!", "?", "。", "！", "？", "…")) else "。" if zh else "."
        numbers = tuple(dict.fromkeys(value.citation for value in values[:MOST_ITEMS]))
        return Sentence(text + end, numbers, 1.0, quoted=True)

    def _shown(self, sentence: Sentence, known: int) -> SentenceShown:
        self.sentences.append(sentence)
        return SentenceShown(sentence, tuple(self.citations.all[known:]))
