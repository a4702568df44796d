"""Guides are recognised, and every value is a slice of the text; laws and policies are no guides."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.documents import Block, Reading, Version, sha256
from ingestion.metadata import metadata
from ingestion.outline import structure
from ingestion.readers import read
from ingestion.service_guides import FIELDS, ServiceGuide, guide

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo" / "documents"


def kept(reading: Reading, name: str = "a.md") -> Version:
    built = structure(reading)
    known = metadata(reading, built, name, None)
    when = datetime(2025, 1, 1, tzinfo=UTC)
    return Version(
        "a", 1, sha256(built.text), built.text, built.sections, built.pages, known, reading.media_type, "", when
    )


def lines(text: str) -> Version:
    return kept(Reading("text/plain", tuple(Block(line.strip()) for line in text.strip().split("\n") if line.strip())))


def page(text: str) -> Version:
    return kept(read(text.encode(), "page.md"))


def taken(version: Version) -> dict[str, list[str]]:
    found = guide(version)
    assert found is not None
    return {field.name: [version.text[s.start : s.end] for s in field.values] for field in found.fields}


PERMIT = """
老年人优待证申领
一、申领条件：
1.具有本市户籍；
2.年满六十周岁。
二、所需材料
（一）居民身份证原件；
（二）近期一寸照片两张。
三、办理流程
1、到户籍所在地街道便民服务中心提交材料；
2、窗口当场核对；
3、凭受理回执领取老年人优待证。
四、办理时限
法定期限：20个工作日
承诺期限：5个工作日
五、收费标准：不收费
六、办理地点与时间：解放路12号便民服务中心2楼3号窗口，周一至周五9:00-17:00
七、咨询电话：0571-88886666 投诉电话：12345
八、设定依据：《老年人权益保障法》；《本市优待老年人规定》
九、事项编码：330100123000
"""


def test_labels_open_fields_and_items_lose_their_numbers() -> None:
    found = taken(lines(PERMIT))
    assert found["name"] == ["老年人优待证申领"]
    assert found["conditions"] == ["具有本市户籍；", "年满六十周岁。"]
    assert found["materials"] == ["居民身份证原件；", "近期一寸照片两张。"]
    assert len(found["steps"]) == 3
    assert found["result"] == ["老年人优待证"]
    assert found["code"] == ["330100123000"]
    assert found["legal_basis"] == ["《老年人权益保障法》", "《本市优待老年人规定》"]
    assert found["phone"] == ["0571-88886666", "12345"]


def test_a_promised_period_is_worth_more_than_the_statutory_one() -> None:
    assert taken(lines(PERMIT))["time_limit"] == ["承诺期限：5个工作日"]


def test_place_and_hours_under_one_label_are_told_apart() -> None:
    found = taken(lines(PERMIT))
    assert found["place"] == ["解放路12号便民服务中心2楼3号窗口"]
    assert found["hours"] == ["周一至周五9:00-17:00"]


def test_fields_stand_in_the_order_in_which_they_are_told() -> None:
    found = guide(lines(PERMIT))
    assert found is not None
    assert [field.name for field in found.fields] == [name for name in FIELDS if found.spans(name)]
    assert found.name == "老年人优待证申领"
    assert found.code == "330100123000"


def test_a_procedure_with_its_periods_gives_both_fields() -> None:
    found = taken(
        lines("""
        户口迁入
        需要申请材料
        1.居民户口簿；
        2.亲属关系证明。
        办理流程及时限
        申请人在网上提交，派出所于2个工作日内预审。通过的，申请人到派出所提交原件。派出所当场办理，并领取居民户口簿。
        """)
    )
    assert len(found["steps"]) == 3
    assert found["time_limit"] == ["派出所于2个工作日内预审。通过的，申请人到派出所提交原件。派出所当场办理"]
    assert found["place"] == ["派出所"]


def test_rows_of_a_table_are_labels_and_values() -> None:
    found = taken(
        lines("事项名称 | 食品经营许可\n申请材料 | 申请书；营业执照复印件\n办理时限 | 15个工作日\n是否收费 | 否")
    )
    assert found["name"] == ["食品经营许可"]
    assert found["materials"] == ["申请书；", "营业执照复印件"]
    assert found["time_limit"] == ["15个工作日"]
    assert found["fee"] == ["是否收费 | 否"]


def test_a_table_of_papers_loses_its_head_and_its_numbers() -> None:
    found = taken(
        lines("""
        事项名称 | 食品经营许可 | 办理时限 | 15个工作日
        申请材料
        序号 | 材料名称 | 份数
        1 | 申请书 | 1份
        2 | 营业执照 | 复印件1份
        咨询电话 | 12345
        """)
    )
    assert found["name"] == ["食品经营许可"]
    assert found["time_limit"] == ["15个工作日"]
    assert found["materials"] == ["申请书 | 1份", "营业执照 | 复印件1份"]


def test_labels_that_a_reader_ran_together_with_their_values_are_found() -> None:
    text = (
        "办理对象企业办理条件已取得经营许可的旅行社\n所需材料\n"
        "1、申请书办理时限5个工作日联系电话020-87513677收费标准不收费"
    )
    found = taken(lines(text))
    assert found["conditions"] == ["已取得经营许可的旅行社"]
    assert found["materials"] == ["申请书"]
    assert found["time_limit"] == ["5个工作日"]
    assert found["phone"] == ["020-87513677"]
    assert found["fee"] == ["不收费"]


def test_labels_in_one_line_are_found_by_their_colons() -> None:
    text = (
        "就业登记。受理机构：市民之家2楼。办理时间：周一至周五8:30-12:00。咨询电话：0714-6521000。承诺时限：当场办结。"
    )
    found = taken(lines(text))
    assert found["place"] == ["市民之家2楼"]
    assert found["hours"] == ["周一至周五8:30-12:00"]
    assert found["time_limit"] == ["当场办结"]


def test_a_value_that_only_fills_its_place_is_not_stated() -> None:
    found = taken(
        lines("某证补领\n所需材料：身份证\n办理流程：到窗口提交材料。\n办理时限：?个工作日\n收费标准：无\n办理依据：/")
    )
    assert not {"time_limit", "fee", "legal_basis"} & set(found)


def test_nothing_is_taken_from_the_words_of_a_step() -> None:
    found = taken(lines("某证补领\n所需材料\n1、身份证\n办理流程\n1、申请人提交申请材料后缴费\n2、窗口受理"))
    assert found["materials"] == ["身份证"]
    assert "fee" not in found
    assert "phone" not in found


def test_lists_without_labels_are_told_by_their_words() -> None:
    found = taken(
        lines("""
        居住登记
        1、在本市居住的非本市户籍人员；
        2、年满十六周岁。
        1、居民身份证复印件；
        2、《居住登记申请表》。
        1、申请人到社区服务中心提交材料；
        2、工作人员核对材料，出具《登记回执》。
        """)
    )
    assert len(found["conditions"]) == len(found["materials"]) == len(found["steps"]) == 2
    assert found["result"] == ["《登记回执》"]


ENGLISH = """# Apply for a market stall licence

