"""The forms in which portals, notices and articles write service guides, each with a small sample."""

from tests.ingestion.guide_forms import lines, page


def test_a_label_in_everyday_words_opens_its_field() -> None:
    found = page(
        "# 借阅证办理（样例）\n\n### 哪些人可以办\n\n- 本市居民\n\n### 需要带什么\n\n- 身份证\n\n### 多久能办好\n\n"
        "当场办结\n\n### 要花多少钱\n\n不收费\n\n### 在哪里办\n\n样例路1号\n\n"
        "### 什么时候办\n\n周一至周六8:30至17:00\n",
        "a.md",
    )
    assert found == {
        "name": ["借阅证办理"],
        "conditions": ["本市居民"],
        "materials": ["身份证"],
        "time_limit": ["当场办结"],
        "fee": ["不收费"],
        "place": ["样例路1号"],
        "hours": ["周一至周六8:30至17:00"],
    }


def test_numbers_with_a_nought_open_labels() -> None:
    found = lines(
        "借阅证补办（样例）\n01 适用对象\n本市居民\n02 所需材料\n★本人：身份证\n★代办：委托书\n03 办理时限\n5个工作日"
    )
    assert found["conditions"] == ["本市居民"]
    assert found["materials"] == ["本人：身份证", "代办：委托书"]
    assert found["time_limit"] == ["5个工作日"]


def test_a_head_that_goes_on_counting_ends_the_value_above_it() -> None:
    found = lines(
        "犬只登记（样例）\n1. 所需材料\n（1）身份证\n（2）免疫证明\n2. 烈性犬怎么处理\n不予登记。\n"
        "3. 办理时限：3个工作日\n4. 别的说明\n请牵绳。"
    )
    assert found["materials"] == ["身份证", "免疫证明"]
    assert found["time_limit"] == ["3个工作日"]


def test_a_head_that_goes_on_counting_is_the_label_in_which_it_ends() -> None:
    found = lines(
        "【便民提醒】新生儿参保（样例）\n一、参保对象\n本市新生儿\n二、参保缴费标准\n每年380元\n三、参保所需资料\n1、户口簿\n2、居住证\n"
        "四、参保时间\n出生后90天内\n五、办结时限\n3个工作日\n六、咨询电话\n12345"
    )
    assert found["name"] == ["新生儿参保"]
    assert found["conditions"] == ["本市新生儿"]
    assert found["fee"] == ["每年380元"]
    assert found["materials"] == ["户口簿", "居住证"]
    assert found["time_limit"] == ["3个工作日"]


def test_lines_of_a_cell_that_say_for_whom_are_told_apart() -> None:
    found = lines(
        "证明开具（样例）\n所需材料 | 本人申请：身份证 委托他人申请：委托书、双方身份证 单位办理：介绍信\n"
        "办理时限 | 3天"
    )
    assert found["materials"] == ["本人申请：身份证", "委托他人申请：委托书、双方身份证", "单位办理：介绍信"]


def test_a_table_of_steps_loses_its_head() -> None:
    found = lines(
        "机构备案（样例）\n所需材料：备案书\n办理流程\n环节 | 办理人员 | 办理时限 | 审查标准\n"
        "受理 | 窗口人员 | 0.5工作日 | 材料齐全\n"
        "办结 | 负责人 | 0.5工作日 | 出具回执\n收费标准：不收费"
    )
    assert found["steps"] == ["受理 | 窗口人员 | 0.5工作日 | 材料齐全", "办结 | 负责人 | 0.5工作日 | 出具回执"]


def test_a_list_that_counts_like_its_label_is_not_cut() -> None:
    found = lines(
        "犬只登记（样例）\n1. 所需材料\n1. 身份证\n2. 免疫证明\n3. 照片\n2. 办理时限\n3个工作日\n3. 收费标准\n免费"
    )
    assert found["materials"] == ["身份证", "免疫证明", "照片"]
    assert found["fee"] == ["免费"]


def test_another_heading_of_the_page_ends_a_value() -> None:
    found = page(
        "# 借阅证办理（样例）\n\n## 所需材料\n\n- 身份证\n\n## 小贴士\n\n- 雨天请带伞\n\n## 办理时限\n\n当场办结\n",
        "a.md",
    )
    assert found["materials"] == ["身份证"]


def test_what_is_refused_and_how_it_is_sent_are_no_values_of_the_field_before() -> None:
    found = lines(
        "小摊登记（样例）\n受理标准\n1.有固定场所；\n不予受理情形\n1.占用消防通道的。\n所需材料：身份证\n"
        "审批结果 | 登记卡 | 送达方式 | 窗口领取\n办理结果查询：公众号\n办理时限：5个工作日"
    )
    assert found["conditions"] == ["有固定场所；"]
    assert found["result"] == ["登记卡"]


