"""A synth's two processes: what runs beside what, and that nothing gets lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Event

import pytest

from guardrails.stacks import start
from tests.stacks.helpers import EXAMPLE, ROOT

NODE = ROOT / "guardrails" / "stacks" / "node.sh"


def test_the_work_goes_on_during_the_block_and_ends_before_what_follows() -> None:
    """Each waits for the other here, which only two threads survive."""
    begun, noticed, ended = Event(), Event(), Event()

    def work() -> None:
        begun.set()
        assert noticed.wait(10)
        ended.set()

    with start.meanwhile(work):
        assert begun.wait(10)
        noticed.set()
    assert ended.is_set()


def test_what_the_work_raises_is_not_lost() -> None:
    """A validation that couldn't be added must not let synth go on without it."""

    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), start.meanwhile(work):
        pass


def test_what_the_block_raises_comes_first() -> None:
    """A person hears of the baseline's mistake."""
    with pytest.raises(KeyError), start.meanwhile(lambda: 1 / 0):
        raise KeyError


def _python(program: str, **environment: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return answer.stdout.strip()


def test_the_app_does_not_go_on_without_its_validations() -> None:
    """Whatever keeps them from being added."""
    program = """
import app
def broken(_): raise ZeroDivisionError
app.add_validations, app.build, app.synthesize = broken, print, print
try:
    app.main()
except ZeroDivisionError:
    print("stopped")
"""
    assert _python(program, GUARDRAILS_BASELINE=str(EXAMPLE)) == "stopped"


def test_node_is_the_one_that_is_asked_for() -> None:
    """Ours, unless jsii's own variable names another."""
    program = "import os; from guardrails.stacks.start import start; start(); print(os.environ['JSII_NODE'])"
    assert _python(program, JSII_NODE="node") == "node"
    assert _python(f"import os; os.environ.pop('JSII_NODE', None); {program}") == str(NODE)


def test_node_takes_the_options_that_a_synth_gives_it() -> None:
    """An option that the pinned Node no longer knows would keep CDK's process from starting."""
    options = [word for word in NODE.read_text().split() if word.startswith("--")]
    asked = "process.stdout.write(process.execArgv.join())"
    answer = subprocess.run([NODE, "-e", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.split(",")[: len(options)] == options


def test_importing_a_stack_s_rules_does_not_start_cdk() -> None:
    """The pages and the commands that only read facts from here answer at once."""
    program = "import sys, guardrails.stacks.trail_existing; print('jsii' in sys.modules)"
    assert _python(program) == "False"
