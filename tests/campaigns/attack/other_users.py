"""The others: people who look at pages that need no Jira, and somebody who files, while all that goes on."""

import threading
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from tests.campaigns.attack.figures import AWAY, Felt, Look
from tests.campaigns.attack.http_request import Answer, Shot, fetch
from tests.campaigns.attack.signed_in_users import Person

READ_EVERY, FILE_EVERY = 0.3, 1.5  # seconds
SAYS_AWAY = "database does not answer"


class _Other(threading.Thread, ABC):
    """Does *act* again and again until it is told that it is over."""

    def __init__(self, every: float, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._every, self._over = every, over
        self.looks: list[Look] = []

    def run(self) -> None:
        """Until then; what is under way is finished."""
        while not self._over.wait(self._every):
            self.looks.append(self.act())

    @abstractmethod
    def act(self) -> Look:
        """Once."""


class Reader(_Other):
    """Opens one page after the other."""

    def __init__(self, url: str, person: Person, over: threading.Event, first: int) -> None:
        super().__init__(READ_EVERY, over)
        self._url, self._person, self._next = url, person, first

    def act(self) -> Look:
        """The next of their pages: home, a report's page, my reports, the form, which is warm."""
        names = sorted(self._person.pages)
        name = names[self._next % len(names)]
        self._next += 1
        path, sign = self._person.pages[name]
        answer = fetch(self._url, Shot(path, headers=self._person.headers))
        return Look(name, answer.began, answer.took, _wrong(answer, 200, sign in answer.text))


class Filer(_Other):
    """Files one report after the other, each another one."""

    def __init__(self, url: str, person: Person, over: threading.Event) -> None:
        super().__init__(FILE_EVERY, over)
        self._url, self._person = url, person
        self.filed: list[uuid.UUID] = []

    def act(self) -> Look:
        """The seconds between the button and the page of the report, whether it is filed by then or queued."""
        number = uuid.uuid4()
        shot = report(self._person, number, f"Filed meanwhile: {number}")
        if self._url.startswith(
            "https:"
        ):  # nginx names the host without its port, and browsers say where a form was
            origin = f"https://{urlsplit(self._url).hostname}"
            shot = replace(shot, headers={**shot.headers, "Referer": origin + shot.path})
        answer = fetch(self._url, shot)
        arrived = str(number) in answer.location
        if arrived:
            self.filed.append(number)
        return Look("filing", answer.began, answer.took, _wrong(answer, 302, arrived))


def report(person: Person, number: uuid.UUID, summary: str, **more: str) -> Shot:
    """The form of a bug as *person* sends it."""
    values = {
        **person.form,
        "submission": [str(number)],
        "summary": [summary],
        "version": ["0"],
        "tab": ["a"],
    }
    values |= {name: [value] for name, value in more.items()}
    headers = {**person.headers, "Content-Type": "application/x-www-form-urlencoded"}
    return Shot(person.form_path, "POST", urlencode(values, doseq=True).encode(), headers)


def _wrong(answer: Answer, status: int, as_expected: bool) -> str:
    if answer.status == status and as_expected:
        return ""
    if answer.status == 503 and SAYS_AWAY in answer.text:
        return AWAY
    return f"{answer.status or answer.text} {answer.location}".strip()


class Others:
    """All of them, from `with` to its end."""

    def __init__(self, url: str, readers: Sequence[Person], filer: Person) -> None:
        self._over = threading.Event()
        self.readers = [Reader(url, each, self._over, first) for first, each in enumerate(readers)]
        self.filer = Filer(url, filer, self._over)

    def __enter__(self) -> "Others":
        for each in (*self.readers, self.filer):
            each.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Wait until the last page of each has come."""
        self._over.set()
        for each in (*self.readers, self.filer):
            each.join()

    def felt(self, since: float, until: float) -> Felt:
        """The pages that were opened in that time."""
        return Felt(
            [
                each
                for reader in self.readers
                for each in reader.looks
                if since <= each.began < until
            ]
        )

    def before(self, since: float, until: float) -> Felt:
        """The pages that were opened, and came, in that time."""
        return Felt(
            [each for each in self.felt(since, until).looks if each.began + each.took < until]
        )

    def filings(self, since: float, until: float) -> list[Look]:
        """What was filed in that time."""
        return [each for each in self.filer.looks if since <= each.began < until]


def wait_until(true: Callable[[], object], seconds: float, every: float = 0.5) -> float | None:
    """After how many seconds it was so; None: not within *seconds*."""
    began = perf_counter()
    while perf_counter() - began < seconds:
        if true():
            return perf_counter() - began
        threading.Event().wait(every)
    return None
