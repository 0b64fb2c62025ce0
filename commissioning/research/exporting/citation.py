"""`CITATION.cff`: how to cite an export, in the Citation File Format 1.2, and in one sentence."""

import json
from collections.abc import Iterator

from commissioning.domain.licences import OF_WORDS
from commissioning.research.exporting.described import Publisher
from commissioning.research.exporting.versions import Versions

FILE = "CITATION.cff"


def citation_file(title: str, publisher: Publisher, versions: Versions) -> str:
    """The file. A string of JSON is one of YAML, whatever is in it."""
    return "\n".join(_lines(title, publisher, versions)) + "\n"


def _lines(title: str, publisher: Publisher, versions: Versions) -> Iterator[str]:
    yield "cff-version: 1.2.0"
    yield f"message: {json.dumps('To cite these data, use what stands here.')}"
    yield "type: dataset"
    yield f"title: {json.dumps(title)}"
    yield f"version: {json.dumps(versions.name)}"
    if versions.as_of:
        yield f"date-released: {json.dumps(versions.as_of.date().isoformat())}"
    yield "authors:"
    yield f"  - name: {json.dumps(publisher.name)}"
    if publisher.url:
        yield f"    website: {json.dumps(publisher.url)}"
        yield f"url: {json.dumps(publisher.url)}"
    if publisher.licence:
        yield f"license: {json.dumps(publisher.licence.value)}"
        yield f"abstract: {json.dumps(f'The licence is that of the tags; {OF_WORDS}.')}"
    yield "identifiers:"
    yield "  - type: other"
    yield f"    value: {json.dumps(f'snapshot {versions.snapshot}')}"
    yield f"    description: {json.dumps('hash of all rows, as digest export reckons it')}"
    yield "keywords:"
    for word in ("NHS", "commissioning", "stance", "quotation", "news"):
        yield f"  - {json.dumps(word)}"


def citation(title: str, publisher: Publisher, versions: Versions) -> str:
    """The same as a sentence for a list of references."""
    year = f" ({versions.as_of.year})" if versions.as_of else ""
    where = f" {publisher.url}" if publisher.url else ""
    return (
        f"{publisher.name}{year}. {title} [data set], version {versions.name}, register"
        f" {versions.register}. Made with Commissioning Digest {versions.package}.{where}"
    )
