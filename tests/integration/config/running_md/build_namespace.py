"""Builds the inside of a test host: a private copy of this one, with its own devices, processes and systemd.

`namespace_host.py` starts it in new namespaces. Nothing written there is seen outside, and the kernel's settings
cannot be written at all.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEMD = Path("/lib/systemd/systemd")
DEVICES = {
    "null": (1, 3),
    "zero": (1, 5),
    "full": (1, 7),
    "random": (1, 8),
    "urandom": (1, 9),
    "tty": (5, 0),
}
# What systemd does to a machine when it starts: this machine has been started already.
_MASKED = (
    "systemd-sysctl",
    "systemd-modules-load",
    "systemd-binfmt",
    "systemd-udevd",
    "systemd-remount-fs",
)


def mount(kind: str, target: Path, *options: str) -> None:
    """Mount a file system of that kind."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", kind, *options, kind, str(target)], check=True)


def read_only(target: Path) -> None:
    """Let nobody write there."""
    subprocess.run(["mount", "--bind", str(target), str(target)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(target)], check=True)


def copy_of_this_host(scratch: Path) -> Path:
    """The root of the copy; what is written there lies in memory."""
    mount("tmpfs", scratch)
    for name in ("upper", "work", "root"):
        (scratch / name).mkdir()
    root = scratch / "root"
    mount("overlay", root, "-o", f"lowerdir=/,upperdir={scratch}/upper,workdir={scratch}/work")
    mount("proc", root / "proc")
    read_only(root / "proc/sys")
    mount("sysfs", root / "sys", "-o", "ro")
    mount("cgroup2", root / "sys/fs/cgroup")
    mount("tmpfs", root / "run", "-o", "mode=755")
    mount("tmpfs", root / "tmp", "-o", "mode=1777")
    (root / "run/pristine").mkdir()
    subprocess.run(["mount", "--bind", "/", str(root / "run/pristine")], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(root / "run/pristine")], check=True)
    _devices(root / "dev")
    resolv = Path("/etc/resolv.conf")
    if resolv.is_symlink() and resolv.exists():
        (root / "etc/resolv.conf").unlink()
        shutil.copy(resolv.resolve(), root / "etc/resolv.conf")
    return root


def _devices(dev: Path) -> None:
    mount("tmpfs", dev, "-o", "mode=755")
    for name, (major, minor) in DEVICES.items():
        os.mknod(dev / name, 0o20666, os.makedev(major, minor))
        (dev / name).chmod(0o666)
    mount("devpts", dev / "pts", "-o", "newinstance,ptmxmode=0666,mode=620,gid=5")
    mount("tmpfs", dev / "shm", "-o", "mode=1777")
    (dev / "ptmx").symlink_to("pts/ptmx")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (dev / name).symlink_to(f"/proc/self/fd/{number}")
    (dev / "fd").symlink_to("/proc/self/fd")


def without_its_services(root: Path) -> None:
    """Nothing of this host starts in its copy, and nothing touches the machine below."""
    for folder in ("etc/systemd/system", "lib/systemd/system"):
        for wanted in (root / folder).glob("*.wants"):
            shutil.rmtree(wanted)
    for name in _MASKED:
        unit = root / "etc/systemd/system" / f"{name}.service"
        unit.unlink(missing_ok=True)
        unit.symlink_to("/dev/null")
    (root / "etc/fstab").write_text("")
    (root / "etc/systemd/system/empty.target").write_text("[Unit]\nDescription=An empty host\n")
    (root / "etc/gitconfig").write_text("[safe]\n\tdirectory = *\n")


def main() -> None:
    """Make it, say so, and become its first process."""
    scratch, source = map(Path, sys.argv[1:3])
    root = copy_of_this_host(scratch)
    without_its_services(root)
    (root / "mnt").mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", str(source), str(root / "mnt")], check=True)
    print("made", flush=True)
    os.chroot(root)
    os.chdir("/")
    environment = {"container": "lodge-test", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    if SYSTEMD.exists():
        command = [
            str(SYSTEMD),
            "--system",
            "--unit=empty.target",
            "--show-status=no",
            "--log-target=null",
        ]
        os.execve(command[0], command, environment)
    os.execve("/bin/sleep", ["sleep", "infinity"], environment)


if __name__ == "__main__":
    main()
