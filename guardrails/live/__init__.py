"""What reads and changes AWS: the only room that imports boto3.

A command plans first, from what readers say; `runner` then takes the plan's steps one after the other.
"""
