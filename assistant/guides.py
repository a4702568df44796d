"""Answers a question about a service guide from its fields: which fields are asked for, what they say, what is missing.

Nothing is composed: each value is a slice of the guide's text, in an order that puts what fits the asker's situation
first, and a field that the guide does not state is named as missing. Does not know how the guide was found, nor the
sentences around the values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.guide_questions import asked_fields, asks_for_all, asks_how_another_does_it, matter
from assistant.guide_ways import said_of, way_asked
from assistant.sentences import is_chinese
from assistant.steps import of_another_matter, of_another_step, steps
from assistant.wording import content, coverage, covering, meeting
from ingestion.documents import Version
from ingestion.jurisdictions import without_places
from ingestion.service_guides import FieldName, ServiceGuide, Span, guide

LABELS: Final[dict[FieldName, tuple[str, str]]] = {
    "name": ("事项名称", "Service"),
    "code": ("事项编码", "Code"),
    "conditions": ("办理条件", "Who can apply"),
    "materials": ("所需材料", "What you need"),
    "steps": ("办理流程", "Steps"),
    "time_limit": ("办理时限", "How long it takes"),
    "fee": ("收费", "Fee"),
    "place": ("办理地点", "Where"),
    "hours": ("办公时间", "Opening hours"),
    "phone": ("电话", "Telephone"),
    "legal_basis": ("办理依据", "Legal basis"),
    "result": ("办理结果", "What you get"),
}
"""What a field is called, in Chinese and English."""

_BY_WORDS, _ABOUT = 0.03, 0.1
"""What words are worth beside the cosine, whose useful range is about a tenth."""
_CLOSE, _CLOSE_ACROSS = 0.889, 0.82
"""Least closeness in one language and across two, between 69 questions whose guide is there and 10 without one."""
_OFFICE: Final = re.compile(r"[\u4e00-\u9fff]{2,4}(?:街道|社区|镇|乡)(?:[\u4e00-\u9fff]{0,4}(?:中心|大厅|派出所))?")
"""An office by the name of its street, which is a place and no matter: 张庄路街道人社中心."""
_MEANS: Final = (
    (r"代领|代办|代取|替.{1,6}[办领]|on behalf", "委托 代办 被委托人 代理"),
    (r"外婆|外公|姥姥|姥爷|爷爷|奶奶|祖", "直系 长辈 祖父母 外祖父母"),
    (r"没结婚|未婚|没领证|非婚", "非婚生 非婚生育"),
    (r"(?:孩子|宝宝|新生儿|娃|小孩)[^，。]{0,8}(?:上户口|落户|入户|报户口)|刚出生", "出生登记 出生医学证明"),
    (r"改姓|换姓|姓[^，。]{0,3}(?:姓|的姓)|随[^，。]{1,4}姓", "姓氏"),
    (r"大学生|在校|上学|读书", "学生 学生证 就读 在校"),
    (r"离婚|离了", "离异"),
    (r"公司|单位", "单位 组织机构 法人"),
    (r"买房|房子是自己|自购|产权", "产权 自购 不动产 所有权"),
    (r"租房|租的", "租赁"),
    (r"外文|英文|国外|境外", "译本 国外 国（境）外"),
    (r"外地|外省|外来|(?:不是|非)本地", "外地 非本市 非本省 异地 居住证"),
    (r"第一次|首次|头一回", "首次"),
    (r"未成年|未满十?[八18]|不满十?[八18]", "未成年"),
    (r"收养|领养", "收养"),
    (r"当兵|军人|部队", "军人"),
    (r"丢了|遗失|弄丢", "遗失 补领 挂失"),
    (r"宿舍", "集体宿舍"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a guide says of one field that was asked for."""

    name: FieldName
    label: str
    """The field in the language of the answer: `所需材料`, `What you need`."""
    spans: tuple[Span, ...]
    """Slices of the guide's text, what fits the asker's situation first; empty when the guide does not state it."""
    fitting: int = 0
    """How many of the first spans are those that fit the asker's situation; 0: no telling them apart."""

    @property
    def missing(self) -> bool:
        """The guide does not state it; nothing may be put in its place."""
        return not self.spans


@dataclass(frozen=True, slots=True)
class GuideReply:
    """A structured answer: fields in the order in which a person wants them."""

    guide: ServiceGuide
    fields: tuple[Told, ...]
    whole: bool
    """The whole procedure was asked for, not single fields."""
    another_step: bool = False
    """The guide is for another step than the one that was asked for: of 首次申领, where 补办 was."""

    @property
    def missing(self) -> tuple[Told, ...]:
        """Fields that were asked for and are not stated."""
        return tuple(told for told in self.fields if told.missing)


def guide_reply(question: str, version: Version, language: str) -> GuideReply | None:
    """Answer from the fields of a text; None when it is no guide, or when the question asks for no field of one."""
    asked = asked_fields(question)
    if not asked or (found := guide(version)) is None:
        return None
    told = answer_fields(question, found, version.text, asked, language)
    if asks_how_another_does_it(question) and not asks_for_all(question):
        told = tuple(field for field in told if field.name != "steps" or not field.missing)
    return GuideReply(found, told, asks_for_all(question), of_another_step(question, found.name))


