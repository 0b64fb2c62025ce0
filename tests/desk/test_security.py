from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from commissioning.domain.errors import SettingsError
from commissioning.settings import parse_settings
from commissioning.store.database import Database
from desk.app import origins
from desk.desk import Desk
from desk.passwords import PERIOD, TRIES, Gate, hashed
from desk.security import MAX_BODY
from desk.serving import listen
from desk.sessions import Visits, new_visit, workspace_key
from tests.desk.window import BASE, OWN, PORT, Window, said

PASSWORD = " ".join(("a", "long", "enough", "password"))
WRONG = PASSWORD.title()
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # at once
PLACE = "/logout"  # the plainest of what takes a form


def post(window: Window, headers: dict[str, str], **fields: str) -> int:
    return window.client.post(
        PLACE, data=fields, headers=headers, follow_redirects=False
    ).status_code


def test_a_form_of_ones_own_window_is_taken(window: Window) -> None:
    assert post(window, OWN, token=window.token()) == 303


def test_a_form_without_a_token_is_refused(window: Window) -> None:
    window.token()
    assert post(window, OWN) == 403
    assert post(window, OWN, token="") == 403
    assert post(window, OWN, token="é" * 64) == 403


def test_the_token_of_another_window_is_refused(desk: Desk, window: Window) -> None:
    window.token()
    assert post(window, OWN, token=Window(desk).token()) == 403


def test_a_token_without_its_cookie_is_refused(window: Window) -> None:
    token = window.token()
    window.client.cookies.clear()
    assert post(window, OWN, token=token) == 403


def test_a_cookie_that_was_changed_is_worth_nothing(window: Window) -> None:
    token = window.token()
    name, value = next(iter(window.client.cookies.items()))
    window.client.cookies.clear()
    window.client.cookies.set(name, value[:-2] + "xx")
    assert post(window, OWN, token=token) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused(window: Window, headers: dict[str, str]) -> None:
    assert post(window, headers, token=window.token()) == 403


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", f"elsewhere.example:{PORT}", "127.0.0.1", f"127.0.0.1.:{PORT}", ""],
)
def test_a_foreign_host_is_refused(window: Window, host: str) -> None:
    for place in ("/queue", "/static/desk.css"):
        answer = window.client.get(place, headers={"Host": host})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "[::1]"])
def test_this_machine_has_several_names(window: Window, host: str) -> None:
    answer = window.client.get("/queue", headers={"Host": f"{host}:{PORT}"})
    assert answer.status_code == 200


def test_a_long_form_is_refused(window: Window) -> None:
    token = window.token()
    assert post(window, OWN, token=token, text="x" * MAX_BODY) == 413


def test_a_long_form_that_does_not_tell_its_length_is_refused(window: Window) -> None:
    def long() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65_536 + 1):
            yield b"x" * 65_536

    headers = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    answer = window.client.post(PLACE, content=long(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "9" * 5_000, "²"])
def test_a_length_that_is_none_is_refused(window: Window, length: str) -> None:
    headers = [(name.encode(), value.encode()) for name, value in OWN.items()]
    headers.append((b"Content-Length", length.encode("latin-1")))
    answer = window.client.post(PLACE, content=b"", headers=headers)
    assert answer.status_code == 413


def test_only_forms_are_taken(window: Window) -> None:
    token = window.token()
    headers = {**OWN, "X-Desk-Token": token}
    answer = window.client.post(PLACE, json={"token": token}, headers=headers)
    assert answer.status_code == 415
    many = "&".join("a=1" for _ in range(2_000))
    typed = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    assert window.client.post(PLACE, content=many, headers=typed).status_code == 400
    assert window.client.post(PLACE, content=b"a=%ff", headers=typed).status_code == 400


def test_other_methods_change_nothing(window: Window) -> None:
    headers = {**OWN, "X-Desk-Token": window.token()}
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
        assert window.client.request(method, "/queue", headers=headers).status_code == 405
        assert window.client.request(method, "/queue").status_code == 403