How to get a licence to sell at the market.

### Eligibility

You can apply if you’re over 18.

### What you need

You’ll need the following:

- your passport
- a photo

### How to apply

Fill in the form and send it to the council.
The licence fee is £35.
Most applications are dealt with in 4 weeks.
The council will send you a licence by post.

Markets Team
12 High Street
Leeds
LS1 3AB

### Contact

Telephone: 0113 222 4444
Monday to Friday, 9am to 5pm
"""


def test_an_english_page_is_told_by_headings_and_sentences() -> None:
    found = taken(page(ENGLISH))
    assert found["name"] == ["Apply for a market stall licence"]
    assert found["conditions"] == ["You can apply if you’re over 18."]
    assert found["materials"][:2] == ["your passport", "a photo"]
    assert found["steps"] == ["Fill in the form and send it to the council."]
    assert found["fee"] == ["The licence fee is £35."]
    assert found["time_limit"] == ["Most applications are dealt with in 4 weeks."]
    assert found["phone"] == ["0113 222 4444"]
    assert found["place"][0].endswith("LS1 3AB")
    assert found["result"] == ["The council will send you a licence by post."]


@pytest.mark.parametrize("name", sorted(p.name for p in (DEMO / "guides").iterdir()))
def test_the_sample_guides_state_eight_fields(name: str) -> None:
    found = guide(kept(read((DEMO / "guides" / name).read_bytes(), name), name))
    assert found is not None
    assert {field.name for field in found.fields} >= {
        "conditions", "materials", "steps", "time_limit", "fee", "place", "hours", "phone",
    }  # fmt: skip
    assert found.name == "居住证首次申领"


def test_laws_and_policies_are_no_guides() -> None:
    paths = [*(DEMO / "laws").iterdir(), *(DEMO / "state-council").glob("*.html")]
    taken_for_guides: list[tuple[str, ServiceGuide]] = []
    for path in paths:
        if found := guide(kept(read(path.read_bytes(), path.name), path.name)):
            taken_for_guides.append((path.name, found))
    assert len(paths) > 20
    assert taken_for_guides == []


@pytest.mark.shared_data
def test_every_value_of_a_real_guide_is_a_slice_without_outer_space(shared_data: Path) -> None:
    guides = fields = 0
    for path in sorted((shared_data / "service_guides" / "documents").glob("*.md")):
        version = kept(read(path.read_bytes(), path.name), path.name)
        found = guide(version)
        guides += found is not None
        for field in found.fields if found else ():
            fields += 1
            assert len(set(field.values)) == len(field.values)
            for span in field.values:
                value = version.text[span.start : span.end]
                assert value
                assert value == value.strip()
    assert guides > 20
    assert fields > 100


@pytest.mark.parametrize(
    "text", ["补贴" * 14000, "1、到中心窗口" * 3500, "申请材料办理" * 4500, "收取" * 14000, "《" * 29000]
)
def test_a_hostile_text_is_read_in_a_moment(text: str) -> None:
    begun = time.process_time()
    guide(lines(text))
    assert time.process_time() - begun < 2


def test_a_long_number_is_read_in_no_time() -> None:
    text = "借阅证（样例）\n所需材料：身份证\n办理时限：3天\n" + "1" * 20_000
    begun = time.process_time()
    assert guide(kept(Reading("text/plain", tuple(Block(line) for line in text.split("\n"))))) is not None
    assert time.process_time() - begun < 5
