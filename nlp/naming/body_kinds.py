"""The kinds of commissioner and other bodies, as texts call them without their names."""

LONG_FORMS = {
    "Primary Care Trust": "PCT",
    "Clinical Commissioning Group": "CCG",
    "Integrated Care Board": "ICB",
    "Strategic Health Authority": "SHA",
    "Local Medical Committee": "LMC",
}
LONG_FORMS |= {long.lower(): short for long, short in LONG_FORMS.items()}

# The collective of the register for one of a kind.
COLLECTIVE = {
    "pct": "primary-care-trusts",
    "ccg": "clinical-commissioning-groups",
    "icb": "integrated-care-boards",
    "sha": "strategic-health-authorities",
    "lmc": "lmcs",
    "consortium": "gp-consortia",
}
# The kinds of commissioner as texts write them, by the short form.
KINDS = {
    **{name: name for name in COLLECTIVE},
    **{long.casefold(): short.casefold() for long, short in LONG_FORMS.items()},
    "nhs pct": "pct",
    "commissioning group": "ccg",
    "gp consortium": "consortium",
    "pathfinder consortium": "consortium",
}
# The register's types that a noun can stand for.
TYPES = {
    "pct": {"commissioner-pct", "pct-cluster"},
    "trust": {"commissioner-pct", "provider-trust", "hospital"},
    "ccg": {"commissioner-ccg", "commissioner-shadow-consortium"},
    "group": {"commissioner-ccg", "commissioner-shadow-consortium"},
    "consortium": {"commissioner-shadow-consortium"},
    "icb": {"commissioner-icb"},
    "board": {"commissioner-icb"},
    "sha": {"strategic-health-authority", "sha-cluster"},
    "cluster": {"pct-cluster", "sha-cluster"},
    "union": {"union"},
    "college": {"royal-college"},
    "think tank": {"think-tank"},
    "party": {"political-party"},
    "company": {"company"},
    "firm": {"company"},
    "regulator": {"regulator"},
    "charity": {"patient-group"},
}
# The type of the commissioners of a collective.
COMMISSIONERS = {
    "primary-care-trusts": "commissioner-pct",
    "clinical-commissioning-groups": "commissioner-ccg",
    "integrated-care-boards": "commissioner-icb",
}