def answer_fields(
    question: str, found: ServiceGuide, text: str, fields: Sequence[FieldName], language: str
) -> tuple[Told, ...]:
    """What the guide says of each field, `text` being the text that its spans belong to. Nothing is left out but what
    is said of another step than the one asked for; where one goes and whom one calls is the same for all.
    """
    place = 0 if language.startswith("zh") else 1
    wanted = steps(question) if of_another_step(question, found.name) else frozenset()
    answer = []
    way = way_asked(question)
    for name in fields:
        if way and name == "conditions" and len(fields) <= _FEW:
            answer.append(Told(name, way.label[place], said_of(way, text)))
            continue
        spans = found.spans(name)
        if wanted and name not in _FOR_ALL_STEPS:
            spans = tuple(span for span in spans if wanted & steps(text[span.start : span.end]))
        fitting = _fitting(question, [text[s.start : s.end] for s in spans], found.name) if name in _LISTS else ()
        ordered = tuple(spans[i] for i in (*fitting, *(i for i in range(len(spans)) if i not in fitting)))
        answer.append(Told(name, LABELS[name][place], ordered, len(fitting)))
    return tuple(answer)


_FEW: Final = 3
"""Fields that are asked for by name at most; of a whole procedure the conditions are told as they stand."""
_FOR_ALL_STEPS: Final = frozenset(("place", "hours", "phone"))
_LISTS: Final = frozenset(("conditions", "materials"))
"""Fields whose items may be put in another order."""


def _fitting(question: str, entries: Sequence[str], name: str) -> tuple[int, ...]:
    """Positions of the items that speak of the asker's situation and not only of the matter, the best first."""
    if len(entries) < 2:
        return ()
    known = covering(name)
    means = " ".join(word for words in _situation(question) for word in words)
    wanted = {
        token for token in content(f"{question} {means}" if is_chinese(question) else question) if token not in known
    }
    holds = [wanted & covering(entry) for entry in entries]
    common = frozenset.intersection(*map(frozenset, holds))
    scores = [len(held - common) for held in holds]
    best = max(scores)
    if not best:
        return ()
    order = sorted(range(len(entries)), key=lambda i: -scores[i])
    return tuple(i for i in order if scores[i] * 2 >= best)


def best_guide(question: str, candidates: Sequence[tuple[Version, float]]) -> Version | None:
    """The guide that a question is about, or None when none is close enough: then no field may be answered.

    `candidates` are the documents of the best passages, each with the highest cosine of its passages to the question
    (bundled embedder). Guides in the language of the question are tried first; across languages the cosine decides.
    """
    same: list[tuple[float, float, int]] = []
    across: list[tuple[float, int]] = []
    for i, (version, cosine) in enumerate(candidates):
        if (found := guide(version)) is None:
            continue
        if is_chinese(version.text) == is_chinese(question):
            if not _names_the_matter(question, version, found):
                continue
            ranked, about = closeness(question, version, found)
            same.append((cosine + _BY_WORDS * ranked, cosine + _ABOUT * about, -i))
        else:
            across.append((cosine, -i))
    if same and max(same)[1] >= _CLOSE:
        return candidates[-max(same)[2]][0]
    if across and max(across)[0] >= _CLOSE_ACROSS:
        return candidates[-max(across)[1]][0]
    return None


def closeness(question: str, version: Version, found: ServiceGuide) -> tuple[float, float]:
    """How far the words of a question are those of a guide: (for ranking guides, for deciding whether one is meant).

    Ranked are the shares of the question's matter that stand in the title and anywhere in the guide, of the name that
    stands in the question (婚生 is not 非婚生), and of the asker's circumstances that it speaks of; the second
    figure is the mean of the first two, 0 to 1.
    """
    tokens = content(matter(question))
    head = f"{version.metadata.title} {found.name}"
    titled, held = coverage(tokens, covering(head)), coverage(tokens, covering(f"{head} {version.text}"))
    named = coverage(content(found.name), covering(question))
    situation = _situation(question)
    fitting = sum(any(word in version.text for word in words) for words in situation) / max(1, len(situation))
    return titled + held + named + 1.5 * fitting, (titled + held) / 2


def _names_the_matter(question: str, version: Version, found: ServiceGuide) -> bool:
    """Whether a title holds anything of what is asked about beside the place, which all guides of a city have."""
    if of_another_matter(question, f"{version.metadata.title} {found.name}", version.text):
        return False
    tokens = content(_OFFICE.sub(" ", without_places(matter(question))))
    head = without_places(f"{version.metadata.title} {found.name}")
    told = any(word in head for words in _situation(question) for word in words)
    return not tokens or told or coverage(tokens, meeting(question, head)) > 0


def _situation(question: str) -> list[list[str]]:
    """What guides call the circumstances that people tell in their own words: 离婚 is 离异, 外婆 is 直系长辈."""
    return [words.split() for pattern, words in _MEANS if re.search(pattern, question)]
