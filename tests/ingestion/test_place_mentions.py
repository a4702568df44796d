"""Names that are places where they stand, and the same characters where they are none."""

import pytest

from ingestion.jurisdictions import find, unsettled


@pytest.mark.parametrize(
    "text",
    [
        "开一家兰州拉面馆要办什么证",
        "青岛啤酒过期了能赔几倍",
        "招商银行和上海银行哪个能交社保",
        "西安事变纪念日放假吗",
        "北京冬奥会知识产权保护规定",
        "吃沙县小吃中毒了怎么赔",
        "山西路停车收费",
        "兰州路停车收费",
        "中原区域的农产品",
        "在温泉酒店工作",
        "住在解放小区",
        "中山医院报销",
        "兰州拉面吃坏了肚子",
        "吃沙县小吃店的饭中毒",
        "海南航空退票",
        "南京东路口停车",
        "西藏中路停车",
        "四川北路上的店",
    ],
)
def test_what_is_called_after_a_place_is_none(text: str) -> None:
    assert find(text) == []
    assert unsettled(text) == []


@pytest.mark.parametrize("text", ["南京银行卡丢了", "北京汽车限行", "郑州村集体", "兰州路面积水"])
def test_a_place_before_a_word_that_only_begins_so_is_one(text: str) -> None:
    assert len(find(text)) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我在广州特产店打工，居住证多少天能办", "440100"),
        ("重庆火锅店要办什么证", "500000"),
        ("成都川菜馆油烟扰民", "510100"),
        ("广东肠粉店要办什么证", "440000"),
        ("我在深圳航空公司上班", "440300"),
        ("山西陈醋厂排污", "140000"),
        ("杭州亚运会期间限行吗", "330100"),
        ("上海世博会期间限行吗", "310000"),
        ("北京路侧停车怎么收费", "110000"),
        ("深圳路内停车", "440300"),
        ("上海路边停车", "310000"),
        ("北京路口闯红灯", "110000"),
        ("我在广州南站打工，居住证怎么办", "440100"),
        ("北京大街上能骑车吗", "110000"),
    ],
)
def test_a_place_is_one_before_what_lies_or_happens_in_it(text: str, code: str) -> None:
    assert [place.code for place in find(text)] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("自贡公租房怎么申请", "510300"),
        ("涪陵公租房", "500102"),
        ("我在大理开民宿要什么证", "532900"),
        ("我住大同，狗怎么办证", "140200"),
        ("呼市采暖费", "150100"),
        ("济南市中区养犬", "370103"),
        ("我在资兴打工", "431081"),
        ("我在来宾怎么登记结婚", "451300"),
        ("请问开封怎么落户", "410200"),
        ("厦门湖里养犬", "350206"),
    ],
)
def test_a_short_form_is_a_place_where_the_words_around_it_make_it_one(text: str, code: str) -> None:
    assert [place.code for place in find(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "称呼市民",
        "大同，小异",
        "新建小区车位",
        "同心路派出所",
        "我在通道被电动车撞了",
        "我在大厂上班，没签劳动合同赔多少钱",
        "在湖里养鱼要许可吗",
        "在双桥停车被罚",
        "请问日照多少小时才合法",
        "请问来宾怎么登记",
        "网购的商品，开封怎么退货？",
    ],
)
def test_and_elsewhere_it_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("新华区养犬", "130105"),
        ("城关区公租房", "540102"),
        ("市中区养犬", "370103"),
        ("我住朝阳，狗怎么办证", "110105"),
    ],
)
def test_a_name_of_several_places_is_left_to_be_asked_about(text: str, code: str) -> None:
    assert code in [place.code for place in unsettled(text)]


@pytest.mark.parametrize(
    "text", ["开通县城公交", "，故城市道路不设减速带", "湖新都市规划", "来龙门办事处", "安康小区停车", "住在日照小区"]
)
def test_characters_that_only_meet_are_no_place(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("开封鼓楼区养犬", "410204"),
        ("大同平城养犬", "140213"),
        ("山西长治养犬", "140400"),
        ("青岛市北区放炮", "370203"),
        ("唐山路南区停车", "130202"),
        ("按日照的规定怎么罚", "371100"),
        ("请问在大庆没按规定停车罚多少", "230600"),
    ],
)
def test_a_short_form_is_a_place_beside_one_that_lies_in_it_or_it_in(text: str, code: str) -> None:
    assert [place.code for place in find(text)] == [code]
