"""In which groups questions and bodies stand beside each other. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Value = TypeVar("Value")

_QUESTIONS = {
    "The change": ("reform-bill", "pct-abolition", "pace", "reorganisation-cost"),
    "GPs": ("gp-budgets", "gp-capability", "gp-conflict", "practice-contracts"),
    "Who else": (
        "patient-involvement",
        "local-government",
        "specialist-involvement",
        "private-sector",
    ),
    "Shape": (
        "consortium-size",
        "central-control",
        "integrated-systems",
        "nhs-england-abolition",
    ),
}
_BODIES = {
    "Government and Parliament": (
        "government-department",
        "parliament-committee",
        "political-party",
    ),
    "National bodies of the NHS": ("arms-length-body", "regulator"),
    "Professions and unions": ("royal-college", "professional-body", "union"),
    "Membership bodies": ("membership-body",),
    "Patients and campaigns": ("patient-group", "campaign"),
    "Councils": ("local-authority-body",),
    "Think tanks and universities": ("think-tank", "university"),
    "Companies": ("company",),
    "Press": ("trade-press", "national-press", "broadcaster", "blog"),
    "People and bodies of one kind": ("collective",),
    "Integrated care boards": ("commissioner-icb", "icb-cluster"),
    "Clinical commissioning groups": ("commissioner-ccg", "commissioner-shadow-consortium"),
    "Primary care trusts": ("commissioner-pct", "pct-cluster"),
    "Strategic health authorities": ("strategic-health-authority", "sha-cluster"),
    "Hospitals and other providers": ("provider-trust",),
}
OTHERS = "Others"


def question_groups(slugs: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The questions in their groups, in the order of these; what has none stands last."""
    known = set(slugs)
    found = [
        (name, tuple(slug for slug in held if slug in known)) for name, held in _QUESTIONS.items()
    ]
    placed = {slug for _, held in found for slug in held}
    rest = tuple(slug for slug in dict.fromkeys(slugs) if slug not in placed)
    return tuple((name, held) for name, held in (*found, (OTHERS, rest)) if held)


def body_groups(
    slugs: Sequence[str], types: Mapping[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Bodies in the groups of their types, in their order; types that nobody foresaw come last."""
    group_of = {kind: name for name, kinds in _BODIES.items() for kind in kinds}
    order = [*_BODIES, OTHERS]
    found: dict[str, list[str]] = {name: [] for name in order}
    for slug in slugs:
        found[group_of.get(types[slug], OTHERS)].append(slug)
    return tuple((name, tuple(held)) for name, held in found.items() if held)
