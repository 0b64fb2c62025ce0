"""A tab of a browser, what a site answers it, and whether its pages fit into it."""

from pathlib import Path

from playwright.sync_api import Page, Route

from tests.site_builder.sites import BASE

# What stands outside the window, or is cut off by the box that it stands in. What can be scrolled
# by itself, what only a screen reader gets and the link that shows when it has focus are no such.
CUT = """() => {
  const told = [];
  const text = e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 60)}`;
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('.scroll, .vh, .skip, svg, [hidden]') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    if (box.right > innerWidth + 1 || box.left < -1) told.push('outside: ' + text(e));
    const cuts = way => way !== 'visible' && way !== 'auto' && way !== 'scroll';
    if (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1) told.push('cut: ' + text(e));
    if (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1) told.push('cut: ' + text(e));
  }
  return told.slice(0, 5);
}"""


def look_at(page: Page, site: Path) -> list[str]:
    """Let the site answer at its own address; gives what goes wrong, as it is said."""
    said: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        place = site / url.removeprefix(BASE).partition("#")[0].partition("?")[0]
        if not url.startswith(BASE):
            said.append(f"asked for {url}")
            route.abort()
        elif place.is_file():
            route.fulfill(path=place)
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def spilled(page: Page, width: int) -> list[str]:
    """What does not fit into a window of that width, once the fonts are there or have failed."""
    page.evaluate("document.fonts.ready.then(() => null)")
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    told: list[str] = page.evaluate(CUT)
    return [*([f"{wide} pixels wide"] if wide > width else []), *told]
