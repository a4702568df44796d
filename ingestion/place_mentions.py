"""Where a text names places, and which they may be. Does not choose among several of one name (`jurisdictions`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.latin_places import latin_places
from ingestion.place_register import common, names, pattern, tables, tree, weak_names
from ingestion.short_places import short_places


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text, from `start` to `end`; `codes` are the places that it may be."""

    start: int
    end: int
    codes: tuple[str, ...]


def mentions(text: str, *, latin: bool) -> list[Mention]:
    """All of a text, from left to right. `latin`: those in Latin script, too."""
    long = [
        Mention(at, at + len(word), codes) for at, word, codes in [*hits(text), *(latin_places(text) if latin else ())]
    ]
    taken = {at for mention in long for at in range(mention.start, mention.end)}
    # 来晋 beside 晋江 is 晋江 once more, and not 山西.
    initials = {text[mention.start] for mention in long}
    short = [
        Mention(start, end, (code,))
        for start, end, code in short_places(text)
        if not taken & set(range(start, end)) and text[start] not in initials
    ]
    return sorted([*long, *short], key=lambda mention: mention.start)


def hits(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Names in Chinese characters from left to right, the longest at each place, none inside another."""
    at, before = 0, tuple[str, ...]()
    while found := pattern().search(text, at):
        start, word = found.start(), found[0]
        strong = names().get(word)
        codes = strong or _below(word, before if start == at else (), text, start)
        if codes and not (strong and _is_part_of_a_word(text, start, word)):
            yield start, word, codes
            at, before = found.end(), codes
        else:
            at, before = start + 1, ()


def _below(word: str, before: tuple[str, ...], text: str, start: int) -> tuple[str, ...]:
    """A weak name: accepted beside a place that it lies in or that lies in it, or where the words around it speak of a
    place; of several the city."""
    codes = weak_names().get(word, ())
    end = start + len(word)
    over = set(before)
    cities = tuple(code for code in codes if tree()[code].level == "city")
    if inside := tuple(code for code in codes if over & set(_above(code))):
        return tuple(code for code in inside if code in cities) or inside
    if around := tuple(code for code in cities if _leads_into(text, end, (code,))):
        return around
    if not _is_set(text, start, word) or _is_part_of_a_word(text, start, word):
        return ()
    if word in tables()["weak"]:
        return tuple(tables()["weak"][word].split())
    if cities or word in common() or word in tables()["other"]["generic"] or text.startswith(_ENDS, end):
        return cities
    return codes


_ENDS = ("市", "区", "县", "镇", "乡", "村")
"""What a short form is not followed by: 故城市道路 speaks of no 故城."""


def _leads_into(text: str, end: int, codes: tuple[str, ...]) -> bool:
    """Whether the name of a place that lies in one of these follows: 开封 in 开封鼓楼区."""
    if not (found := pattern().match(text, end)):
        return False
    narrower = (*names().get(found[0], ()), *weak_names().get(found[0], ()))
    return any(code in _above(below) for below in narrower for code in codes)


def _is_set(text: str, start: int, word: str) -> bool:
    end = start + len(word)
    said = _SETTING_BEFORE.search(text[max(0, start - _NEAR) : start])
    if said and not said[2] and text.startswith(tuple(tables()["word_before"].get(word, ())), end):
        return False
    # 我住大同， is a place, and 大同，… is none.
    return bool(said and (_SETTING_AFTER.match(text, end) or (said[2] and _DONE_THERE.match(text, end))))


def _above(code: str) -> Iterator[str]:
    while parent := tree()[code].parent:
        yield parent
        code = parent


_NEAR = 6
"""Characters that `_SETTING_BEFORE` can reach back, and some more, so that `^` is the beginning of the text alone."""
_SETTING_BEFORE = re.compile(
    r"(^|[，。？！,、\s]|我|我们|咱|咱们|家|请问|问下|咨询|按照?|依照|根据|被|和|跟|与|比)"
    r"(在|住|住在|来|到|去|回|从|是|搬到|来到|落户|老家)?$"
)
_DONE_THERE = re.compile(
    r"[，。？！,?!]|$|没|被|有|能|可以|要|开[店车饭餐药网公]|买|租|住|养|打工|办(?!事处|公室|学)|申|领|违|停|骑|考|读|结婚|离婚|生"
)
_SETTING_AFTER = re.compile(
    r"的(小区|医院|学校|规定|条例|办法|政策|标准|公司|单位|工厂|幼儿园|房子?|法院|派出所)|"
    r"的?(市区|城区|本地|这边|这里|那边|人|工作|上班|打工|租房|买房|办(?!事处|公室|学)|读书|落户|生活|居住|养|打算|想|市|当地|"
    r"老人|居民|市民|业主|物业|装修|公积金|医保|社保|对|有没有|能不能|怎么|哪|几|多少|限|禁|公交|地铁|"
    r"公租|租赁|廉租|供暖|供热|采暖|暖气|失业|工伤|生育|产假|积分|低保|烟花|鞭炮|控烟|吸烟|停车|垃圾|燃气|宅基地|入学|入户|"
    r"上学|户口|户籍|身份证|电动|电瓶|燃放|献血|残疾|就业|人才|补贴|开店|开[民饭餐药网]|民宿|退休)"
)


_STREET = re.compile(
    r"[东西南北中]路|路(?![边侧内口桥考权况试上面灯牌政段费网障])|街(?![头边上道面])|大[道厦]|大街(?![头边上])|镇"
    r"|村(?![委里民集级])|证券|牌电"
)
"""What makes a short form the name of something else: 南京路, 玉溪路, 金陵镇."""
_THING = re.compile(
    r"(?:拉面|牛肉面|火锅|小面|烤[鸭肉串]|烧烤|大枣|红枣|啤酒(?!节)|白酒|黄酒|白药|茅台|鸡饭|米[粉线]|板面|热干面|臭豆腐|小吃|螺蛳粉|鸭脖|脐橙|特产|肠粉|凉皮"
    r"|肉夹馍|火腿|大米|大闸蟹|[香陈]醋|榨菜|航空)(?![店馆厂摊铺街城]|公司)|菜馆|现代汽|大众汽|银行(?!卡|业|账)|卫视|[晚日]报"
    r"|事变|条约|公报|会战|战役|起义|大屠杀|(?:[冬夏]?奥运?会|[亚青]运会|世博会?)(?!会?期间)"
)
"""What is only called after a place, and told of everywhere: 兰州拉面, 西安事变. A 重庆火锅店 stands in 重庆."""
_WIDE = re.compile(r"域|间|划分|块|别对")
"""What makes the end of a district's name a word of its own: 中原区域."""


def _is_part_of_a_word(text: str, start: int, word: str) -> bool:
    end = start + len(word)
    if text.startswith(tuple(tables()["not_before"].get(word, ())), end):
        return True
    if word.endswith("区") and _WIDE.match(text, end):
        return True
    if word.endswith(("市", "省", "区", "县")) or not (_STREET.match(text, end) or _THING.match(text, end)):
        return False
    return not _leads_into(text, end, names().get(word, ()))  # 唐山路南 is no road
