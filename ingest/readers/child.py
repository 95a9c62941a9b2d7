"""The process of its own in which strangers' files are read: little memory, little time, no network, nothing written.

`python -m ingest.readers.child CALL`, where CALL is what `apart.run` writes. Standard output is one line for each item
(JSON), then `.`; or `!` and a fault (JSON) where the file cannot be read.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from ingest.readers.table import UnreadableFile

OUT_OF_MEMORY = 71
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

Reader = Callable[[Path, Mapping[str, object]], Iterator[Mapping[str, object]]]

# Each library costs up to a second and a hundred megabytes: only the one that is asked for is imported, by its name.
READERS: Mapping[str, str] = MappingProxyType(
    {
        "sheet": "ingest.readers.sheet:read",
        "calendar": "ingest.readers.calendar:read",
        "records": "ingest.readers.records:read",
        "encoding": "ingest.readers.encoding:read",
        "document": "ingest.readers.document:read",
        "rdf_xml": "ingest.readers.rdf_apart:rdf_xml",
        "json_ld": "ingest.readers.rdf_apart:json_ld",
    }
)

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn")


def main() -> None:
    """Read one file as the call says, and end."""
    call = json.loads(sys.argv[1])
    _die_with(call["parent"])
    _shut_in(call["seconds"], call["memory"])
    try:
        reader = _reader(call["reader"])
        status = _write(reader(Path(call["path"]), call["options"]))
    except MemoryError:
        status = OUT_OF_MEMORY
    # Libraries may hang or crash while they are taken down: nothing is left to be done.
    os._exit(status)


def _die_with(parent: int) -> None:
    """See to it that a load that is killed leaves no reader behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _shut_in(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a reader may not do this: {event}")


def _reader(name: str) -> Reader:
    module, _, function = READERS[name].partition(":")
    return cast(Reader, getattr(importlib.import_module(module), function))


def _write(items: Iterator[Mapping[str, object]]) -> int:
    dumps = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode
    out = sys.stdout
    try:
        for item in items:
            out.write(dumps(item) + "\n")
        out.write(".\n")
    except BrokenPipeError:
        return 0  # nobody listens any more
    except UnreadableFile as error:
        out.write("!" + dumps(told(error)) + "\n")
    except (MemoryError, RecursionError) as error:
        if isinstance(error, MemoryError):
            return OUT_OF_MEMORY
        out.write("!" + dumps({"expected": "a file that is less deeply nested"}) + "\n")
    except Exception as error:
        # Whatever a library trips over in a stranger's file is a fault of the file to whoever brings it.
        out.write(
            "!" + dumps({"expected": f"a file of its format ({type(error).__name__}: {str(error)[:300]})"}) + "\n"
        )
    out.flush()
    return 0


def told(error: UnreadableFile) -> dict[str, object]:
    """A fault as it goes over the pipe."""
    return {"expected": str(error), "row": error.row, "found": error.found, "column": error.column}


if __name__ == "__main__":
    main()
