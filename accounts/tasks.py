"""What runs in the background for people."""

from celery import shared_task

from accounts.erasing import carrying_out

# Well within what a task may last; what is left is gone on with by the next one.
_SECONDS = 120.0


@shared_task
def carry_out_erasures() -> int:
    """Go on with the erasures that were asked for; how many are done."""
    return sum(carrying_out.carry_out(each, seconds=_SECONDS) for each in carrying_out.unfinished())
