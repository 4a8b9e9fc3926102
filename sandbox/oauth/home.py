"""The home page, which explains this process."""

from __future__ import annotations

from flask import Blueprint, render_template

from sandbox.people import Site
from sandbox.world import current_world


def register(blueprint: Blueprint) -> None:
    """Mount the page."""
    blueprint.get("/")(home)


def home() -> str:
    """Name the sites."""
    return render_template("home.html", sites=current_world().table(Site).all())
