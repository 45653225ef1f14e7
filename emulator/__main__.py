"""Serve the local AWS: `python -m emulator --baseline baseline.yaml`."""

from __future__ import annotations

import argparse
import importlib
import os
import socket
import sys
import tempfile
from pathlib import Path

from emulator import baseline
from emulator.errors import EmulatorError

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
        seed = baseline.read(options.baseline)
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


def _serve(options: argparse.Namespace, seed: baseline.Seed, listener: socket.socket) -> int:
    with listener, tempfile.TemporaryDirectory(prefix="local-aws-") as directory:
        _configure_ministack(listener.getsockname()[1], seed, Path(directory), enforce=options.enforce)
        # ministack reads its environment when it is imported, so this import waits for the line above.
        server = importlib.import_module("emulator.server")
        server.serve(
            seed,
            listener,
            enforce=options.enforce,
            until_stdin_closes=options.until_stdin_closes,
            state=options.state,
            durable=options.durable,
        )
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
