"""Unsent error mails to admins that name the user. The log still shows the error."""

from accounts.erasing import text_columns
from accounts.erasing.person_identifiers import Person
from accounts.models import Mail


def forget(person: Person) -> int:
    """Delete the mails that name *person*. Returns how many."""
    held = Mail.objects.filter(person=None).exclude(body="")
    found = [pk for pk, _columns in text_columns.naming(person, held)]
    Mail.objects.filter(pk__in=found).delete()
    return len(found)
