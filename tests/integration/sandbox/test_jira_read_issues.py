"""Reading issues, many at once, comments, files, the page that people open."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.integration.sandbox.jira_client import Jira, document, errors, messages
from tests.support.sandbox import Sandbox

NO_ISSUE = "Issue does not exist or you do not have permission to see it."


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def upload(jira: Jira, key: str, *files: tuple[str, bytes], token: str = "no-check") -> Any:
    parts = [("file", (name, data, "text/plain")) for name, data in files]
    return jira.call(
        "POST", f"/issue/{key}/attachments", files=parts, headers={"X-Atlassian-Token": token}
    )


def test_an_issue_is_found_by_key_in_any_case_and_by_id(jira: Jira) -> None:
    made = jira.attempt().json()
    for name in (made["key"], made["key"].lower(), made["id"]):
        assert jira.json(f"/issue/{name}")["id"] == made["id"]


def test_a_missing_issue_is_not_found(jira: Jira) -> None:
    assert messages(jira.get("/issue/DEMO-99"), 404) == [NO_ISSUE]
    assert messages(jira.get("/issue/999999"), 404) == [NO_ISSUE]


def test_only_the_fields_asked_for_come_back(jira: Jira) -> None:
    key = jira.create()
    assert set(jira.fields(key, fields="summary,labels")) == {"summary", "labels"}
    assert "summary" not in jira.fields(key, fields="*all,-summary")
    assert jira.fields(key)["assignee"] is None


def test_names_schema_and_rendered_fields_come_when_expanded(jira: Jira) -> None:
    key = jira.create(description=document("a <b>"))
    shown = jira.json(f"/issue/{key}", expand="names,schema,renderedFields")
    assert shown["names"]["summary"] == "Summary"
    assert shown["schema"]["duedate"] == {"type": "date", "system": "duedate"}
    assert shown["renderedFields"]["description"] == "<p>a &lt;b&gt;</p>"
    jira.put(f"/issue/{key}", {"fields": {"description": None}})
    shown = jira.json(f"/issue/{key}", expand="renderedFields")["renderedFields"]
    assert shown["description"] is None


def test_bulkfetch_sorts_by_id_and_leaves_out_missing_and_invisible_alike(jira: Jira) -> None:
    hidden = Jira(jira.sandbox, "bob").create("Bug", "SHOP")
    first, second = jira.create(), jira.create()
    body = {"issueIdsOrKeys": [second, "DEMO-77", hidden, first], "fields": ["summary"]}
    answer = jira.post("/issue/bulkfetch", body).json()
    assert [issue["key"] for issue in answer["issues"]] == [first, second]
    assert answer["issueErrors"] == []
    assert set(answer["issues"][0]["fields"]) == {"summary"}


def test_bulkfetch_takes_at_most_100(jira: Jira) -> None:
    names = [f"DEMO-{number}" for number in range(1, 102)]
    assert jira.post("/issue/bulkfetch", {"issueIdsOrKeys": names[:100]}).status_code == 200
    assert jira.post("/issue/bulkfetch", {"issueIdsOrKeys": names}).status_code == 400
    assert jira.post("/issue/bulkfetch", {"issueIdsOrKeys": []}).status_code == 400


def test_a_comment_is_an_atlassian_document_with_properties(jira: Jira) -> None:
    key, body = jira.create(), document("Me too")
    made = jira.post(
        f"/issue/{key}/comment", {"body": body, "properties": [{"key": "k", "value": 1}]}
    )
    assert made.status_code == 201
    assert made.json()["author"]["accountId"] == jira.account_id
    (comment,) = jira.json(f"/issue/{key}/comment")["comments"]
    assert (comment["body"], comment["properties"]) == (body, [{"key": "k", "value": 1}])


def test_comments_may_come_without_their_properties_but_not_by_id(jira: Jira) -> None:
    jira.sandbox.config(comments_show_properties=False)
    key = jira.create()
    kept = [{"key": "k", "value": 1}]
    made = jira.post(
        f"/issue/{key}/comment", {"body": document("Me too"), "properties": kept}
    ).json()
    assert "properties" not in jira.json(f"/issue/{key}/comment")["comments"][0]
    body = {"ids": [int(made["id"])]}
    assert "properties" not in jira.post("/comment/list", body).json()["values"][0]
    found = jira.post("/comment/list", body, params={"expand": "properties"}).json()["values"]
    assert [one["properties"] for one in found] == [kept]


@pytest.mark.parametrize("ids", [None, [], ["a"], list(range(1001))])
def test_comments_by_id_need_between_1_and_1000_numbers(jira: Jira, ids: Any) -> None:
    assert len(messages(jira.post("/comment/list", {"ids": ids}))) == 1


def test_a_comment_on_an_issue_that_one_does_not_see_is_left_out(jira: Jira) -> None:
    key = jira.create("Bug", "SHOP")
    made = jira.post(f"/issue/{key}/comment", {"body": document("Mine")}).json()
    found = Jira(jira.sandbox, "bob").post("/comment/list", {"ids": [int(made["id"])]}).json()
    assert found["values"] == []


def test_comments_are_ordered_by_their_creation_alone(jira: Jira) -> None:
    key = jira.create()
    for text in ("one", "two"):
        jira.post(f"/issue/{key}/comment", {"body": document(text)})
    oldest, newest = (
        jira.json(f"/issue/{key}/comment", orderBy=way)["comments"]
        for way in ("created", "-created")
    )
    assert oldest == newest[::-1]
    assert jira.get(f"/issue/{key}/comment", orderBy="author").status_code == 400


def test_an_issue_is_watched_by_oneself_or_by_whom_its_lead_names(jira: Jira) -> None:
    key, bob = jira.create(), Jira(jira.sandbox, "bob")
    assert bob.call("POST", f"/issue/{key}/watchers").status_code == 204
    assert jira.post(f"/issue/{key}/watchers", bob.account_id).status_code == 204
    shown = bob.json(f"/issue/{key}/watchers")
    assert (shown["watchCount"], shown["isWatching"]) == (1, True)
    assert shown["watchers"][0]["displayName"] == "Bob"
    assert bob.post(f"/issue/{key}/watchers", jira.account_id).status_code == 403
    assert jira.post(f"/issue/{key}/watchers", "nobody").status_code == 404
    assert jira.post(f"/issue/{key}/watchers", {"id": 1}).status_code == 400
    assert jira.fields(key)["watches"]["watchCount"] == 1


@pytest.mark.parametrize("body", ["text", None, {"type": "doc"}, document()])
def test_a_comment_that_is_no_document_or_empty_is_refused(jira: Jira, body: Any) -> None:
    assert list(errors(jira.post(f"/issue/{jira.create()}/comment", {"body": body}))) == ["comment"]


def test_files_are_attached_read_back_and_kept_byte_by_byte(jira: Jira) -> None:
    key = jira.create()
    answer = upload(jira, key, ("ä log.txt", b"hello"), ("b.txt", b""))
    assert answer.status_code == 200
    shown = answer.json()
    assert [(one["filename"], one["size"]) for one in shown] == [("ä log.txt", 5), ("b.txt", 0)]
    assert jira.fields(key)["attachment"] == shown
    digest = hashlib.sha256(b"hello").hexdigest()
    assert jira.sandbox.issues()[0]["attachments"][0] == {
        "name": "ä log.txt",
        "size": 5,
        "sha256": digest,
    }
    moved = jira.get(f"/attachment/content/{shown[0]['id']}")
    assert moved.status_code == 303
    assert jira.sandbox.http.get(moved.headers["Location"], timeout=10).content == b"hello"
    assert jira.get(f"/attachment/content/{shown[0]['id']}", redirect="false").content == b"hello"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [("bytes=1-3", 206, b"ell"), ("bytes=3-", 206, b"lo"), ("bytes=9-", 416, b"")],
)
def test_a_part_of_a_file_is_read(jira: Jira, asked: str, status: int, part: bytes) -> None:
    file_id = upload(jira, jira.create(), ("a.txt", b"hello")).json()[0]["id"]
    path = f"/attachment/content/{file_id}"
    answer = jira.call("GET", path, params={"redirect": "false"}, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, part)


def test_an_upload_without_the_xsrf_header_is_refused(jira: Jira) -> None:
    key = jira.create()
    assert upload(jira, key, ("a.txt", b"a"), token="check").status_code == 403
    assert jira.fields(key)["attachment"] == []


def test_a_file_over_the_limit_is_refused(jira: Jira) -> None:
    limits = {"cloud_id": jira.cloud_id, "upload_limit": 10}
    jira.sandbox.control("POST", "/seed", {"jira": [limits]})
    key = jira.create()
    assert jira.json("/attachment/meta") == {"enabled": True, "uploadLimit": 10}
    assert len(messages(upload(jira, key, ("a.txt", b"a" * 11)), 413)) == 1
    assert upload(jira, key, ("a.txt", b"a" * 10)).status_code == 200
    many = [(f"{n}.txt", b"") for n in range(61)]
    assert upload(jira, key, *many).status_code == 413


def test_an_upload_to_a_missing_issue_is_not_found(jira: Jira) -> None:
    assert upload(jira, "DEMO-9", ("a.txt", b"a")).status_code == 404


def test_another_persons_file_in_a_private_project_is_not_found(jira: Jira) -> None:
    file_id = upload(jira, jira.create("Bug", "SHOP"), ("a.txt", b"a")).json()[0]["id"]
    assert Jira(jira.sandbox, "bob").get(f"/attachment/content/{file_id}").status_code == 404


def test_the_page_of_an_issue_shows_it_and_escapes_it(jira: Jira) -> None:
    key = jira.create(
        summary="<script>x</script>", description=document("<b>bold</b>"), labels=["ui"]
    )
    page = jira.sandbox.http.get(f"{jira.site['url']}/browse/{key}", timeout=10)
    assert page.status_code == 200
    assert "Simulated Atlassian" in page.text
    assert "&lt;script&gt;x&lt;/script&gt;" in page.text
    assert "<script>x" not in page.text
    assert "&lt;b&gt;bold" in page.text
    assert "Alice" in page.text
    assert (
        jira.sandbox.http.get(f"{jira.site['url']}/browse/DEMO-99", timeout=10).status_code == 404
    )
