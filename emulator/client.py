"""Start the local AWS for a test or a demonstration, talk to it, and take it away again."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from emulator.errors import EmulatorError
from emulator.hosts import S3_CONTROL_HOST
from emulator.interruptions import PATH
from emulator.origin import HEADER
from emulator.remote import Controls, StopHandle, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STARTUP_SECONDS = 180.0
STOP_SECONDS = 60.0
"""A machine may be busy; who is killed before it has written its state begins anew the next time."""
_PROJECT = Path(__file__).resolve().parent.parent
_READY = "local AWS ready on "


@dataclass(frozen=True)
class Credentials:
    """Temporary or long-term credentials, as AWS hands them out."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclass(frozen=True)
class LocalAws:
    """A running local AWS.

    Attributes:
        endpoint: Its URL on loopback; every service answers there.
        process_id: The process that serves it.
    """

    endpoint: str
    process_id: int

    @property
    def controls(self) -> Controls:
        """Give the conditions under which it answers: faults, latency, counted calls."""
        return Controls(self.endpoint)

    def environment(self, account_id: str, region: str) -> dict[str, str]:
        """Give the environment in which the CDK CLI and boto3 talk to this AWS alone.

        It is this process's environment, without AWS settings and proxies of the machine, and with the
        endpoint and the credentials of the account's root user.
        """
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
        }
        return variables | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": account_id,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DEFAULT_ACCOUNT": account_id,
            "CDK_DEFAULT_REGION": region,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            **self._way_to_s3_control(),
        }

    def _way_to_s3_control(self) -> dict[str, str]:
        """Let hosts that begin with an account be reached through the local AWS as a proxy."""
        return {
            "AWS_ENDPOINT_URL_S3_CONTROL": f"http://{S3_CONTROL_HOST}:{urlsplit(self.endpoint).port}",
            "HTTP_PROXY": self.endpoint,
            "NO_PROXY": "127.0.0.1",
        }

    def client(
        self,
        service: str,
        account: str,
        region: str,
        credentials: Credentials | None = None,
        *,
        source: str | None = None,
    ) -> Any:
        """Make a boto3 client; without credentials it acts as the account's root user.

        With a `source` its calls come from that address, not from loopback.
        """
        used = credentials or Credentials(account, "local")
        proxies = {"http": self.endpoint} if service == "s3control" else {}
        client = _session().client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=used.access_key_id,
            aws_secret_access_key=used.secret_access_key,
            aws_session_token=used.session_token,
            config=Config(
                retries={"max_attempts": 1, "mode": "standard"},
                s3={"addressing_style": "path"},
                proxies=proxies,
            ),
        )
        if source is not None:
            client.meta.events.register("before-call", partial(_come_from, source))
        return client

    def assume_role(
        self,
        role_arn: str,
        *,
        caller: str,
        region: str,
        session: str = "local",
        by: Credentials | None = None,
        source: str | None = None,
        **parameters: str,
    ) -> Credentials:
        """Assume a role as the root user of the account `caller`, or with the credentials `by`."""
        sts = self.client("sts", caller, region, by, source=source)
        answer = sts.assume_role(RoleArn=role_arn, RoleSessionName=session, **parameters)
        credentials = answer["Credentials"]
        return Credentials(
            credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
        )

    def stop_in(self, stack: str, *, at: int = 1) -> StopHandle:
        """Plan a stop in the `at`-th resource that a stack makes, changes or deletes from now on."""
        number = ask(f"{self.endpoint}{PATH}", {"stack": stack, "at": at, "error": None})
        return StopHandle(f"{self.endpoint}{PATH}/{number}")

    def fail_in(self, stack: str, error: str, *, at: int = 1) -> None:
        """Plan that the `at`-th such request fails, as it would on AWS's side."""
        ask(f"{self.endpoint}{PATH}", {"stack": stack, "at": at, "error": error})


def _come_from(source: str, params: dict[str, Any], **_: Any) -> None:
    params["headers"][HEADER] = source


@cache
def _session() -> Any:
    """Keep one session: it holds the API models, whose loading takes longer than most calls."""
    return boto3.session.Session()


@contextmanager
def running(
    baseline: Path | None = None,
    port: int = 0,
    *,
    enforce: bool = True,
    state: Path | None = None,
    durable: bool = False,
    seed: str | None = None,
    options: Sequence[str] = (),
) -> Iterator[LocalAws]:
    """Run a local AWS in a process of its own while the block runs.

    With a `state` folder it goes on from where the last block ended; a block that ends with an exception
    leaves nothing, so that the next one starts clean. A `durable` one may be killed within the block.

    The process ends with the block, and also when this process dies: it watches the pipe that this process
    holds open.

    Args:
        baseline: The file with the organization to start with; without it, `seed` names one.
        port: The port; 0 picks a free one.
        enforce: Whether it checks credentials and policies.
        state: The folder that keeps the state.
        durable: Whether the state is kept at every moment.
        seed: The name of an organization to start with, such as `control-tower`.
        options: More options of `python -m emulator`, such as `--no-trusted-access`.

    Raises:
        EmulatorError: It did not start; the message is what it said.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "emulator",
            *("--port", str(port), "--until-stdin-closes"),
            *(("--baseline", str(Path(baseline).resolve())) if baseline else ()),
            *(("--seed", seed) if seed else ()),
            "--enforce" if enforce else "--no-enforce",
            *(("--state", str(state.resolve())) if state else ()),
            *(("--durable",) if durable else ()),
            *options,
        ],
        cwd=_PROJECT,
        env=_server_environment(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield LocalAws(_endpoint(process), process.pid)
    except BaseException:
        _stop(process)
        if state is not None:
            shutil.rmtree(state, ignore_errors=True)
        raise
    _stop(process)


def _server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    left_out = ("AWS_", "MINISTACK_", "PYTHONDONTWRITEBYTECODE")
    variables = {name: value for name, value in environment.items() if not name.startswith(left_out)}
    # Packages come without bytecode, and to compile them takes as long as the rest of the start.
    return variables | {"PYTHONPYCACHEPREFIX": str(_PROJECT / ".local" / "bytecode")}


def _endpoint(process: subprocess.Popen[str]) -> str:
    """Wait for the line that says where it listens."""
    output: queue.Queue[str] = queue.Queue()
    complaints: list[str] = []
    threading.Thread(target=_first_line, args=(process.stdout, output), daemon=True).start()
    listening = threading.Thread(target=_collect, args=(process.stderr, complaints), daemon=True)
    listening.start()
    try:
        line = output.get(timeout=STARTUP_SECONDS)
    except queue.Empty:
        line = ""
    if not line.startswith(_READY):
        _stop(process)
        listening.join(STOP_SECONDS)
        raise EmulatorError("".join(complaints).strip() or "the local AWS did not start")
    return line.removeprefix(_READY).split(",", 1)[0].strip()


def _first_line(stream: IO[str] | None, output: queue.Queue[str]) -> None:
    if stream is not None:
        output.put(stream.readline())
        _collect(stream, [])


def _collect(stream: IO[str] | None, lines: list[str]) -> None:
    if stream is not None:
        lines.extend(stream)


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
