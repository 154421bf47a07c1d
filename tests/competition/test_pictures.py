"""Pictures are read strictly: PNG, JPEG and WebP, whole, still, of a fitting size; all else is refused."""

from __future__ import annotations

import struct
import zlib

import pytest

from competition.intake.host import DARK, LIGHT, Host, contrast, judged, judged_picture
from competition.intake.pictures import LARGEST, Picture, picture
from scoring.problems import Problem
from tests.competition.orchard import GOLDEN


def part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 32, height: int = 24, *, extra: bytes = b"", rows: bytes | None = None, depth: int = 8) -> bytes:
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0))
    packed = zlib.compress(bytes(height * (1 + 3 * width)) if rows is None else rows)
    return b"\x89PNG\r\n\x1a\n" + head + extra + part(b"IDAT", packed) + part(b"IEND", b"")


def jpeg(width: int = 32, height: int = 24) -> bytes:
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0)
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + scan + b"\x12\x34\xff\xd9"


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 32, 24)
LOSSLESS = b"\x2f" + struct.pack("<I", 31 | 23 << 14)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (png(), "png"),
        (jpeg(), "jpeg"),
        (webp((b"VP8 ", LOSSY)), "webp"),
        (webp((b"EXIF", b"odd"), (b"VP8L", LOSSLESS)), "webp"),
    ],
)
def test_each_form_tells_its_size(content: bytes, form: str) -> None:
    assert picture(content) == Picture(form, 32, 24)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GIF89a", "neither PNG nor JPEG nor WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG nor WebP"),
        (png()[:-6], "cut short or damaged"),
        (png() + b"<script>", "something follows the picture"),
        (png(extra=part(b"acTL", bytes(8))), "it moves"),
        (png(rows=bytes(40)), "cut short or damaged"),
        (png(rows=bytes(10_000_000)), "cut short or damaged"),
        (png(depth=3), "its colours are of no known kind"),
        (png().replace(b"IHDR\0\0\0\x20", b"IHDR\0\0\0\x21"), "a part of it does not match its checksum"),
        (b"\x89PNG\r\n\x1a\n" + part(b"IDAT", b""), "its parts are in no order"),
        (png(8, 8), "8 × 8 pixels, sides must be 16 to 4096"),
        (jpeg()[:-2], "cut short, or something follows the picture"),
        (jpeg()[:14], "cut short or damaged"),
        (jpeg() + b"MZ", "cut short, or something follows the picture"),
        (jpeg(9000, 20), "9000 × 20 pixels, sides must be 16 to 4096"),
        (webp((b"VP8X", bytes(10)), (b"ANIM", bytes(6))), "it moves"),
        (webp((b"VP8 ", LOSSY))[:-2], "cut short, or something follows the picture"),
        (webp((b"VP8L", b"no")), "cut short or damaged"),
        (webp(), "cut short or damaged"),
    ],
)
def test_what_is_no_whole_still_picture_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    assert picture(content) == Problem("bad-picture", "logo", {"reason": reason})


def test_a_picture_that_is_too_large_is_told_the_bound() -> None:
    facts = {"size": str(LARGEST // 1024), "largest": "512"}
    assert picture(bytes(LARGEST + 1)) == Problem("large-picture", "logo", facts)


def test_a_file_holds_what_its_name_says() -> None:
    found, problem = judged_picture("logo.png", (GOLDEN / "logo.png").read_bytes())
    assert found == Picture("png", 96, 96) and problem is None
    _, problem = judged_picture("logo.png", jpeg())
    assert problem == Problem("bad-picture", "logo", {"reason": "jpeg, not png"})


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == 21 and contrast("#1D4278", "#1d4278") == 1
    assert round(contrast("#777777", "#FFFFFF"), 2) == round(contrast("#FFFFFF", "#777777"), 2) == pytest.approx(4.48)


def test_a_colour_stands_out_from_both_grounds_or_has_another_for_the_dark_one() -> None:
    assert list(judged(Host("#B8432E"))) == [] and list(judged(Host())) == []
    dim = Problem("dim-colour", "accent", {"value": "#1D4278", "ground": DARK, "ratio": "1.8", "least": "3.0"})
    assert list(judged(Host("#1D4278"))) == [("accent", dim)]
    assert list(judged(Host("#1D4278", "#9CC0F2"))) == []
    faint = Problem("faint-colour", "accent", {"value": "#F0C24B", "ground": LIGHT, "ratio": "1.5", "least": "3.0"})
    assert list(judged(Host("#F0C24B"))) == [("accent", faint)]
    assert [(key, each.code) for key, each in judged(Host("", "#9CC0F2", "logo.svg"))] == [
        ("accent_dark", "missing-key"),
        ("logo", "unknown-choice"),
    ]
