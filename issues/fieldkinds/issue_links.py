"""Links to other issues. They are not a field of the new issue: they are created once it exists (`IssueForm.links`).

Besides a picker's values for `f`, the browser posts `f-relation`: a link type's id and a direction, "10000:outward".
At first there is only a button, so that Jira is not asked for link types that nobody needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.jira import FieldMeta, IntegrationError
from issues.fieldkinds.base import CHOOSE_SOME, OMIT, Choice, Context, common
from issues.fieldkinds.parent_and_epic import WORDS, is_key, keys_in
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.posted_picker import Picked


@dataclass(frozen=True)
class LinkWanted:
    """A link to create. `outward`: the new issue "blocks" the other; otherwise the other way round."""

    type_id: str
    words: str
    outward: bool
    other_key: str


@dataclass(frozen=True)
class Related(Picked):
    """The issues, and their relation to the new one."""

    relation: str = ""


class LinksInput(PickerInput):
    """A relation, and under it a picker of issues. At first a single button, which is this field's "Find".

    `opened`: draw both although nothing is chosen. `address`: the address of the opened field, with which a script
    replaces the button.
    """

    template_name = "django/forms/widgets/issue_links.html"

    def __init__(self, context: Context) -> None:
        super().__init__(context.lookup.issues, several=True, take=keys_in, words=WORDS)
        self.context = context
        self.opened = False
        self.address = ""
        self._relations: dict[str, Choice] | None = None

    def names(self, name: str) -> tuple[str, ...]:
        """The picker's names, and the relation's."""
        return (*super().names(name), f"{name}-relation")

    @property
    def relations(self) -> dict[str, Choice]:
        """The choices, by value. Empty when Jira could not be asked."""
        if self._relations is None:
            try:
                self._relations = {each.value: each for each in self.context.lookup.relations()}
            except IntegrationError:
                self._relations = {}
        return self._relations

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Related:
        """What was posted."""
        value = super().value_from_datadict(data, files, name)
        relation = str(data.get(f"{name}-relation") or "")
        return Related(value.chosen, value.search, value.searched, relation=relation)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The picker's context, with `relations` (value, label, chosen), `open`, `begun` (just opened) and `silent`
        (Jira).
        """
        context = super().get_context(name, value, attrs)
        widget, picked = context["widget"], self.picked(value)
        chosen = value.relation if isinstance(value, Related) else ""
        filled = bool(chosen or picked.chosen or picked.search or widget["invalid"])
        wanted = self.opened or self.asked
        relations = self._drawn_relations(chosen) if filled or wanted else []
        widget.update(
            relations=relations,
            open=filled or bool(relations),
            begun=wanted and not filled,
            silent=(filled or wanted) and not relations,
            address=self.address,
        )
        return context

    def _drawn_relations(self, chosen: str) -> list[dict[str, Any]]:
        relations = [
            {"value": each.value, "label": each.label, "chosen": each.value == chosen}
            for each in self.relations.values()
        ]
        if chosen and chosen not in self.relations:  # Jira does not answer: keep the choice
            relations.append({"value": chosen, "label": chosen, "chosen": True})
        return relations


class LinksField(PickerField):
    """Its clean value is a list of LinkWanted."""

    widget: LinksInput

    def to_python(self, value: Any) -> Any:
        """Raise ValidationError for an open search, and for issues without a relation."""
        keys = super().to_python(value)
        if not keys:
            return []
        relation = value.relation if isinstance(value, Related) else ""
        known = self.widget.relations
        if relation not in known:
            said = (
                _("Choose how these issues are related to yours")
                if known
                else _(
                    "Jira could not be asked how issues can be related. Try again, or take these issues out"
                )
            )
            raise ValidationError(said, code="relation")
        type_id, _colon, direction = relation.rpartition(":")
        link = LinkWanted(type_id, known[relation].label, direction == "outward", "")
        return [replace(link, other_key=key) for key in keys]


class LinksKind:
    """The system field issuelinks, whose one operation is "add"."""

    def matches(self, meta: FieldMeta) -> bool:
        """Links between issues."""
        return meta.schema.items == "issuelinks" or meta.schema.system == "issuelinks"

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Issues by key and summary."""
        return context.lookup.issues(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """One relation, any number of issues."""
        return LinksField(widget=LinksInput(context), known=is_key, **common(meta, CHOOSE_SOME))

    def initial(self, meta: FieldMeta) -> Any:
        """None."""
        return None

    def to_jira(self, meta: FieldMeta, cleaned: list[LinkWanted]) -> Any:
        """Nothing. Links are created afterwards."""
        return OMIT
