"""Who asks: read from the token that comes with a request."""

from dataclasses import dataclass
from enum import IntEnum

from fastapi import Request

from graph.accounts import Accounts
from graph.changes import Allowed
from graph.store import Scope
from ontology.saying import Said

_MAKE_ONE = (
    "nobody can write here: there is no token; make a token on the machine of the service: "
    "`clusterscape token new --store PATH --scope write`"
)


class TokenNeeded(Exception):
    """A request that only the holder of a token may make, without one or with a wrong one."""

    challenge = 'Bearer realm="clusterscape"'


class RoleNeeded(Exception):
    """A request that the role of its sender does not reach."""


class WritingOff(Exception):
    """No token was made for this store, so nobody can write."""


class Role(IntEnum):
    """What a sender may do; each may do what those before it may."""

    ANONYMOUS = 0
    READ = 1
    WRITE = 2
    OPERATOR = 3


@dataclass(frozen=True)
class Caller:
    """The sender of a request: its role, the id of its token, and the graphs that it may write to (None: all)."""

    role: Role = Role.ANONYMOUS
    id: str = ""
    graphs: tuple[str, ...] | None = None

    @property
    def scope(self) -> Scope:
        """What it may see."""
        return Scope.OPERATOR if self.role is Role.OPERATOR else Scope.PUBLIC

    @property
    def allowed(self) -> Allowed:
        """What it may write to, and read while it does."""
        return Allowed(self.graphs, self.scope)


def access(request: Request) -> Caller:
    """The sender of a request, by its `Authorization: Bearer …`; raises `TokenNeeded` where that is wrong."""
    header = request.headers.get("authorization")
    if header is None:
        return Caller()
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        told = "a token is sent as `Authorization: Bearer …`, no other scheme is known here"
        raise TokenNeeded(Said.of("token_scheme", told))
    accounts: Accounts = request.app.state.accounts
    token = accounts.find(text.strip())
    if token is None:
        told = "this token is not known here: it was never made, is revoked, or has expired"
        raise TokenNeeded(Said.of("token_unknown", told))
    return Caller(Role[token.scope.upper()], token.id, token.graphs)


def demand(request: Request, role: Role) -> Caller:
    """The sender, if of this role at least; raises `TokenNeeded`, `RoleNeeded` or, for writers, `WritingOff`."""
    caller = access(request)
    if caller.role >= role:
        return caller
    accounts: Accounts = request.app.state.accounts
    if role is Role.WRITE and accounts.is_empty:
        raise WritingOff(Said.of("writing_off", _MAKE_ONE))
    scope = role.name.lower()
    if caller.role is Role.ANONYMOUS:
        told = "this needs a token of the scope {scope}, sent as `Authorization: Bearer …`"
        raise TokenNeeded(Said.of("token_needed", told, scope=scope))
    told = "this needs a token of the scope {scope}; yours is {yours}"
    raise RoleNeeded(Said.of("token_role", told, scope=scope, yours=caller.role.name.lower()))
