"""Which of the places that a question names are those it is asked for, and not only where its asker comes from.

老家河南，现在在苏州上班 is asked for 苏州. Both stay where a thing is carried from one to the other
(公积金从成都转到重庆), where places are compared, and where what is asked for lies in the place of origin (宅基地).
Does not know whose rules hold where a rule depends on the register and on the residence.
"""

import re
from collections.abc import Iterator

from ingestion import jurisdictions
from ingestion.documents import NATION
from ingestion.place_mentions import Mention

_BORN = r"(?:(?<![\u4e00-\u9fff])|(?<=[我他她们人子儿娃宝妈爸婆妻都是]))生"
"""生 where it is a verb: 我生在河南. In 毕业生在广州, 医生在广州 it ends a noun."""
_FROM_BEFORE = re.compile(
    rf"(?:(?P<home>老家|原籍|籍贯|祖籍|来自)|户口|户籍|户口本|出生|{_BORN}|娘家)(?:所在)?地?(?:都|还|原来|以前)?(?:是|在|于)?(?:的)?$"
    r"|毕业于$|(?P<from>从(?:老家|家乡)?)$"
)
_FROM_AFTER = re.compile(
    r"[省市县区]?(?:本地|农村|农业|城镇)?(?:户口|户籍|籍(?!贯)|的?老家|人(?![才均力员大民社口工行])|(?:大学|学院)毕业)"
)
_OF_THERE = re.compile(r"[省市县区]?(?:那边)?的?[，,。]")
_CAME = re.compile(r"[省市县区]?(?:那边)?(?:过?来|搬|调|嫁|跑|去|到(?!.*转)|毕业)")
_STAYS_BOTH = re.compile(
    r"转[移入到出接]|转.{0,4}[过去来回]|怎么转|接续|异地|两地|迁[到移入往出回]|比(?!例|如)|区别|差[别异几多]|不同|哪[个边]|分别|一样|谁"
    r"|宅基地|承包地|征地|自留地|老宅|村集体|回(?:老家|家乡)"
)
_APART = ("71", "81", "82")
_PEOPLE_OF = re.compile(r"(?:永久性?|籍|特别行政区)?(?:居民|同胞|人(?!才)|身份|户籍|永久)")
"""台湾, 香港, 澳门 before these words tell who asks, and never for where."""


def places_told(text: str, near: str | None = None, *, latin: bool = True) -> tuple[str, ...]:
    """Codes of the places that a text is asked for, in order; the nation is none.

    `near`: where the asker is known to be. A place told only as the asker's home (老家, 原籍, 来自) is none either
    where it is known where they are now.
    """
    told = [mention for mention in jurisdictions.settled(text, near, latin=latin) if mention.codes != (NATION,)]
    told = [
        mention for mention in told if not (mention.codes[0].startswith(_APART) and _PEOPLE_OF.match(text, mention.end))
    ]
    if not _STAYS_BOTH.search(text):
        addresses = list(_addresses(told))
        asked_for = [m for each in addresses if not _comes_from(text, each[0].start, each[-1].end) for m in each]
        if asked_for or (near and all(_home(text, each[0].start) for each in addresses)):
            told = asked_for
    return tuple(place.code for place in jurisdictions.narrowest(mention.codes[0] for mention in told))


def _addresses(told: list[Mention]) -> Iterator[list[Mention]]:
    """Mentions, those that go on in one another together: 重庆市铜梁区."""
    address: list[Mention] = []
    for mention in told:
        goes_on = address and mention.start == address[-1].end
        if address and not (goes_on and address[-1].codes[0] in jurisdictions.lineage(mention.codes[0])):
            yield address
            address = []
        address.append(mention)
    if address:
        yield address


def _comes_from(text: str, start: int, end: int) -> bool:
    before = _FROM_BEFORE.search(text, max(0, start - 10), start)
    if before and before["from"]:
        return bool(_CAME.match(text, end))
    of_there = text.endswith("是", 0, start) and _OF_THERE.match(text, end)
    return bool(before or of_there or _FROM_AFTER.match(text, end))


def _home(text: str, start: int) -> bool:
    before = _FROM_BEFORE.search(text, max(0, start - 10), start)
    return bool(before and before["home"])
