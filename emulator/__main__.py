"""Serve the local AWS: `python -m emulator --baseline baseline.yaml`."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import socket
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from emulator import baseline
from emulator.errors import EmulatorError
from emulator.organization.state import POLICY_TYPES
from emulator.seeds.named import NAMED

HOST = "127.0.0.1"
INTERRUPTED = 130
"""The exit code that shells give to what Ctrl-C ended."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal arrives; 0 on a clean stop, 2 on a bad call."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.durable and options.state is None:
        parser.error("--durable keeps the state in a folder: name one with --state")
    try:
        seed = _seed(options)
        listener = _listen(options.port)
    except EmulatorError as error:
        print(f"emulator: {error}", file=sys.stderr)  # noqa: T201 a command speaks on its standard error
        return 2
    try:
        return _serve(options, seed, listener)
    except OSError as error:  # such as a full disk
        print(f"emulator: {error}", file=sys.stderr)  # noqa: T201 as above
        return 2
    except KeyboardInterrupt:
        print("emulator: interrupted before it was ready", file=sys.stderr)  # noqa: T201 as above
        return INTERRUPTED


def _seed(options: argparse.Namespace) -> baseline.Seed:
    """Give the organization to start with."""
    seed = NAMED[options.seed]() if options.seed else baseline.read(options.baseline)
    changes: dict[str, Any] = {"confirmed_emails": options.confirmed_emails}
    if options.policy_types is not None:
        changes["policy_types"] = _chosen(options.policy_types, POLICY_TYPES, "policy type")
    if not options.trusted_access:
        changes["trusted_services"] = ()
    return replace(seed, **changes)


def _chosen(text: str, names: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Read a list of names: `none`, or names with commas between them."""
    chosen = () if text == "none" else tuple(text.split(","))
    for name in chosen:
        if name not in names:
            raise EmulatorError(f"{name} isn't a {kind}; choose none, or from {', '.join(names)}")
    return chosen


def _serve(options: argparse.Namespace, seed: baseline.Seed, listener: socket.socket) -> int:
    with listener, tempfile.TemporaryDirectory(prefix="local-aws-") as directory:
        _configure_ministack(listener.getsockname()[1], seed, Path(directory), enforce=options.enforce)
        # ministack reads its environment when it is imported, so this import waits for the line above.
        gc.disable()  # else Python looks through all objects again and again while it imports
        server = importlib.import_module("emulator.server")
        gc.freeze()
        gc.enable()
        server.serve(
            seed,
            listener,
            enforce=options.enforce,
            until_stdin_closes=options.until_stdin_closes,
            state=options.state,
            durable=options.durable,
            latency_seconds=options.latency,
        )
    gc.freeze()  # else Python looks through all objects once more at its end, which takes as long as to serve
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=4566, help="port on 127.0.0.1; 0 picks a free one")
    parser.add_argument(
        "--baseline",
        type=Path,
        default=Path("baseline.yaml"),
        help="file with the organization to start with",
    )
    parser.add_argument(
        "--seed",
        choices=sorted(NAMED),
        help="organization to start with instead of the file's",
    )
    parser.add_argument(
        "--policy-types",
        metavar="NAMES",
        help="policy types that are enabled at the start, such as SERVICE_CONTROL_POLICY; none, as in a new "
        "organization (default: every type)",
    )
    parser.add_argument(
        "--trusted-access",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="give CloudTrail, Identity Center and StackSets trusted access at the start (default: yes)",
    )
    parser.add_argument(
        "--confirmed-emails",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="count subscriptions by e-mail as confirmed (default: yes)",
    )
    parser.add_argument(
        "--enforce",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="check credentials, IAM policies and service control policies (default: yes)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=None,
        help="folder that keeps the state from one clean stop to the next start",
    )
    parser.add_argument(
        "--durable",
        action="store_true",
        help="keep the state at every moment, so that a killed process's stack operations go on",
    )
    parser.add_argument(
        "--latency",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="let every call wait so long, such as 0.02",
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="stop when the starting process is gone"
    )
    return parser


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise EmulatorError(f"can't listen on {HOST}:{port}: {error}; choose another --port") from error
    return listener


def _configure_ministack(port: int, seed: baseline.Seed, directory: Path, *, enforce: bool) -> None:
    os.environ.update(
        BIND_HOST=HOST,
        GATEWAY_PORT=str(port),
        MINISTACK_HOST=HOST,
        MINISTACK_ACCOUNT_ID=seed.management.id,
        MINISTACK_REGION=seed.home_region,
        AUTH="true" if enforce else "false",
        IOT_MTLS_ENABLED="0",  # otherwise it listens on a second port
        PERSIST_STATE="0",
        S3_PERSIST="0",
        STATE_DIR=str(directory / "state"),
        S3_DATA_DIR=str(directory / "s3"),
        TMPDIR=str(directory),
        LOG_LEVEL=os.environ.get("LOG_LEVEL", "CRITICAL"),
    )


if __name__ == "__main__":
    sys.exit(main())
