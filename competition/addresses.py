"""What a page's address may name."""

from __future__ import annotations

from typing import ClassVar

from starlette.convertors import Convertor


class Seq(Convertor[int]):
    """`{line:seq}`, a line of a stream: a number that every database can look up. Any larger one is no address."""

    regex: ClassVar[str] = "[0-9]{1,15}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)
