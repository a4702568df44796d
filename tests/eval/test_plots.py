import re
from xml.etree import ElementTree

from eval import plots
from eval.curves import curve
from eval.latency import stages


def test_a_bar_ends_at_its_mean_and_its_whisker_at_the_interval() -> None:
    svg = ElementTree.fromstring(plots.bar(0.5, 0.25, 0.75, (0.0, 1.0)))
    assert [r.get("width") for r in svg.iter("rect")] == ["100%", "50.00%"]
    assert next(svg.iter("line")).get("x1") == "25.00%"


def test_an_interval_that_leaves_the_bar_is_not_closed_there() -> None:
    inside = ElementTree.fromstring(plots.difference_bar(0.1, -0.1, 0.3, 0.5))
    outside = ElementTree.fromstring(plots.difference_bar(0.1, -0.1, 0.9, 0.5))
    assert len(list(inside.iter("line"))) == len(list(outside.iter("line"))) + 1


def test_a_loss_goes_left_of_the_middle() -> None:
    _, fill = ElementTree.fromstring(plots.difference_bar(-0.25, None, None, 0.5)).iter("rect")
    assert (fill.get("x"), fill.get("width")) == ("25.00%", "25.00%")


def test_a_plot_says_in_words_what_it_shows() -> None:
    svg = ElementTree.fromstring(plots.curve_plot(curve([(0.9, True), (0.8, True), (0.2, False), (0.1, True)]), "c"))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-desc"
    assert svg.findtext("title")
    assert "25.0% of 4 are wrong" in (svg.findtext("desc") or "")


def test_a_histogram_has_a_column_for_each_bin() -> None:
    (stage,) = stages({f"c{n}": {"all": n / 10} for n in range(1, 30)})
    svg = ElementTree.fromstring(plots.histogram(stage, "h"))
    assert len(list(svg.iter("rect"))) == len(stage.bins)


def test_words_in_a_picture_are_escaped() -> None:
    svg = plots.element("text", '<script>"&', x='">')
    assert svg == '<text x="&#34;&gt;">&lt;script&gt;&#34;&amp;</text>'


def test_a_picture_has_no_style_script_or_address_of_its_own() -> None:
    svg = plots.bar(0.5, 0.2, 0.7, (0, 1), 0.6) + plots.curve_plot(curve([(0.9, True)]), "c")
    assert not re.search(r"style=|<script|href|url\(|xlink", svg)
