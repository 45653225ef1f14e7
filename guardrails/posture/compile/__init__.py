"""Compile a baseline into policies: place, shorten, pack, name."""
