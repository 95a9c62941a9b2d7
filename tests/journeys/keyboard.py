"""The keyboard alone: from one thing to the next by Tab, as somebody without a pointer does."""

import re

from playwright.sync_api import Page

_MOST = 250  # steps until what is sought counts as out of reach
_NAME = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.textContent ?? "";
  return (at.getAttribute("aria-label") || label || at.textContent || "").trim().replace(/\\s+/g, " ");
}"""


class OutOfReach(AssertionError):
    """Tab does not lead to what a person looks for."""


def focused(page: Page) -> str:
    """What the focused element is called."""
    return str(page.evaluate(_NAME))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name (a pattern) has the focus, and see that the focus is shown."""
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if re.search(name, focused(page)):
            assert _is_shown(page), f"the focus on {focused(page)!r} cannot be seen"
            return
    raise OutOfReach(f"no Tab leads to {name!r} on {page.url}")


def skip_to_content(page: Page) -> None:
    """Use the first link of the page, which leads past the menu."""
    page.keyboard.press("Tab")
    assert "Skip" in focused(page), f"{page.url}: {focused(page)}"
    page.keyboard.press("Enter")


def follow(page: Page, name: str) -> None:
    """Go to a link or button of this name and use it."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _is_shown(page: Page) -> bool:
    outlined = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
    return bool(page.evaluate(outlined))
