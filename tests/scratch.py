"""Where tests write: in memory, where there is room; an engine that waits for the disk keeps a test waiting."""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3  # bytes; a run of all tests holds less than half of it at once


def place(memory: Path = MEMORY) -> Path | None:
    """A folder in memory with enough room, whose files may be run; nothing where there is none."""
    if not os.access(memory, os.W_OK):
        return None
    disk = os.statvfs(memory)
    if disk.f_flag & os.ST_NOEXEC or disk.f_bavail * disk.f_frsize < ENOUGH:
        return None
    return memory


def settle() -> None:
    """Have this process, and those it starts, write there; one who sets TMPDIR has chosen."""
    found = place()
    if found and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(found)
