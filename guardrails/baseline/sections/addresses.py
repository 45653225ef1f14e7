"""Networks, as people type them."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field

_PRIVATE = tuple(
    ipaddress.ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


def _address_block(value: str) -> str:
    try:
        block = ipaddress.ip_network(value)
    except ValueError:
        raise ValueError(f'"{value}" is not a block of addresses', "write it as 203.0.113.0/24") from None
    if block.prefixlen == 0:
        raise ValueError(f'"{value}" is everywhere', "leave it out")
    if any(block.version == private.version and block.overlaps(private) for private in _PRIVATE):
        raise ValueError(
            f'"{value}" is private, and no call reaches AWS from there', "name the addresses that AWS sees"
        )
    return value


AddressBlock = Annotated[
    str,
    AfterValidator(_address_block),
    Field(json_schema_extra={"pattern": r"^[0-9a-fA-F.:]+(/[1-9][0-9]{0,2})?$"}),
]
"""A block of public addresses, such as 203.0.113.0/24."""
