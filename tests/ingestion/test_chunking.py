from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingestion.chunking import TINY, chunks
from ingestion.documents import Block, Chunk, Metadata, Reading, Version, sha256
from ingestion.outline import CONTENTS, structure

LONGEST = 120


def count(text: str) -> int:
    return 4 + (len(text) + 1) // 2


def version(*lines: str | Block, title: str = "某法") -> Version:
    built = structure(Reading("text/plain", tuple(b if isinstance(b, Block) else Block(b) for b in lines)))
    return Version(
        "doc",
        1,
        sha256(built.text),
        built.text,
        built.sections,
        built.pages,
        Metadata(title),
        "text/plain",
        "",
        datetime.now(UTC),
    )


def cut(*lines: str | Block, longest: int = LONGEST) -> list[Chunk]:
    return chunks(version(*lines), longest, count)


_TEXT = st.text("的一是在不了有和人这。，；、 abc", min_size=1, max_size=400).map(str.strip).filter(bool)
_HEADS = st.sampled_from(["第一章 总则", "一、总体要求", "（一）指导思想。", "附件1", "目录", "第二章 罚则", "1.申请"])
_ARTICLES = st.integers(1, 60).flatmap(lambda n: _TEXT.map(lambda text: f"第{n}条 {text}"))
_BLOCKS = st.lists(
    st.builds(
        Block, st.one_of(_TEXT, _HEADS, _ARTICLES), st.sampled_from(["paragraph", "heading", "row"]), st.integers(1, 3)
    ),
    max_size=25,
)


@given(_BLOCKS)
def test_chunks_stand_in_order_without_overlap_at_exact_offsets(blocks: list[Block]) -> None:
    whole = version(*blocks)
    made = chunks(whole, LONGEST, count)
    assert all(chunk.text == whole.text[chunk.start : chunk.end] and chunk.text.strip() for chunk in made)
    assert all(left.end <= right.start for left, right in pairwise(made))
    assert [chunk.ordinal for chunk in made] == list(range(len(made)))
    assert len({chunk.id for chunk in made}) == len(made)


@given(_BLOCKS)
def test_all_body_text_is_in_a_chunk(blocks: list[Block]) -> None:
    whole = version(*blocks)
    covered = {at for chunk in chunks(whole, LONGEST, count) for at in range(chunk.start, chunk.end)}
    for section in whole.sections:
        text = whole.text[section.start : section.end]
        if section.label != CONTENTS and (section.kind in {"article", "body"} or "\n" in text):
            missing = [
                at for at in range(section.start, section.end) if at not in covered and not whole.text[at].isspace()
            ]
            assert not missing


@given(_BLOCKS)
def test_every_chunk_fits_with_its_title_and_path(blocks: list[Block]) -> None:
    for chunk in cut(*blocks):
        if len(" ".join(chunk.path)) < LONGEST:
            assert count(f"{chunk.heading('某法')}\n{chunk.text}") <= LONGEST or len(chunk.text) <= 40


def test_an_article_is_never_split_when_it_fits() -> None:
    text = "。".join(["应当自受理之日起十五日内作出决定"] * 8)
    made = cut(f"第一条 {text}。", "第二条 其他情形，由有关部门按照各自职责依法处理，并告知当事人结果。")
    assert [chunk.labels for chunk in made] == [("第一条",), ("第二条",)]


def test_a_long_article_is_cut_at_its_items_and_each_piece_knows_what_opened_it() -> None:
    items = [f"（{n}）{'提供真实有效的身份证明和居住证明材料，' * 4}并对真实性负责；" for n in "一二三四五六"]
    made = cut("第九条 有下列情形之一的，不予办理：", *items)
    assert len(made) > 1
    assert all(chunk.text.startswith(("第九条", "（")) for chunk in made)
    assert made[1].path == ("第九条 有下列情形之一的，不予办理：",)
    assert {chunk.labels for chunk in made} == {("第九条",)}


def test_only_tiny_neighbours_of_one_chapter_share_a_chunk() -> None:
    tiny = "删去。"
    assert len(tiny) < TINY
    made = cut(
        "第一章 甲", f"第一条 {tiny}", f"第二条 {tiny}", "第二章 乙", f"第三条 {tiny}", "第四条 " + "应当依法办理。" * 6
    )
    assert [chunk.labels for chunk in made] == [("第一条", "第二条"), ("第三条",), ("第四条",)]
    assert [chunk.path for chunk in made] == [("第一章 甲",), ("第二章 乙",), ("第二章 乙",)]


def test_what_stands_above_the_first_article_is_a_chunk_of_its_own() -> None:
    made = cut(
        Block("某法", "heading", 1),
        "2007年6月29日 某某会议通过",
        "第一条 为了管理。",
        "第二条 本法适用于本市行政区域内的各类经营活动及其监督管理工作。",
    )
    assert made[0].text == "某法\n2007年6月29日 某某会议通过"
    assert made[0].labels[:1] == ("某法",)
    assert made[1].labels == ("第一条",)


def test_headings_and_contents_alone_are_no_chunks() -> None:
    made = cut(
        "目录", "第一章 总则", "第二章 罚则", "第一章 总则", "第一条 为了规范管理。", "第二章 罚则", "第二条 依法处罚。"
    )
    assert [chunk.labels for chunk in made] == [("第一条",), ("第二条",)]


def test_small_sections_of_a_policy_stand_together_with_their_heading() -> None:
    made = cut("一、总体要求", "（一）指导思想。以人民为中心。", "（二）基本原则。坚持改革。", longest=512)
    assert len(made) == 1
    assert made[0].labels == ("一、", "（一）", "（二）")


def test_rows_of_a_table_are_cut_between_rows() -> None:
    rows = [Block(f"第{n}类 | 申请材料清单和办理时限说明 | {n}个工作日", "row") for n in range(40)]
    made = cut("收费表如下。", *rows)
    lines = {row.text for row in rows} | {"收费表如下。"}
    assert len(made) > 1
    assert all(line in lines for chunk in made for line in chunk.text.split("\n"))


def test_the_same_words_at_the_same_place_keep_their_id() -> None:
    first, again = cut("第一条 为了管理。"), cut("第一条 为了管理。")
    assert first == again
    assert cut("前言。", "第一条 为了管理。")[-1].id != first[0].id


def test_a_chunk_knows_the_page_it_begins_on() -> None:
    made = cut(Block("第一条 " + "甲乙。" * 20, page=3), Block("第二条 " + "丙丁。" * 20, page=4))
    assert [chunk.page for chunk in made] == [3, 4]


def test_what_characters_already_prove_is_not_counted() -> None:
    asked: list[str] = []

    def counting(text: str) -> int:
        asked.append(text)
        return count(text)

    chunks(version("第一条 为了管理。", "第二条 适用于本市。"), 512, counting)
    assert asked == [""]


def test_a_heading_goes_with_what_stands_under_it_not_with_what_stands_above() -> None:
    made = cut("一、进度", "（一）准备。", "（二）试点。", "二、保障", "（一）" + "加强组织领导，落实各方责任。" * 6)
    assert [chunk.labels[0] for chunk in made] == ["一、", "二、"]
    assert made[0].text.endswith("（二）试点。")


def test_short_lines_survive_the_cutting_of_a_long_article() -> None:
    lines = ["第一条 有下列情形之一的：", *(f"{n}{'提供真实有效的材料；' * 5}\n甲" for n in range(8))]
    made = cut(*(part for line in lines for part in line.split("\n")))
    assert len(made) > 1
    assert "".join(chunk.text for chunk in made).count("甲") == 8
