"""Right answers to mutate: cases with the records of an assistant that did everything well.

Words are those of real texts (居住证暂行条例, a page about burial allowances) and of a made-up service guide. Does not
know what is made wrong with them.
"""

from dataclasses import dataclass

from eval.cases import Case, Expected, Nugget
from eval.records import Cited, Found, Record, Said
from ingestion.documents import NATION


@dataclass(frozen=True, slots=True)
class Original:
    """A case and a record that no metric has anything against."""

    case: Case
    record: Record


_PERMIT, _GUIDE, _BURIAL = "residence-permit-2015", "hangzhou-residence-permit", "va-burial-allowance"
_MATERIALS = (
    "申领居住证，应当向居住地公安派出所或者受公安机关委托的社区服务机构提交本人居民身份证、本人相片以及居住地住址、"
    "就业、就读等证明材料。"
)
_DAYS = (
    "对符合居住证办理条件的，公安机关应当自受理之日起15日内制作发放居住证；在偏远地区、交通不便的地区或者因特殊情况，"
    "不能按期制作发放居住证的，设区的市级以上地方人民政府在实施办法中可以对制作发放时限作出延长规定，"
    "但延长后最长不得超过30日。"
)
_FEE = "首次申领居住证，免收证件工本费。换领、补领居住证，应当缴纳证件工本费。办理签注手续不得收取费用。"
_GUIDE_QUOTE = (
    "办理材料\n（一）居民身份证；\n（二）浙江省居住登记凭证；\n（三）劳动合同、房屋租赁合同或者在读证明之一。\n"
    "办理时限\n自受理之日起10个工作日内办结。\n收费标准\n不收费。\n"
    "办理地点与时间\n居住地派出所户籍窗口，周一至周五8:30—12:00、14:00—17:30（法定节假日除外）。\n咨询电话\n12345。"
)
_CLAIM = (
    "You must file a claim for a non-service-connected burial allowance within 2 years after the Veteran’s burial or "
    "cremation."
)


def _law(number: int, locator: str, quote: str) -> Cited:
    return Cited(
        number, _PERMIT, 1, "居住证暂行条例", locator, quote, 0, len(quote), "in_force", NATION,
        document_number="国令第663号", effective_from="2016-01-01",
    )  # fmt: skip


def _found(citation: Cited) -> Found:
    label = citation.locator[: citation.locator.find("条") + 1]
    return Found(
        citation.document, 1, citation.title, (label,) if label else (), () if label else (citation.locator,),
        0, len(citation.quote), citation.status, citation.region, str(citation.number), 1.0, citation.quote,
    )  # fmt: skip


def _answered(case: str, region: str, sentences: tuple[Said, ...], citations: tuple[Cited, ...]) -> Record:
    return Record(
        case=case,
        outcome="answered",
        text="\n".join(said.text for said in sentences),
        language="en" if region == "US" else "zh",
        region=region,
        as_of="2025-06-01",
        sentences=sentences,
        citations=citations,
        passages=tuple(_found(citation) for citation in citations),
    )


LAW = Original(
    Case(
        id="permit",
        cluster_id="permit",
        question="申请居住证要带什么材料，多少天能办下来，第一次办要交工本费吗？",
        region="440100",
        answerable=True,
        outcome="answered",
        expected=(
            Expected(document=_PERMIT, locator="第九条"),
            Expected(document=_PERMIT, locator="第二十一条"),
        ),
        must_not=(Expected(document="shenzhen-residence-rules"), Expected(document="residence-permit-draft")),
        nuggets=(
            Nugget(text="应当提交本人居民身份证、本人相片和居住地住址、就业、就读等证明材料"),
            Nugget(text="自受理之日起15日内制作发放"),
            Nugget(text="首次申领免收证件工本费"),
            Nugget(text="延长后最长不得超过30日", importance="okay"),
        ),
    ),
    _answered(
        "permit",
        "440100",
        (
            Said("申领居住证，应当提交本人居民身份证、本人相片以及居住地住址、就业、就读等证明材料。", (1,), 0.9),
            Said(
                "根据《居住证暂行条例》第九条，符合居住证办理条件的，公安机关应当自受理之日起15日内制作发放居住证。",
                (2,),
                0.9,
            ),
            Said("在偏远地区或者因特殊情况不能按期制作发放的，时限可以延长，但“延长后最长不得超过30日”。", (2,), 0.9),
            Said("《居住证暂行条例》（国务院令第663号）规定，首次申领居住证，免收证件工本费。", (3,), 0.9),
        ),
        (
            _law(1, "第九条第一款", _MATERIALS),
            _law(2, "第九条第六款", _DAYS),
            _law(3, "第二十一条第一款", _FEE),
        ),
    ),
)

