"""Forms as a browser sends them."""

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tests.campaigns.attack.http_request import Shot

if TYPE_CHECKING:
    from tests.campaigns.attack.signed_in_users import Person


def multipart(
    person: "Person", values: Mapping[str, Sequence[str]], files: Sequence[tuple[str, bytes]]
) -> Shot:
    """The form of a bug with files (RFC 7578)."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, some in values.items()
        for value in some
    ]
    for name, data in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        )
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", data, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    headers = {**person.headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return Shot(person.form_path, "POST", b"".join(parts), headers)
