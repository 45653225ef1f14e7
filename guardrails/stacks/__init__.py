"""The CloudFormation of a baseline: one stack a file, composed of small constructs.

Nothing is imported here: importing CDK starts its process.
"""