GUIDE = Original(
    Case(
        id="guide",
        cluster_id="guide",
        question="杭州办居住证要什么材料，多久办好，收费吗，去哪里办，电话多少，依据是什么？",
        region="330100",
        answerable=True,
        expected=(Expected(document=_GUIDE),),
        slots={
            "materials": ("居民身份证；", "浙江省居住登记凭证；", "劳动合同、房屋租赁合同或者在读证明之一。"),
            "time_limit": "自受理之日起10个工作日内办结。",
            "fee": "不收费。",
            "place": ("居住地派出所户籍窗口",),
            "phone": ("12345",),
        },
        missing_slots=("legal_basis",),
    ),
    _answered(
        "guide",
        "330100",
        (
            Said("办理材料：居民身份证、浙江省居住登记凭证，以及劳动合同、房屋租赁合同或者在读证明之一。", (1,), 0.9),
            Said("自受理之日起10个工作日内办结。", (1,), 0.9),
            Said("不收费。", (1,), 0.9),
            Said("办理地点：居住地派出所户籍窗口。", (1,), 0.9),
            Said("咨询电话：12345。", (1,), 0.9),
            Said("办理指南未列明法律依据。", (), 0.0),
        ),
        (
            Cited(
                1, _GUIDE, 1, "居住证首次申领办理指南（杭州市）", "办理指南", _GUIDE_QUOTE, 0, len(_GUIDE_QUOTE),
                "in_force", "330100",
            ),
        ),
    ),
)  # fmt: skip

PAGE = Original(
    Case(
        id="burial",
        cluster_id="burial",
        question="When do I need to file a claim for a burial allowance?",
        language="en",
        region="US",
        answerable=True,
        expected=(Expected(document=_BURIAL, locator="When do I need to file a claim?"),),
        nuggets=(Nugget(text="A claim must be filed within 2 years after the burial or cremation"),),
    ),
    _answered(
        "burial",
        "US",
        (
            Said(
                "You must file a claim for a non-service-connected burial allowance within 2 years after the burial or "
                "cremation.",
                (1,),
                0.9,
            ),
        ),
        (
            Cited(
                1, _BURIAL, 1, "How to Apply for a Veterans Burial Allowance", "When do I need to file a claim?",
                _CLAIM, 0, len(_CLAIM), "in_force", "US",
            ),
        ),
    ),
)  # fmt: skip

UNANSWERABLE = Original(
    Case(id="none", cluster_id="none", question="养狗要办什么证，罚款多少？", answerable=False, outcome="not_found"),
    Record(case="none", outcome="not_found", text="没有找到能回答这个问题的依据。", language="zh"),
)

NEEDS_PLACE = Original(
    Case(
        id="place",
        cluster_id="guide",
        question="办居住证多少天？",
        answerable=True,
        outcome="needs_clarification",
        must_not=(Expected(document=_GUIDE),),
    ),
    Record(case="place", outcome="needs_clarification", text="这件事各地规定不同。您在哪个城市？", language="zh"),
)

ORIGINALS = (LAW, GUIDE, PAGE, UNANSWERABLE, NEEDS_PLACE)
