"""Keys in a browser: they are dead until the page's script has been read."""

from playwright.sync_api import Page, expect


def arrived(page: Page, heading: str) -> None:
    """Wait for the page of that heading, and for its script."""
    expect(page.locator("h1")).to_have_text(heading)
    page.wait_for_load_state()
