"""What ends an approval and what rests on a clause that changed: files, embedder, index and command line are real."""

import json

import pytest

from prompts.problems import Problem
from tests.api.approvals import ENTRIES, GUANGZHOU, HOW_LONG, LEAVE, WHEN, World, run

pytestmark = pytest.mark.weights


def test_an_approval_ends_with_its_clause_and_says_why(world: World) -> None:
    world.change(LEAVE, "国家法定休假日、休息日不计入", "国家法定休假日不计入")
    assert world.ask(HOW_LONG)["approved"] is None
    assert world.reasons() == {HOW_LONG: ["clause_changed"]}  # of two citations, the one of the other paragraph holds
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
    assert raised.value.code == "impact_document"
