"""The box that finds a form: what it offers, to whom, in which order, and what that costs Jira."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.forms import form_name_search
from issues.models import BugForm, State, Submission
from issues.views.recent_forms import used_forms
from tests.integration.issues.bugforms.conftest import make_form
from tests.integration.issues.filing.conftest import Desk

Link = Callable[..., Connection]


def offered(desk: Desk, words: str, **more: str) -> list[tuple[str, str]]:
    """What stands under the box, as (name, address)."""
    answer = desk.client.get("/report/find/", {"q": words, **more})
    assert answer.status_code == 200
    found = re.findall(
        r'<li role="option".*?data-href="([^"]*)".*?>(.*?)</li>', answer.content.decode(), re.S
    )
    return [
        (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", name)).strip(), href) for href, name in found
    ]


def said(desk: Desk, words: str) -> str:
    """What is announced."""
    answer = desk.client.get("/report/find/", {"q": words}).content.decode()
    (told,) = re.findall(r'<p class="said">(.*?)</p>', answer, re.S)
    return str(told)


@pytest.fixture(autouse=True)
def _usual_site(desk: Desk) -> None:
    """Alice's account opens three sites; most of her reports go to this one."""
    link = Connection.objects.get()
    Connection.objects.update(default_site=link.sites.get(cloud_id=desk.site["cloud_id"]))


def searches(desk: Desk) -> int:
    """How often Jira was asked for projects."""
    return len(desk.sandbox.calls(path="project/search"))


@pytest.mark.parametrize("words", ["demo bug", "bug demo", "DEM B", "bug DEMO", "demo · bug"])
def test_parts_of_project_and_type_find_the_form_in_any_order(desk: Desk, words: str) -> None:
    name, href = offered(desk, words)[0]
    assert (name, href) == ("Demo · Bug DEMO", desk.form_url())


def test_the_form_that_is_offered_opens(desk: Desk) -> None:
    (_name, href), *_rest = offered(desk, "shop bug")
    assert desk.get(href).form_with("summary", "submission")


def test_without_a_word_for_the_type_a_project_offers_some_of_each(desk: Desk) -> None:
    found = offered(desk, "demo")
    of_demo = [name for name, href in found if "/DEMO/" in href]
    assert len(of_demo) == 4
    assert all("Sub-task" not in name for name, _href in found)


def test_what_was_used_lately_comes_first(desk: Desk) -> None:
    assert offered(desk, "") == []
    url = desk.form_url(project="SHOP")
    page = desk.get(url)
    desk.send(page, page.form_with("summary", "submission"), summary="It broke")
    assert offered(desk, "") == [("SHOP · Bug used lately", url)]
    assert offered(desk, "bug")[0][1] == url
    assert ("Shop · Bug SHOP, used lately", url) in offered(desk, "shop")


def test_prepared_forms_are_found_by_their_name_by_those_who_may_use_them(
    desk: Desk, alice: User
) -> None:
    place = desk.form_url().strip("/").split("/")[1:]
    names = dict(zip(("cloud_id", "project_key", "issue_type_id"), place, strict=True))
    form = make_form("summary", **names)
    BugForm.objects.update(name="Something is wrong with the till")
    assert [href for _name, href in offered(desk, "till")] == ["/f/app-bug/"]
    assert [href for _name, href in offered(desk, "")] == ["/f/app-bug/"]
    form.groups.create(name="Cashiers")
    assert offered(desk, "till") == offered(desk, "") == []


def test_what_somebody_may_not_create_is_not_offered(
    desk: Desk, bob: User, link: Link, sign_in: Callable[[User], Client]
) -> None:
    assert offered(desk, "demo bug")
    alice = desk.sandbox.account("Alice")["account_id"]
    facts = {"cloud_id": desk.site["cloud_id"], "may_not_create": [alice]}
    desk.sandbox.control("POST", "/seed", {"jira": [facts]})
    cache.clear()
    assert offered(desk, "demo bug") == []
    link(bob, "bob")  # what one was told is not shown to another
    assert offered(Desk(sign_in(bob), desk.sandbox), "demo bug")


def test_typing_on_costs_jira_one_call_for_what_is_new(desk: Desk) -> None:
    cache.clear()
    before = searches(desk)
    for words in ("d", "de", "dem", "demo", "demo ", "demo b", "demo bu", "demo bug"):
        assert offered(desk, words)
    # One for what there is (120 projects, of which 100 are told), one for "de": all that has these letters is known.
    assert searches(desk) - before == 2
    offered(desk, "demo task")
    assert searches(desk) - before == 2


