"""What axe finds on a page; the contrast of what looks alike is measured once."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = ("color-contrast",)  # the only rule for which the scheme makes a difference

# Contrast takes axe most of its time. It is a matter of a text's colour and size and of what lies
# behind it, so one text of each look is marked for it. Where that is not all (controls, what is
# disabled or drawn, what leaves its place and may lie on another's ground) every one is marked.
_RUN = """async ([rules, iframes]) => {
  const grounds = new Map(), seen = new Set();
  const ground = e => {
    if (!e) return "";
    if (!grounds.has(e)) {
      const s = getComputedStyle(e);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode];
      const apart = s.position === "static" ? "" : grounds.size;
      grounds.set(e, [ground(e.parentElement), ...own, apart].join(";"));
    }
    return grounds.get(e);
  };
  const isAlone = e => e.matches("input, select, textarea, button, label, svg *")
    || e.closest("[disabled], [aria-disabled]") || e.getBoundingClientRect().width <= 1;
  for (const e of document.querySelectorAll("body *")) {
    e.removeAttribute("data-contrast");
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    const says = own && e.textContent.trim().length > 1;  // axe doubts itself of a single letter
    if (!(says || e.matches("input, select, textarea")) || !e.checkVisibility()) continue;
    const s = getComputedStyle(e);
    const look = [ground(e), s.color, s.fontSize, s.fontWeight, s.textShadow].join(";");
    if (!isAlone(e) && seen.has(look)) continue;
    seen.add(look);
    e.setAttribute("data-contrast", "");
  }
  axe.configure({rules: [{id: "color-contrast", selector: "[data-contrast]"}]});
  const options = {runOnly: rules, resultTypes: ["violations"], iframes};
  return (await axe.run(document, options)).violations;
}"""


def violations(
    page: Page, rules: Sequence[str] = RULES, *, iframes: bool = True
) -> list[tuple[str, str]]:
    """What breaks the rules on a page as it is shown: each rule's name, with some of the HTML."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, [list(rules), iframes])
    return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"][:3]]
