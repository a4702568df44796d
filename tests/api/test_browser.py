"""The pages in a real browser: asked, answered, opened at the quoted words, by keyboard, on a phone, by themselves."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import STATIC, create_app
from api.wiring import Services
from prompts.problems import Problem
from tests.api.conftest import served, small_services
from tests.api.fakes import PLACES, QUOTE

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ZH, EN = "试用期最长可以约定多久？", "How long can a probation period be?"
PATHS = ("/", "/documents", "/documents/law?version=2&start=40&end=60", "/about", "/accessibility", "/nothing")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return small_services(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    with served(create_app(services)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, locale: str = "zh-CN", width: int = 1280, **more: Any) -> Iterator[Page]:
    """A page of a new reader. Fails if anything is asked of another host, or if a program fails."""
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800}, base_url=address, **more)
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    try:
        yield page
        assert errors == []
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
    finally:
        context.close()


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox").first.fill(text)
    page.keyboard.press("Enter")
    page.locator(".answered-for").last.wait_for()


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


def test_words_in_another_language_are_named_as_such(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        ask(page, EN)
        expect(page.locator(".source blockquote").first).to_have_attribute("lang", "zh-CN")
        assert page.locator(".source blockquote").nth(1).get_attribute("lang") is None


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
    browser: Browser, address: str, services: Services
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
        asked = services.assistant.asked[-1]  # type: ignore[attr-defined]
        assert (asked.text, asked.language, asked.conversation_id) == (PLACES[1], "en", "c1")


def test_a_server_that_is_starting_is_waited_for(
    browser: Browser, address: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/")
        with monkeypatch.context() as closed:
            closed.setattr(services, "_missing", {"index": Problem("starting")})
            page.get_by_label("Your question").fill(EN)
            page.keyboard.press("Enter")
            expect(page.locator(".answer-state")).to_contain_text("The service is starting")
        page.locator(".answered-for").wait_for()


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


def test_the_interface_description_works_without_the_rest_of_the_world(browser: Browser, address: str) -> None:
    with opened(browser, address, "en-GB") as page:
        page.goto("/docs")
        expect(page.locator("#reference")).to_contain_text("/v1/ask")
