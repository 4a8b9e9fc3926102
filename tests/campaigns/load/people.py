"""People at work: each opens the form, types, files, follows the report, and looks at pages that need no Jira."""

import random
import re
import threading
from dataclasses import replace
from time import perf_counter
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from tests.campaigns.attack.figures import Felt, Look
from tests.campaigns.attack.http_request import Answer, Shot, fetch
from tests.campaigns.attack.other_users import report
from tests.campaigns.attack.signed_in_users import Person

ROUND = 20.0  # seconds that somebody takes for a report, pauses included
PAUSES = 7
WITHOUT_JIRA = ("home", "my reports", "a report")
_VERSION = re.compile(r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"')


class Worker(threading.Thread):
    """Files one report after the other until it is told that it is over."""

    def __init__(self, url: str, person: Person, over: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self._url, self._person, self._over = url, person, over
        self._chance = random.Random(seed)
        self.looks: list[Look] = []
        self.filed: list[UUID] = []

    def run(self) -> None:
        """Until then; what is under way is finished."""
        self._over.wait(self._chance.uniform(0, ROUND))  # not all at once
        while not self._over.is_set():
            self.work()

    def work(self) -> None:
        """One report, from the form to its page and home."""
        number, headers = uuid4(), self._person.headers
        self._look("form", Shot(self._person.form_path, headers=headers), sign='name="summary"')
        version = "0"
        for part in ("Checkout", "Checkout total is wrong"):
            self._pause()
            saved = self._look("autosave", self._autosave(number, part, version))
            if found := _VERSION.search(saved.text):
                version = found[1] or found[2]
        self._pause()
        filing = report(self._person, number, f"Checkout total is wrong: {number}", version=version)
        answer = self._look("filing", filing, status=302, sign=str(number))
        if str(number) in answer.location:
            self.filed.append(number)
            page = Shot(urlsplit(answer.location).path, headers=headers)
            for _ in range(2):  # it follows what becomes of it
                self._pause()
                self._look("a report", page, sign=str(number))
        self._pause()
        self._look("my reports", Shot("/reports/", headers=headers), sign="Checkout")
        self._look("home", Shot("/", headers=headers))
        self._pause()

    def _pause(self) -> None:
        self._over.wait(self._chance.uniform(0.5, 1.5) * ROUND / PAUSES)

    def _autosave(self, number: UUID, summary: str, version: str) -> Shot:
        shot = report(self._person, number, summary, version=version, autosave="1")
        return replace(shot, headers={**shot.headers, "HX-Request": "true"})

    def _look(self, what: str, shot: Shot, *, status: int = 200, sign: str = "") -> Answer:
        answer = fetch(self._url, shot)
        there = answer.status == status and sign in answer.text + answer.location
        wrong = "" if there else f"{answer.status or answer.text} {answer.location}".strip()
        self.looks.append(Look(what, answer.began, answer.took, wrong))
        return answer


def alone(url: str, person: Person, times: int) -> Felt:
    """How long the pages without Jira take while nobody else is there."""
    looks = []
    for _ in range(times):
        for path in ("/", "/reports/"):
            began = perf_counter()
            answer = fetch(url, Shot(path, headers=person.headers))
            wrong = "" if answer.status == 200 else str(answer.status)
            looks.append(Look(path, began, answer.took, wrong))
    return Felt(looks)
