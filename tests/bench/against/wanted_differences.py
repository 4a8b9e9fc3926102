"""Why pages differ from those of f3c2401: what was wanted, by a sign of it in the HTML. The first that fits counts.

`tests.bench.against.page_html` counts each reason, and lists what none of them explains.
"""

import re

REASONS = {
    "scripts, styles and icons are files of this build": re.compile(
        r"/static/|<svg|<path|<circle|<rect|<use |<script|<link "
    ),
    "optional fields say so, and are grouped by kind (decision 27)": re.compile(
        r"\(optional\)|<fieldset|<legend|class=.more|class=.choice"
    ),
    "the administration has more models, permissions and actions": re.compile(
        r"user_permissions|/admin/|model-|action-"
    ),
    "reports show what became of their issue": re.compile(
        r"Filed|class=.tag|/issues/|[Ff]ollow|<bdi>|<time |just now"
    ),
    "there are saved queries, changes to issues and the doctor": re.compile(
        r"/queries/|/acts/|/link/doctor|quer(?:y|ies)|[Ee]xamine"
    ),
    "texts follow docs/style.md": re.compile(r"\A[^<>]*\Z"),
    "scripts find their elements by data- and hx- attributes": re.compile(
        r" data-|hx-|<template|aria-|class=.soft|<button"
    ),
}
