"""What an issue's page needs of Jira: expands, transitions, comments with visibility, files, votes, watchers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sandbox.jira_client import Jira, document, errors, messages
from tests.support.sandbox import Sandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"0123456789"


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    return Jira(sandbox)


def file_on(jira: Jira, key: str, name: str, data: bytes, kind: str) -> str:
    answer = jira.call(
        "POST",
        f"/issue/{key}/attachments",
        files=[("file", (name, data, kind))],
        headers={"X-Atlassian-Token": "no-check"},
    )
    return str(answer.json()[0]["id"])


def test_everything_can_be_expanded_in_one_call(jira: Jira) -> None:
    key = jira.create(description=document("a"))
    expand = "names,schema,transitions,transitions.fields,editmeta,operations,renderedFields"
    shown = jira.json(f"/issue/{key}", expand=expand)
    assert shown["names"]["watches"] == "Watchers"
    assert shown["schema"]["status"] == {"type": "status", "system": "status"}
    assert shown["renderedFields"]["summary"] is None
    assert shown["editmeta"]["fields"]["summary"]["key"] == "summary"
    assert "fieldId" not in shown["editmeta"]["fields"]["summary"]
    assert [one["name"] for one in shown["transitions"]] == ["Start progress", "Done"]
    assert "fields" not in shown["transitions"][0]
    assert shown["transitions"][1]["fields"]["resolution"]["required"]
    links = shown["operations"]["linkGroups"][0]["groups"][0]["links"]
    assert "edit-issue" in {one["id"] for one in links}


def test_a_field_that_cannot_be_loaded_is_left_out_unless_it_shall_fail(jira: Jira) -> None:
    key = jira.create()
    jira.sandbox.config(unloadable_fields=["labels"])
    assert "labels" not in jira.fields(key)
    assert jira.get(f"/issue/{key}", failFast="true").status_code == 500
    assert jira.get(f"/issue/{key}", failFast="true", fields="summary").status_code == 200
    assert jira.get(f"/issue/{key}", failFast="perhaps").status_code == 400


def test_a_view_is_noted_when_it_is_asked_for(jira: Jira) -> None:
    key = jira.create()
    jira.json(f"/issue/{key}", updateHistory="true")
    assert jira.sandbox.wait_for("issue_viewed")["key"] == key


def test_a_transition_takes_its_required_field(jira: Jira) -> None:
    key = jira.create()
    path = f"/issue/{key}/transitions"
    assert errors(jira.post(path, {"transition": {"id": "31"}})) == {
        "resolution": "Resolution is required."
    }
    done = {"transition": {"id": "31"}, "fields": {"resolution": {"name": "Done"}}}
    done["update"] = {"comment": [{"add": {"body": document("Mended.")}}]}
    assert jira.post(path, done).status_code == 204
    shown = jira.fields(key)
    assert shown["status"]["name"] == "Done"
    assert shown["resolution"]["name"] == "Done"
    assert shown["comment"]["total"] == 1
    assert "The likely cause" in messages(jira.post(path, done))[0]
    assert jira.post(path, {"transition": {"id": "21"}}).status_code == 204
    assert jira.fields(key)["resolution"] is None


def test_a_transition_refuses_what_is_not_on_its_screen(jira: Jira) -> None:
    key = jira.create()
    path = f"/issue/{key}/transitions"
    odd = {"transition": {"id": "31"}, "fields": {"resolution": {"name": "Done"}, "labels": ["a"]}}
    assert "labels" in errors(jira.post(path, odd))
    assert messages(jira.post(path, {"transition": {"id": "99"}}))
    assert messages(jira.post(path, {"fields": {}}))


def test_who_may_not_transition_is_offered_nothing(jira: Jira) -> None:
    seed = {"projects": [{"cloud_id": jira.cloud_id, "key": "READ", "name": "R"}]}
    jira.sandbox.control("POST", "/seed", seed)
    key = jira.create("Task", "READ")
    jira.sandbox.control(
        "POST",
        "/seed",
        {"access": [{"cloud_id": jira.cloud_id, "project": "READ", "access": "read-only"}]},
    )
    assert jira.json(f"/issue/{key}/transitions")["transitions"] == []
    assert jira.json(f"/issue/{key}/editmeta") == {"fields": {}}
    assert jira.post(f"/issue/{key}/transitions", {"transition": {"id": "21"}}).status_code == 400
    assert jira.json(f"/issue/{key}/transitions", transitionId="99")["transitions"] == []


def test_comments_of_a_group_are_not_counted_for_others(jira: Jira) -> None:
    key, carol = jira.create(), Jira(jira.sandbox, "carol")
    hidden = {"type": "group", "value": "site-admins"}
    path = f"/issue/{key}/comment"
    made = jira.post(path, {"body": document("inside"), "visibility": hidden}).json()
    assert made["visibility"]["identifier"] != "site-admins"
    jira.post(path, {"body": document("outside")})
    assert jira.json(path)["total"] == 2
    assert carol.json(path)["total"] == 1
    assert carol.fields(key)["comment"]["total"] == 1
    assert carol.get(f"{path}/{made['id']}").status_code == 404
    assert carol.post("/comment/list", {"ids": [int(made["id"])]}).json()["values"] == []
    assert "comment" in errors(carol.post(path, {"body": document("inside"), "visibility": hidden}))


def test_only_its_author_and_the_lead_edit_a_comment(jira: Jira) -> None:
    carol, bob = Jira(jira.sandbox, "carol"), Jira(jira.sandbox, "bob")
    key = jira.create()
    made = carol.post(f"/issue/{key}/comment", {"body": document("one")}).json()
    path = f"/issue/{key}/comment/{made['id']}"
    assert carol.put(path, {"body": document("two")}).status_code == 200
    assert jira.put(path, {"body": document("three")}).json()["updateAuthor"]["accountId"] == (
        jira.account_id
    )
    assert messages(bob.put(path, {"body": document("four")}))
    assert "comment" in errors(carol.put(path, {}))
    shown = carol.json(path, expand="renderedBody")
    assert shown["renderedBody"] == "<p>three</p>"
    assert shown["author"]["accountId"] == carol.account_id


def test_only_its_author_and_the_lead_delete_a_comment(jira: Jira) -> None:
    carol, bob = Jira(jira.sandbox, "carol"), Jira(jira.sandbox, "bob")
    path = f"/issue/{jira.create()}/comment"
    first, second = (carol.post(path, {"body": document("one")}).json()["id"] for _ in range(2))
    assert messages(bob.call("DELETE", f"{path}/{first}"))
    assert carol.call("DELETE", f"{path}/{first}").status_code == 204
    assert carol.call("DELETE", f"{path}/{first}").status_code == 404
    assert jira.call("DELETE", f"{path}/{second}").status_code == 204
    assert jira.json(path)["total"] == 0


def test_who_may_not_see_voters_and_watchers_is_told_how_many(jira: Jira) -> None:
    key, bob = jira.create(issue_type="Task", project="SHOP"), Jira(jira.sandbox, "bob")
    facts = {"account_id": jira.account_id, "reporter": bob.account_id}
    jira.sandbox.control("POST", f"/sites/{jira.cloud_id}/issues/{key}", facts)
    for one in (jira, bob):
        assert one.call("POST", f"/issue/{key}/watchers").status_code == 204
    assert jira.call("POST", f"/issue/{key}/votes").status_code == 204
    for path, people, count, seen in (
        ("watchers", "watchers", "watchCount", 2),
        ("votes", "voters", "votes", 1),
    ):
        found, hidden = jira.json(f"/issue/{key}/{path}"), bob.json(f"/issue/{key}/{path}")
        assert (found[count], len(found[people])) == (seen, seen)
        assert hidden[count] == seen
        assert [each["accountId"] for each in hidden[people]] in ([], [bob.account_id])


def test_files_come_from_another_host_with_a_token_in_the_address(jira: Jira) -> None:
    key = jira.create()
    number = file_on(jira, key, "a.png", PNG, "image/png")
    for kind in ("content", "thumbnail"):
        answer = jira.get(f"/attachment/{kind}/{number}")
        assert answer.status_code == 303
        address = answer.headers["Location"]
        assert "//localhost:" in address
        assert jira.sandbox.http.get(address).content == PNG
        leaked = jira.sandbox.http.get(address, headers={"Authorization": "Bearer x"})
        assert leaked.status_code == 400
        assert jira.sandbox.wait_for("credentials_leaked")
        assert jira.sandbox.http.get(address.replace("token=", "token=0")).status_code == 403


def part(jira: Jira, number: str, asked: str) -> Any:
    path = f"/attachment/content/{number}"
    return jira.call("GET", path, params={"redirect": "false"}, headers={"Range": asked})


def test_a_part_of_a_file(jira: Jira) -> None:
    number = file_on(jira, jira.create(), "a.txt", b"0123456789", "text/plain")
    got = part(jira, number, "bytes=2-4")
    assert (got.status_code, got.content) == (206, b"234")
    assert got.headers["Content-Range"] == "bytes 2-4/10"
    assert part(jira, number, "bytes=99-").status_code == 416
    assert part(jira, number, "lines=1").status_code in (200, 400)
    assert part(jira, number, "bytes=b-a").status_code == 400


def test_no_thumbnail_of_what_is_no_picture(jira: Jira) -> None:
    number = file_on(jira, jira.create(), "a.txt", b"a", "text/plain")
    path = f"/attachment/thumbnail/{number}"
    assert jira.get(path).headers["Content-Type"] == "image/png"
    assert jira.get(path, fallbackToDefault="false").status_code == 404
    assert jira.get("/attachment/thumbnail/99").status_code == 404
    assert jira.get(path, width="wide").status_code == 400


def test_votes(jira: Jira) -> None:
    key, carol = jira.create(), Jira(jira.sandbox, "carol")
    path = f"/issue/{key}/votes"
    assert jira.call("POST", path).status_code == 404
    assert carol.call("DELETE", path).status_code == 404
    assert [carol.call("POST", path).status_code for _ in range(2)] == [204, 204]
    assert jira.json(path)["votes"] == 1
    assert carol.fields(key)["votes"]["hasVoted"]
    assert carol.call("DELETE", path).status_code == 204
    jira.sandbox.config(voting=False)
    assert jira.get(path).status_code == 404


def test_watching_ends(jira: Jira) -> None:
    key, carol = jira.create(), Jira(jira.sandbox, "carol")
    path = f"/issue/{key}/watchers"
    answer = carol.call("POST", path)
    assert answer.status_code == 204, answer.text
    assert carol.call("DELETE", path).status_code == 400
    assert carol.call("DELETE", path, params={"accountId": jira.account_id}).status_code == 403
    for _ in range(2):
        assert carol.call("DELETE", path, params={"accountId": carol.account_id}).status_code == 204
    assert carol.json(path)["watchCount"] == 0


def test_assigning(jira: Jira) -> None:
    key = jira.create()
    path = f"/issue/{key}/assignee"
    assert jira.put(path, {"accountId": jira.account_id}).status_code == 204
    assert jira.fields(key)["assignee"]["accountId"] == jira.account_id
    assert jira.put(path, {"accountId": None}).status_code == 204
    assert jira.fields(key)["assignee"] is None
    assert jira.put(path, {}).status_code == 400
    assert "assignee" in errors(jira.put(path, {"accountId": "nobody"}))


def test_subtasks_and_remote_links(jira: Jira) -> None:
    key = jira.create()
    child = jira.create("Sub-task", "DEMO", parent={"key": key})
    assert [one["key"] for one in jira.fields(key)["subtasks"]] == [child]
    assert jira.fields(child)["parent"]["key"] == key
    link = {"globalId": "a", "object": {"url": "https://x.example/1", "title": "One"}}
    path = f"/issue/{key}/remotelink"
    assert [jira.post(path, link).status_code for _ in range(2)] == [201, 200]
    assert [one["object"]["title"] for one in jira.json(path)] == ["One"]
    assert jira.post(path, {"object": {}}).status_code == 400
