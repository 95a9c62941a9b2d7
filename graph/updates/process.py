"""What runs inside the process that writes: changes as they come, and then all of them in one release.

It may be ended at any moment: what was not published is gone with it, and was not acknowledged.
"""

import errno
import json
import os
import signal
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graph.answering.confinement import Allowance, confine
from graph.changes import Body, Change, Moved, PutGraph, StoreFull, Update
from graph.guard import Limits
from graph.layout import Layout
from graph.store import StoreError
from graph.updates.dataset import judge
from graph.updates.faults import packed, unpacked
from graph.updates.grammar import parse
from graph.updates.ledger import Ledger
from graph.updates.live import Live
from graph.updates.orders import body_of, change_of, packed_message
from graph.updates.performing import Performer
from graph.updates.rights import Rights
from ontology.saying import Said

STACK = 64 * 1024**2  # bytes; the engine recurses by the depth of a query
_CRASHED = 70
_FULL = (os.strerror(errno.ENOSPC), os.strerror(errno.EFBIG), os.strerror(errno.EDQUOT))


def main(descriptor: str, told: str) -> None:
    """Make changes that come from a socket until its other end is closed."""
    confine()
    threading.stack_size(STACK)
    given = json.loads(told)
    live = Live(Path(given["folder"]), Layout(given["shown"]))
    desk = _Desk(live, Limits(**given["limits"]), plain=given["shown"] == Layout.PLAIN.value, memory=given["memory"])
    worker = threading.Thread(target=_work, args=(Connection(int(descriptor)), desk), daemon=True)
    worker.start()
    threading.stack_size(0)  # others are small again: what they take is counted as memory
    worker.join()


def _work(connection: Connection, desk: "_Desk") -> None:
    # Whatever escapes here (a panic of the engine, no memory left) leaves the process unfit.
    try:
        while True:
            desk.batch(connection)
    except EOFError:
        os._exit(0)
    except MemoryError:
        os._exit(128 + signal.SIGABRT)
    except BaseException:
        os._exit(_CRASHED)


class _Desk:
    """The batch that is at work, and what it wrote so far."""

    def __init__(self, live: Live, limits: Limits, *, plain: bool, memory: int) -> None:
        self._live = live
        self._limits = limits
        self._plain = plain
        self._memory = memory
        self._allowance = Allowance()
        self._is_changed = False

    def batch(self, connection: Connection) -> None:
        """Take changes until they shall be published; an error here ends the whole batch."""
        mark = str(_received(connection)["mark"])
        self._is_changed = False
        try:
            with self._live.locked():
                _send(connection, base=self._live.release)
                while "commit" not in (order := _received(connection)):
                    self._answer(order, connection)
                self._allowance.set(self._memory)
                release = self._live.publish(mark) if self._is_changed else self._live.release
            _send(connection, release=release, worn=self._is_worn)
            self._live.tidy()
        except StoreError as error:
            self._live.discard()
            _send(connection, error=packed(error))
        except OSError as error:
            self._live.discard()
            _send(connection, error=packed(_told(error)))

    def _answer(self, order: Mapping[str, Any], connection: Connection) -> None:
        self._allowance.set(self._memory)
        ledger = self._live.ledger()
        try:
            existed = self._make(change_of(order), ledger, connection)
            self._live.follow(ledger)
        except StoreError as error:
            ledger.undo()
            _send(connection, refused=packed(error))
            return
        self._is_changed = self._is_changed or ledger.is_changed
        is_put = order["kind"] == PutGraph.__name__
        counts = {"added": len(ledger.added), "removed": len(ledger.removed)}
        _send(connection, **counts, created=bool(ledger.created) or (is_put and not existed), existed=existed)

    def _make(self, change: Change, ledger: Ledger, connection: Connection) -> bool:
        """Carry one change out; gives whether its graph was there, where it is about one."""
        performer = Performer(
            ledger,
            self._live.seen(change.allowed.scope),
            Rights(change.allowed, union=self._live.union),
            lambda address: _fetched(connection, address),
            union=self._live.union,
            plain=self._plain,
        )
        if isinstance(change, Update):
            steps = parse(change.text, self._limits, change.using, change.base)
            for step, found in [(step, judge(step)) for step in steps]:
                performer.perform(step.operation, found)
            return False
        if change.only_if is not None and (self._is_changed or change.only_if != self._live.release):
            raise Moved(Said.of("data_moved", "the data changed since the state that this change was made for"))
        if isinstance(change, PutGraph):
            return performer.replace(change.graph, change.bodies, merge=change.merge)
        performer.remove(change.graph)
        return True

    @property
    def _is_worn(self) -> bool:
        return self._allowance.held > self._memory // 2


def _fetched(connection: Connection, address: str) -> Body:
    """What is found at an address: this process reaches none, so the one that asked is asked."""
    _send(connection, fetch=address)
    answer = _received(connection)
    if "refused" in answer:
        raise unpacked(answer["refused"])
    return body_of(answer)


def _told(error: OSError) -> StoreError:
    text = str(error)
    is_full = any(each in text for each in _FULL)
    return StoreFull(f"there is no room left on the disk: {text}") if is_full else StoreError(text)


def _received(connection: Connection) -> Mapping[str, Any]:
    message: Mapping[str, Any] = json.loads(connection.recv_bytes())
    return message


def _send(connection: Connection, **message: object) -> None:
    connection.send_bytes(packed_message(message))
