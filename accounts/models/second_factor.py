"""What somebody proves beside their password: a key that their telephone has, and codes for when it is lost."""

from django.db import models

from accounts.models.user import User


class SecondFactor(models.Model):
    """One for each person. `sealed`: the key of RFC 6238 (accounts/second_factor/sealing.py). `last_step`: the last one
    whose code was taken, so that none is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.TextField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"of person {self.user_id}"


class BackupCode(models.Model):
    """A code that works once. Only its digest is kept."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="one_of_each_backup_code")]

    def __str__(self) -> str:
        return f"of factor {self.factor_id}"
