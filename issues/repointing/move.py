"""A move of one site, with its places resolved in Lodge's own database."""

from dataclasses import dataclass

from integrations import jira
from issues.models import AddedFile, Comment, IssueAct, Submission
from issues.repointing.table import Table, TableRefusedError


@dataclass(frozen=True)
class Move:
    """From the site *old* (a cloud id) to *cloud_id*. The same cloud id: it was renamed, and ids stay good."""

    old: str
    cloud_id: str
    url: str
    name: str
    table: Table

    @property
    def renamed(self) -> bool:
        """Whether it is the same site under another address."""
        return self.old == self.cloud_id


def moves(table: Table) -> list[Move]:
    """The moves of *table*. Raises TableRefusedError for a new site that no link opens."""
    found, wrong = [], []
    for old, new in table.site.items():
        site = jira.find_site(new)
        if site is None:
            wrong.append(
                f"{new}: no link opens this site. Link an account that does, then try again."
            )
            continue
        found.append(Move(_cloud_id(old), site.cloud_id, site.url, site.name, table))
    if wrong:
        raise TableRefusedError("\n".join(wrong))
    return found


def _cloud_id(text: str) -> str:
    """The cloud id of the site that has this address anywhere in Lodge. Otherwise *text*, which may be one."""
    wanted = text.rstrip("/")
    for model in (Submission, Comment, IssueAct, AddedFile):
        rows = model._default_manager.filter(site_url__iexact=wanted).order_by()
        if cloud_id := rows.values_list("cloud_id", flat=True).first():
            return str(cloud_id)
    site = jira.find_site(wanted)
    return site.cloud_id if site else wanted
