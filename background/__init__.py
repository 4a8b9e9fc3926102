"""What the work behind the pages stands on: the queue where no Redis is named. It knows no task."""
