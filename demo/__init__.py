"""`make demo`: deploy the whole example into the local AWS with the real CDK CLI, and show what is there.

`cdk` and `readback` serve the end-to-end tests as well.
"""
