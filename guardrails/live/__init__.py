"""Read and change AWS: the only room that imports boto3.

A command plans first, from the answers of readers; `runner` then takes the plan's steps one after the other.
"""
