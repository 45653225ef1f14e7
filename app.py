"""Synthesize the baseline: load it, compile its posture, prove it, build the stacks, check them."""

from guardrails.stacks.start import Start

cdk = Start()  # before the other imports, which take as long as CDK's process does to start

import datetime as dt
import sys

from guardrails.baseline import load
from guardrails.errors import GuardrailsError, InputError
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove_or_stop
from guardrails.posture.transition.exposures import intermediate
from guardrails.stacks.accepted import Accepting
from guardrails.stacks.build import build
from guardrails.stacks.validation import synthesize


def main() -> int:
    """Synthesize into the CLI's output directory; return 0, 1 with findings, 2 when the baseline is wrong."""
    inputs, today = cdk.inputs(), dt.datetime.now(tz=dt.UTC).date()
    try:
        baseline = load(inputs.baseline, today=today)
        posture = compile_posture(baseline)
        sys.stderr.writelines(map("{}\n".format, prove_or_stop(baseline, posture, today=today).lines))
        if inputs.deployed:
            baseline, posture = intermediate(load(inputs.deployed, today=dt.date.min), baseline, posture)
        app = cdk.app()
        build(app, baseline, posture)
        sys.stderr.writelines(map("{}\n".format, synthesize(app, Accepting(baseline, posture, today))))
    except GuardrailsError as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, InputError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(cdk.finish(main))
