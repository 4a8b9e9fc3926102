"""Signal receivers: a link that ends takes its webhooks along, while its token still works."""

import logging
from time import monotonic
from typing import Any

from django.dispatch import receiver

from integrations import jira
from integrations.jira import link_ending
from issues.models import ProjectWatch, Webhook

logger = logging.getLogger(__name__)
# Seconds for all sites together: a user waits for the page that ends the link.
_PATIENCE = 5.0


@receiver(link_ending)
def delete_webhooks(sender: Any, connection_id: int, **_more: Any) -> None:
    """Delete the webhooks of this link in Jira, and look for other readers. *sender* is the class Connection.

    What Jira does not delete now ends by itself within thirty days, and names nothing that Lodge knows.
    """
    found = sender.objects.filter(pk=connection_id).values_list("account_id", flat=True).first()
    ends_at = monotonic() + _PATIENCE
    for row in Webhook.objects.filter(account_id=found or ""):
        left = ends_at - monotonic()
        try:
            if row.jira_id is not None and left > 0:
                jira.delete_webhooks(row.account_id, row.cloud_id, [row.jira_id], deadline=left)
        except jira.IntegrationError as error:
            logger.info("webhook %d is left to end by itself: %s", row.pk, error)
        row.delete()
    ProjectWatch.objects.filter(reader=found or "-").update(reader="", searched_at=None)
