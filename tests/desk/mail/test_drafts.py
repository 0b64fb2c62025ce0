"""Handing an issue over to listmonk and Buttondown, to a server that speaks their APIs."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from commissioning.domain.errors import MailError
from commissioning.settings import ButtondownSettings, ListmonkSettings
from desk.mail.drafts import (
    BUTTONDOWN_KEY,
    LISTMONK_TOKEN,
    LISTMONK_USER,
    Draft,
    buttondown_draft,
    listmonk_draft,
)
from desk.mail.letter import Letter, compose
from tests.desk.mail import issues
from tests.desk.mail.certificates import contexts

SECRETS = {LISTMONK_USER: "desk", LISTMONK_TOKEN: "t0ken", BUTTONDOWN_KEY: "k3y"}
LETTER = compose(issues.published(), issues.HEAD)


def hostile() -> Letter:
    """An issue with the marks of templates in its words."""
    edition = issues.hostile()
    return compose(
        replace(edition, title="{{ .Subscriber.Email }} {% x %}", introduction="{{ x }} `{% y %}`"),
        issues.HEAD,
    )


class Services:
    """The parts of both APIs that make a draft, as they are documented."""

    def __init__(self, server: HTTPServer) -> None:
        self.campaigns: list[dict[str, Any]] = []
        self.emails: list[dict[str, Any]] = []
        server.expect_request("/api/campaigns", method="POST").respond_with_handler(self._campaign)
        server.expect_request("/v1/emails", method="POST").respond_with_handler(self._email)
        server.expect_request("/moved/api/campaigns").respond_with_data(
            status=307, headers={"Location": server.url_for("/api/campaigns")}
        )
        server.expect_request("/odd/api/campaigns").respond_with_data("<html>")
        self.url = server.url_for("/")

    def _campaign(self, request: Request) -> Response:
        expected = base64.b64encode(b"desk:t0ken").decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            return answered({"message": "invalid API credentials"}, 403)
        wanted = json.loads(request.data)
        missing = {"name", "subject", "lists", "type", "content_type", "body"} - set(wanted)
        if missing or wanted["type"] not in ("regular", "optin") or not wanted["lists"]:
            return answered({"message": f"missing {missing}"}, 400)
        if 9 in wanted["lists"]:
            return answered({"message": "list 9 not\nfound"}, 400)
        self.campaigns.append(wanted)
        return answered({"data": {**wanted, "id": 7, "status": "draft"}}, 200)

    def _email(self, request: Request) -> Response:
        if request.headers.get("Authorization") != "Token k3y":
            return answered({"code": "invalid", "detail": "Invalid token."}, 401)
        wanted = json.loads(request.data)
        if any(email["subject"] == wanted["subject"] for email in self.emails):
            return answered({"code": "email_duplicate", "detail": "Email already exists."}, 400)
        self.emails.append(wanted)
        status = wanted.get("status", "about_to_send")
        return answered(
            {**wanted, "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08", "status": status}, 201
        )


def answered(content: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(content), status=status, content_type="application/json")


@pytest.fixture(scope="module")
def running() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as opened:
        yield opened


@pytest.fixture
def services(running: HTTPServer) -> Services:
    running.clear()
    return Services(running)


def listmonk(services: Services, path: str = "", *lists: int) -> ListmonkSettings:
    return ListmonkSettings(url=services.url + path, lists=lists or (3, 4), template=2)


def test_listmonk_gets_a_campaign_with_both_forms(services: Services) -> None:
    draft = listmonk_draft(LETTER, listmonk(services), SECRETS, sender="d@digest.example")
    assert draft == Draft(service="listmonk", id="7", url=f"{services.url}admin/campaigns/7")
    [campaign] = services.campaigns
    assert campaign["name"] == "Commissioning Digest 42"
    assert campaign["subject"] == "Who minds the shop while it is being closed?"
    assert campaign["from_email"] == "Commissioning Digest <d@digest.example>"
    assert (campaign["lists"], campaign["template_id"]) == ([3, 4], 2)
    assert (campaign["type"], campaign["content_type"]) == ("regular", "html")
    assert "send_at" not in campaign
    assert "primary care trusts" in campaign["body"].lower()
    assert "THE HANDOVER" in campaign["altbody"]


def test_readers_leave_by_listmonk_and_outlooks_comments_stay(services: Services) -> None:
    listmonk_draft(LETTER, listmonk(services), SECRETS)
    [campaign] = services.campaigns
    assert '<a href="{{ UnsubscribeURL }}">Unsubscribe</a>' in campaign["body"]
    assert "Unsubscribe: {{ UnsubscribeURL }}\n" in campaign["altbody"]
    assert "lists.example/leave" not in campaign["body"]
    rest, kept = re.subn(r"\{\{ Safe `<!--[^`]*-->` \}\}", "", campaign["body"])
    assert "<!--" not in rest
    assert kept > 10


def test_words_between_braces_stay_words_in_listmonk(services: Services) -> None:
    listmonk_draft(hostile(), listmonk(services), SECRETS)
    [campaign] = services.campaigns
    ours = r"\{\{ (?:UnsubscribeURL|Safe `[^`]*`|\"\{\{\") \}\}"
    for part in ("body", "altbody", "subject"):
        assert "{{" not in re.sub(ours, "", campaign[part])
    assert "&#123;&#123; .Subscriber.Email }}" in campaign["body"]
    assert '{{ "{{" }} .Subscriber.Email }}' in campaign["subject"]


def test_buttondown_gets_a_draft_in_markdown(services: Services) -> None:
    buttondown = ButtondownSettings(url=services.url)
    draft = buttondown_draft(LETTER, buttondown, SECRETS)
    assert draft.id == "497f6eca-6276-4993-bfeb-53cbbbba6f08"
    [email] = services.emails
    assert email["status"] == "draft"
    assert email["subject"] == "Who minds the shop while it is being closed?"
    assert email["canonical_url"] == "https://digest.example/editions/42.html"
    assert email["body"].startswith("<!-- buttondown-editor-mode: plaintext -->\n")
    assert "## The handover" in email["body"]
    with pytest.raises(MailError, match="refused the draft: 400, Email already exists"):
        buttondown_draft(LETTER, buttondown, SECRETS)


def test_words_between_braces_stay_words_in_buttondown(services: Services) -> None:
    buttondown_draft(hostile(), ButtondownSettings(url=services.url), SECRETS)
    [email] = services.emails
    for part in ("subject", "body"):
        assert "{{" not in email[part]
        assert "{%" not in email[part]
    assert "{{ x }}" in MarkdownIt("commonmark").render(email["body"])


def test_refusals_are_told_in_the_services_words_without_secrets(services: Services) -> None:
    wrong = {**SECRETS, LISTMONK_TOKEN: "hunter2", BUTTONDOWN_KEY: "hunter2"}
    with pytest.raises(MailError) as caught:
        listmonk_draft(LETTER, listmonk(services), wrong)
    assert "refused the draft: 403, invalid API credentials" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(MailError, match="refused the draft: 401, Invalid token"):
        buttondown_draft(LETTER, ButtondownSettings(url=services.url), wrong)
    with pytest.raises(MailError, match="refused the draft: 400, list 9 not found"):
        listmonk_draft(LETTER, listmonk(services, "", 9), SECRETS)


def test_no_token_follows_a_redirect(services: Services) -> None:
    with pytest.raises(MailError, match="refused the draft: 307"):
        listmonk_draft(LETTER, listmonk(services, "moved/"), SECRETS)
    assert services.campaigns == []


def test_an_answer_that_is_none_is_told(services: Services) -> None:
    with pytest.raises(MailError, match="gave an answer that cannot be read"):
        listmonk_draft(LETTER, listmonk(services, "odd/"), SECRETS)


def test_what_is_not_set_is_told(services: Services) -> None:
    with pytest.raises(MailError, match=r"\[mail.listmonk\]: needs the url"):
        listmonk_draft(LETTER, ListmonkSettings(), SECRETS)
    with pytest.raises(MailError, match=f"{LISTMONK_USER}: is not set in the environment"):
        listmonk_draft(LETTER, listmonk(services), {})
    with pytest.raises(MailError, match=f"{BUTTONDOWN_KEY}: is not set in the environment"):
        buttondown_draft(LETTER, ButtondownSettings(), {BUTTONDOWN_KEY: "  "})
    with pytest.raises(MailError, match="holds letters that no token has"):
        buttondown_draft(LETTER, ButtondownSettings(), {BUTTONDOWN_KEY: "a\r\nb"})


def test_no_token_goes_to_another_machine_in_the_clear() -> None:
    settings = ListmonkSettings(url="http://lists.example.org/", lists=(1,))
    with pytest.raises(MailError, match="a token goes there by https alone"):
        listmonk_draft(LETTER, settings, SECRETS)


def test_https_with_a_certificate_that_is_believed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server_side, client_side = contexts(tmp_path_factory.mktemp("tls"))
    with HTTPServer(host="localhost", ssl_context=server_side) as server:
        services = Services(server)
        assert services.url.startswith("https://")
        draft = listmonk_draft(LETTER, listmonk(services), SECRETS, context=client_side)
        assert draft.id == "7"
        with pytest.raises(MailError, match="has no right certificate"):
            listmonk_draft(LETTER, listmonk(services), SECRETS)
        with pytest.raises(MailError, match="cannot be reached"):
            listmonk_draft(LETTER, ListmonkSettings(url="http://127.0.0.1:1/", lists=(1,)), SECRETS)
