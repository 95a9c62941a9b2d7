"""The command `clusterscape`: its subcommands are the modules of `api.commands`."""

import argparse
import errno
import gc
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from types import MappingProxyType
from typing import cast

from api.commands.parts import ENOUGH, INTERRUPTED, OK, REFUSED, WRONG_CALL, Command, fail
from api.logbook import LINE, Logbook
from api.settings import BadSetting, Settings, from_environ
from graph import parameters, query
from graph.store import BadQuery, StoreError
from ingest.source import BadDeclaration, UnknownSource
from ingest.versions import UnknownVersion

__all__ = ["COMMANDS", "OK", "REFUSED", "WRONG_CALL", "main"]
# What some commands need takes a second to import: only the one that is called is, by its name; all are for the help.
COMMANDS = (
    "serve",
    "load",
    "ask",
    "token",
    "sources",
    "source",
    "resolve",
    "propose",
    "ontology",
    "validate",
    "why",
    "backup",
    "restore",
    "dump",
    "boundaries",
)
# A load makes millions of things that stay: looking through them for rings as often as usual takes a fifth of its time.
_GARBAGE = (50_000, 20, 50)
_FULL = os.strerror(errno.ENOSPC)  # the engine tells it in words only
_NO_SPACE = "the disk is full: nothing was changed; make room, and run this again ({})"
_NO_RIGHT = "{}: let the user who runs this read it, and write where a store or a report is to stand (chmod, chown)"
_ADVICE = MappingProxyType({errno.ENOSPC: _NO_SPACE, errno.EACCES: _NO_RIGHT, errno.EPERM: _NO_RIGHT})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0 for done, 1 for refused, 2 for a wrong call."""
    gc.set_threshold(*_GARBAGE)
    try:
        settings = from_environ(os.environ)
        given = sys.argv[1:] if arguments is None else arguments
        options = _parser(settings, _called(given)).parse_args(given)
        command: Command = options.command
        serves = command.NAME == "serve"
        level, handlers = (logging.INFO, [Logbook(LINE)]) if serves else (logging.ERROR, None)
        logging.basicConfig(level=level, handlers=handlers, format=LINE)
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # one line for each query to a remote store
        status = command.run(options, settings)
        sys.stdout.flush()  # what cannot be written any more is to be noticed here, not at the end of the program
        return status
    except (
        BadSetting,
        UnknownSource,
        UnknownVersion,
        query.UnknownQuery,
        query.UnknownParameter,
        parameters.BadValue,
    ) as error:
        return fail(str(error), WRONG_CALL)
    except BadQuery as error:
        place = f" (line {error.line}, column {error.column})" if error.line else ""
        return fail(f"{error.message}{place}", REFUSED)
    except (StoreError, BadDeclaration) as error:
        return fail(_NO_SPACE.format(error) if _FULL in str(error) else str(error), REFUSED)
    except KeyboardInterrupt:
        return fail("interrupted", INTERRUPTED)
    except BrokenPipeError:  # who reads has enough, as `head` does after some lines
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ENOUGH
    except OSError as error:
        told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        return fail(_ADVICE.get(error.errno or 0, "{}").format(told), REFUSED)


def _called(arguments: Sequence[str]) -> tuple[Command, ...]:
    """The command that is called; all of them where none is."""
    names = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
    return tuple(cast(Command, importlib.import_module(f"api.commands.{name}")) for name in names)


def _parser(settings: Settings, called: Sequence[Command]) -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    examples = "\n  ".join(each.EXAMPLE for each in called if each.NAME in ("load", "serve"))
    parser = argparse.ArgumentParser(
        prog="clusterscape",
        description="The knowledge graph of cluster ecosystems.",
        epilog=f"example:\n  {examples}",
        formatter_class=shape,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for each in called:
        example = f"example:\n  {each.EXAMPLE}"
        command = commands.add_parser(
            each.NAME, help=each.PURPOSE, description=each.PURPOSE, epilog=example, formatter_class=shape
        )
        each.add(command, settings)
        command.set_defaults(command=each)
    return parser


if __name__ == "__main__":
    sys.exit(main())
