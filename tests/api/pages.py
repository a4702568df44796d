"""Pages in a real browser: opened by a new reader, asked a question."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

expect.set_options(timeout=30_000)

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ZH, EN = "试用期最长可以约定多久？", "How long can a probation period be?"


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
