"""The kinds of fields that createmeta can list, by the names in `Field.kind`.

A new kind is a subclass of `base.Kind` and one line in KINDS.
"""

from sandbox.jira.fields.base import Kind, NotByApi, Several, metadata
from sandbox.jira.fields.choices import (
    Cascading,
    CascadingArray,
    Priority,
    Resolution,
    SecurityLevel,
    Select,
)
from sandbox.jira.fields.not_settable import Attachments, Comments, IssueLinks, Worklogs
from sandbox.jira.fields.numbers_dates_labels import Date, DateTime, Labels, Number, TimeTracking
from sandbox.jira.fields.object_references import (
    Component,
    EpicLink,
    Parent,
    ProjectPicker,
    ThisProject,
    ThisType,
    Version,
)
from sandbox.jira.fields.people import Assignee, Group, User
from sandbox.jira.fields.sprint_team_assets import Asset, Sprint, SprintOfStrings, Team
from sandbox.jira.fields.text import Line, RichText, Summary, Url

__all__ = ["KINDS", "Kind", "metadata"]

_GREENHOPPER = "com.pyxis.greenhopper.jira:"
_SERVICE_DESK = "com.atlassian.servicedesk:"
_DEVELOPMENT = "com.atlassian.jira.plugins.jira-development-integration-plugin:"
_TEMPO = "com.tempoplugin.tempo-accounts:accounts.customfield"

KINDS: dict[str, Kind] = {
    # system fields
    "summary": Summary(),
    "project": ThisProject(),
    "issuetype": ThisType(),
    "richtext": RichText(),
    "priority": Priority(),
    "assignee": Assignee(),
    "reporter": User(),
    "components": Several(Component(), "component"),
    "versions": Several(Version(), "version"),
    "duedate": Date(),
    "parent": Parent(),
    "timetracking": TimeTracking(),
    "security": SecurityLevel(),
    "resolution": Resolution(),
    "issuelinks": IssueLinks(),
    "attachment": Attachments(),
    "comment": Comments(),
    "worklog": Worklogs(),
    # Jira's own custom types
    "labels": Labels("labels"),
    "textfield": Line("textfield"),
    "readonlyfield": Line("readonlyfield"),
    "textarea": RichText("textarea"),
    "url": Url("url"),
    "float": Number("float"),
    "importid": Number("importid"),
    "select": Select("select"),
    "radiobuttons": Select("radiobuttons"),
    "multiselect": Several(Select(), "option", "multiselect"),
    "multicheckboxes": Several(Select(), "option", "multicheckboxes"),
    "cascadingselect": Cascading("cascadingselect"),
    "cascading-array": CascadingArray("cascadingselect"),
    "datepicker": Date("datepicker"),
    "datetime": DateTime("datetime"),
    "userpicker": User("userpicker"),
    "multiuserpicker": Several(User(), "user", "multiuserpicker"),
    "people": Several(User(), "user", "people"),
    "grouppicker": Group("grouppicker"),
    "multigrouppicker": Several(Group(), "group", "multigrouppicker"),
    "projectpicker": ProjectPicker("project"),
    "version": Version("version"),
    "multiversion": Several(Version(), "version", "multiversion"),
    # of other products
    "sprint": Sprint(f"{_GREENHOPPER}gh-sprint"),
    "epic-link": EpicLink(f"{_GREENHOPPER}gh-epic-link"),
    "story-points": Number(f"{_GREENHOPPER}jsw-story-points"),
    "sprint-of-strings": SprintOfStrings(f"{_GREENHOPPER}gh-sprint"),
    "issue-color": NotByApi("string", f"{_GREENHOPPER}jsw-issue-color"),
    "rank": NotByApi("any", f"{_GREENHOPPER}gh-lexo-rank"),
    "team": Team("atlassian-team"),
    "team-of-plans": Team("com.atlassian.teams:rm-teams-custom-field-team"),
    "assets": Several(
        Asset(), "cmdb-object-field", "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"
    ),
    "roadmap-parent": NotByApi("any", "com.atlassian.jpo:jpo-custom-field-parent"),
    "baseline-start": Date("com.atlassian.jpo:jpo-custom-field-baseline-start"),
    "baseline-end": Date("com.atlassian.jpo:jpo-custom-field-baseline-end"),
    "tempo-account": Number(_TEMPO),
    "request-type": NotByApi("sd-customerrequesttype", f"{_SERVICE_DESK}vp-origin"),
    "sla": NotByApi("sd-servicelevelagreement", f"{_SERVICE_DESK}sd-sla-field"),
    "organizations": NotByApi(
        "array", f"{_SERVICE_DESK}sd-customer-organizations", "sd-customerorganization"
    ),
    "request-participants": NotByApi("array", f"{_SERVICE_DESK}sd-request-participants", "user"),
    "satisfaction": NotByApi("sd-feedback", f"{_SERVICE_DESK}sd-request-feedback"),
    "goals": NotByApi("array", "com.atlassian.jira.plugin.system.customfieldtypes:goals", "goals"),
    "vulnerability": NotByApi("any", f"{_DEVELOPMENT}vulnerabilitycf"),
    "design": NotByApi("any", f"{_DEVELOPMENT}designcf"),
    "development": NotByApi("any", f"{_DEVELOPMENT}devsummarycf"),
    "forge-text": Line("ari:cloud:ecosystem::extension/7a4a3f5e/4c5d/static/short-note"),
    "connect-number": Number("com.atlassian.plugins.atlassian-connect-plugin:acme__effort"),
}
