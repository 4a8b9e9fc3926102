"""A bucket of S3 or its like (package django-storages, installed by whoever names one in FILES_URL)."""

from storages.backends.s3 import S3Storage  # type: ignore[import-not-found]

from issues.attachments.storage import DeletesAtHome


class Bucket(DeletesAtHome, S3Storage):  # type: ignore[misc]  # the package has no types
    """Where several hosts keep what they share."""
