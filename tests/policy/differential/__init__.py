"""Random policies and requests, and what an independent evaluator decided about them.

`generator.case(seed, index)` builds a case from two numbers, the same on every machine and Python version.
`recorded.jsonl.gz` keeps for each index the evaluator's verdict and a digest of the case; `meta.json` says
which tool of which version gave them, and when. `differences.jsonl` lists where AWS's documentation says
otherwise: there the documentation wins. `scripts/record_decisions.py` records the verdicts anew.
"""
