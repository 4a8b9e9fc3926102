"""The columns of a file that Lodge keeps until Jira has it."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.number_format import file_size


class Target(NamedTuple):
    """Where a file goes: the issue by its id, or by its key where the id is not known, and as which account."""

    owner_id: int
    account_id: str
    cloud_id: str
    issue: str


def stored_at(row: "StoredFile", name: str) -> str:
    """The path of the bytes: made of ids, never of the user's file name."""
    return f"{row.folder}/{row.pk}"


class StoredFile(models.Model):
    """Stored durably before the first call.

    `name`, `size` and `sha256` describe the bytes as uploaded, after metadata was removed from an image. `remote_id`
    is its id in Jira. `deleted_at`: when the local copy was deleted, some time after confirmation.
    """

    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=127, default="application/octet-stream")
    file = models.FileField(upload_to=stored_at, max_length=255)
    remote_id = models.CharField(max_length=32, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def size_told(self) -> str:
        """The size for people."""
        return file_size(self.size)

    @property
    def folder(self) -> str:
        """The folder of the bytes in the storage."""
        raise NotImplementedError

    @property
    def target(self) -> Target:
        """The issue that gets it."""
        raise NotImplementedError
