"""Whether Lodge works, told by /healthz, /readyz, the administration and a mail: docs/running.md."""
