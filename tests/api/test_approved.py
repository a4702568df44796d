"""Approved answers, given again: files, embedder, index, flow, HTTP and command line are real."""

import json

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from prompts.problems import Problem
from tests.api.approvals import HOW_LONG, RESIDENCE, TODAY, WHEN, World, run
from tests.api.conftest import served
from tests.api.pages import ask as ask_on_page
from tests.api.pages import opened

pytestmark = pytest.mark.weights


def test_an_approved_answer_is_given_again_with_who_approved_it_and_its_words_as_they_stand(world: World) -> None:
    for question in (HOW_LONG, "请问职工累计工作满十年，年休假有多少天", "工龄满10年年假几天？"):
        answer = world.ask(question)
        assert answer["approved"]["by"] == "Population office"
        assert answer["approved"]["on"] == TODAY.isoformat()
        assert answer["outcome"] == "answered"
        assert [s["citations"] for s in answer["sentences"]] == [[1], [2]]
        assert [c["locator"] for c in answer["citations"]] == ["第三条第一款", "第三条第二款"]
        assert {c["status"] for c in answer["citations"]} == {"in_force"}
        assert world.services.store.answer(answer["id"]).approved is not None


def test_the_stream_says_first_that_staff_approved_the_answer(world: World) -> None:
    of_a_foreigner = world.ask("I am a foreign national living in Guangzhou.")["conversation_id"]
    in_english = {"question": RESIDENCE, "region": "440100", "conversation_id": of_a_foreigner}
    for body, words in (
        ({"question": HOW_LONG}, "工作人员审定的答复（Population office，2025年7月15日）"),
        (in_english, "approved by staff (Population office, 15 July 2025)"),
    ):
        with TestClient(world.application) as client:
            told = client.post("/v1/ask", json=body, headers={"accept": "text/event-stream"}).text
        frames = [frame.partition("\ndata: ") for frame in told.strip().split("\n\n")]
        events = [(name.removeprefix("event: "), json.loads(data)) for name, _, data in frames]
        assert [name for name, _ in events if name not in ("notice", "passages")] == [
            *["sentence"] * len(events[-1][1]["sentences"]),
            "done",
        ]
        assert (events[0][0], events[0][1]["code"]) == ("notice", "approved")
        assert words in events[0][1]["text"]
        assert events[-1][1]["approved"]["by"] == "Population office"


@pytest.mark.parametrize(
    ("question", "more"),
    [
        pytest.param(WHEN, {"region": "330100"}, id="another place"),
        pytest.param(WHEN, {"region": "440000"}, id="a wider place"),
        pytest.param(WHEN, {"region": "440106"}, id="a part of the place"),
        pytest.param(WHEN, {}, id="no place"),
        pytest.param("杭州市居住证多少天能办下来？", {"region": "440100"}, id="another place in the words"),
        pytest.param(WHEN, {"region": "440100", "as_of": "2025-07-14"}, id="a day before its time"),
        pytest.param("单位不安排年休假怎么办？", {"as_of": "2026-01-01"}, id="the day on which its time is over"),
        pytest.param("单位不安排年休假怎么办？", {"as_of": "2023-12-31"}, id="the day before its time"),
        pytest.param("外国人居住证多少天能办下来？", {"region": "440100"}, id="another applicant"),
        pytest.param(HOW_LONG.replace("10", "20"), {}, id="another number"),
        pytest.param(HOW_LONG.replace("满10年", "满10个月"), {}, id="another unit"),
        pytest.param(HOW_LONG.replace("工作满", "工作不满"), {}, id="a denial"),
        pytest.param("单位安排年休假怎么办？", {}, id="the other way round"),
        pytest.param(HOW_LONG, {"language": "en"}, id="another language"),
    ],
)
def test_another_question_gets_no_approved_answer(world: World, question: str, more: dict[str, str]) -> None:
    assert world.ask(question, **more)["approved"] is None


def test_the_same_questions_get_it_for_their_place_day_and_applicant(world: World) -> None:
    assert world.ask(WHEN, region="440100")["approved"]
    assert world.ask("广州居住证多少天能办下来？")["approved"] is None
    assert world.ask("单位不安排年休假怎么办？", as_of="2025-12-31")["approved"]


def test_what_the_asker_said_of_themselves_before_counts(world: World) -> None:
    before = world.ask("我是外国人，居住证怎么办？", region="440100")["conversation_id"]
    assert world.ask("居住证办理以后多少天能办下来？", region="440100", conversation_id=before)["approved"] is None
    assert world.ask(WHEN, region="440100", conversation_id=before)["approved"] is None


def test_an_answer_that_was_given_can_be_approved_as_it_is(world: World) -> None:
    given = world.ask("申请居往证要带什么材料？", region="330100")  # with a slip of the pen
    assert given["approved"] is None
    assert given["citations"]
    done = run("approved", "add", "--answer", given["id"], "--by", "王某", "--phrasing", "居住证要哪些材料")
    assert done.exit_code == 0
    for asked in ("申请居住证要带什么材料？", "居住证需要什么材料"):
        again = world.ask(asked, region="330100")
        assert (again["approved"]["by"], again["text"]) == ("王某", given["text"])
    assert [c["quote"] for c in again["citations"]] == [c["quote"] for c in given["citations"]]


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_what_is_exported_is_read_back(world: World, suffix: str) -> None:
    file = world.settings.home / f"faq.{suffix}"
    assert run("approved", "export", str(file)).exit_code == 0
    assert run("approved", "add", str(file)).stdout.startswith("0 new, 0 changed, 4 unchanged")


def test_a_file_without_an_entry_and_an_ending_that_is_unknown_are_refused(world: World) -> None:
    file = world.settings.home / "faq.csv"
    file.write_text("question,answer,document\n", "utf-8")
    for code, arguments in (
        ("approved_empty", ["add", str(file), "--by", "王某"]),
        ("approved_ending", ["export", str(file.with_suffix(".xlsx"))]),
    ):
        with pytest.raises(Problem) as refused:
            run("approved", *arguments)
        assert refused.value.code == code
    assert not file.with_suffix(".xlsx").exists()


def test_a_document_that_only_a_set_has_is_said_to_be_sought_in_the_corpus(world: World) -> None:
    with pytest.raises(Problem) as refused:
        run("impact", "nowhere-to-be-found")
    assert refused.value.code == "impact_document"


@pytest.mark.browser
def test_the_page_says_that_staff_approved_the_answer(world: World, browser: Browser) -> None:
    with served(world.application) as address, opened(browser, address) as page:
        page.goto("/")
        ask_on_page(page, HOW_LONG)
        expect(page.locator("[data-code=approved]")).to_contain_text("Population office")
        page.reload()
        expect(page.locator("[data-code=approved]")).to_contain_text("Population office")
