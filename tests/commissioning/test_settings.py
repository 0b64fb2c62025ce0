import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.init import SETTINGS
from commissioning.domain.errors import SettingsError
from commissioning.settings import load_settings, parse_settings


def test_an_empty_file_gives_settings_that_work(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("")
    settings = load_settings(tmp_path, {})
    assert settings.database_url == f"sqlite:///{tmp_path}/digest.db"
    assert settings.output == tmp_path / "output"
    assert abs((settings.clock() - datetime.now(UTC)).total_seconds()) < 60


def test_the_environment_overrides_the_database(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("")
    settings = load_settings(tmp_path, {"DIGEST_DATABASE": "postgresql://h/d"})
    assert settings.database_url == "postgresql://h/d"


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"digest\.toml: .*digest init"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[site]\nname = 'x\n", 2, "not valid TOML"),
        ("[site]\nnam = 'x'\n", 2, "'site.nam' is no setting"),
        ("[site]\nname = 'x'\n\n[colect]\ndelay = 1\n", 4, "'colect' is no setting"),
        ("[collect]\n# how long\ndelay = 'soon'\n", 3, "'collect.delay' cannot be 'soon'"),
        ("[collect]\ndelay = -1\n", 2, "'collect.delay' cannot be -1"),
        ("[site]\nurl = 'ftp://x/'\n", 2, "'site.url' cannot be"),
        (
            "[site]\ncolours = 'red'\n",
            2,
            "'site.colours' cannot be 'red': it is a table, as [site.colours]",
        ),
        ("workspace = '/'\n", 1, "no setting"),
        ("now = 3\n", 1, "'now' cannot be 3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, workspace=Path())
    assert caught.value.line == line
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path, {})


def test_a_fixed_moment_can_stand_for_now() -> None:
    settings = parse_settings("now = 2026-11-16T07:00:00Z\n", workspace=Path())
    assert settings.clock() == datetime(2026, 11, 16, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[mail]\nsender = "a@b.example\\nBcc: x@y.example"\n', "mail.sender"),
        ('[mail]\neditor = "a@b.example, c@d.example"\n', "mail.editor"),
        ('[mail]\nunsubscribe = "javascript:alert(1)"\n', "mail.unsubscribe"),
        ('[mail]\npassword = "secret"\n', "'mail.password' is no setting"),
        ('[mail.smtp]\nsecurity = "ssl"\n', "mail.smtp.security"),
        ('[mail.smtp]\nhost = "mail.example.org/x"\n', "mail.smtp.host"),
        ("[mail.listmonk]\nlists = [0]\n", "mail.listmonk.lists"),
    ],
)
def test_what_is_wrong_with_the_mail_is_named(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        parse_settings(text, workspace=Path())
    assert caught.value.line is not None


def test_what_digest_init_shows_of_the_mail_can_be_taken_as_it_is() -> None:
    shown = SETTINGS[SETTINGS.index("[mail]") : SETTINGS.index("[store]")]
    mail = parse_settings(re.sub(r"^# ", "", shown, flags=re.MULTILINE), workspace=Path()).mail
    assert (mail.sender, mail.language) == ("digest@example.org", "en-GB")
    assert (mail.smtp.port, mail.smtp.security) == (587, "starttls")
    assert (mail.listmonk.lists, mail.listmonk.template) == ((1,), 2)
