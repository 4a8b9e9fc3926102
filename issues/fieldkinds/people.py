"""Somebody, or several: search by name, then choose. Works without JavaScript; the value is an account id.

For a field `assignee` the browser posts:

- `assignee`: the account id, optionally followed by `|` and the name that is shown for it; `none` for nobody;
- `assignee-search`: what stands in the search box;
- `assignee-searched`: the search whose results were on the page. Left out by a script that needs no results.

A search that differs from the one shown, or that nobody was chosen from, is a question still open: the field has
an error and the page shows what was found. The "Find" button posts `find=assignee`; `forms.build` then makes an
unbound form that keeps everything typed, so the view only draws it again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.jira import FieldMeta, IntegrationError, User, user_value
from issues.fieldkinds.base import CHOOSE, OMIT, Context, common, one_line, shortened

ACCOUNT_ID = re.compile(r"[0-9A-Za-z:._-]{1,128}")
NOBODY = "none"


@dataclass(frozen=True)
class Picked:
    """What one people field posted: raw choices, the search box, the search whose results were shown."""

    chosen: tuple[str, ...] = ()
    search: str = ""
    searched: str | None = None

    @property
    def people(self) -> dict[str, str]:
        """The names of those chosen, by account id."""
        pairs = (one_line(each).partition("|") for each in self.chosen)
        return {account: name or account for account, _bar, name in pairs if account not in {"", NOBODY}}

    @property
    def is_open(self) -> bool:
        """Whether a search waits for a choice."""
        if not self.search or (NOBODY in self.chosen and self.searched == self.search):
            return False
        return not self.people or (self.searched is not None and self.searched != self.search)


class PeopleInput(forms.Widget):
    """The search box, the "Find" button and the choices. `users` finds somebody by name."""

    template_name = "django/forms/widgets/people.html"
    use_fieldset = True

    def __init__(self, context: Context, *, several: bool, nobody: str | None) -> None:
        super().__init__()
        self.context = context
        self.allow_multiple_selected = several
        self.nobody = nobody
        self._found: dict[str, Sequence[User] | None] = {}

    def names(self, name: str) -> tuple[str, ...]:
        """Everything that the field called *name* posts."""
        return (name, f"{name}-search", f"{name}-searched")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Picked:
        """What was posted."""
        chosen = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name, "")]
        searched = data.get(f"{name}-searched")
        return Picked(
            chosen=tuple(str(each) for each in chosen if each),
            search=one_line(str(data.get(f"{name}-search") or "")),
            searched=None if searched is None else one_line(str(searched)),
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Unticked boxes post nothing; the search box always does."""
        return not any(each in data for each in self.names(name))

    def find(self, search: str) -> Sequence[User] | None:
        """Who matches *search*; None when Jira could not be asked. Asked once a form."""
        if search not in self._found:
            try:
                self._found[search] = tuple(self.context.users(search)) if search else ()
            except IntegrationError:
                self._found[search] = None
        return self._found[search]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template draws: those chosen before, then those found."""
        context = super().get_context(name, None, attrs)
        picked = _picked(value)
        found = self.find(picked.search)
        people = picked.people
        only_one = not people and NOBODY not in picked.chosen and found is not None and len(found) == 1
        offered = people | {user.account_id: user.name for user in found or ()}
        choices = [
            {"value": f"{account}|{shown}", "name": shown, "checked": account in people or only_one}
            for account, shown in offered.items()
        ]
        if choices and self.nobody is not None:
            nobody = NOBODY in picked.chosen
            choices.append({"value": NOBODY, "name": self.nobody, "checked": nobody, "nobody": True})
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"].update(
            type="checkbox" if self.allow_multiple_selected else "radio",
            search=picked.search,
            invalid=context["widget"]["attrs"].get("aria-invalid") == "true",
            found=bool(found),
            failed=found is None,
            choices=[{**choice, "id": f"{base}_{number}"} for number, choice in enumerate(choices)],
        )
        return context


def _picked(value: Any) -> Picked:
    if isinstance(value, Picked):
        return value
    return Picked(chosen=tuple(value) if isinstance(value, list | tuple) else (value,) if value else ())


class PeopleField(forms.Field):
    """Its clean value is a list of account ids."""

    widget: PeopleInput

    def to_python(self, value: Any) -> list[str]:
        """Raise ValidationError while a search is open."""
        picked = _picked(value)
        if picked.is_open:
            found = self.widget.find(picked.search)
            if found == ():
                said = _("Nobody called “%(name)s” was found. Search again, or empty the search")
                raise ValidationError(said % {"name": shortened(picked.search)}, code="nobody")
            raise ValidationError(_("Choose who you mean"), code="open")
        accounts = list(picked.people)
        if not all(ACCOUNT_ID.fullmatch(account) for account in accounts):
            raise ValidationError(_("This is nobody that Jira knows. Search again"), code="invalid")
        return accounts


class PersonKind:
    """schema.type user: assignee, reporter, custom user pickers."""

    def matches(self, meta: FieldMeta) -> bool:
        """One user."""
        return meta.schema.type == "user"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons under a search. A reporter left out is the user, so that it is never required."""
        arguments = common(meta, CHOOSE)
        nobody = None if arguments["required"] else _("Nobody")
        if meta.schema.system == "reporter":
            arguments |= {
                "required": False,
                "help_text": gettext_lazy("You, unless you choose somebody else."),
            }
            nobody = _("You")
        return PeopleField(widget=PeopleInput(context, several=False, nobody=nobody), **arguments)

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default person."""
        return _person(meta.default)

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """One user by account id."""
        return user_value(cleaned[0]) if cleaned else OMIT


class PeopleKind(PersonKind):
    """schema.type array of user: custom multi-user pickers, People of team-managed projects."""

    def matches(self, meta: FieldMeta) -> bool:
        """Several users."""
        return meta.schema.type == "array" and meta.schema.items == "user"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes under a search."""
        widget = PeopleInput(context, several=True, nobody=None)
        return PeopleField(widget=widget, **common(meta, gettext_lazy("Choose at least one")))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default people."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return [found for found in map(_person, defaults) if found]

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """Users by account id, each once."""
        return [user_value(each) for each in cleaned] or OMIT


def _person(value: Any) -> str | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("accountId"), str):
        return None
    return f"{value['accountId']}|{value.get('displayName') or value['accountId']}"
