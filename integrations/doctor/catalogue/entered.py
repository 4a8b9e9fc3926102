"""What is wrong with a credential as it was typed, before anything is sent. No text quotes what was typed."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

NOTHING = Diagnosis(
    "nothing_entered",
    Who.LODGE_ADMIN,
    _("Nothing was entered."),
    _("Copy the secret from where it was made. It is shown there once."),
)
SPACES = Diagnosis(
    "spaces",
    Who.LODGE_ADMIN,
    _("There is a space, tab or line break inside: a secret has none."),
    _(
        "Copy it again, in one piece. Line breaks come from copying out of a mail or a narrow window."
    ),
)
STRANGE_CHARACTERS = Diagnosis(
    "strange_characters",
    Who.LODGE_ADMIN,
    _(
        "It contains characters that no such secret has, such as typographic quotes or dots for hidden text."
    ),
    _("Copy it from where it was made, not from a document or a field that hides it."),
)
WITH_SCHEME = Diagnosis(
    "with_scheme",
    Who.LODGE_ADMIN,
    _("It begins with “Bearer” or “Basic”: that is a whole header."),
    _("Enter what follows that word alone."),
)
PAIR = Diagnosis(
    "pair",
    Who.LODGE_ADMIN,
    _("This is an e-mail address and a secret in one, as “curl -u” takes them."),
    _("Enter the address in its own field, and the secret alone here."),
)
ID_FOR_SECRET = Diagnosis(
    "id_for_secret",
    Who.LODGE_ADMIN,
    _("This is an id and not a secret."),
    _("Enter the secret that belongs to it. Where it is lost, make a new credential."),
)
MAIL_FOR_SECRET = Diagnosis(
    "mail_for_secret",
    Who.LODGE_ADMIN,
    _("This is an e-mail address and not a secret."),
    _("Enter the address in its own field. The token is longer and has no @."),
)
ENCODED_PAIR = Diagnosis(
    "encoded_pair",
    Who.LODGE_ADMIN,
    _("This is a pair of e-mail address and secret in the encoding of a header (Base64)."),
    _("Enter both as they are, each in its own field: Lodge encodes them."),
)
PAT_FOR_CLOUD = Diagnosis(
    "pat_for_cloud",
    Who.LODGE_ADMIN,
    _("This looks like a personal access token of Jira Data Center. Jira Cloud has none."),
    _("Make an API token at id.atlassian.com (Security), or choose the kind “Data Center”."),
)
API_TOKEN_FOR_DATA_CENTER = Diagnosis(
    "api_token_for_data_center",
    Who.LODGE_ADMIN,
    _("This is an API token of Jira Cloud. Jira Data Center does not know it."),
    _("Make a personal access token in the profile at that Jira, or choose the kind “API token”."),
)
