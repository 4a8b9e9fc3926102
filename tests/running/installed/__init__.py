"""docs/running.md, performed word by word on a host that is a private copy of this one."""
