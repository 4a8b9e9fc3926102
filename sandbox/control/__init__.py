"""The control API under `/_sandbox/`, with which a test or a demo changes this world."""

from __future__ import annotations

from flask import Blueprint

from sandbox.control import (
    accounts,
    faults,
    issues,
    many_linked_accounts,
    observe,
    reset_knobs_and_clock,
    webhooks,
)


def control_blueprint() -> Blueprint:
    """All control calls."""
    blueprint = Blueprint("control", __name__, url_prefix="/_sandbox")
    for module in (
        reset_knobs_and_clock,
        accounts,
        many_linked_accounts,
        faults,
        issues,
        observe,
        webhooks,
    ):
        module.register(blueprint)
    return blueprint
