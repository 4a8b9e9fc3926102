"""The queue's own maintenance."""

from celery import shared_task

from background import dead_letter


@shared_task
def clean_up() -> int:
    """Delete old dead letters. Returns how many."""
    return dead_letter.forget()
