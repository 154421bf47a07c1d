"""Where a certificate's index stands among the status lists."""

from __future__ import annotations

from typing import Final

BITS: Final = 131_072
"""Of one list: the least that W3C Bitstring Status List 1.0 allows, so that whoever asks for one does not say whom he
asks about."""


def place_of(index: int) -> tuple[int, int]:
    """(number of the list, bit in it). Raises ValueError below 0."""
    if index < 0:
        raise ValueError(f"{index} is no index")
    return divmod(index, BITS)
