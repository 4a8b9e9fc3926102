"""What a form costs Jira, counted in the log of the simulated one: cold, warm, and when something more is wanted."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from issues.models import Attachment, IssueLink, State
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.drafts.conftest import Tab
from tests.integration.issues.filing.conftest import Desk, report
from tests.support.http_visitor import Page

TYPES, FIELDS = "GET issuetypes", "GET issuetypes/id"
PROJECT, RELATIONS, LIMITS, CREATE = (
    "GET project",
    "GET issueLinkType",
    "GET attachment/meta",
    "POST issue",
)
NAMES = (
    (r"GET .*/createmeta/[^/]+/issuetypes$", TYPES),
    (r"GET .*/createmeta/[^/]+/issuetypes/[^/]+$", FIELDS),
    (r"GET .*/project/[^/]+$", PROJECT),
    (r".* \S*/rest/api/3/(.*)", None),
)


def asked(desk: Desk, do: Callable[[], Any]) -> list[str]:
    """Every call that reaches Jira meanwhile, in its order."""
    before = len(desk.sandbox.calls())
    do()
    return [_name(f"{call['method']} {call['path']}") for call in desk.sandbox.calls()[before:]]


def _name(call: str) -> str:
    for pattern, name in NAMES:
        found = re.fullmatch(pattern, call)
        if found:
            return name or f"{call.partition(' ')[0]} {found[1]}"
    return call


def with_fields(desk: Desk, number: int, project: str = "DEMO") -> str:
    """The address of a form for a bug that has so many fields."""
    url = desk.form_url(project=project)
    token = desk.sandbox.grant("alice")["access_token"]
    kind = url.rstrip("/").rpartition("/")[2]
    place = (
        f"/ex/jira/{desk.site['cloud_id']}/rest/api/3/issue/createmeta/{project}/issuetypes/{kind}"
    )

    def there() -> int:
        return int(desk.sandbox.get(place, token).json()["total"])

    facts = {
        "cloud_id": desk.site["cloud_id"],
        "project": project,
        "issue_type": "Bug",
        "kind": "textfield",
    }
    more = [{**facts, "name": f"Field {each}"} for each in range(number - there())]
    desk.sandbox.control("POST", "/seed", {"fields": more})
    assert there() == number
    return url


def upload(size: int = 4) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("app.log", b"x" * size, "text/plain")


@pytest.mark.parametrize(("number", "pages"), [(30, 1), (450, 3)])
def test_a_cold_form_costs_the_types_and_a_call_for_200_fields_and_a_warm_one_nothing(
    desk: Desk, number: int, pages: int
) -> None:
    url = with_fields(desk, number)
    cache.clear()

    cold = asked(desk, lambda: desk.get(url))

    assert sorted(cold) == [TYPES, *[FIELDS] * pages]
    assert asked(desk, lambda: desk.get(url)) == []
    tab = Tab(desk, desk.get(url))
    assert asked(desk, lambda: tab.file(summary="It broke")) == [CREATE]
    assert report().state == State.FILED


def test_a_form_of_25_fields_costs_two_calls(desk: Desk) -> None:
    url = with_fields(desk, 25, project="SHOP")
    cache.clear()
    assert sorted(asked(desk, lambda: desk.get(url))) == [TYPES, FIELDS]
    assert asked(desk, lambda: desk.get(url)) == []


def test_a_prepared_form_costs_the_same(desk: Desk) -> None:
    place = desk.form_url().strip("/").split("/")[1:]
    names = dict(zip(("cloud_id", "project_key", "issue_type_id"), place, strict=True))
    make_form("summary", "description", "issuelinks", "attachment", **names)
    cache.clear()
    assert sorted(asked(desk, lambda: desk.get("/f/app-bug/"))) == [TYPES, FIELDS]
    assert asked(desk, lambda: desk.get("/f/app-bug/")) == []


def test_a_form_sent_cold_costs_the_same_and_the_create_call(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    cache.clear()
    assert sorted(asked(desk, lambda: tab.file(summary="It broke"))) == [TYPES, FIELDS, CREATE]


def test_the_form_names_its_project_as_jira_does(desk: Desk) -> None:
    url = desk.form_url()
    cache.clear()
    assert "New Bug for Demo" in desk.get(url).text
    cache.clear()
    Tab(desk, desk.get(url.replace("/DEMO/", "/demo/"))).file(summary="It broke")
    row = report()
    assert (row.state, row.project_key) == (State.FILED, "DEMO")
    project = next(each for each in desk.site["projects"] if each["key"] == "DEMO")
    assert row.project_id == project["id"]


def test_where_the_form_does_not_name_its_project_that_is_asked_for(desk: Desk) -> None:
    url = desk.form_url()
    cache.clear()
    body = {"fields": [_text("summary")], "total": 1, "startAt": 0, "maxResults": 200}
    desk.sandbox.fault(
        "status",
        path=r"/issuetypes/\d+$",
        status=200,
        body=body,
        content_type="application/json",
        times=None,
    )
    page: list[Page] = []
    assert sorted(asked(desk, lambda: page.append(desk.get(url)))) == [TYPES, FIELDS, PROJECT]
    assert "New Bug for Demo" in page[0].text
    assert asked(desk, lambda: desk.get(url)) == []


def _text(name: str) -> dict[str, Any]:
    schema = {"type": "string", "system": name}
    return {
        "fieldId": name,
        "name": name,
        "required": True,
        "operations": ["set"],
        "schema": schema,
    }


@pytest.mark.parametrize("where", ["NONE/1", "DEMO/1", "DEMO/no-type", "DEMO/a%20b", "a%20b/1"])
def test_a_place_that_is_none_is_told_as_such_however_it_is_asked_about(
    desk: Desk, where: str
) -> None:
    page = desk.get(f"/report/{desk.site['cloud_id']}/{where}/")
    assert page.status == 404
    said = "has no such type of issue." if where.startswith("DEMO") else "that you can see."
    assert "You cannot file here." in page.text
    assert said in page.text


def test_who_sees_a_project_and_may_not_create_there_is_told_so(desk: Desk) -> None:
    url = desk.form_url()
    alice = desk.sandbox.account("Alice")["account_id"]
    facts = {"cloud_id": desk.site["cloud_id"], "may_not_create": [alice]}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    cache.clear()
    page = desk.get(url)
    assert page.status == 403
    assert "Jira does not let you do this." in page.text


def test_a_file_costs_the_question_how_large_it_may_be_once_for_everybody(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.values["files"] = [upload()]
    first = asked(desk, lambda: tab.file(summary="It broke"))
    assert first == [LIMITS, CREATE]
    tab = Tab(desk, desk.open_form()[0])
    tab.values["files"] = [upload()]
    assert asked(desk, lambda: tab.file(summary="It broke again")) == [CREATE]


def test_a_file_that_the_site_takes_not_is_refused_before_anything_is_filed_and_nothing_is_lost(
    desk: Desk,
) -> None:
    facts = {"cloud_id": desk.site["cloud_id"], "upload_limit": 1000}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    page, _form = desk.open_form()
    assert "each, or less where Jira takes less; 20 at most." in page.text  # nobody asked Jira yet
    tab = Tab(desk, page)
    tab.values["files"] = [upload(1001)]

    page = tab.file(summary="It broke", description="story")

    assert (page.status, desk.creates(), Attachment.objects.count()) == (422, [], 0)
    assert re.search(r"app\.log ?: It has 1001\sbytes, and the most is 1000\sbytes", page.text)
    assert re.search(r"Up to 1000\sbytes each, 20 at most\.", page.text)
    assert re.search(r"Up to 1000\sbytes each", desk.open_form()[0].text)
    again = Tab(desk, page)
    assert (again.values["summary"], again.values["description"]) == (["It broke"], ["story"])
    again.values["files"] = [upload(1000)]
    again.file()
    assert (report().state, Attachment.objects.get().size) == (State.FILED, 1000)


def test_relations_are_asked_for_once_somebody_wants_to_link(desk: Desk) -> None:
    desk.file("The other one")
    (other,) = desk.filed("The other one")
    tab = Tab(desk, desk.open_form()[0])
    assert not tab.form.has("issuelinks-relation")
    tab.values |= {"summary": ["It broke"], "description": ["story"]}

    calls: list[str] = []
    pages: list[Page] = []
    sent = {**tab.values, "find": "issuelinks"}
    calls += asked(desk, lambda: pages.append(desk.post(tab.form.action, sent)))

    assert RELATIONS in calls
    assert CREATE not in calls
    again = Tab(desk, pages[0])
    assert pages[0].status == 200
    assert 'name="issuelinks-relation"' in pages[0].html.partition('<details class="field more"')[0]
    assert (again.values["summary"], again.values["description"]) == (["It broke"], ["story"])
    (relation,) = again.form.named("issuelinks-relation")
    kind = next(value for value, _label, _chosen in relation.options if value)
    again.values |= {"issuelinks-relation": [kind], "issuelinks-search": [other["key"]]}
    assert asked(desk, again.file)[0] == CREATE
    assert [link.other_key for link in IssueLink.objects.all()] == [other["key"]]


def test_a_draft_with_links_shows_them_again(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    tab.write(
        summary="It broke", **{"issuelinks-relation": "10000:outward", "issuelinks": "DEMO-5"}
    )
    pages: list[Page] = []
    url = f"{tab.page.url.partition('?')[0]}?report={report().pk}"
    assert asked(desk, lambda: pages.append(desk.get(url))) == [RELATIONS]
    assert asked(desk, lambda: desk.get(url)) == []
    assert Tab(desk, pages[0]).values["issuelinks"] == ["DEMO-5"]
    assert Tab(desk, pages[0]).values["issuelinks-relation"] == ["10000:outward"]


def links_of(url: str, field: str = "issuelinks") -> str:
    """Where htmx finds the field, opened."""
    return f"{url}links/{field}/"


def test_the_opened_field_is_to_be_had_alone(desk: Desk) -> None:
    url = desk.form_url()
    page = desk.get(url)
    assert f'hx-get="{links_of(url)}"' in page.html
    pages: list[Page] = []
    assert asked(desk, lambda: pages.append(desk.get(links_of(url)))) == [RELATIONS]
    assert 'name="issuelinks-relation"' in pages[0].html
    assert 'name="issuelinks-search"' in pages[0].html
    assert "<html" not in pages[0].html
    assert asked(desk, lambda: desk.get(links_of(url))) == []


@pytest.mark.parametrize("field", ["summary", "labels", "nothing"])
def test_no_other_field_is_opened(desk: Desk, field: str) -> None:
    assert desk.get(links_of(desk.form_url(), field)).status == 404
    nowhere = links_of(f"/report/{desk.site['cloud_id']}/NONE/1/")
    assert desk.get(nowhere).status == 404


def test_where_jira_does_not_say_how_issues_are_related_the_button_stays(desk: Desk) -> None:
    tab = Tab(desk, desk.open_form()[0])
    desk.sandbox.fault("status", path="/issueLinkType$", status=500, times=None)
    page = desk.get(links_of(desk.form_url()))
    assert page.status == 200
    assert "Jira could not be asked how issues can be related." in page.text
    assert "Link other issues" in page.html
    page = desk.post(tab.form.action, {**tab.values, "summary": "It broke", "find": "issuelinks"})
    assert "Jira could not be asked how issues can be related." in page.text
    Tab(desk, page).file()
    assert report().state == State.FILED


def test_signed_out_the_button_says_so(desk: Desk) -> None:
    url = desk.form_url()
    desk.client.logout()
    page = desk.get(links_of(url))
    assert "You are signed out." in page.text
    assert "Link other issues" in page.html
