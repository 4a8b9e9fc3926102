"""The control API under `/_sandbox/`: what a test or a demo may do to this world from outside."""

from __future__ import annotations

from flask import Blueprint

from sandbox.control import accounts, crowd, faults, observe, settings


def control_blueprint() -> Blueprint:
    """All control calls."""
    blueprint = Blueprint("control", __name__, url_prefix="/_sandbox")
    for module in (settings, accounts, crowd, faults, observe):
        module.register(blueprint)
    return blueprint
