"""Groups of questions and bodies: everything of the register has its place, and only one."""

from commissioning.register import Register
from site_builder.groupings import OTHERS, body_groups, question_groups


def test_every_question_of_the_register_stands_in_one_group(register: Register) -> None:
    groups = question_groups(register.questions)
    assert OTHERS not in dict(groups)
    slugs = [slug for _, held in groups for slug in held]
    assert sorted(slugs) == sorted(register.questions)


def test_a_question_that_nobody_foresaw_stands_last() -> None:
    assert question_groups(["new", "pace"]) == (("The change", ("pace",)), (OTHERS, ("new",)))


def test_every_type_of_the_register_has_a_group(register: Register) -> None:
    types = {slug: body.type for slug, body in register.organisations.items()}
    assert OTHERS not in dict(body_groups(sorted(types), types))


def test_bodies_keep_their_order_in_a_group() -> None:
    types = {"a": "union", "b": "think-tank", "c": "royal-college", "d": "guild"}
    assert body_groups(["c", "b", "a", "d"], types) == (
        ("Professions and unions", ("c", "a")),
        ("Think tanks and universities", ("b",)),
        (OTHERS, ("d",)),
    )