def test_a_table_of_offices_gives_places_numbers_and_hours_by_column() -> None:
    found = page(
        "<h1>驾驶证换领（样例）</h1><p>一、所需材料</p><p>（一）身份证明</p><p>二、办理时限</p><p>当日办结</p><p>三、办理窗口</p>"
        "<table><tr><th>窗口名称</th><th>地址</th><th>电话</th><th>办公时间</th></tr>"
        "<tr><td>总所</td><td>样例路200号</td><td>0575-88100001</td><td>周一至周日8:30-17:00</td></tr>"
        "<tr><td>分所</td><td>样例街30号</td><td>0575-88100002</td><td>周一至周五9:00-17:00</td></tr></table>"
    )
    assert found["place"] == ["总所 | 样例路200号", "分所 | 样例街30号"]
    assert found["phone"] == ["0575-88100001", "0575-88100002"]
    assert found["hours"] == ["周一至周日8:30-17:00", "周一至周五9:00-17:00"]


def test_a_table_of_papers_without_numbers_loses_its_head() -> None:
    found = lines(
        "参保登记（样例）\n办理材料\n材料名称 | 材料类型 | 来源渠道 | 填报须知\n身份证 | 原件 | 政府核发 | 本人办理\n"
        "委托书 | 原件 | 自备 | 代办时\n办理时限：1个工作日"
    )
    assert found["materials"] == ["身份证 | 原件 | 政府核发 | 本人办理", "委托书 | 原件 | 自备 | 代办时"]


def test_the_number_to_ring_is_no_part_of_a_place() -> None:
    found = lines(
        "提取登记（样例）\n所需材料：身份证\n登记点：\n城东登记点：样例路33号，0753-2200111\n城西登记点：样例街8号，电话：0753-2200222"
    )
    assert found["place"] == ["城东登记点：样例路33号", "城西登记点：样例街8号"]
    assert found["phone"] == ["0753-2200111", "0753-2200222"]


def test_opening_hours_below_their_label_are_no_period() -> None:
    found = lines("提取登记（样例）\n所需材料\n身份证\n办理时限\n当场办结\n办理时间\n工作日9:00—17:00")
    assert found["hours"] == ["工作日9:00—17:00"]
    assert found["time_limit"] == ["当场办结"]


def test_a_promised_period_needs_no_label_of_its_own_where_no_statutory_one_is_stated() -> None:
    found = lines("参保登记（样例）\n所需材料：身份证\n法定办结时限：无\n承诺办结时限：1个工作日")
    assert found["time_limit"] == ["1个工作日"]


def test_a_fee_holds_its_further_lines_about_money_and_no_others() -> None:
    found = lines(
        "护照补发（样例）\n所需材料：身份证\n收费标准：\n补发120元/本\n邮寄15元\n请在收件后核对。\n办理时限：7个工作日"
    )
    assert found["fee"] == ["补发120元/本\n邮寄15元"]
    found = lines("补证（样例）\n所需材料：身份证\n办理时限：7个工作日\n收费标准及依据：每本10元。依据：《样例通知》")
    assert found["fee"] == ["每本10元。依据：《样例通知》"]


def test_lists_for_different_applicants_keep_the_words_that_say_for_whom() -> None:
    found = lines(
        "护照申领（样例）\n【所需材料】\n一、本人申请\n①身份证；\n②照片。\n二、未满16周岁的\n①户口簿；\n②监护关系证明。\n"
        "以上交原件。\n【办理时限】\n7个工作日"
    )
    assert found["materials"] == [
        "本人申请\n①身份证；\n②照片。",
        "未满16周岁的\n①户口簿；\n②监护关系证明。",
        "以上交原件。",
    ]


def test_a_label_said_again_in_each_row_goes_on_with_its_list() -> None:
    found = page(
        '<h1>补证（样例）</h1><table><tr><td rowspan="2">申请条件</td><td>1.证书遗失</td></tr>'
        "<tr><td>2.已刊发声明</td></tr>"
        "<tr><td>办理时限</td><td>3个工作日</td></tr><tr><td>申请材料</td><td>身份证明</td></tr></table>"
    )
    assert found["conditions"] == ["证书遗失", "已刊发声明"]


def test_what_is_handed_over_last_is_the_result() -> None:
    found = lines(
        "犬只登记（样例）\n所需材料：身份证\n办理流程\n1.注射疫苗，领取免疫证明；\n2.到样例登记点提出申请；\n3.缴费，领取犬证。\n办理时限：3天"
    )
    assert found["result"] == ["犬证"]
    assert found["place"] == ["样例登记点"]


def test_the_way_in_person_names_the_place_where_no_label_does() -> None:
    found = lines(
        "津贴申领（样例）\n所需材料：身份证\n办理流程：申请；审核\n申领方式：线下：街道便民服务站；线上：小程序\n办理时限：3天"
    )
    assert found["place"] == ["街道便民服务站"]


