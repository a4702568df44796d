from dataclasses import replace
from datetime import date

from ingestion.documents import Metadata
from ingestion.endings import known_repeals
from ingestion.repeals import find_repeals
from ingestion.validity import Chained, Status, chain, status

OLD, NEW = date(1998, 1, 1), date(2020, 1, 1)


def act(title: str, effective: date | None, says: str = "", **more: object) -> Metadata:
    work = title.removeprefix("中华人民共和国")
    fields: dict[str, object] = {"title": title, "work": work, "level": "行政法规", "effective_from": effective}
    return Metadata(**(fields | {"repeals": find_repeals(says, effective)} | more))  # type: ignore[arg-type]


def ended(chained: Chained, identity: str) -> tuple[object, object]:
    fields = chained.changes.get(identity, {})
    return fields.get("effective_to"), fields.get("repealed_by") or fields.get("superseded_by")


def test_a_clause_ends_the_named_act_on_its_own_day_and_is_kept_as_evidence() -> None:
    chained = chain([
        ("old", act("中华人民共和国拆迁条例", OLD)),
        ("new", act("征收条例", NEW, "《拆迁条例》同时废止。")),
    ])  # fmt: skip
    assert ended(chained, "old") == (NEW, "new")
    assert chained.changes["old"]["ended_by"] == "征收条例：《拆迁条例》同时废止"
    assert not chained.contradictions


def test_an_amended_act_repeals_on_the_day_of_its_first_wording() -> None:
    history = ("2010年3月1日 公布", "2020年1月1日 修订")
    new = act(
        "征收条例", NEW, "", history=history, repeals=find_repeals("本条例自公布之日起施行。《拆迁条例》同时废止。")
    )
    assert ended(chain([("old", act("拆迁条例", OLD)), ("new", new)]), "old") == (date(2010, 3, 1), "new")


def test_a_wording_younger_than_the_clause_is_not_meant() -> None:
    text = "本条例自2000年1月1日起施行。1990年1月1日国务院发布的《拆迁条例》同时废止。"
    assert chain([("a", act("拆迁条例", NEW)), ("b", act("征收条例", NEW, text))]).changes == {}
    assert chain([("b", act("征收条例", NEW, "《没有的条例》同时废止。"))]).changes == {}


def test_texts_of_one_day_that_repeal_one_another_end_nothing_and_are_told() -> None:
    one = act("拆迁条例", NEW, "《征收条例》同时废止。")
    other = act("征收条例", NEW, "《拆迁条例》同时废止。")
    chained = chain([("one", one), ("other", other)])
    assert chained.changes == {}
    assert [text.split()[0] for text in chained.contradictions] == ["one", "other"]


def test_a_trial_rule_is_superseded_by_the_rule_of_that_name_and_others_are_repealed() -> None:
    rule = act("诉讼规则", NEW, "《诉讼暂行规则》同时废止。")
    chained = chain([("trial", act("诉讼暂行规则", OLD)), ("rule", rule)])
    assert chained.changes["trial"]["superseded_by"] == "rule"


def test_organs_before_a_name_and_marks_within_it_do_not_matter() -> None:
    old = act("最高人民法院关于适用《婚恋法》若干问题的解释（一）", OLD, level="司法解释")
    other = act("最高人民法院关于适用《婚恋法》若干问题的解释（二）", OLD, level="司法解释")
    new = act("新解释", NEW, "最高人民法院《关于适用〈中华人民共和国婚恋法〉若干问题的解释（一）》同时废止。")
    chained = chain([("one", old), ("two", other), ("new", new)])
    assert ended(chained, "one") == (NEW, "new")
    assert "two" not in chained.changes


def test_a_place_ends_its_own_rules_and_never_those_of_another() -> None:
    text = "《养犬规定》同时废止。"
    here, there = act("养犬规定", OLD, region="370200"), act("养犬规定", OLD, region="370100")
    chained = chain([("a", here), ("b", there), ("c", act("犬类条例", NEW, text, region="370200"))])
    assert list(chained.changes) == ["a"]
    assert chain([("a", here), ("c", act("犬类条例", NEW, text))]).changes == {}


def test_a_draft_ends_nothing() -> None:
    draft = act("征收条例（征求意见稿）", NEW, "《拆迁条例》同时废止。")
    assert chain([("a", act("拆迁条例", OLD)), ("b", draft)]).changes == {}


