"""Whether Jira would take a text as a comment."""

from django.utils.translation import gettext as _

from issues.richtext import LIMIT, says_something, size, to_adf


def why_not(text: str) -> str:
    """Why Jira would not take *text*, in words for its writer. Empty where it would."""
    if not says_something(text):
        return _("Write something first")
    over = size(to_adf(text)) - LIMIT
    return (
        _("This is %(over)d characters too long for one comment") % {"over": over}
        if over > 0
        else ""
    )
