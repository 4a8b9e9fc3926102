"""Who is not signed in, with an old page of somebody's form, and the number of a version that they can guess."""

from issues.models import State, Submission
from tests.integration.issues.attachments.conftest import folder
from tests.integration.issues.filing.conftest import Desk, desk

__all__ = ["desk", "folder"]


def test_who_is_not_signed_in_writes_over_nothing_by_a_guessed_version(desk: Desk) -> None:
    _page, form = (
        desk.open_form()
    )  # left open on a shared machine: it shows an empty draft, version 0
    for words in ("Hers", "Hers, longer", "Hers, for an hour"):
        saved = Submission.objects.first()
        seen = {"version": str(saved.version if saved else 0), "tab": "at home"}
        desk.post(form.action, {**form.values(), **seen, "summary": words, "autosave": "1"})
    desk.client.logout()
    for guess in range(1, 6):
        desk.post(
            form.action,
            {**form.values(), "version": str(guess), "tab": "x", "summary": "Another's"},
        )
    assert Submission.objects.filter(summary="Hers, for an hour", state=State.DRAFT).count() == 1
