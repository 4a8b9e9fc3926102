"""The ways in that administrators enter, each with its form."""

from integrations.admin.data_center_forms import ApplicationLinkForm, DataCenterTokenForm
from integrations.admin.shared_forms import ApiTokenForm, CredentialForm, ServiceAccountForm

# By the word in the address of their page.
WAYS: dict[str, type[CredentialForm]] = {
    "service-account": ServiceAccountForm,
    "api-token": ApiTokenForm,
    "data-center": DataCenterTokenForm,
    "data-center-link": ApplicationLinkForm,
}


def way_of(kind: str) -> str:
    """The way in which a link of that kind was entered. Empty for a kind that is not entered."""
    return {
        "service_account": "service-account",
        "api_token": "api-token",
        "scoped_api_token": "api-token",
        "data_center": "data-center",
        "data_center_app": "data-center-link",
    }.get(kind, "")
