"""Questions that were asked in the town before, and what answered them."""

import numpy as np

from retrieval.asked_before import AskedBefore, Precedents
from retrieval.opened import Generation
from tests.retrieval.town import Desk

OTHERS = ("哪里能换身份证", "结婚要带什么", "公交几点停运", "图书馆周末开门吗", "怎么给孩子上户口", "水费在哪里交")
DOGS = "遛狗不拴绳要挨罚吗"
"""Shares no pair of characters with the rule that answers it."""
LIKE = "遛狗不拴绳罚多少"
ALIKE = ("遛狗不拴绳子罚多少", "遛狗不拴绳要罚多少", "遛狗没有拴绳子罚多少")


def opened(desk: Desk) -> Generation:
    generation = desk.searcher()._generation
    assert isinstance(generation, Generation)
    return generation


def standing(desk: Desk, words: str) -> int:
    here = opened(desk).table
    return next(p for p, chunk in enumerate(here.chunks(range(len(here)))) if words in chunk.text)


def known(desk: Desk, *questions: str, answer: str = "未使用牵引带") -> AskedBefore:
    """These questions were answered by the rule that holds these words; the others by the one about permits."""
    here = opened(desk).table
    rule, permit = (here.words(standing(desk, words)) for words in (answer, "每年签注一次"))
    every = (*questions, *OTHERS)
    answers = tuple((rule if question in questions else permit,) for question in every)
    return AskedBefore(every, answers, np.stack([desk.embedder.question(question) for question in every]))


def precedents(desk: Desk, before: AskedBefore) -> Precedents:
    here = opened(desk)
    return Precedents(before, here.table, here.vectors)
