"""Lodge's health, for /healthz, /readyz, the administration and alert mails. See docs/running.md."""
