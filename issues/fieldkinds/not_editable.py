"""Fields that nobody fills in: Jira or another product computes them, or another field replaces them."""

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CUSTOM
from issues.fieldkinds.parent_and_epic import EPIC_LINK

# By the type of custom field. Source: Atlassian, "Custom field types", and the products' own plugin keys.
TYPES = frozenset(
    {
        f"{CUSTOM}importid",
        f"{CUSTOM}readonlyfield",
        EPIC_LINK,
        "com.pyxis.greenhopper.jira:gh-epic-color",
        "com.pyxis.greenhopper.jira:gh-epic-status",
        "com.pyxis.greenhopper.jira:gh-lexo-rank",
        "com.pyxis.greenhopper.jira:jsw-issue-color",
        "com.atlassian.jpo:jpo-custom-field-parent",
    }
)
PLUGINS = (
    "com.atlassian.jira.ext.charting:",
    "com.atlassian.jira.plugins.jira-development-integration-plugin:",
    "com.atlassian.jira.plugins.proforma-managed-fields:",
    "com.atlassian.servicedesk",
)


def is_settled(meta: FieldMeta) -> bool:
    """Whether *meta* is never set, and not mentioned when it is left out."""
    return meta.schema.custom in TYPES or meta.schema.custom.startswith(PLUGINS)
