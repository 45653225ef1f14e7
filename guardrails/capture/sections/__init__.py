"""The sections of a capture, one a file.

`None` has one meaning everywhere: nobody knows, because AWS refused the call. `refused` of the capture names
the action. A part that AWS doesn't have is empty instead: an empty text, an empty list, False.
"""
