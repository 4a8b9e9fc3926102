"""What happens to links, for whoever listens. `sender` is Connection; every signal brings `connection_id`."""

from django.dispatch import Signal

# Atlassian refused the link (or it was blocked): its owner has to link again. Also brings `reason`.
link_needs_owner = Signal()
# A link works again, or for the first time: what waited for it may go on.
link_mended = Signal()
# The owner ended the link.
link_ended = Signal()