def test_articles_end_alone() -> None:
    chained = chain([
        ("old", act("拆迁条例", OLD)),
        ("new", act("征收条例", NEW, "《拆迁条例》第九条、第十条同时废止。")),
    ])  # fmt: skip
    assert chained.changes == {"old": {"repealed_articles": (("第九条", NEW), ("第十条", NEW))}}


def test_what_a_steward_says_of_the_end_stands_and_the_difference_is_reported() -> None:
    stated = act("拆迁条例", OLD, effective_to=date(2019, 1, 1))
    chained = chain([("old", stated), ("new", act("征收条例", NEW, "《拆迁条例》同时废止。"))])
    assert chained.changes == {}
    assert "2019-01-01" in chained.contradictions[0]


def test_two_clauses_that_differ_are_reported_and_the_earlier_one_counts() -> None:
    text = "《拆迁条例》同时废止。"
    chained = chain([
        ("old", act("拆迁条例", OLD)),
        ("b", act("征收条例", NEW, text)),
        ("c", act("补偿条例", date(2015, 1, 1), text)),
    ])  # fmt: skip
    assert ended(chained, "old") == (date(2015, 1, 1), "c")
    assert "repealed by c" in chained.contradictions[0]


def test_another_number_with_other_days_is_another_document() -> None:
    old = act("拆迁通知", OLD, document_number="国发〔1998〕1号", published=OLD)
    new = act("征收条例", NEW, "2005年5月5日发布的《拆迁通知》（国发〔2005〕9号）同时废止。")
    chained = chain([("old", old), ("new", new)])
    assert chained.changes == {}
    assert "another number" in chained.contradictions[0]


def test_known_repeals_end_national_acts_and_what_implements_them() -> None:
    known = next(row for row in known_repeals() if row.work == "公民出境入境管理法")
    chained = chain([
        ("act", act("中华人民共和国公民出境入境管理法", OLD)),
        ("rules", act("中华人民共和国公民出境入境管理法实施细则", OLD)),
        ("again", act("公民出境入境管理法", date(2030, 1, 1), region="370000")),
    ])  # fmt: skip
    assert ended(chained, "act")[0] == ended(chained, "rules")[0] == known.ended
    assert "again" not in chained.changes
    assert "rules" in chained.contradictions[0]


def test_a_repealed_act_of_unknown_day_gets_the_day_of_the_clause() -> None:
    old = act("拆迁条例", OLD, repealed=True)
    changes = chain([("old", old), ("new", act("征收条例", NEW, "《拆迁条例》同时废止。"))]).changes["old"]
    assert status(old, OLD) is Status.REPEALED
    assert status(replace(old, **changes), OLD) is Status.IN_FORCE
    assert status(replace(old, **changes), NEW) is Status.REPEALED


def test_every_known_repeal_has_a_day_and_no_act_is_listed_twice() -> None:
    rows = known_repeals()
    assert len({(row.work, row.articles) for row in rows}) == len(rows) > 50


def test_a_text_ends_none_of_a_higher_rank() -> None:
    text = "《安全法》同时废止。"
    rule = act("安全办法", NEW, text, level="部门规章", issuer="国家市场监督管理总局")
    chained = chain([("law", act("安全法", OLD, level="法律")), ("rule", rule)])
    assert chained.changes == {}
    assert "higher rank" in chained.contradictions[0]
    statute = act("安全卫生法", NEW, text, level="法律")
    assert ended(chain([("law", act("安全法", OLD, level="法律")), ("new", statute)]), "law") == (NEW, "new")


def test_a_rank_that_is_not_known_stops_no_end() -> None:
    approved = act("安全条例", OLD, issuer="公安部")
    rule = act("安全办法", NEW, "《安全条例》同时废止。", level="部门规章", issuer="公安部")
    assert ended(chain([("old", approved), ("rule", rule)]), "old") == (NEW, "rule")


def test_a_clause_about_a_title_that_names_no_matter_means_the_text_of_that_number() -> None:
    notices = [
        (number, act("广州市公安局通告", OLD, document_number=number, level="规范性文件"))
        for number in ("穗公通〔2020〕3号", "穗公通〔2021〕9号")
    ]
    new = act("交通管理通告", NEW, "《广州市公安局通告》（穗公通〔2020〕3号）同时废止。", level="规范性文件")
    assert list(chain([*notices, ("new", new)]).changes) == ["穗公通〔2020〕3号"]
    new = act("交通管理通告", NEW, "《广州市公安局通告》同时废止。", level="规范性文件")
    assert chain([*notices, ("new", new)]).changes == {}