def test_a_headline_and_a_sign_of_a_sample_are_no_part_of_the_name() -> None:
    rest = "\n所需材料：身份证\n办理时限：3天"
    assert lines("普通护照怎么办？看这一篇就够了（样例）" + rest)["name"] == ["普通护照"]
    assert lines("保障卡补换卡，这样办！（样例）" + rest)["name"] == ["保障卡补换卡"]
    assert lines("再生育审批办理须知（样例）" + rest)["name"] == ["再生育审批"]


def test_a_panel_behind_a_tab_is_read() -> None:
    found = page(
        '<h1>参保登记（样例）</h1><ul><li><a href="#t2">办理材料</a></li></ul><div><p>办理时限：1个工作日</p></div>'
        '<div id="t2" style="display:none"><h3>办理材料</h3><p>有效身份证件</p></div>'
        '<div id="t3" style="display:none"><h3>办理地点</h3><p>样例路9号</p></div>'
    )
    assert found["materials"] == ["有效身份证件"]
    assert "place" not in found


def test_heads_in_brackets_open_and_end_fields_but_not_those_of_applicants() -> None:
    found = lines(
        "求职补贴申领指南（样例）\n【补贴对象】低保家庭的毕业生。\n【补贴标准】每人1500元。\n【申领时间】每年9月1日至10月31日\n【申领材料】\n"
        "【本人办理】身份证\n【代办】委托书\n【审核时限】15个工作日\n【小贴士】早来早办。\n【咨询电话】0751-8800123（工作日8:30-12:00）"
    )
    assert found["conditions"] == ["低保家庭的毕业生。"]
    assert found["result"] == ["每人1500元。"]
    assert found["materials"] == ["【本人办理】身份证", "【代办】委托书"]
    assert found["time_limit"] == ["15个工作日"]
    assert found["hours"] == ["工作日8:30-12:00"]


def test_counted_heads_that_ask_in_everyday_words_open_fields() -> None:
    found = lines(
        "职工医保参保（样例）\n一、谁能参加\n灵活就业人员，不限户籍。\n二、怎么参加\n带身份证到窗口登记。\n三、缴多少钱\n每月480元。\n"
        "四、多久生效\n次月起。\n五、问题咨询\n拨打12393。"
    )
    assert found["conditions"] == ["灵活就业人员，不限户籍。"]
    assert found["steps"] == ["带身份证到窗口登记。"]
    assert found["fee"] == ["每月480元。"]
    assert found["time_limit"] == ["次月起"]
    assert found["phone"] == ["12393"]


def test_items_that_count_like_a_few_labels_are_no_heads() -> None:
    found = lines(
        "待遇认定（样例）\n一、办理材料\n（一）身份证；\n（二）申请表。\n二、办理时限\n5个工作日\n三、咨询途径\n（一）现场咨询：各窗口；\n"
        "（二）电话咨询：12393。"
    )
    assert found["materials"] == ["身份证；", "申请表。"]


def test_a_notice_on_one_sheet_is_read() -> None:
    found = lines(
        "样例区公证处\n关于办理广告设置的告知单（样例）\n需提交的材料如下：\n1. 申请表；\n2. 执照复印件。\n"
        "收费依据及标准：每件80元\n"
        "办证时间：周一至周六8:30—17:00\n办理流程\n步骤1：提交申请。\n步骤2：领取批复。\n电话：0558-5100200\n投诉电话：0558-5100200"
    )
    assert found["name"] == ["广告设置"]
    assert found["materials"] == ["申请表；", "执照复印件。"]
    assert found["fee"] == ["每件80元"]
    assert found["hours"] == ["周一至周六8:30—17:00"]
    assert found["steps"] == ["提交申请。", "领取批复。"]
    assert found["phone"] == ["0558-5100200"]


def test_a_label_that_is_a_whole_cell_is_believed() -> None:
    found = lines("取水许可（样例）\n服务对象 | 法人 | 收费 | 否\n承诺期限 | 10个工作日\n办理材料 | 申请书")
    assert found["fee"] == ["收费 | 否"]


def test_how_and_where_one_pays_is_not_what_one_pays() -> None:
    start = "参保登记（样例）\n所需材料：身份证\n办理地点：样例路1号\n"
    for label in ("缴费方式", "缴费地点", "缴费时间", "缴费期限", "缴费流程"):
        for rest in (f"{label}：微信、支付宝", f"三、{label}\n微信、支付宝", f"办理时限：3天 {label}：微信"):
            found = lines(start + rest)
            assert "fee" not in found, rest
            assert found["place"] == ["样例路1号"]
    assert lines(f"{start}缴费方式：微信\n缴费标准：每年400元")["fee"] == ["每年400元"]
    assert lines(f"{start}缴费标准及缴费方式：每年400元，微信")["fee"] == ["每年400元，微信"]
