"""What is attached to a PDF, taken out in a process of its own: whatever the file does to the parser, it does there.

Run as a program this file reads a PDF from standard input and writes a JSON list of texts; it imports nothing of the
product. Its time and memory are bounded by the system, and by its parent.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, Final

LONGEST: Final = 64 * 1024
"""Bytes of an attachment that can be a credential."""

MOST: Final = 200
"""Attachments that are looked at."""

ENOUGH: Final = 2
"""Credentials that are told: of more than one nobody knows which is meant."""

UNPACKED: Final = 8 * 1024 * 1024
"""Bytes that one stream of the file may unpack to."""

_BOUNDED: Final = tuple(
    f"{each}_maximum_output_length" for each in ("array_based_stream", "lzw", "run_length", "zlib", "brotli")
)

CPU_S: Final = 4
WAIT_S: Final = 10
MEMORY: Final = 512 * 1024 * 1024


class Unreadable(Exception):
    """The file is no PDF that can be read within these bounds."""


class Attachments:
    """Takes attachments out, of two files at once."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(2)

    async def read(self, body: bytes) -> list[str]:
        """Texts attached to the PDF that may be credentials, `ENOUGH` at most. Raises Unreadable."""
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", str(Path(__file__))),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(WAIT_S):
                    said, _ = await process.communicate(body)
            except TimeoutError:
                raise Unreadable from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode:
            raise Unreadable
        found: list[str] = json.loads(said)
        return found


def texts(body: bytes) -> list[str]:
    """The same in this process, unbounded in time. Raises whatever the parser raises."""
    from io import BytesIO

    import pypdf

    found: list[str] = []
    bounds: dict[str, Any] = dict.fromkeys(_BOUNDED, UNPACKED)
    with pypdf.apply_configuration(None, **bounds, jbig2dec_binary=None):
        for number, each in enumerate(pypdf.PdfReader(BytesIO(body)).attachment_list):
            if number == MOST or len(found) == ENOUGH:
                break
            content = _content(each)
            text = content.decode("ascii", "ignore").strip() if content is not None else ""
            if text.count(".") == 2 and text.startswith("ey") and text not in found:
                found.append(text)
    return found


def _content(attachment: Any) -> bytes | None:
    """What is attached, None where it is larger than a credential or not to be read."""
    try:
        content: bytes = attachment.content
    except Exception:  # of any kind: another attachment may be read all the same
        return None
    return content if len(content) <= LONGEST else None


def _bounded() -> None:
    """Ask the system to end this process where it takes too much."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bounded()
    sys.stdout.write(json.dumps(texts(sys.stdin.buffer.read())))
