"""What the register's types of bodies are called: one of them, and several."""

from collections.abc import Iterable

from commissioning.domain.facts import Organisation
from site_builder import words

_KINDS = {
    "arms-length-body": ("arm’s-length body", "arm’s-length bodies"),
    "blog": ("blog", "blogs"),
    "broadcaster": ("broadcaster", "broadcasters"),
    "campaign": ("campaign", "campaigns"),
    "collective": ("group of bodies or people", "groups of bodies or people"),
    "commissioner-ccg": ("clinical commissioning group", "clinical commissioning groups"),
    "commissioner-icb": ("integrated care board", "integrated care boards"),
    "commissioner-pct": ("primary care trust", "primary care trusts"),
    "commissioner-shadow-consortium": ("shadow GP consortium", "shadow GP consortia"),
    "company": ("company", "companies"),
    "government-department": ("government department", "government departments"),
    "icb-cluster": ("cluster of integrated care boards", "clusters of integrated care boards"),
    "local-authority-body": ("council or council body", "councils and council bodies"),
    "membership-body": ("membership body", "membership bodies"),
    "national-press": ("national newspaper", "national newspapers"),
    "parliament-committee": ("committee of Parliament", "committees of Parliament"),
    "patient-group": ("patients’ group", "patients’ groups"),
    "pct-cluster": ("cluster of primary care trusts", "clusters of primary care trusts"),
    "political-party": ("political party", "political parties"),
    "professional-body": ("professional body", "professional bodies"),
    "provider-trust": ("NHS provider", "NHS providers"),
    "regulator": ("regulator", "regulators"),
    "royal-college": ("royal college", "royal colleges"),
    "sha-cluster": ("cluster of health authorities", "clusters of health authorities"),
    "strategic-health-authority": ("strategic health authority", "strategic health authorities"),
    "think-tank": ("think tank", "think tanks"),
    "trade-press": ("trade journal", "trade journals"),
    "union": ("union", "unions"),
    "university": ("university", "universities"),
}
LOCAL = frozenset(
    (
        "commissioner-icb",
        "icb-cluster",
        "commissioner-ccg",
        "commissioner-shadow-consortium",
        "commissioner-pct",
        "pct-cluster",
        "strategic-health-authority",
        "sha-cluster",
        "provider-trust",
    )
)


def one(kind: str) -> str:
    """What one body of a type is: 'think tank'."""
    return _KINDS[kind][0] if kind in _KINDS else kind.replace("-", " ")


def several(kind: str) -> str:
    """What several of them are: 'think tanks'; a type that nobody foresaw stays as it is."""
    return _KINDS[kind][1] if kind in _KINDS else kind.replace("-", " ")


def are_many(body: Organisation) -> bool:
    """Whether what a body is called is a plural: 'LMCs', not 'the government' or 'Unite'."""
    bare = body.short_name.partition("(")[0].rstrip()
    return body.type == "collective" and bare.endswith(("s", "consortia"))


def counted(found: Iterable[str]) -> str:
    """'8 clinical commissioning groups, 1 primary care trust', in the order of first use."""
    counts: dict[str, int] = {}
    for kind in found:
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(
        words.count(number, one(kind), several(kind)) for kind, number in counts.items()
    )
