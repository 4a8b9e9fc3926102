"""Every page of Lodge and its states, in parts that can be taken alone."""

from collections.abc import Callable

from tests.support.pictures import doors, filing, kept, office
from tests.support.pictures.guide import Guide

__all__ = ["PARTS", "Guide"]

PARTS: dict[str, Callable[[Guide], None]] = {
    "account": doors.account,
    "link": doors.link,
    "start": filing.start,
    "form": filing.form,
    "kinds": filing.kinds,
    "troubles": filing.troubles,
    "again": kept.sent_again,
    "drafts": kept.drafts,
    "reports": kept.reports,
    "comments": kept.comments,
    "errors": office.errors,
    "admin": office.admin,
}
