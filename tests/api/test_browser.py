"""The pages in a real browser: asked, answered, opened at the quoted words, refused, copied, by themselves."""

import pytest
from playwright.sync_api import Browser, expect

from api.app import STATIC
from api.wiring import Services
from prompts.problems import Problem
from tests.api.fakes import QUOTE
from tests.api.pages import AXE, EN, ZH, ask, opened

pytestmark = pytest.mark.browser


def test_the_pages_are_set_up(browser: Browser) -> None:
    assert browser.version, "no browser: run make browser"
    assert AXE.is_file(), "no axe-core: run npm ci"
    assert (STATIC / "vendor" / "uswds" / "css" / "uswds.min.css").is_file(), "no design system: run make setup"


@pytest.mark.parametrize(
    ("locale", "question", "sentence", "standing"),
    [
        ("zh-CN", ZH, "劳动合同期限三年以上的，试用期不得超过六个月", "现行有效，自 2008年1月1日 起施行"),
        ("en-GB", EN, "probation is at most six months", "In force since 1 January 2008"),
    ],
)
def test_an_answer_shows_its_sources_and_opens_them_at_the_quoted_words(
    browser: Browser, address: str, locale: str, question: str, sentence: str, standing: str
) -> None:
    with opened(browser, address, locale) as page:
        page.goto("/")
        ask(page, question)
        expect(page.locator(".sentence").first).to_contain_text(sentence)
        source = page.locator(".source-document").first
        for words in ("第十九条第一款", standing, "样例令〔2007〕65号", "只能约定一次试用期"):
            expect(source).to_contain_text(words)
        page.locator(".sentence a.mark").first.click()
        page.wait_for_url("**/documents/law**")
        expect(page.locator("mark").first).to_be_focused()
        expect(page.locator("mark").first).to_be_in_viewport()
        for words in (standing, "样例机关"):
            expect(page.locator(".quote-bar").get_by_text(words)).to_be_in_viewport()
        shown = page.locator("mark").evaluate_all("all => all.map(mark => mark.lastChild.textContent).join('\\n')")
        assert shown == QUOTE
        page.go_back()
        expect(page.locator(".sentence").first).to_contain_text(sentence)


def test_markup_in_a_title_stays_words(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto("/")
        ask(page, ZH)
        expect(page.locator(".source-document").nth(1)).to_contain_text("Library card <b>")
        assert page.locator(".sources b").count() == 0


def test_what_is_known_of_a_document_is_said_once_above_all_that_is_quoted_of_it(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        page.goto("/")
        ask(page, f"{ZH} twice")
        expect(page.locator(".source-document")).to_have_count(1)
        expect(page.locator(".source-document .source")).to_have_count(2)
        expect(page.get_by_text("样例令〔2007〕65号")).to_have_count(1)


def test_a_server_that_is_starting_is_waited_for(
    browser: Browser, address: str, online: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        with monkeypatch.context() as closed:
            closed.setattr(online, "_missing", {"index": Problem("starting")})
            page.get_by_label("Your question").fill(EN)
            page.keyboard.press("Enter")
            expect(page.locator(".answer-state")).to_contain_text("The service is starting")
        page.locator(".answered-for").wait_for()


def test_where_the_operator_has_to_do_something_the_reader_is_told_to_come_back_and_no_command(
    browser: Browser, address: str, online: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(online, "_missing", {"index": Problem("no_index", found="nothing was published")})
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        page.get_by_label("Your question").fill(EN)
        page.keyboard.press("Enter")
        expect(page.locator(".note-error")).to_contain_text("Please come back later")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        assert "wenzheng" not in page.locator(".note-error").inner_text()


def test_the_language_is_switched_without_losing_the_conversation(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto("/")
        ask(page, ZH)
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("heading", name="Sources")).to_be_visible()
        expect(page.locator(".sentence").first).to_contain_text("六个月")
        page.get_by_role("button", name="Start over").click()
        assert page.locator(".turn").count() == 0


def test_a_refusal_is_shown_with_its_words(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        page.get_by_label("Your question").fill("missing")
        page.keyboard.press("Enter")
        expect(page.locator(".refusal")).to_have_text(["Nothing was found.", "Try other words."])


def test_an_error_is_shown_in_the_readers_language_and_the_question_is_kept(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto("/")
        page.get_by_text("地点和日期").click()
        page.get_by_label("您所在的地方").fill("亚特兰蒂斯")
        page.get_by_label("您的问题").fill(ZH)
        page.keyboard.press("Enter")
        expect(page.locator(".note-error")).to_contain_text("亚特兰蒂斯")
        expect(page.get_by_label("接着问")).to_have_value(ZH)


def test_a_failure_half_way_keeps_what_was_shown_and_offers_to_try_again(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        page.get_by_label("Your question").fill("break")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        assert page.locator(".sentence").count() == 1


def test_an_answer_is_copied_with_its_sources(browser: Browser, address: str) -> None:
    with opened(browser, address, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto("/")
        ask(page, ZH)
        page.get_by_role("button", name="复制回答和依据").click()
        expect(page.locator("[aria-live=polite]")).to_contain_text("已复制")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "并且只能约定一次。[1]" in copied
        assert f"{address}/documents/law?version=2&start=" in copied


def test_the_interface_description_works_without_the_rest_of_the_world(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/docs")
        expect(page.locator("#reference")).to_contain_text("/v1/ask")
