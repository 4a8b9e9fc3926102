#!/usr/bin/python3
"""A stand-in for Docker: follows a Containerfile on a copy of this host instead of the image that it begins FROM.

It knows what docs/running.md uses of Docker, and nothing else. Containers are processes in the image's files, with the
environment that Docker would give them; it keeps no layers, limits nothing and starts nothing again.
"""

import argparse
import fnmatch
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

BASE, HERE = "/run/pristine", Path("/tmp/docker")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def build(options: argparse.Namespace) -> int:
    """Make the image's root, and note what its containers need to know."""
    context, image = Path(options.context), HERE / options.tag
    root = image / "root"
    for name in ("upper", "work", "root"):
        (image / name).mkdir(parents=True)
    layers = f"lowerdir={BASE},upperdir={image}/upper,workdir={image}/work"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(root)], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(root / "dev")], check=True)
    made = {"env": {"PATH": PATH}, "user": "root", "workdir": "/", "cmd": [], "volumes": []}
    for instruction, rest in instructions(Path(options.file)):
        print(f"{instruction} {rest}", flush=True)
        follow(instruction, rest, made, root, context)
    (image / "made.json").write_text(json.dumps(made))
    return 0


def instructions(file: Path) -> list[tuple[str, str]]:
    """The lines of a Containerfile."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    return [
        (line.split()[0], line.split(maxsplit=1)[1])
        for line in lines
        if line and not line.startswith("#")
    ]


def follow(instruction: str, rest: str, made: dict, root: Path, context: Path) -> None:  # type: ignore[type-arg]
    """Do what one instruction says."""
    if instruction == "RUN":
        # What this machine needs for its way out, as --build-arg would give it.
        more = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "SSL_CERT_"))
        }
        subprocess.run(inner(root, made, ["sh", "-c", rest], made["env"] | more), check=True)
    elif instruction == "COPY":
        source, target = shlex.split(rest)
        copy(context, source, root / made["workdir"].lstrip("/") / target)
    elif instruction == "WORKDIR":
        made["workdir"] = rest
        (root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif instruction == "ENV":
        made["env"] |= dict(pair.split("=", 1) for pair in shlex.split(rest))
    elif instruction == "USER":
        made["user"] = rest
    elif instruction == "VOLUME":
        made["volumes"].append(rest)
    elif instruction == "CMD":
        made["cmd"] = json.loads(rest)
    elif instruction not in ("FROM", "EXPOSE"):
        sys.exit(f"this stand-in does not know {instruction}")


def copy(context: Path, source: str, target: Path) -> None:
    """COPY: what .dockerignore leaves of the context."""
    rules = (context / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [rule.strip() for rule in rules if rule.strip() and not rule.startswith("#")]
    if source != ".":
        shutil.copy(context / source, target)
        return
    for file in sorted(context.rglob("*")):
        path = file.relative_to(context)
        if file.is_file() and not ignored(path, rules):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target / path)


def ignored(path: Path, rules: list[str]) -> bool:
    """Whether .dockerignore keeps *path* out: the last rule that fits it, or a folder above it, decides."""
    places = [str(each) for each in (path, *path.parents)][:-1]
    out = False
    for rule in rules:
        pattern = rule.removeprefix("!")
        anywhere = pattern.removeprefix("**/")
        fits = any(
            fnmatch.fnmatchcase(place, pattern) and place.count("/") == pattern.count("/")
            for place in places
        ) or (
            anywhere != pattern
            and any(fnmatch.fnmatchcase(Path(each).name, anywhere) for each in places)
        )
        if fits:
            out = not rule.startswith("!")
    return out


def inner(root: Path, made: dict, command: list[str], environment: dict[str, str]) -> list[str]:  # type: ignore[type-arg]
    """*command* as it is called in the image's files, as its user, in its folder, with this environment alone."""
    users = (root / "etc/passwd").read_text().splitlines()
    home = next(line.split(":")[5] for line in users if line.startswith(f"{made['user']}:"))
    become = ["setpriv", f"--reuid={made['user']}", f"--regid={made['user']}", "--init-groups"]
    become = [] if made["user"] == "root" else become
    pairs = [f"{name}={value}" for name, value in ({"HOME": home} | environment).items()]
    script = f"cd {shlex.quote(made['workdir'])} && exec {shlex.join(command)}"
    return ["chroot", str(root), *become, "env", "-i", *pairs, "sh", "-c", script]


def run(options: argparse.Namespace) -> int:
    """Start a container; wait for it unless it is detached."""
    image = HERE / options.image
    made, root = json.loads((image / "made.json").read_text()), image / "root"
    assert options.network == "host"
    volume, path = options.volume.split(":")
    keep(HERE / "volumes" / volume, root / path.lstrip("/"))
    lines = [
        line.lstrip(" \t")
        for line in Path(options.env_file).read_text(encoding="utf-8").splitlines()
    ]
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    command = inner(root, made, options.command or made["cmd"], made["env"] | said)
    if not options.detach:
        return subprocess.run(command, check=False).returncode
    with (HERE / f"{options.name}.log").open("ab") as log:
        child = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
    (HERE / f"{options.name}.pid").write_text(str(child.pid))
    print(options.name)
    return 0


def keep(volume: Path, place: Path) -> None:
    """A named volume: it begins as a copy of what the image has there."""
    if volume.exists():
        return
    volume.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", str(place), str(volume)], check=True)
    subprocess.run(["mount", "--bind", str(volume), str(place)], check=True)


def stop(options: argparse.Namespace) -> int:
    """Ask containers to end."""
    for name in options.names:
        os.kill(int((HERE / f"{name}.pid").read_text()), signal.SIGTERM)
    return 0


def main() -> int:
    """The command line, as far as it is known here."""
    parser = argparse.ArgumentParser(prog="docker", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, function in (("build", build), ("run", run), ("stop", stop)):
        commands.add_parser(name).set_defaults(function=function)
    building, running, stopping = (commands.choices[name] for name in ("build", "run", "stop"))
    building.add_argument("--tag", required=True)
    building.add_argument("--file", required=True)
    building.add_argument("context")
    for name in ("--env-file", "--network", "--volume"):
        running.add_argument(name, required=True)
    running.add_argument("--rm", action="store_true")
    running.add_argument("--detach", action="store_true")
    running.add_argument("--restart")
    running.add_argument("--name")
    running.add_argument("image")
    running.add_argument("command", nargs=argparse.REMAINDER)
    stopping.add_argument("names", nargs="+")
    options = parser.parse_args()
    return int(options.function(options))


if __name__ == "__main__":
    raise SystemExit(main())
