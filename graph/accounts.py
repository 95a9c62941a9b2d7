"""Tokens: who may write to a store, or see more of it. A token itself is kept nowhere, only its SHA-256.

That is enough: a token is 256 random bits and no password, so nobody finds it by trying (no slow hash is needed).
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from types import MappingProxyType

from graph.store import StoreError

SCOPES = ("read", "write", "operator")  # each may do what those before it may
_BEGIN = "cst_"  # tells people, and programs that look for secrets in code, what it is
_BYTES = 32
_PRIVATE = 0o700


class UnknownToken(StoreError):
    """There is no token of this id."""


class BadAccounts(StoreError):
    """The file of tokens cannot be read."""


@dataclass(frozen=True)
class Token:
    """What is known of a token: its scope, the graphs it may write to (None: all), and until when it is good."""

    id: str
    scope: str
    digest: str
    created: str
    graphs: tuple[str, ...] | None = None
    name: str = ""
    expires: str | None = None
    revoked: str | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it lets its holder in."""
        return self.revoked is None and (self.expires is None or now < datetime.fromisoformat(self.expires))


class Accounts:
    """The tokens of the store in a folder; a change of them is seen by all who read, without a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "accounts"
        self._path = self._folder / "tokens.json"
        self._seen: tuple[int, int] | None = None
        self._by_digest: Mapping[str, Token] = MappingProxyType({})

    @property
    def is_empty(self) -> bool:
        """Whether no token is good, so that nobody can write."""
        return not any(token.is_good(_now()) for token in self._current().values())

    def find(self, text: str) -> Token | None:
        """The token that somebody shows, if it is good."""
        digest = _digest(text)
        token = self._current().get(digest)
        return token if token and compare_digest(token.digest, digest) and token.is_good(_now()) else None

    def tokens(self) -> Sequence[Token]:
        """All tokens, those that are good no more too."""
        return tuple(self._current().values())

    def new(
        self, scope: str, graphs: Sequence[str] | None = None, name: str = "", days: float | None = None
    ) -> tuple[Token, str]:
        """A new token, and its text, which is never told again."""
        text = _BEGIN + secrets.token_urlsafe(_BYTES)
        now = _now()
        expires = None if days is None else _told(now + timedelta(days=days))
        with self._changing() as known:
            id = _free(known)
            token = Token(id, scope, _digest(text), _told(now), tuple(graphs) if graphs else None, name, expires)
            self._write((*known, token))
        return token, text

    def revoke(self, id: str) -> Token:
        """Have a token let nobody in any more; raises `UnknownToken`."""
        with self._changing() as known:
            found = next((token for token in known if token.id == id), None)
            if found is None:
                raise UnknownToken(f"there is no token {id}: `clusterscape token list` shows those there are")
            gone = replace(found, revoked=found.revoked or _told(_now()))
            self._write(gone if token is found else token for token in known)
        return gone

    def _current(self) -> Mapping[str, Token]:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return MappingProxyType({})
        seen = state.st_ino, state.st_mtime_ns
        if seen != self._seen:
            self._by_digest = {token.digest: token for token in self._read()}
            self._seen = seen
        return self._by_digest

    def _read(self) -> tuple[Token, ...]:
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(Token(**{**each, "graphs": each["graphs"] and tuple(each["graphs"])}) for each in told)
        except FileNotFoundError:
            return ()
        except (ValueError, TypeError, KeyError) as error:
            raise BadAccounts(f"{self._path} is no list of tokens: {error}") from error

    @contextmanager
    def _changing(self) -> Iterator[tuple[Token, ...]]:
        """The tokens, with nobody else changing them."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        with (self._folder / "lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield self._read()

    def _write(self, tokens: Iterator[Token] | Sequence[Token]) -> None:
        """Put another file in the place of the old one, readable by its owner only."""
        pending = self._folder / "tokens.new"
        handle = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(token) for token in tokens], file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        pending.rename(self._path)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _free(known: Sequence[Token]) -> str:
    taken = {token.id for token in known}
    return next(id for id in iter(lambda: secrets.token_hex(4), "") if id not in taken)


def _now() -> datetime:
    return datetime.now(UTC)


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
