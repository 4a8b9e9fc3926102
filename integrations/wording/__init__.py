"""The words for links, renewals and failures, on pages, in mails and in the admin."""
