"""Forms that an admin prepared, on the simulated Jira or on nothing at all."""

from collections.abc import Callable
from typing import Any

import pytest

from issues.models import BugForm

Make = Callable[..., BugForm]


def make_form(*fields: dict[str, Any] | str, slug: str = "app-bug", **more: Any) -> BugForm:
    """A form with these fields, in this order; a text is a field's id."""
    form = BugForm.objects.create(
        **{
            "name": "App bug",
            "slug": slug,
            "cloud_id": "cloud",
            "project_key": "DEMO",
            "issue_type_id": "10004",
            **more,
        }
    )
    for position, given in enumerate(fields):
        row = {"field_id": given} if isinstance(given, str) else given
        form.fields.create(**{"position": position, **row})
    return form


@pytest.fixture
def make(db: None) -> Make:
    """`make("summary", {"field_id": "labels", "value": "app", "hidden": True}, slug=…)`: a stored form."""
    return make_form
