"""Two more ways to the same button: a link that fills in the form, and a form that was prepared."""

from urllib.parse import urlencode

from tests.support.http_visitor import Visitor
from tests.support.main_job import key_of

SLUG = "demo-bug"


def file_by_a_link(visitor: Visitor, url: str, summary: str, key: str) -> str:
    """Follow a link with a summary to the form in which *key* was filed, and press the button; the new key."""
    from issues.models import Submission

    row = Submission.objects.get(issue_key=key)
    form_url = f"{url}/report/{row.cloud_id}/{row.project_key}/{row.issue_type_id}/"
    page = visitor.get(
        f"{form_url}?{urlencode({'summary': summary, 'description': 'Filled in by a **link**.'})}"
    )
    form = page.form_with("summary", "submission")
    assert form.values()["summary"] == [summary], "the link filled nothing in"
    visitor.send(form)
    return key_of(visitor)


def prepare_a_form(key: str) -> str:
    """As an admin would: two fields and a hidden description of its origin, for the place of *key*; its address."""
    from issues.models import BugForm, Submission

    row = Submission.objects.get(issue_key=key)
    form, _made = BugForm.objects.update_or_create(
        slug=SLUG,
        defaults={
            "name": "Demo bug",
            "cloud_id": row.cloud_id,
            "project_key": row.project_key,
            "issue_type_id": row.issue_type_id,
            "intro": "Two fields, **no more**.",
            "description_template": "### What I did\n\n### What I saw\n",
        },
    )
    form.fields.all().delete()
    form.fields.create(field_id="summary", label="What went wrong", position=1)
    form.fields.create(field_id="description", position=2)
    return f"/f/{SLUG}/"


def file_by_a_form(visitor: Visitor, url: str, summary: str, address: str) -> str:
    """Open the prepared form from the home page, fill it in, and press the button; the key."""
    visitor.get(f"{url}/")
    page = visitor.get(visitor.page.link_to(address))
    visitor.send(page.form_with("summary", "submission"), summary=summary)
    return key_of(visitor)
