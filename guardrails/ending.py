"""How a command ends that can't go on, such as without room on the disk: one sentence, no traceback."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

INTERRUPTED = 130
"""The exit code that shells give to what Ctrl-C ended."""
NOBODY_READS = 141
"""The exit code of what writes into a closed pipe, as if SIGPIPE had ended it."""
REFUSED = 2
"""The exit code of what the machine refuses: no room, no permission."""
_CODES = {
    name: os.strerror(number)
    for number, name in errno.errorcode.items()
    if name in {"ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE", "ENFILE", "ENOMEM"}
}
"""The machine's refusals, by the names that Node gives them in its messages."""


def interrupt_with(sentence: str, tidy: Callable[[], None] = lambda: None) -> None:
    """End this process at Ctrl-C with a sentence, wherever it is, threads and all.

    Args:
        sentence: what the person reads.
        tidy: takes away what is half done.
    """

    def end(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        tidy()
        stop_with(sentence, INTERRUPTED)

    signal.signal(signal.SIGINT, end)


def stop_with(sentence: str, code: int) -> None:
    """Write a sentence and end this process at once: nothing that others do at the end adds to it."""
    say(sentence)
    os._exit(code)


def say(sentence: str) -> None:
    """Write one line to standard error, whatever state its buffers are in; if nobody takes it, none."""
    with suppress(OSError):
        os.write(2, f"{sentence}\n".encode())


def refusal(error: BaseException) -> str:
    """Say what the machine refuses, such as "No space left on device"; empty where it is another fault.

    CDK works in a process of Node, whose refusals arrive as text.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno) + (f": {error.filename}" if error.filename else "")
    named = re.search(rf"\b({'|'.join(_CODES)}): ", str(error))
    return _CODES[named[1]] if named else ""


def let_go_of_output() -> None:
    """Give standard output up, so that what is left in its buffer raises nothing at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
