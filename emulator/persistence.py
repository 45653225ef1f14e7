"""Keep the local AWS between two runs: what a clean stop leaves, the next start finds again.

Everything that the services hold is in memory. A snapshot takes ministack's scoped stores as they are and,
of this package's own objects, what was registered. It is written in one piece or not at all, and read back
only by a server of the same ministack with the same organization to start from.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

from emulator import hooks

SNAPSHOT = "snapshot.pickle"
_SERVICES = "ministack.services."
_holders: dict[str, Any] = {}


def register(name: str, holder: object) -> None:
    """Name an object of this package whose attributes belong to the state."""
    _holders[name] = holder


def save(directory: Path, fingerprint: str) -> None:
    """Write a snapshot, replacing the last one.

    Args:
        directory: where it goes; made when it isn't there.
        fingerprint: what the state was grown from; `restore` wants the same.
    """
    snapshot = {
        "fingerprint": _full(fingerprint),
        "own": {name: vars(holder) for name, holder in _holders.items()},
        "services": {
            (module, name): store._data  # noqa: SLF001 there is no public way to all accounts' entries
            for module, name, store in _stores()
        },
    }
    directory.mkdir(parents=True, exist_ok=True)
    unfinished = directory / f"{SNAPSHOT}.part"
    unfinished.write_bytes(pickle.dumps(snapshot))
    unfinished.replace(directory / SNAPSHOT)


def restore(directory: Path, fingerprint: str) -> bool:
    """Bring back the snapshot; False when there is none that fits.

    The file is this program's own, in a folder of the user's own: pickle reads nothing from elsewhere.
    """
    try:
        snapshot = pickle.loads((directory / SNAPSHOT).read_bytes())  # noqa: S301 see above
    except (FileNotFoundError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
        return False
    if snapshot["fingerprint"] != _full(fingerprint):
        return False
    for module, _ in snapshot["services"]:
        hooks.service_module(module.removeprefix(_SERVICES))
    for module, name, store in _stores():
        store._data.clear()  # noqa: SLF001 as above
        store._data.update(snapshot["services"].get((module, name), {}))  # noqa: SLF001
    for name, holder in _holders.items():
        vars(holder).update(snapshot["own"][name])
    return True


def _full(fingerprint: str) -> str:
    return f"10/{hooks.MINISTACK_VERSION}/{fingerprint}"


def _stores() -> list[tuple[str, str, Any]]:
    return [
        (module_name, name, value)
        for module_name, module in sorted(sys.modules.items())
        if module_name.startswith(_SERVICES)
        for name, value in sorted(vars(module).items())
        if isinstance(value, hooks.SCOPED_STORES)
    ]
