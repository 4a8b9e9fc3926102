"""What the queue needs itself."""

from celery import shared_task

from background import aside


@shared_task
def clean_up() -> int:
    """Delete what was set aside long ago; how many."""
    return aside.forget()
