"""The two instances: who is on them, and what their Jira looks like."""

from __future__ import annotations

from sandbox.jira import screens
from sandbox.jira.model import JiraSite, OnScreen, Scheme
from sandbox.jira.repository import Repository, repository
from sandbox.jira.seed import add_project, found
from sandbox.people import Account, DataCenter
from sandbox.world import World

SLUGS = ("10/jira", "11")
"""The paths below `/_dc`. The first has a context path."""
RELEASES = {"10/jira": ("10.3.17", "Harbour Jira"), "11": ("11.3.2", "Lighthouse Jira")}
CLOUD_ONLY = {"team", "people", "forge-text", "connect-number", "assets", "roadmap-parent"}
"""Kinds of fields that Data Center does not have."""


def seed(world: World) -> None:
    """Found both instances in a freshly seeded world. Dave is on neither."""
    members = [each.id for each in world.table(Account).all() if each.name != "Dave"]
    for slug, (release, name) in RELEASES.items():
        site = DataCenter(
            id=world.uuid("data-center", slug),
            slug=slug,
            name=name,
            url=address(world, slug),
            members=list(members),
            release=release,
            basic=release.startswith("10."),
        )
        world.table(DataCenter).put(site)
        _projects(repository(world), site)


def address(world: World, slug: str) -> str:
    """The base URL of an instance."""
    return f"{world.base_url}/_dc/{slug}"


def instance_called(world: World, slug: str) -> DataCenter:
    """The instance at `/_dc/<slug>`. Raises LookupError."""
    for each in world.table(DataCenter).all():
        if each.slug == slug:
            return each
    raise LookupError(slug)


def _projects(jira: Repository, site: DataCenter) -> None:
    lead, world = site.members[0], jira.world
    config = found(jira, site)
    everything = screens.demo(jira, site.id)
    demo = add_project(jira, site.id, "DEMO", "Demo", lead=lead)
    demo.scheme = everything
    jira.add_project(demo)
    add_project(jira, site.id, "SHOP", "Shop", lead=lead, access="own")
    add_project(jira, site.id, "OPS", "Operations", lead=lead)
    config = jira.site(site.id)
    erin = next(each.id for each in world.table(Account).all() if each.name == "Erin")
    config.may_not_create = [erin]
    jira.sites.put(config)
    for scheme in jira.schemes.all():
        if scheme.site_id == site.id:
            _without_cloud_fields(jira, config, scheme)


def _without_cloud_fields(jira: Repository, config: JiraSite, scheme: Scheme) -> None:
    """Sub-tasks alone have a parent. An epic is named by the field Epic Link."""
    fields = jira.fields_of(config.id)
    epic_link = next(each for each in fields.values() if each.kind == "epic-link").field_id
    levels = {each.id: each.level for each in config.types}
    for type_id, items in scheme.screens.items():
        kept = [
            item
            for item in items
            if fields[item.field_id].kind not in CLOUD_ONLY
            and (item.field_id != "parent" or levels[type_id] < 0)
        ]
        has_link = any(item.field_id == epic_link for item in kept)
        if levels[type_id] == 0 and not has_link:
            kept.append(OnScreen(epic_link))
        scheme.screens[type_id] = kept
    jira.schemes.put(scheme)
