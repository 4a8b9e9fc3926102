"""The second factor: a key shared with the user's authenticator app, and backup codes."""

from django.db import models

from accounts.models.user import User


class SecondFactor(models.Model):
    """The second factor of one user.

    `sealed`: the key of RFC 6238, encrypted (accounts/second_factor/key_encryption.py).

    `last_step`: the last one whose code was taken, so that none is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.TextField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"of person {self.user_id}"


class BackupCode(models.Model):
    """A code that works once. Only its digest is stored."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="one_of_each_backup_code")
        ]

    def __str__(self) -> str:
        return f"of factor {self.factor_id}"
