"""Places that a question is asked for, and places that it only tells."""

import pytest

from assistant.residence import places_told


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("老家河南，现在在苏州上班，公租房怎么申请", "320500"),
        ("住在苏州，老家盐城的，养犬怎么登记", "320500"),
        ("我是湖北人，在深圳工作，能申请公租房吗", "440300"),
        ("户口在河北，在北京交社保，能办北京居住证吗", "110000"),
        ("山东户籍，在杭州租房，养狗要办证吗", "330100"),
        ("媳妇是江西的，在厦门生孩子，生育津贴怎么领", "350200"),
        ("从成都搬到重庆，狗证要重新办吗", "500000"),
        ("从老家安徽来上海打工，居住证怎么办", "310000"),
        ("北京大学毕业，在深圳落户", "440300"),
        ("澳门居民在珠海买房条件", "440400"),
        ("我是重庆市铜梁区人，在成都市武侯区租房", "510107"),
        ("我生在河南，在苏州上班，公租房怎么申请", "320500"),
        ("我是湖南人，大学生在深圳租房", "440300"),
    ],
)
def test_where_the_asker_comes_from_is_not_what_they_ask_for(text: str, code: str) -> None:
    assert places_told(text) == (code,)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("公积金从成都转到重庆怎么办", ("510100", "500000")),
        ("社保从上海转回安徽老家", ("310000", "340000")),
        ("老家河南的宅基地，人在上海，能继承吗", ("410000", "310000")),
        ("北京户口跟上海户籍的产假哪个长", ("110000", "310000")),
        ("北京户口和上海户口", ("110000", "310000")),
        ("应届毕业生在广州工作，社保在佛山交，居住证怎么办？", ("440100", "440600")),
        ("女生在上海工作，社保要在北京交吗", ("310000", "110000")),
        ("武汉户口怎么迁", ("420100",)),
        ("我是湖北人，公租房怎么申请", ("420000",)),
        ("上海人社局，湖南人才市场，广州人口", ("310000", "430000", "440100")),
    ],
)
def test_a_place_stays_where_it_is_asked_about_too_or_is_the_only_one(text: str, codes: tuple[str, ...]) -> None:
    assert places_told(text) == codes


def test_a_home_gives_way_to_where_the_asker_is_known_to_be_and_another_place_does_not() -> None:
    assert places_told("老家河南，养狗要办证吗", "320500") == ()
    assert places_told("北京户口能办老年证吗", "310000") == ("110000",)
    assert places_told("河南的养狗规定", "320500") == ("410000",)


def test_people_of_hong_kong_macau_and_taiwan_ask_for_no_place_of_theirs() -> None:
    assert places_told("香港人在内地怎么办居住证") == ()
    assert places_told("香港的公司注册") == ("810000",)
