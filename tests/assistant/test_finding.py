"""Where passages are looked for: sources in the other language only where they lie nearer than those in one's own."""

from dataclasses import replace

import pytest

from assistant.circumstances import Circumstances
from assistant.finding import Finder
from retrieval.seams import Filters, SearchResult
from tests.assistant.shelf import TODAY, passages_of, version

OWN = passages_of(version("own", "居民身份证法", "第十二条　居民身份证丢失的，可以申请补领。"))[0]
ABROAD = passages_of(version("abroad", "Burial allowance", "File within 2 years.", language="en", region="US"))[0]


class ByLanguage:
    """Finds one passage in each language, at the cosines given."""

    def __init__(self, own: float, abroad: float) -> None:
        self.own, self.abroad = replace(OWN, cosine=own), replace(ABROAD, cosine=abroad)
        self.asked = ""

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        self.asked = question
        found = self.abroad if filters.languages == ("en",) else self.own
        return SearchResult((found,), "g1", {"vectors": "ok", "words": "ok"}, filters)


class InEnglish(ByLanguage):
    """The same for a question in English: its own language is English."""

    def __init__(self, own: float, abroad: float) -> None:
        super().__init__(abroad, own)

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        self.asked = question
        found = self.own if filters.languages == ("zh",) else self.abroad
        return SearchResult((found,), "g1", {"vectors": "ok", "words": "ok"}, filters)


@pytest.mark.parametrize(
    ("own", "abroad", "found"), [(0.85, 0.88, "abroad"), (0.885, 0.84, "own"), (0.82, 0.83, "own")]
)
def test_a_source_in_the_other_language_answers_only_where_it_lies_nearer(
    own: float, abroad: float, found: str
) -> None:
    question = "丧葬补贴多长时间内申请"
    place = Circumstances(None, TODAY)
    result = Finder(ByLanguage(own, abroad), calibrated=True).find(question, question, place).result
    assert [p.chunk.document_id for p in result.passages] == [found]


@pytest.mark.parametrize(("own", "abroad", "chinese"), [(0.82, 0.88, True), (0.866, 0.876, False)])
def test_an_english_matter_is_not_answered_from_chinese_law_that_is_hardly_nearer(
    own: float, abroad: float, chinese: bool
) -> None:
    question = "My father was a veteran, can I get the burial money for his funeral?"
    finder = Finder(InEnglish(own, abroad), calibrated=True)
    result = finder.find(question, question, Circumstances(None, TODAY)).result
    assert [p.chunk.document_id for p in result.passages] == ["own" if chinese else "abroad"]


@pytest.mark.parametrize(("cosine", "enough"), [(0.88, True), (0.85, False)])
def test_in_a_place_of_china_an_english_question_is_met_by_its_words_in_chinese(cosine: float, enough: bool) -> None:
    question = "Where do I renew my passport in Hangzhou?"
    searching = ByLanguage(cosine, cosine)
    found = Finder(searching, calibrated=True).find(question, question, Circumstances("330100", TODAY))
    assert found.abroad is not None
    assert found.abroad.enough is enough
    assert "杭州" in searching.asked.split()
    assert "护照" in searching.asked.split()


def test_for_no_place_nearness_may_be_enough_across_languages() -> None:
    question = "Where do I renew my passport?"
    finder = Finder(ByLanguage(0.85, 0.85), calibrated=True)
    assert finder.find(question, question, Circumstances(None, TODAY)).abroad is None


@pytest.mark.parametrize(
    ("question", "cosine", "found"),
    [
        ("I live in Hangzhou. How long do I have to file for a burial allowance?", 0.9, "abroad"),
        ("I live in Hangzhou. How long do I have to file for a burial allowance?", 0.6, "own"),
        ("How long do I have to file for a burial allowance in Hangzhou?", 0.9, "own"),
        ("I live here. How long do I have to file for a burial allowance?", 0.9, "own"),
    ],
)
def test_who_lives_in_china_may_ask_what_holds_in_another_country(question: str, cosine: float, found: str) -> None:
    searching = ByLanguage(0.5, cosine)
    result = Finder(searching, calibrated=True).find(question, question, Circumstances("330100", TODAY)).result
    assert [p.chunk.document_id for p in result.passages] == [found]


class Mixed:
    """Finds a page of another country first, and a rule of China behind it, at the cosines given."""

    def __init__(self, page: float, rule: float) -> None:
        told = version("page", "亲身证实身份", "在网上验证身份证信息后去邮局。", region="US")
        self.found = replace(passages_of(told)[0], cosine=page), replace(OWN, cosine=rule)

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        return SearchResult(self.found, "g1", {"vectors": "ok", "words": "ok"}, filters)


@pytest.mark.parametrize(("page", "rule", "first"), [(0.874, 0.889, "own"), (0.932, 0.872, "page")])
def test_another_country_s_page_comes_first_only_where_it_lies_nearer(page: float, rule: float, first: str) -> None:
    question = "柜员把我身份证上的信息拿去卖了，怎么处理"
    finder = Finder(Mixed(page, rule), calibrated=True)
    found = finder.find(question, question, Circumstances(None, TODAY)).result.passages
    assert found[0].chunk.document_id == first
    assert len(found) == 2
