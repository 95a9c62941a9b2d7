"""The command `clusterscape`: its subcommands are the modules of `api.commands`."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from api.commands import ask, load, ontology, serve, sources, validate, why
from api.commands.parts import OK, REFUSED, WRONG_CALL, Command, fail
from api.settings import BadSetting, Settings, from_environ
from graph import parameters, query
from graph.store import BadQuery, StoreError
from ingest.source import BadDeclaration, UnknownSource

__all__ = ["COMMANDS", "OK", "REFUSED", "WRONG_CALL", "main"]
COMMANDS: tuple[Command, ...] = (serve, load, ask, sources, ontology, validate, why)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0 for done, 1 for refused, 2 for a wrong call."""
    try:
        settings = from_environ(os.environ)
        options = _parser(settings).parse_args(arguments)
        command: Command = options.command
        level = logging.INFO if command is serve else logging.ERROR
        logging.basicConfig(level=level, format="%(asctime)s %(message)s")
        return command.run(options, settings)
    except (BadSetting, UnknownSource, query.UnknownQuery, query.UnknownParameter, parameters.BadValue) as error:
        return fail(str(error), WRONG_CALL)
    except BadQuery as error:
        place = f" (line {error.line}, column {error.column})" if error.line else ""
        return fail(f"{error.message}{place}", REFUSED)
    except (StoreError, BadDeclaration) as error:
        return fail(str(error), REFUSED)
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), REFUSED)


def _parser(settings: Settings) -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="clusterscape",
        description="The knowledge graph of cluster ecosystems.",
        epilog=f"example:\n  {load.EXAMPLE}\n  {serve.EXAMPLE}",
        formatter_class=shape,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for each in COMMANDS:
        example = f"example:\n  {each.EXAMPLE}"
        command = commands.add_parser(
            each.NAME, help=each.PURPOSE, description=each.PURPOSE, epilog=example, formatter_class=shape
        )
        each.add(command, settings)
        command.set_defaults(command=each)
    return parser


if __name__ == "__main__":
    sys.exit(main())
