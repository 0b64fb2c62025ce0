"""The list of all feeds as OPML 2.0, which feed readers import."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from site_builder.feeds.followed import Group


def opml(groups: Iterable[Group], *, title: str, url: str) -> bytes:
    """The Atom feeds in their groups, for the site at `url`."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    for group in groups:
        outline = ET.SubElement(body, "outline", text=group.name)
        for feed in group.feeds:
            ET.SubElement(
                outline,
                "outline",
                type="rss",
                text=feed.title,
                title=feed.title,
                description=feed.about,
                xmlUrl=url + feed.path,
                htmlUrl=url + feed.page,
            )
    ET.indent(root, space="")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
