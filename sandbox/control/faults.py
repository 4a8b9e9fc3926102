"""Control calls for faults: switch on, switch off, and list the calls that they affected."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from sandbox.control.json_requests import refuse, sent
from sandbox.faults import Fault, add_fault
from sandbox.world import current_world


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/faults")(show)
    blueprint.post("/faults")(add)
    blueprint.delete("/faults")(clear)
    blueprint.delete("/faults/<fault_id>")(remove)


def show() -> dict[str, Any]:
    """All faults, also spent ones, with the number of calls that each affected."""
    return {"faults": [fault.as_dict() for fault in current_world().table(Fault).all()]}


def add() -> dict[str, Any]:
    """Switch a fault on; `docs/sandbox.md` has the kinds."""
    try:
        return {"id": add_fault(current_world(), sent()).id}
    except ValueError as error:
        refuse(400, str(error))


def clear() -> dict[str, Any]:
    """Switch all faults off."""
    current_world().table(Fault).clear()
    return {"ok": True}


def remove(fault_id: str) -> dict[str, Any]:
    """Switch one fault off."""
    current_world().table(Fault).delete(fault_id)
    return {"ok": True}
