"""The sample milestones are invented, say so, and lie about the demonstration's present."""

from datetime import date, timedelta
from pathlib import Path

from commissioning.register import load_register
from examples.outlets import sample_register

NOW = date(2026, 11, 16)


def test_the_samples_say_so_and_give_no_real_body_an_act(tmp_path: Path) -> None:
    path = tmp_path / "register.toml"
    path.write_text(sample_register(), "utf-8")
    register = load_register(added=path)
    own = set(register.milestones) - set(load_register().milestones)
    assert len(own) >= 4
    for milestone in own:
        assert milestone.slug.startswith("sample-")
        assert "(sample)" in milestone.name
        assert milestone.bodies == ()
        assert milestone.url is None
    assert set(register.organisations) == set(load_register().organisations)
    ahead = register.deadlines(NOW, ahead=timedelta(days=90))
    assert set(ahead) <= own
    assert date(2026, 12, 11) in {milestone.until.latest for milestone in ahead if milestone.until}
