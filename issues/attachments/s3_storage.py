"""Storage in a bucket of S3 or a compatible service. Needs django-storages when FILES_URL names one."""

from storages.backends.s3 import S3Storage  # type: ignore[import-not-found]

from issues.attachments.storage import NoDeleteFromCopyMixin


class Bucket(NoDeleteFromCopyMixin, S3Storage):  # type: ignore[misc]  # the package has no types
    """Shared storage for several hosts."""
