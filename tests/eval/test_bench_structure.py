import json
from pathlib import Path

import pytest

from eval import bench_structure


def test_a_missing_article_and_lost_characters_lower_the_figures(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 某法\n\n第一条 为了管理。\n\n第二条 适用本法。\n", "utf-8")
    documents = [{"id": "a", "path": "a.md", "title": "某法", "effective": None, "level": "法律"}]
    articles = [("第一条", "为了管理。"), ("第二条", "适用本法。"), ("第三条", "没有的。")]
    rows = [{"id": f"a#{label}", "text": text} for label, text in articles]
    for name, lines in (("documents", documents), ("corpus", rows)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    figures = bench_structure.articles(tmp_path)
    assert figures.values["found"] == pytest.approx(2 / 3)
    assert figures.values["characters"] == pytest.approx(10 / 14)
    assert figures.misses == ["a.md 第三条"]


@pytest.mark.shared_data
def test_pages_of_government_tell_number_issuer_and_dates(shared_data: Path) -> None:
    figures = bench_structure.policies(shared_data / "zh_gov_policy_html")
    assert all(share >= 0.98 for share in figures.values.values()), figures.misses


@pytest.mark.shared_data
def test_laws_tell_the_day_of_effect_of_their_wording(shared_data: Path) -> None:
    figures = bench_structure.laws(shared_data / "zh_law_docs")
    assert figures.values["effective"] >= 0.99, figures.misses
    assert figures.values["title"] == 1


@pytest.mark.shared_data
def test_articles_of_laws_are_found_with_their_numbers(shared_data: Path) -> None:
    figures = bench_structure.articles(shared_data / "zh_law_docs")
    assert figures.values["found"] >= 0.995
    assert figures.values["characters"] >= 0.98


def test_a_stale_article_still_in_force_lowers_the_share_of_cases(tmp_path: Path) -> None:
    laws, questions = tmp_path / "laws", tmp_path / "questions"
    laws.mkdir()
    questions.mkdir()
    rows = []
    for identity, year in (("old", 2000), ("new", 2020), ("other", 2010)):
        title = "另法" if identity == "other" else "某法"
        text = f"# 中华人民共和国{title}\n\n第一条 本法自{year}年1月1日起施行。\n"
        (laws / f"{identity}.md").write_text(text, "utf-8")
        rows.append({"id": identity, "path": f"{identity}.md"})
    cases = [
        {
            "id": stale,
            "as_of": "2021-01-01",
            "expected": [{"doc_id": "new", "article": "第一条", "role": "in_force"}],
            "stale": [{"doc_id": stale, "article": "第一条", "role": "superseded"}],
        }
        for stale in ("old", "other")
    ]
    for path, lines in ((laws / "documents.jsonl", rows), (questions / "cases.jsonl", cases)):
        path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    figures = bench_structure.time_travel(questions, laws)
    assert figures.values == {"questions": 2, "in_force": 1, "stale": 0.5, "cases": 0.5}
    assert "中华人民共和国另法" in figures.misses[0]


@pytest.mark.shared_data
def test_versions_are_chained_and_what_is_stale_is_not_in_force(shared_data: Path) -> None:
    laws = shared_data / "zh_law_docs"
    chains = bench_structure.versions(laws)
    assert chains.values["f1"] >= 0.97, chains.misses
    travel = bench_structure.time_travel(shared_data / "zh_time_travel", laws)
    assert travel.values["cases"] >= 0.97, travel.misses
    assert set(bench_structure.outdated(laws).values.values()) == {1}
