"""Asking back for the fact that decides, and not for more."""

import json
from pathlib import Path

import pytest

from assistant.eligibility import decide, missing_fact, read_rule, reply

EVERY = "To qualify you must:\n\n* own a barn; and\n* keep bees; and\n* live in Wales"
ANY = "You may qualify if any of the following applies:\n\n* you own a barn\n* you keep bees"


def test_a_list_is_read_as_conditions() -> None:
    rule = read_rule(EVERY)
    assert rule.conditions == ("own a barn", "keep bees", "live in Wales")
    assert (rule.every, rule.denies, rule.listed) == (True, False, True)
    assert not read_rule(ANY).every
    assert read_rule("You cannot get it if you:\n* own a barn").denies


def test_the_first_fact_that_is_missing_is_asked_for() -> None:
    assert missing_fact("Do I qualify?", [], [EVERY]) == "own a barn"
    assert missing_fact("Do I qualify?", [("Do you own a barn?", True)], [EVERY]) == "keep bees"


def test_one_of_several_is_enough_and_a_told_story_is_answered() -> None:
    assert missing_fact("Do I qualify?", [("Do you keep bees?", True)], [ANY]) is None
    assert missing_fact("I own a barn and I keep bees and I live in Wales. Do I qualify?", [], [EVERY]) is None


def test_nothing_is_asked_about_what_is_no_case_of_the_askers() -> None:
    assert missing_fact("What are the conditions?", [], [EVERY]) is None
    assert missing_fact("Do I qualify?", [], []) is None
    asks = "What if I keep bees?\nAsk us. Find out if you can keep bees."
    assert missing_fact("Do I qualify?", [], [asks]) is None
    assert missing_fact("Do I qualify?", [], ["Jump to:\n• Do you own a barn?\n• Do you keep bees?"]) is None
    assert missing_fact("Do I qualify?", [], [EVERY + " and so on" * 200]) is None
    assert missing_fact("Do I qualify?", [], ["You qualify if you meet all of the requirements listed below."]) is None


DESIGNATION = (
    "Most states print a Veteran’s designation on licences.\n"
    "If you have a Veteran’s designation, you may be able to get discounts offered to Veterans at many stores.\n"
    "How do I get a Veteran’s designation?\nMost states ask for a copy of your discharge papers."
)


@pytest.mark.parametrize(
    "question",
    [
        "Can I get the word veteran put on my driving license?",
        "Can my father have a veteran designation on his ID?",
        "Does it cost a lot and what papers do they want?",
    ],
)
def test_nobody_is_asked_whether_they_have_what_they_want_to_get(question: str) -> None:
    assert missing_fact(question, [], [DESIGNATION]) is None
    assert missing_fact("Can I get a discount?", [], [DESIGNATION]) == "you have a Veteran’s designation"


def test_a_no_to_what_is_needed_decides_and_a_rule_that_denies_turns_the_answer() -> None:
    facts = [("Do you own a barn?", True), ("Do you keep bees?", True), ("Do you live in Wales?", False)]
    assert decide(read_rule(EVERY), "", facts).decision == "no"
    assert decide(read_rule(EVERY), "", [(q, True) for q, _ in facts]).decision == "yes"


@pytest.mark.parametrize(
    ("text", "said"), [("Yes.", True), ("No, I don’t", False), ("yes but only in May", None), ("", None)]
)
def test_only_a_bare_yes_or_no_is_a_reply(text: str, said: bool | None) -> None:
    assert reply(text) is said


@pytest.mark.shared_data
def test_asking_back_is_told_from_answering_as_well_as_was_measured(shared_data: Path) -> None:
    folder = shared_data / "en_or_sharc"
    rules = {r["id"]: r["text"] for r in map(json.loads, (folder / "corpus.jsonl").read_text("utf-8").splitlines())}
    right = {True: 0, False: 0}
    counted = {True: 0, False: 0}
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        if case["split"] != "test":
            continue
        facts = [(h["follow_up_question"], h["follow_up_answer"] == "Yes") for h in case["history"]]
        asks = decide(read_rule(rules[case["gold"][0]]), case["scenario"], facts).decision == "ask"
        expected = case["decision"] == "Inquire"
        right[expected] += asks == expected
        counted[expected] += 1
        counted[asks] += 1
    assert sum(2 * right[k] / counted[k] for k in right) / 2 > 0.70
