"""Who leaves from an admin's page leaves as from any other."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User


def test_admin_sign_out_changes_the_csrf_token(sign_in: Callable[[User], Client], db: None) -> None:
    for way_out in ("/account/sign-out/", "/admin/logout/"):
        admin = sign_in(
            User.objects.create(
                username=f"ops{way_out[1:3]}",
                email=f"ops{way_out[1:3]}@lodge.test",
                is_staff=True,
                is_superuser=True,
            )
        )
        admin.get("/account/")
        answer = admin.post(way_out)
        assert "csrftoken" in answer.cookies, way_out