def test_every_answer_binds_the_browser(window: Window) -> None:
    window.token()
    places = ("/queue", "/nowhere", "/static/desk.css", "/static/nowhere")
    answers = [window.client.get(place) for place in places]
    answers.append(window.client.post(PLACE))
    answers.append(window.client.get("/queue", headers={"Host": "elsewhere.example"}))
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
    for answer in answers[:2]:
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_desk_alone(window: Window) -> None:
    cookie = window.client.get("/queue").headers["Set-Cookie"]
    assert cookie.startswith(f"digest-desk-{PORT}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert "Set-Cookie" not in window.client.get("/queue").headers


def test_a_link_from_outside_is_asked_for_again_from_here(window: Window) -> None:
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    answer = window.client.get("/queue", headers=headers)
    assert answer.status_code == 200
    assert "refresh" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_nothing_is_shown_within_another_site(window: Window) -> None:
    for place in ("/queue", "/static/desk.js"):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        assert window.client.get(place, headers=headers).status_code == 403


def test_no_page_has_scripts_or_styles_inside(window: Window) -> None:
    for place in ("/queue", "/editions", "/health", "/keys", "/nowhere"):
        tree = window.open(place)
        assert tree.xpath("//script[not(@src)] | //style | //*[@style] | //@onclick") == []


def test_files_stay_within_their_folder(window: Window) -> None:
    for place in (
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/fonts/..%2f..%2fsite.css",
    ):
        assert window.client.get(place).status_code == 404
    assert window.client.get("/static/fonts/newsreader-latin-wght-normal.woff2").status_code == 200


def guarded(workspace: Path, *, url: str | None = None) -> Desk:
    text = f"[desk]\npassword = '{HASH}'\n" + (f'url = "{url}"\n' if url else "")
    settings = parse_settings(text, workspace=workspace)
    return Desk(settings, Database(settings.database_url))


def test_with_a_password_nothing_is_shown_without_it(workspace: Path) -> None:
    window = Window(guarded(workspace))
    for place in ("/", "/queue?q=a%26b", "/articles/1", "/nowhere"):
        answer = window.client.get(place, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/login?next=")
    window.token()
    window.send("/queue/undo")
    assert window.status == 403


def test_the_password_opens_the_page_that_was_asked_for(workspace: Path) -> None:
    window = Window(guarded(workspace))
    page = window.open("/keys?q=1")
    assert page.xpath('//input[@name="next"]/@value') == ["/keys?q=1"]
    before = dict(window.client.cookies)
    window.send("/login", password=WRONG, next="/keys?q=1")
    assert window.status == 403
    window.send("/login", password=PASSWORD, next="/keys?q=1")
    assert (window.status, window.url) == (200, "/keys?q=1")
    assert dict(window.client.cookies) != before
    window.send("/logout")
    assert window.url == "/login"
    assert window.client.get("/queue", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "place", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\tb"]
)
def test_the_login_leads_nowhere_else(workspace: Path, place: str) -> None:
    window = Window(guarded(workspace))
    window.send("/login", password=PASSWORD, next=place)
    assert window.url == "/queue"


def test_the_password_may_be_tried_a_few_times(workspace: Path) -> None:
    window = Window(guarded(workspace))
    for _ in range(TRIES):
        window.send("/login", password=WRONG)
        assert window.status == 403
    page = window.send("/login", password=PASSWORD)
    assert window.status == 429
    assert "Too many tries: wait 10 min." in said(page)
    assert int(window.headers["Retry-After"]) <= PERIOD


def test_tries_are_forgotten_in_time() -> None:
    now = [0.0]
    gate = Gate(HASH, clock=lambda: now[0])
    for _ in range(TRIES):
        assert not gate.opens(WRONG, "10.0.0.1")
    assert gate.wait("10.0.0.1") == PERIOD
    assert gate.wait("10.0.0.2") == 0
    now[0] = PERIOD
    assert gate.wait("10.0.0.1") == 0
    assert gate.opens(PASSWORD, "10.0.0.1")
    assert gate.wait("10.0.0.1") == 0


def test_another_password_makes_old_cookies_void() -> None:
    visit = new_visit(is_in=True)
    before = Visits(b"k" * 32, cookie="c", password=WRONG)
    header = before.write(visit, secure=True).partition(";")[0]
    assert before.read(header) == visit
    assert Visits(b"k" * 32, cookie="c", password=PASSWORD).read(header) is None
    assert Visits(b"k" * 32, cookie="d", password=WRONG).read(header) is None


def test_behind_a_server_with_tls_the_cookie_is_secure(workspace: Path) -> None:
    desk = guarded(workspace, url="https://desk.example/")
    window = Window(desk, base="https://desk.example")
    assert "; Secure" in window.client.get("/login").headers["Set-Cookie"]
    headers = {"Origin": "https://desk.example"}
    answer = window.client.post(
        "/login",
        data={"token": window.token(), "password": PASSWORD},
        headers=headers,
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_others_reach_only_a_desk_with_a_password(desk: Desk, workspace: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "desk.example", "::"):  # noqa: S104
        with pytest.raises(SettingsError, match="password"):
            listen(desk, host, 0)
    with pytest.raises(SettingsError, match="url"):
        listen(guarded(workspace), "0.0.0.0", 0)  # noqa: S104
    with listen(desk, "127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0
        with pytest.raises(SettingsError, match="cannot be used"):
            listen(desk, "127.0.0.1", listening.getsockname()[1])


def test_the_origins_of_another_address_are_its_own() -> None:
    assert origins("192.0.2.1", 80, None).allowed == ("http://192.0.2.1:80", "http://192.0.2.1")
    assert origins("fd00::1", 81, "https://Desk.example/").allowed == (
        "http://[fd00::1]:81",
        "https://desk.example",
    )


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    key = workspace_key(tmp_path)
    assert len(key) == 32
    assert workspace_key(tmp_path) == key
    assert (tmp_path / "desk.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "desk.key").write_bytes(b"short")
    with pytest.raises(SettingsError, match="delete it"):
        workspace_key(tmp_path)


def test_a_short_password_is_not_hashed() -> None:
    with pytest.raises(ValueError, match="12 letters"):
        hashed("short")
    assert Gate(hashed(PASSWORD)).opens(PASSWORD, "10.0.0.1")