def test_sites_with_few_projects_are_asked_once(desk: Desk) -> None:
    cache.clear()
    before = searches(desk)
    offered(desk, "zz", site="")
    first = searches(desk) - before
    offered(desk, "yy", site="")
    assert (first, searches(desk) - before) == (
        4,
        5,
    )  # of three sites, one has so many that it is asked for each


def test_opening_the_page_asks_for_nothing_that_the_box_knows(desk: Desk) -> None:
    cache.clear()
    desk.get("/report/")
    before = searches(desk)
    desk.get("/report/")
    offered(desk, "d")
    assert searches(desk) == before


def test_many_reports_in_one_form_hide_no_other(desk: Desk, alice: User) -> None:
    """Whoever files five a day in one still finds the one of last month."""
    at = {
        "owner": alice,
        "account_id": desk.sandbox.account("Alice")["account_id"],
        "sent_at": timezone.now(),
    }
    at |= {"cloud_id": desk.site["cloud_id"], "site_name": "Demo team", "issue_type_name": "Bug"}
    for key, count in (("OLD", 1), ("OTHER", 2), ("DEMO", 200)):
        Submission.objects.bulk_create(
            Submission(**at, project_key=key, issue_type_id="1", state=State.FILED)
            for _ in range(count)
        )
    found = used_forms(alice, jira.account_of(alice.pk))
    assert [form.key for form in found] == ["DEMO", "OTHER", "OLD"]


def test_while_jira_is_away_what_was_used_is_still_found(desk: Desk) -> None:
    url = desk.form_url()
    desk.file()
    cache.clear()
    desk.sandbox.fault("status", path="project/search", status=500, times=None)
    assert [href for _name, href in offered(desk, "demo")] == [url]
    assert said(desk, "zzz") == "Jira does not answer. Type again to retry."
    page = desk.get("/report/?q=demo")
    assert "Demo team does not answer: what is there is not among these." in page.text
    assert page.has_link("^DEMO · Bug")
    assert desk.get("/report/?q=zzz").status == 503


def test_the_draft_that_is_on_its_way_goes_along(desk: Desk) -> None:
    report = "0d2c7e0e-7b6f-4b8e-9d3c-0a1b2c3d4e5f"
    assert all(
        href.endswith(f"?report={report}")
        for _name, href in offered(desk, "demo bug", report=report)
    )
    page = desk.get(f"/report/?q=demo+bug&report={report}")
    assert page.link_to("^Demo · Bug").endswith(f"?report={report}")
    assert page.form_with("q").values()["report"] == [report]


def test_who_is_signed_out_or_without_a_link_is_told(desk: Desk) -> None:
    Connection.objects.all().delete()
    assert said(desk, "demo").startswith("Your link to Jira has ended.")
    desk.client.logout()
    assert desk.client.get("/report/find/", {"q": "demo"}).status_code == 401


def test_the_site_of_somebody_else_is_none(desk: Desk) -> None:
    answer = desk.client.get("/report/find/", {"q": "demo", "site": "none-of-yours"})
    assert "Your link does not open this Jira site." in answer.content.decode()
    assert desk.client.get("/report/", {"q": "demo", "site": "none-of-yours"}).status_code == 404


@pytest.mark.parametrize(
    "words", ["%", "\\", "'\"<b>", "x" * 5000, "\0", "· · ·", "*" * 300, "ﷺ", "a b c d e f g h i j"]
)
def test_whatever_is_typed_is_answered(desk: Desk, words: str) -> None:
    assert desk.client.get("/report/find/", {"q": words}).status_code == 200
    assert desk.client.get("/report/", {"q": words}).status_code == 200


def test_neither_case_nor_accents_matter_and_beginnings_are_nearer_than_middles() -> None:
    assert form_name_search.rate(("ecole", "bug"), "ECO", "École du Nord", "Bug")
    assert form_name_search.rate(
        ("ed", "bug"), "EDU", "Education", "Bug"
    ) == form_name_search.Rating(1, of_type=True)
    assert form_name_search.rate(("ed", "bug"), "TT", "Edges", "Bug") == form_name_search.Rating(
        2, of_type=True
    )
    assert form_name_search.rate(
        ("ed", "bug"), "TT", "Top edges", "Bug"
    ) == form_name_search.Rating(3, of_type=True)
    assert form_name_search.rate(("ed", "bug"), "RED", "Red", "Bug") == form_name_search.Rating(
        5, of_type=True
    )
    assert form_name_search.rate(("ed", "story"), "EDU", "Education", "Bug") is None
