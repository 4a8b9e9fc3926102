"""The base of every kind of field: describe itself, validate a sent value, return a stored one."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field, OnScreen
from sandbox.jira.request_context import Place

BUILT_IN = "com.atlassian.jira.plugin.system.customfieldtypes:"


class Kind(ABC):
    """One schema kind. Subclasses set `type`, `items` and `operations`, and override the rest.

    `custom` is the part after the colon for Jira's built-in types, or a full plugin key.
    """

    type: ClassVar[str] = "string"
    items: ClassVar[str] = ""
    operations: ClassVar[tuple[str, ...]] = ("set",)

    def __init__(self, custom: str = "") -> None:
        self.custom = custom if ":" in custom else BUILT_IN + custom

    def schema(self, field: Field) -> dict[str, Any]:
        """The `schema` member of the field's metadata."""
        shape: dict[str, Any] = {"type": self.type}
        if self.items:
            shape["items"] = self.items
        if field.custom_number is None:
            return shape | {"system": field.field_id}
        return shape | {"custom": self.custom, "customId": field.custom_number}

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """`allowedValues` or `autoCompleteUrl`, for kinds that have them."""
        return {}

    @abstractmethod
    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """The value to store. Raises Refused. `value` is never None."""

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """A stored value (never None) in Jira's shape."""
        return stored


class Several(Kind):
    """An array of the values of another kind."""

    type = "array"
    operations = ("add", "set", "remove")

    def __init__(self, one: Kind, items: str, custom: str = "") -> None:
        super().__init__(custom)
        self.one, self.item_type = one, items

    def schema(self, field: Field) -> dict[str, Any]:
        """As for one, with `items`."""
        shape = super().schema(field)
        return {"type": shape.pop("type"), "items": self.item_type, **shape}

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """The choices are those of one."""
        return self.one.details(field, place)

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Each item once, in the order sent. Raises Refused."""
        if not isinstance(value, list):
            raise Refused("not_array")
        if None in value:
            raise Refused("not_object")
        return list(dict.fromkeys(self.one.check(field, item, place) for item in value))

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """A list of what one reads as."""
        return [self.one.read(field, item, place) for item in stored]


class NotByApi(Kind):
    """Fields of other products. Every value sent through REST is refused."""

    def __init__(self, type_: str, custom: str, items: str = "") -> None:
        super().__init__(custom)
        self.shown_type, self.shown_items = type_, items

    def schema(self, field: Field) -> dict[str, Any]:
        """The type that the owning product declares."""
        shape = super().schema(field) | {"type": self.shown_type}
        return shape | {"items": self.shown_items} if self.shown_items else shape

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Always raises Refused."""
        raise Refused("not_on_screen", field=field.field_id)


def metadata(kind: Kind, field: Field, item: OnScreen, place: Place) -> dict[str, Any]:
    """FieldCreateMetadata: one entry of createmeta's `fields`."""
    shape: dict[str, Any] = {
        "required": item.required,
        "schema": kind.schema(field),
        "name": field.name,
        "key": field.field_id,
        "fieldId": field.field_id,
        "hasDefaultValue": item.default is not None,
        "operations": list(kind.operations),
        **kind.details(field, place),
    }
    if item.offers_nothing and "allowedValues" in shape:
        shape["allowedValues"] = []
    if item.default is not None:
        shape["defaultValue"] = kind.read(field, kind.check(field, item.default, place), place)
    return shape


def edit_metadata(kind: Kind, field: Field, item: OnScreen, place: Place) -> dict[str, Any]:
    """FieldMetadata: as in createmeta, but with `key` only. For editmeta and the screens of transitions."""
    shape = metadata(kind, field, item, place)
    del shape["fieldId"]
    return shape


def member(value: JSON, *names: str) -> tuple[str, str] | None:
    """(name, string) of the first of `names` that an object has; None when it has none of them.

    Raises Refused when `value` is no object.
    """
    if not isinstance(value, dict):
        raise Refused("not_object")
    for name in names:
        found = value.get(name)
        if isinstance(found, str | int) and not isinstance(found, bool):
            return name, str(found)
    return None
