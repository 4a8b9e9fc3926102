"""Why a report is not queued: it was sent already, has changed, or lacks files."""

from collections.abc import Sequence

from issues.models import Submission


class AlreadySentError(Exception):
    """Another text was already sent under this UUID. *submission* shows its result."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


class StaleError(Exception):
    """Another tab has saved another text in *submission*, which this one must not replace."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(str(submission.pk))


class FilesGoneError(Exception):
    """Copies of files of the draft *submission* were deleted. Its writer must be told before it is sent.

    *names*: the names of the files.
    """

    def __init__(self, submission: Submission, names: Sequence[str]) -> None:
        self.submission, self.names = submission, names
        super().__init__(str(submission.pk))
