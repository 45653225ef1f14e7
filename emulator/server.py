"""Serve ministack's gateway, with everything that this package adds, on a listening socket."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config

from emulator import (
    controls,
    enforcement,
    faults,
    history,
    hooks,
    hosts,
    interruptions,
    journal,
    origin,
    persistence,
    resources,
    seeding,
    services,
    validation,
)
from emulator.identity_center import service as identity_center
from emulator.organization import service as organizations
from emulator.organization.state import OrganizationState
from emulator.services.account_access import ENTITLEMENTS
from emulator.services.accounts import DETAILS
from emulator.services.budgets import ACTIONS
from emulator.services.cloudtrail import INSIGHTS
from emulator.services.cost_explorer import ANOMALIES
from emulator.services.iam import ROOT_USERS
from emulator.services.identity_store import STORES
from emulator.services.identity_users import PEOPLE
from emulator.services.public_access import BLOCKS
from emulator.services.stack_sets.operations import STACK_SETS

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from emulator.baseline import Seed
    from emulator.hooks import Asgi


def serve(
    seed: Seed,
    listener: socket.socket,
    *,
    enforce: bool,
    until_stdin_closes: bool,
    state: Path | None = None,
    durable: bool = False,
    latency_seconds: float = 0.0,
) -> None:
    """Install the organization, announce it on standard output and serve until a signal arrives.

    With a `state` folder it starts from the state that the last clean stop left there, and leaves its own at
    the end. When the starting process died, it leaves nothing, because the process may have been in the
    middle of a change. If the state is `durable`, it is written at every moment, and stack operations that
    were under way go on.
    """
    organization = OrganizationState(seed.organization_id, seed.management.id, seed.root.id)
    organizations.install(organization)
    identity_center.install(organization)
    services.install(organization, enforce=enforce, confirmed_emails=seed.confirmed_emails)
    history.install()
    validation.install(organization)
    resources.install()
    enforcement.install(organization, enforce=enforce)
    persistence.register("accounts", DETAILS)
    persistence.register("anomalies", ANOMALIES)
    persistence.register("event history", history.HISTORY)
    persistence.register("entitlements", ENTITLEMENTS)
    persistence.register("budget actions", ACTIONS)
    persistence.register("organization", organization)
    persistence.register("public access blocks", BLOCKS)
    persistence.register("root users", ROOT_USERS)
    persistence.register("identity center", identity_center.CENTER)
    persistence.register("identity stores", STORES)
    persistence.register("people", PEOPLE)
    persistence.register("trail insights", INSIGHTS)
    persistence.register("stack sets", STACK_SETS)
    persistence.register("journal", journal.JOURNAL)
    if state is None or not persistence.restore(state, repr(seed)):
        seeding.plant(seed, organization)
    port = listener.getsockname()[1]
    line = (
        f"local AWS ready on http://127.0.0.1:{port}, organization {seed.organization_id}, "
        f"{len(seed.accounts())} accounts"
    )
    if until_stdin_closes:
        threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
    application = history.recording(origin.placing(interruptions.answering(hooks.gateway())))
    application = hosts.directing(controls.answering(faults.injecting(application), organization))
    faults.FAULTS.latency_seconds = latency_seconds
    recorder = _recorder(state, seed) if state is not None and durable else None
    if recorder is not None:
        application = recorder.settling(application)
    asyncio.run(_run(_announcing(application, line, recorder), listener))
    if state is not None and not _abandoned.is_set():
        persistence.save(state, repr(seed))


def _recorder(state: Path, seed: Seed) -> journal.Recorder:
    """Give what writes the state whenever it is whole."""
    recorder = journal.Recorder(journal.JOURNAL, lambda: persistence.save(state, repr(seed)))
    hooks.watch_operations(recorder)
    return recorder


_abandoned = threading.Event()
"""Set when the process that started this one is gone."""


async def _run(application: Asgi, listener: socket.socket) -> None:
    config = Config()
    config.bind = [f"fd://{os.dup(listener.fileno())}"]
    config.graceful_timeout = 1
    config.keep_alive_timeout = 75
    config.loglevel = "CRITICAL"
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)

    async def until_stopped() -> None:
        await stopping.wait()

    await hypercorn_serve(application, config, shutdown_trigger=until_stopped)  # type: ignore[arg-type]


def _announcing(application: Asgi, line: str, recorder: journal.Recorder | None) -> Asgi:
    """Print the line once the application has started and what was under way goes on."""

    async def announced(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def observing(message: dict[str, Any]) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                if recorder is not None:
                    recorder.take_up()
                print(line, flush=True)  # noqa: T201 the one line that says it is ready

        await application(scope, receive, observing if scope["type"] == "lifespan" else send)

    return announced


def _stop_when_stdin_closes() -> None:
    # A reader of `sys.stdin` holds its lock, for which Python waits a second at its end, and then aborts.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    _abandoned.set()
    os.kill(os.getpid(), signal.SIGTERM)
