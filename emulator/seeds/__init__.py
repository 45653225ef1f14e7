"""Organizations to start with that no baseline file describes: of a size, or as Control Tower leaves one.

A seed's accounts and units are data, in modules that nothing of ministack is imported by. `contents` plants
everything else that exists before the first call.
"""
