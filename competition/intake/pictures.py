"""A picture in a file: PNG, JPEG or WebP, read strictly. What is not wholly one of these is refused with the reason.

Sources: PNG (W3C, third edition), JPEG (ITU-T T.81, annex B), WebP container (RFC 9649).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from scoring.problems import Problem

LARGEST = 512 * 1024
"""Bytes of the file."""

SIDES = (16, 4096)
"""Fewest and most pixels of a side."""

_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of JPEG frames that browsers show: baseline, extended, progressive."""

_ALONE = frozenset(range(0xD0, 0xD8)) | {0x01}


class _Broken(Exception):
    """The reason why a file is no such picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """form: `png`, `jpeg` or `webp`. width, height: pixels."""

    form: str
    width: int
    height: int


def picture(content: bytes) -> Picture | Problem:
    """What the file shows, or what is wrong with it."""
    if len(content) > LARGEST:
        return Problem("large-picture", "logo", {"size": str(len(content) // 1024), "largest": str(LARGEST // 1024)})
    try:
        found = _read(content)
    except (_Broken, struct.error, zlib.error) as error:
        reason = str(error) if isinstance(error, _Broken) else "cut short or damaged"
        return Problem("bad-picture", "logo", {"reason": reason})
    low, high = SIDES
    if not (low <= found.width <= high and low <= found.height <= high):
        size = f"{found.width} × {found.height}"
        return Problem("bad-picture", "logo", {"reason": f"{size} pixels, sides must be {low} to {high}"})
    return found


def _read(content: bytes) -> Picture:
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    raise _Broken("neither PNG nor JPEG nor WebP")


def _png(content: bytes) -> Picture:
    at, seen, data = len(_PNG), [b""], []
    while seen[-1] != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (told,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + body) != told:
            raise _Broken("a part of it does not match its checksum")
        if (kind == b"IHDR") != (len(seen) == 1):
            raise _Broken("its parts are in no order")
        if kind == b"acTL":
            raise _Broken("it moves")
        if kind == b"IDAT":
            data.append(body)
        seen.append(kind)
        at += 12 + length
    if at != len(content):
        raise _Broken("something follows the picture")
    width, height, depth, colour, *_, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    if depth not in _DEPTHS.get(colour, ()):
        raise _Broken("its colours are of no known kind")
    if width <= SIDES[1] and height <= SIDES[1] and not interlaced:
        _inflated(b"".join(data), height * (1 + (width * depth * _CHANNELS[colour] + 7) // 8))
    return Picture("png", width, height)


def _inflated(data: bytes, size: int) -> None:
    """See that exactly so many bytes are packed here."""
    unpacker = zlib.decompressobj()
    if len(unpacker.decompress(data, size + 1)) != size or not unpacker.eof:
        raise _Broken("cut short or damaged")


def _jpeg(content: bytes) -> Picture:
    at, found = 2, None
    while True:
        mark, kind = content[at : at + 1], content[at + 1 : at + 2]
        if mark != b"\xff" or not kind:
            raise _Broken("cut short or damaged")
        at += 2
        if kind[0] in _ALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if kind[0] in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            found = Picture("jpeg", width, height)
        at += length
        if kind == b"\xda":
            break
    if found is None:
        raise _Broken("cut short or damaged")
    if not content.endswith(b"\xff\xd9"):
        raise _Broken("cut short, or something follows the picture")
    return found


def _webp(content: bytes) -> Picture:
    (size,) = struct.unpack_from("<I", content, 4)
    if size + 8 != len(content):
        raise _Broken("cut short, or something follows the picture")
    at, found = 12, None
    while at < len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if len(body) != length:
            raise _Broken("cut short or damaged")
        if kind in (b"ANIM", b"ANMF"):
            raise _Broken("it moves")
        if kind == b"VP8 ":
            if body[3:6] != b"\x9d\x01\x2a":
                raise _Broken("cut short or damaged")
            width, height = (each & 0x3FFF for each in struct.unpack_from("<HH", body, 6))
            found = Picture("webp", width, height)
        elif kind == b"VP8L":
            if body[:1] != b"\x2f":
                raise _Broken("cut short or damaged")
            (bits,) = struct.unpack_from("<I", body, 1)
            found = Picture("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        at += 8 + length + length % 2
    if found is None:
        raise _Broken("cut short or damaged")
    return found
