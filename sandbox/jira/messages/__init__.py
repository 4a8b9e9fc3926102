"""Jira's messages for people, in English and German.

Real Jira answers in the language of the caller's profile, which is why a client must never match error texts.
`Refused` carries a message's name and its facts, `say` puts it into a language.
"""

from sandbox.jira.messages import field_values, jql, requests, webhooks

TEXTS: dict[str, tuple[str, str]] = {
    **field_values.TEXTS,
    **jql.TEXTS,
    **requests.TEXTS,
    **webhooks.TEXTS,
}


class Refused(Exception):
    """Jira refuses. `name` is a key of TEXTS, `facts` fill in its placeholders."""

    def __init__(self, name: str, /, **facts: object) -> None:
        super().__init__(name)
        self.name, self.facts = name, facts

    def say(self, language: str) -> str:
        """The text in "en" or "de"."""
        return TEXTS[self.name][language == "de"].format(**self.facts)
