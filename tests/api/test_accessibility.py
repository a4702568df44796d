"""The pages for everybody: by keyboard, by ear, on a phone, in one's language, and by axe's rules."""

import re

import pytest
from playwright.sync_api import Browser, expect

from api.wiring import Services
from tests.api.fakes import PLACES
from tests.api.pages import AXE, EN, ZH, ask, opened

pytestmark = pytest.mark.browser
PATHS = ("/", "/documents", "/documents/law?version=2&start=40&end=60", "/about", "/accessibility", "/nothing")


def test_words_in_another_language_are_named_as_such(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        ask(page, EN)
        expect(page.locator(".source blockquote").first).to_have_attribute("lang", "zh-CN")
        assert page.locator(".source blockquote").nth(1).get_attribute("lang") is None


@pytest.mark.parametrize(
    ("locale", "message"),
    [("zh-CN", "请先写下您想了解的事，再提问。"), ("en-GB", "Write what you would like to know, then ask.")],
)
def test_an_empty_question_is_said_to_be_empty_aloud_too(
    browser: Browser, address: str, locale: str, message: str
) -> None:
    with opened(browser, address, locale) as page:
        page.goto("/")
        page.locator("#submit").click()
        expect(page.get_by_role("alert")).to_have_text(message)
        question = page.get_by_role("textbox").first
        expect(question).to_be_focused()
        expect(question).to_have_attribute("aria-invalid", "true")
        expect(question).to_have_accessible_description(re.compile(re.escape(message)))
        page.keyboard.type("?")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(question).to_have_attribute("aria-invalid", "false")


def test_a_place_asked_back_for_is_chosen_with_the_keyboard_and_the_language_stays(
    browser: Browser, address: str, online: Services
) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        page.get_by_label("Your question").fill("where do I apply?")
        page.keyboard.press("Enter")
        choices = page.get_by_role("group", name="Please choose").get_by_role("button")
        expect(choices).to_have_text(list(PLACES))
        page.keyboard.press("Shift+Tab")
        while page.evaluate("document.activeElement.textContent") != PLACES[1]:
            assert page.evaluate("document.activeElement.tagName") != "BODY"
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.locator(".answered-for").wait_for()
        expect(page.locator(".asked").last).to_contain_text(PLACES[1])
        asked = online.assistant.asked[-1]  # type: ignore[attr-defined]
        assert (asked.text, asked.language, asked.conversation_id) == (PLACES[1], "en", "c1")


def test_everything_can_be_done_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Your question")).to_be_focused()
        page.keyboard.type(EN)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("杭州市")
        expect(page.locator("#options-chosen")).to_have_text("杭州市")
        page.get_by_role("button", name="Ask", exact=True).focus()
        page.keyboard.press("Enter")
        page.locator(".answered-for").wait_for()
        expect(page.locator(".answered-for")).to_contain_text("浙江省杭州市")
        page.locator("a.mark").first.focus()
        expect(page.locator(".source").first).to_have_class("source source-shown")
        page.keyboard.press("Enter")
        expect(page.locator("mark").first).to_be_focused()


def test_sentences_are_announced_to_those_who_listen(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        ask(page, EN)
        said = page.locator("[aria-live=polite]").all_inner_texts()[0]
        for words in ("Found 2 passages", "probation is at most six months", "complete, with 2 sources"):
            assert words in said


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_nothing_scrolls_sideways_on_a_phone(browser: Browser, address: str, locale: str) -> None:
    with opened(browser, address, locale, width=320) as page:
        for path in PATHS:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.goto("/")
        ask(page, ZH)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing_serious(browser: Browser, address: str, locale: str, width: int) -> None:
    found = []
    with opened(browser, address, locale, width, bypass_csp=True) as page:
        for path in (*PATHS, "answer", "asked back", "empty"):
            page.goto(path if path.startswith("/") else "/")
            if path == "answer":
                ask(page, ZH)
            elif path == "asked back":
                page.get_by_role("textbox").first.fill("where?")
                page.keyboard.press("Enter")
                page.locator(".choice").last.wait_for()
            elif path == "empty":
                page.locator("#submit").click()
                page.get_by_role("alert").wait_for()
            page.evaluate(AXE.read_text("utf-8"))
            result = page.evaluate("axe.run()")
            found += [
                (path, fault["id"], [node["html"][:120] for node in fault["nodes"]][:2])
                for fault in result["violations"]
                if fault["impact"] in ("serious", "critical")
            ]
    assert found == []
