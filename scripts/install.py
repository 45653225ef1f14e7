"""Make an environment with exactly what a lock file names: `python scripts/install.py FOLDER LOCK_FILE`.

The interpreter that runs this needs nothing installed. Its own pip, whatever its version, installs uv by hash
into an environment beside FOLDER, and uv installs the rest in a few seconds. pip does it where uv can't: on a
platform without a wheel of uv, or with a setting of pip's that uv doesn't know.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

UV_LOCK = Path(__file__).parents[1] / "requirements-uv.txt"
OPTIONS = {"index-url": "--default-index", "extra-index-url": "--index", "find-links": "--find-links"}
"""uv's option for each setting of pip's that can have several values. uv doesn't read pip's files."""


def uv_options(settings: str) -> list[str]:
    """Translate the lines of `pip config list` into uv's options.

    Whichever of several indexes has a version may give it: the lock file names the hash of what it must be.
    """
    options = ["--index-strategy", "unsafe-best-match"]
    for name, value in _values(settings).items():
        if name in OPTIONS:
            options += [part for place in value.split() for part in (OPTIONS[name], place)]
        elif name == "no-index" and value.lower() in {"1", "true", "yes", "on"}:
            options.append("--no-index")
    return options


def certificates(settings: str) -> str | None:
    """Return the file of certificates that pip trusts, or None for its own."""
    return _values(settings).get("cert")


def _values(settings: str) -> dict[str, str]:
    """An environment variable comes before pip's files, as pip has it."""
    lines = (re.fullmatch(r"(:env:|\w+)\.([\w-]+)=('.*'|\".*\")", line) for line in settings.splitlines())
    parts = [line.groups() for line in lines if line]
    parts.sort(key=lambda part: part[0] == ":env:")
    return {name: ast.literal_eval(value) for _, name, value in parts}


def main(folder: Path, lock: Path) -> int:
    """Make the environment anew; an interrupted one has no marker, so that make starts again."""
    beside = folder.with_name(f"{folder.name}-installer")
    for environment in (folder, beside):
        shutil.rmtree(environment, ignore_errors=True)
    venv.create(folder, symlinks=os.name == "posix")
    venv.create(beside, symlinks=os.name == "posix", with_pip=True)
    scripts = "bin" if os.name == "posix" else "Scripts"
    pip = [str(beside / scripts / "python"), "-m", "pip"]
    python = folder / scripts / "python"
    try:
        installed = _by_uv(pip, beside / scripts / "uv", python, lock) or _by_pip(pip, python, lock)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return 0 if installed else 1


def _by_uv(pip: list[str], uv: Path, python: Path, lock: Path) -> bool:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
    if subprocess.run([*pip, "install", *quiet, "-r", str(UV_LOCK)], check=False).returncode:
        return False
    settings = subprocess.run([*pip, "config", "list"], check=True, capture_output=True, text=True).stdout
    trusted = certificates(settings)
    command = [
        str(uv),
        "pip",
        "install",
        "--quiet",
        "--python",
        str(python),
        "--require-hashes",
        "--no-config",
    ]
    command += [*uv_options(settings), "-r", str(lock)]
    environment = os.environ | ({"SSL_CERT_FILE": trusted} if trusted else {})
    return subprocess.run(command, check=False, env=environment).returncode == 0


def _by_pip(pip: list[str], python: Path, lock: Path) -> bool:
    print("uv could not install; pip does, which takes up to a minute")
    command = [*pip, "--python", str(python), "install", "--quiet", "--no-compile", "--require-hashes"]
    command += ["-r", str(lock)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
