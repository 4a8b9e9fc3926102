"""Who may use which form."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from issues.models import BugForm

LOOK = "issues.view_bugform"


def forms_for(user: User | AnonymousUser) -> QuerySet[BugForm]:
    """The forms in use that are for everybody, or for a group that *user* is in; by name."""
    if not user.is_active:  # nobody, or somebody who left
        return BugForm.objects.none()
    own = BugForm.groups.through.objects.filter(group__user=user.pk).values("bugform_id")
    return BugForm.objects.filter(Q(groups=None) | Q(pk__in=own), is_active=True).distinct()


def may_use(user: User | AnonymousUser, bug_form: BugForm) -> bool:
    """Whether *user* may open *bug_form*. Those who look after forms may try one that is not in use yet."""
    if user.is_active and user.is_staff and user.has_perm(LOOK):
        return True
    return forms_for(user).filter(pk=bug_form.pk).exists()
