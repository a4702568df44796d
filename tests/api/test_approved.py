"""Approved answers and what becomes of them, with everything real: files, embedder, index, flow, HTTP, command line."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner, Result

from api import commands_staff
from api.app import create_app
from api.cli import app
from api.commands_corpus import build_index
from api.settings import ModelSettings, Settings
from api.wiring import Services, wire
from ingestion.pipeline import ingest
from prompts.problems import Problem
from retrieval.seams import Embedder
from tests.api.conftest import served
from tests.api.test_browser import ask as ask_on_page
from tests.api.test_browser import browser, opened

__all__ = ["browser"]
pytestmark = pytest.mark.weights

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo" / "documents"
LEAVE, PERMIT = "laws/职工带薪年休假条例.md", "laws/居住证暂行条例.md"
GUANGZHOU, HANGZHOU = "guides/（样例）广州市居住证办理指南.md", "guides/（样例）杭州市居住证办理指南.md"
IDS = {LEAVE: "leave", PERMIT: "permit", GUANGZHOU: "guangzhou", HANGZHOU: "hangzhou"}
TODAY = date(2025, 7, 15)
HOW_LONG = "职工累计工作满10年，年休假有几天？"
RESIDENCE = "How many days until a residence permit is issued?"
WHEN = "居住证多少天能办下来？"
ENTRIES: list[dict[str, Any]] = [
    {
        "question": HOW_LONG,
        "phrasings": ["工龄满十年年假几天"],
        "answer": "累计工作已满10年不满20年的，年休假10天。[1]国家法定休假日、休息日不计入年休假的假期。[2]",
        "sources": [
            {"document": "职工带薪年休假条例", "locator": "第三条", "quote": "已满10年不满20年的，年休假10天"},
            {"document": "国令第514号", "quote": "国家法定休假日、休息日不计入年休假的假期。"},
        ],
    },
    {
        "question": "单位不安排年休假怎么办？",
        "answer": "由县级以上地方人民政府人事部门或者劳动保障部门依据职权责令限期改正。",
        "sources": [{"document": "leave", "locator": "第七条"}],
        "valid_from": "2024-01-01",
        "valid_until": "2026-01-01",
    },
    {
        "question": WHEN,
        "answer": "自受理之日起15个工作日内。",
        "region": "广州市",
        "sources": [{"document": "guangzhou", "quote": "自受理之日起15个工作日内制发证件"}],
    },
    {
        "question": RESIDENCE,
        "answer": "15 days from the day of acceptance.",
        "language": "en",
        "region": "440000",
        "within": True,
        "applicant": "foreigner",
        "sources": [
            {"document": "permit", "locator": "第九条", "quote": "公安机关应当自受理之日起15日内制作发放居住证"}
        ],
    },
]


def manifest(folder: Path, **more: dict[str, str]) -> None:
    """Ids, and the places of the guides; `more`: further fields by id."""
    places = {"guangzhou": "440100", "hangzhou": "330100"}
    rows = [{"path": path, "id": name, "region": places.get(name, "")} for path, name in IDS.items()]
    held = [{**row, **more.get(row["id"], {})} for row in rows if (folder / row["path"]).is_file()]
    lines = [json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in held]
    (folder / "wenzheng-manifest.jsonl").write_text("\n".join(lines), "utf-8")


class World:
    """A home with documents, an assistant over it, and a steward who changes files and types commands."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self.documents = home / "documents"
        self.settings = Settings(home=home, model=ModelSettings(kind="quoting"), today=TODAY)
        self.services = Services(self.settings, embedder=embedder)

    def ingest(self, **more: dict[str, str]) -> None:
        manifest(self.documents, **more)
        report = ingest(self.documents, self.services.corpus, self.services.originals, source="demo")
        assert report.refused == {}
        build_index(self.services)

    def change(self, name: str, old: str, new: str) -> None:
        file = self.documents / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        self.ingest()

    def bring(self, *entries: dict[str, Any], name: str = "faq.jsonl", again: bool = False) -> Result:
        file = self.settings.home / name
        file.write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries), "utf-8")
        return run("approved", "add", str(file), "--by", "Population office", *(["--again"] if again else []))

    @property
    def application(self) -> FastAPI:
        self.services.warm()
        return create_app(self.services)

    def ask(self, question: str, **more: str) -> dict[str, Any]:
        with TestClient(self.application) as client:
            answer: dict[str, Any] = client.post("/v1/ask", json={"question": question, **more}).json()
        for citation in answer["citations"]:
            text = self.services.corpus.version(citation["document_id"], citation["version"]).text
            assert text[citation["start"] : citation["end"]] == citation["quote"]
        return answer

    def reasons(self) -> dict[str, list[str]]:
        """What `approved check` tells: question → reasons, of those that have expired."""
        done = run("approved", "check", "--json")
        found = json.loads(done.stdout)["approved_answers"]
        assert done.exit_code == (1 if found else 0)
        return {row["question"]: [why["reason"] for why in row["reasons"]] for row in found}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return wire(Settings(home=tmp_path_factory.mktemp("models"))).embedder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with the documents read and indexed, and the entries approved; each test works on a copy."""
    world = World(tmp_path_factory.mktemp("first"), embedder)
    for name in IDS:
        (world.documents / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DEMO / name, world.documents / name)
    world.ingest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands_staff, "wire", lambda settings: world.services)
        done = world.bring(*ENTRIES)
    assert done.stdout.startswith("4 new, 0 changed, 0 unchanged"), done.stderr
    world.services.engine.dispose()
    return world.settings.home


@pytest.fixture
def world(first: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    shutil.copytree(first, tmp_path / "home")
    world = World(tmp_path / "home", embedder)
    world.services.corpus.register("demo", str(world.documents.resolve()))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(commands_staff, "wire", lambda settings: world.services)
    yield world
    world.services.engine.dispose()


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


def test_an_approval_ends_with_its_clause_and_says_why(world: World) -> None:
    world.change(LEAVE, "国家法定休假日、休息日不计入", "国家法定休假日不计入")
    assert world.ask(HOW_LONG)["approved"] is None
    assert world.reasons() == {HOW_LONG: ["clause_changed", "clause_changed"]}
    assert world.ask("单位不安排年休假怎么办？")["approved"], "another article of the same law"
    told = run("approved", "check").stdout
    assert "have changed" in told
    assert "国家法定休假日、休息日不计入年休假的假期。" in told.split("│")[-2] + told.split("│")[-3]


def test_a_clause_that_only_moved_within_its_document_keeps_the_approval(world: World) -> None:
    before = world.ask(HOW_LONG)["citations"][1]
    world.change(LEAVE, "第一条 为了", "第一条 （样例）为了")
    after = world.ask(HOW_LONG)
    assert after["approved"]
    assert after["citations"][1]["version"] == before["version"] + 1
    assert after["citations"][1]["start"] == before["start"] + len("（样例）")
    assert world.reasons() == {}


def test_a_repealed_a_withdrawn_and_a_moved_document_end_an_approval(world: World) -> None:
    world.ingest(leave={"effective_to": "2025-07-01"}, guangzhou={"region": "440300"})
    assert world.reasons() == {
        HOW_LONG: ["not_in_force", "not_in_force"],
        "单位不安排年休假怎么办？": ["not_in_force"],
        WHEN: ["place_differs"],
    }
    assert world.ask(WHEN, region="440100")["approved"] is None
    assert world.ask("单位不安排年休假怎么办？", as_of="2025-06-30")["approved"], "it was in force on that day"
    (world.documents / GUANGZHOU).unlink()
    world.ingest()
    assert world.reasons() == {WHEN: ["document_withdrawn"]}


def test_time_runs_out(world: World) -> None:
    done = run("approved", "check", "--as-of", "2026-01-01", "--json")
    found = json.loads(done.stdout)["approved_answers"]
    assert (done.exit_code, [row["question"] for row in found]) == (1, ["单位不安排年休假怎么办？"])
    assert found[0]["reasons"][0]["reason"] == "out_of_time"
    assert found[0]["reasons"][0]["zh"]
    assert found[0]["reasons"][0]["en"]


def test_bringing_a_file_twice_approves_nothing_that_has_expired(world: World) -> None:
    assert world.bring(*ENTRIES).stdout.startswith("0 new, 0 changed, 4 unchanged")
    world.change(LEAVE, "第三条 职工累计工作已满1年不满10年的", "第三条 职工在各单位累计工作已满1年不满10年的")
    assert world.bring(ENTRIES[0]).stdout.startswith("0 new, 0 changed, 1 unchanged")
    assert world.ask(HOW_LONG)["approved"] is None
    assert world.bring(ENTRIES[0], again=True).stdout.startswith("0 new, 1 changed")
    assert world.ask(HOW_LONG)["approved"]


def test_a_withdrawn_approval_is_given_no_more(world: World) -> None:
    one = next(a for a in world.services.approved.all() if a.question == HOW_LONG)
    assert run("approved", "withdraw", one.id, "--by", "Legal office", "--because", "unclear").exit_code == 0
    assert world.ask(HOW_LONG)["approved"] is None
    assert "withdrawn by Legal office" in run("approved", "list").stdout
    assert world.bring(ENTRIES[0]).stdout.startswith("0 new, 0 changed, 1 unchanged")
    assert world.ask(HOW_LONG)["approved"] is None


def test_an_answer_that_was_given_can_be_approved_as_it_is(world: World) -> None:
    given = world.ask("申请居住证要带什么材料？", region="330100")
    assert given["approved"] is None
    assert given["citations"]
    done = run("approved", "add", "--answer", given["id"], "--by", "王某", "--phrasing", "居住证要哪些材料")
    assert done.exit_code == 0
    again = world.ask("居住证需要什么材料", region="330100")
    assert (again["approved"]["by"], again["text"]) == ("王某", given["text"])
    assert [c["quote"] for c in again["citations"]] == [c["quote"] for c in given["citations"]]


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_what_is_exported_is_read_back(world: World, suffix: str) -> None:
    file = world.settings.home / f"faq.{suffix}"
    assert run("approved", "export", str(file)).exit_code == 0
    assert run("approved", "add", str(file)).stdout.startswith("0 new, 0 changed, 4 unchanged")


def test_impact_lists_what_rests_on_a_clause_that_changed(world: World) -> None:
    world.ask(HOW_LONG)
    world.ask("哪些人不享受当年的年休假？")
    set_folder = world.settings.home / "set"
    set_folder.mkdir()
    case = {"id": "1", "cluster_id": "1", "question": "年休假包括休息日吗？", "answerable": True}
    expected = [{"document": "leave", "locator": "第三条"}, {"document": "leave", "locator": "第四条"}]
    (set_folder / "cases.jsonl").write_text(json.dumps({**case, "expected": expected}) + "\n", "utf-8")
    look = ("impact", "国令第514号", "--set", str(set_folder), "--json")
    assert run(*look).exit_code == 0
    world.change(LEAVE, "国家法定休假日、休息日不计入", "国家法定休假日不计入")
    done = run(*look)
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    changed, *others = found["clauses"]
    assert (found["document"]["id"], found["document"]["version"]) == ("leave", 2)
    assert changed["fate"] == "changed"
    assert changed["changes"][-1] == [
        "国家法定休假日、休息日不计入年休假的假期。",
        "国家法定休假日不计入年休假的假期。",
    ]
    assert [use["question"] for use in changed["latest_answers"]] == [HOW_LONG]
    assert [use["question"] for use in changed["approved_answers"]] == [HOW_LONG]
    assert [use["case"] for use in changed["cases"]] == ["1"]
    assert {clause["fate"] for clause in others} == {"unchanged"}
    told = run(*look[:-1]).stdout
    assert "国家法定休假日、休息日不计入年休假的假期。" in told
    assert "changed: 第三条第一款" in told


def test_impact_asks_which_document_is_meant(world: World) -> None:
    with pytest.raises(Problem, match="居住证首次申领办理指南"):
        run("impact", "居住证")
    with pytest.raises(Problem) as raised:
        run("impact", "没有这份文件")
    assert raised.value.code == "unknown_document"


@pytest.mark.browser
def test_the_page_says_that_staff_approved_the_answer(world: World, browser: Browser) -> None:
    with served(world.application) as address, opened(browser, address) as page:
        page.goto("/")
        ask_on_page(page, HOW_LONG)
        expect(page.locator("[data-code=approved]")).to_contain_text("Population office")
        page.reload()
        expect(page.locator("[data-code=approved]")).to_contain_text("Population office")
