"""The seeded Jira: 120 projects on Demo team, a few on the others, fields of every kind.

Ids are the same in every run with the same salt.
"""

from zlib import crc32

from sandbox.jira import screens
from sandbox.jira.model import Board, Component, IssueType, JiraSite, Project, Version
from sandbox.jira.repository import Repository, forget, repository
from sandbox.people import Account, Site, account_by_name
from sandbox.world import World

FIRST = (
    "Amber Brisk Copper Dawn Ember Frost Golden Harbor Iron Juniper Kite Lunar Maple North Olive"
)
SECOND = "Atlas Beacon Compass Delta Engine Forge Gateway Hub"
ADJECTIVES, NOUNS = FIRST.split(), SECOND.split()


def seed(world: World) -> None:
    """Give every site of a freshly seeded world its Jira."""
    forget(world)
    jira = repository(world)
    alice = account_by_name(world, "Alice")
    for site in world.table(Site).all():
        found(jira, site)
    demo, shop, archive = (
        world.uuid("site", slug) for slug in ("demo-team", "web-shop", "archive-2019")
    )
    everything = screens.demo(jira, demo)
    _demo_projects(jira, jira.site(demo), alice, everything)
    add_project(jira, shop, "WEB", "Web shop", lead=alice.id)
    add_project(jira, shop, "OPS", "Operations", lead=alice.id)
    add_project(jira, archive, "OLD", "Old things", lead=alice.id, access="read-only")
    config = jira.site(demo)
    config.may_not_create = [account_by_name(world, "Erin").id]
    jira.sites.put(config)


def found(jira: Repository, site: Site) -> JiraSite:
    """A site's Jira without projects: issue types, groups, sprints, teams, system fields, simple screens."""
    world = jira.world
    offset = crc32(world.salt.encode()) % 40_000 if world.salt else 0
    base = 10_000 + offset
    config = jira.sites.put(JiraSite(site.id, base))
    config.types = [
        IssueType(str(base + n), name, description, level)
        for n, (name, description, level) in enumerate(
            [
                ("Task", "A small, distinct piece of work.", 0),
                ("Bug", "A problem or error.", 0),
                ("Story", "Functionality expressed as a user goal.", 0),
                ("Epic", "A big piece of work that holds others.", 1),
                ("Sub-task", "A small piece of work that is part of a larger one.", -1),
            ],
            start=1,
        )
    ]
    config.groups = {
        "jira-software-users": list(site.members),
        "site-admins": site.members[:1],
        "jira-developers": site.members[:2],
    }
    config.sprints = {base + 37: "Sprint 7", base + 38: "Sprint 8", base + 36: "Sprint 6"}
    config.states = {base + 37: "active", base + 38: "future", base + 36: "closed"}
    config.teams = {world.uuid("team", site.slug, name): name for name in ("Checkout", "Platform")}
    workspace = world.uuid("workspace", site.slug)
    config.assets = {
        f"{workspace}:{base + n}": name for n, name in enumerate(("Laptop 12", "Laptop 13"))
    }
    screens.simple(jira, site.id)
    return config


def add_project(
    jira: Repository, site_id: str, key: str, name: str, *, lead: str, access: str = "open"
) -> Project:
    """Open a project with the simple screens."""
    config = jira.site(site_id)
    number = str(config.next("project"))
    jira.sites.put(config)
    return jira.add_project(Project(site_id, number, key, name, lead=lead, access=access))


def _demo_projects(jira: Repository, config: JiraSite, alice: Account, scheme: str) -> None:
    demo = add_project(jira, config.id, "DEMO", "Demo", lead=alice.id)
    demo.scheme = scheme
    names = ("Web", "Mobile", "API", "Billing")
    demo.components = [
        Component(str(config.next("component")), name, f"All about {name}.") for name in names
    ]
    for name, released, archived in (
        ("1.0", True, False),
        ("1.1", False, False),
        ("0.9", True, True),
    ):
        demo.versions.append(Version(str(config.next("version")), name, released, archived))
    jira.add_project(demo)
    config.boards = [
        Board(1, "DEMO board", "scrum", demo.number, sorted(config.sprints)),
        Board(2, "DEMO flow", "kanban", demo.number),
    ]
    jira.sites.put(config)
    add_project(jira, config.id, "SHOP", "Shop", lead=alice.id, access="own")
    for n in range(118):
        first, second = ADJECTIVES[n % len(ADJECTIVES)], NOUNS[n // len(ADJECTIVES)]
        add_project(
            jira, config.id, f"{first[0]}{second[0]}{n:03d}", f"{first} {second}", lead=alice.id
        )
    jira.sites.put(config)
