"""How what pages show is escaped: as Jinja does it, and quicker where there is nothing to escape.

A site has millions of small texts, and few of them hold a letter that HTML reads as its own.
"""

from markupsafe import Markup, escape


def escaped(shown: object) -> str:
    """What is shown, as HTML; Markup is HTML already."""
    if type(shown) is str:
        if "&" in shown or "<" in shown or ">" in shown or '"' in shown or "'" in shown:
            return escape(shown)
        return shown
    return shown if type(shown) is Markup else escape(shown)
