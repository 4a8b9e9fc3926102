"""Examinations of Alice's link at the sandbox."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from integrations import doctor
from integrations.doctor import Finding
from integrations.models import Connection, Site
from tests.support.sandbox import Sandbox


@pytest.fixture
def connection(linked: Connection, sandbox: Sandbox) -> Connection:
    """Alice's link, with "Demo team" as its usual site."""
    site = Site.objects.get(connection=linked, cloud_id=sandbox.site("demo-team")["cloud_id"])
    Connection.objects.filter(pk=linked.pk).update(default_site=site)
    return Connection.objects.select_related("user", "default_site").get(pk=linked.pk)


@pytest.fixture
def examined(connection: Connection) -> Callable[..., dict[str, Finding]]:
    """`examined()`: the findings for Alice's link, by the names of their steps."""

    def run(**options: object) -> dict[str, Finding]:
        link = Connection.objects.select_related("user", "default_site").get(pk=connection.pk)
        return {each.step: each for each in doctor.examine(link, **options)}  # type: ignore[arg-type]

    return run


@pytest.fixture
def root(db: None, sign_in: Callable[[User], Client]) -> Client:
    """An administrator."""
    return sign_in(User.objects.create_superuser("root", "root@lodge.test"))
