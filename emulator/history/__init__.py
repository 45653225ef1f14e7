"""CloudTrail's event history: every management call, with who made it, when, where and with which answer."""

from emulator.history.lookup import install
from emulator.history.recording import recording
from emulator.history.store import HISTORY

__all__ = ["HISTORY", "install", "recording"]
