"""Copy the vendored files anew from npm: `python refresh.py [FOLDER]`, for maintainers; needs npm, never run at use.

`manifest.json` in the folder (this one, if none is named) says which file comes from which path of which package.
To take another version, change it there and run this: files, licence texts and checksums follow. Files are copied
byte for byte, so that anyone can compare them with the package.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def packed(package: str, version: str, into: Path) -> dict[str, bytes]:
    """The files of one npm package: path inside it → bytes. Raises CalledProcessError where npm cannot get it."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(into), f"{package}@{version}"]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(into / Path(name).name) as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive.getmembers() if member.isfile())
        return {path.partition("/")[2]: file.read() for path, file in files if file}


def refresh(folder: Path) -> None:
    """Bring the folder's files, licence texts and the checksums of its manifest to the versions it names."""
    manifest = folder / "manifest.json"
    entries = json.loads(manifest.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        for entry in entries:
            files = packed(entry["package"], entry["version"], Path(scratch))
            content = files[entry["source"]]
            (folder / entry["file"]).write_bytes(content)
            (folder / entry["licence_file"]).write_bytes(files["LICENSE"])
            entry["licence"] = json.loads(files["package.json"])["license"]
            entry["sha256"] = hashlib.sha256(content).hexdigest()
    manifest.write_text(json.dumps(entries, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    refresh(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
