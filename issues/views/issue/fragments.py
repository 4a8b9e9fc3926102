"""The long parts of an issue's page, such as its comments: drawn once, and kept until the issue changes.

Kept for one account, in one language, time zone and day, and never with a comment that not everybody who sees the
issue may read. The issue itself was read from Jira just before, so who lost the right to see it gets neither.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from issues.reading import history_sentences, issue_comments, load_issue_page
from issues.reading.issue_page import IssuePage
from issues.reading.possible_acts import Offers

KEPT = 300  # seconds
# What was drawn, and whether it may be kept.
Drawn = tuple[str, bool]


@dataclass(frozen=True)
class Viewed:
    """An issue's page, as one account sees it, without its newest *left_out* comments."""

    account_id: str
    cloud_id: str
    page: IssuePage
    offers: Offers
    left_out: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """The first arguments of the functions that read from Jira."""
        return self.account_id, self.cloud_id, self.page.id


def parts(viewed: Viewed) -> dict[str, SafeString]:
    """`comments`, `history`, `facts` and `offered`. What is kept of them costs one look into the cache together."""
    names = {
        "comments": f"comments:{viewed.left_out}",
        "history": "history",
        "facts": f"facts:{_answered(viewed.page)}",
        "offered": f"offered:{_offered_with(viewed.offers)}",
    }
    keys = {name: _key(viewed, named) for name, named in names.items()}
    known = cache.get_many(list(keys.values()))
    shown, new = {}, {}
    for name, draw in _DRAW.items():
        found = known.get(keys[name])
        if found is None:
            found, may_be_kept = draw(viewed)
            if may_be_kept:
                new[keys[name]] = found
        shown[name] = SafeString(found)
    if new:
        cache.set_many(new, KEPT)
    return shown


def _comments(viewed: Viewed) -> Drawn:
    """A sentence where Jira did not send them."""
    details = viewed.page.details
    found = load_issue_page.comments_of(*viewed.place, viewed.left_out)
    shown = issue_comments.build(found, viewed.account_id, viewed.page.html) if found else None
    context = {
        "list": shown,
        "cloud_id": viewed.cloud_id,
        "key": details.key,
        "can_change": not details.operations or "comment-issue" in details.operations,
    }
    drawn = render_to_string("issues/issue_comments.html", context)
    return drawn, shown is not None and not shown.is_restricted


def _history(viewed: Viewed) -> Drawn:
    """Empty where there is none."""
    details = viewed.page.details
    if not details.changes:
        return "", True
    context = {
        "history": history_sentences.lines(details.changes, details.names),
        "older": details.changes_total > len(details.changes),
    }
    return render_to_string("issues/issue_history.html", context), True


def _facts(viewed: Viewed) -> Drawn:
    """People, fields and links."""
    remote_links = load_issue_page.remote_links_of(*viewed.place)
    context = {"issue": viewed.page, "cloud_id": viewed.cloud_id, "remote_links": remote_links}
    return render_to_string("issues/issue_facts.html", context), remote_links is not None


def _offered(viewed: Viewed) -> Drawn:
    """The buttons that lead to pages of acts."""
    details = viewed.page.details
    context = {"offers": viewed.offers, "cloud_id": viewed.cloud_id, "key": details.key}
    return render_to_string("issues/issue_offers.html", context), True


def _offered_with(offers: Offers) -> str:
    """Everything of *offers* that `_offered` shows."""
    steps = [(each.id, each.name, each.to_name) for each in offers.transitions]
    return repr((offers.attach, offers.edit, offers.link, steps))


_DRAW: dict[str, Callable[[Viewed], Drawn]] = {
    "comments": _comments,
    "history": _history,
    "facts": _facts,
    "offered": _offered,
}


def _answered(page: IssuePage) -> str:
    """Equal for the very same answer of Jira: a linked issue may change, and this one not."""
    seen = {name: each for name, each in page.details.fields.items() if name != "lastViewed"}
    answer = repr((seen, page.details.names, page.missing))
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()


def _key(viewed: Viewed, name: str) -> str:
    details = viewed.page.details
    what = (
        name,
        viewed.account_id,
        viewed.cloud_id,
        details.id,
        details.key,
        str(details.fields.get("updated")),
        get_language() or "",
        timezone.get_current_timezone_name(),
        timezone.localdate().isoformat(),
    )
    digest = hashlib.sha256("\n".join(what).encode("utf-8", "surrogatepass")).hexdigest()
    return f"issue-part:{digest}"
