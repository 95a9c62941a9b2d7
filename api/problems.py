"""The errors of the domain as problem documents tell them: one row each (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.access import RoleNeeded, TokenNeeded, WritingOff
from api.departed import Departed, Merged
from api.deps import UnknownLanguage
from api.faulty import BadRequest, ChangeRefused, NotThere, TooLarge, UnsupportedBody
from api.guidance import UnknownGuide
from api.i18n import UnknownText
from api.negotiation import NotAcceptable
from graph.accounts import BadAccounts, UnknownToken
from graph.answering.endings import (
    AnswerTooLarge,
    BudgetSpent,
    DeadlineExceeded,
    MemoryExceeded,
    NotForXml,
    Overloaded,
    QueryEnded,
    Stopped,
    WorkerDied,
)
from graph.answering.runs import UnknownRun
from graph.based import OtherBase
from graph.changes import (
    BadBody,
    BodyNotRead,
    FetchFailed,
    FetchRefused,
    GraphExists,
    GraphNotThere,
    KeptByLoads,
    Moved,
    NoSuchGraph,
    NotAllowed,
    StoreFull,
    WritingEnded,
)
from graph.changes import ChangeRefused as Unchanged
from graph.completion import Counting
from graph.cursor import BadCursor
from graph.federated import ServiceFailed
from graph.federation import ServiceRefused
from graph.guard import TooComplex, TooLong, UnknownGraph, UpdateRefused
from graph.layout import WrongLayout
from graph.links import UnknownLinks
from graph.listing import BadLimit, UnknownFilter
from graph.locking import BusyStore
from graph.networks.drawing import NoLinks
from graph.networks.exploring import BadPath
from graph.networks.projections import BadYear, UnknownProjection
from graph.parameters import BadValue
from graph.query import BadQueryFile, UnknownParameter, UnknownQuery, UnknownWay
from graph.reading import UnknownThing
from graph.reasoning.why import BadStatement, NotSaid
from graph.remote.publish import NotPassedOn
from graph.remote.stated import NotToldApart
from graph.results.stated import Preparing
from graph.searching.keeper import Indexing, NotIndexed
from graph.searching.sought import BadSearch
from graph.shared import SharedEnough, SharingOff, UnknownShared
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, ReadOnly, ServerFailed, StoreError
from graph.structure.structure import NotMeasured
from graph.structure.tables import UnknownMeasure
from graph.terms import UnknownTerm
from graph.validating.conditions import UnsupportedShape
from graph.validating.quality import NoReport
from ontology.catalogue import UnknownVersion
from ontology.completion import BadShape
from ontology.iri import UnusableName
from ontology.model import UnknownKind
from ontology.namespaces import UnknownPrefix
from ontology.reference import UndeclaredTerm
from ontology.saying import Said
from viz.charts.chart import NotDrawable
from viz.export.forms import TooMany, UnknownForm
from viz.export.narrowing import UnknownChoice
from viz.export.png import BadWidth


@dataclass(frozen=True)
class Kind:
    """How one error is told: its status, its title, which of its values go along, and what can be done about it."""

    status: int
    title: str
    members: tuple[str, ...] = ()
    advice: str | None = None
    is_said: bool = False  # whether the error itself tells it in the language of who reads it


_PLACE = ("line", "column")
_SIMPLER = Said.of("simpler", "ask for less: name the things, add a LIMIT, or take out parts of the query.")
_LATER = Said.of("later", "try again a little later.")
_KEPT = Said.of("change_kept", "do not send it again: they get it with the next change, or the next load.")
_COLUMNS = Said.of("columns", "name columns: show=WAY:COLUMN,COLUMN; or take the table.")
_STATEMENT = Said.of(
    "statement",
    "Give subject, predicate and object: IRIs, or CURIEs like csc:country; "
    'an object may be a text as N-Triples writes it, "Lisboa"@pt or "2019"^^<IRI of its type>.',
)
_GRAPHS = Said.of("graphs_listed", "{query} lists the graphs.", query="SELECT DISTINCT ?g { GRAPH ?g { } }")
_ENDS = Said.of("ends", "name two columns of things ?source and ?target.")

PROBLEMS: Mapping[type[Exception], Kind] = MappingProxyType(
    {
        BadRequest: Kind(400, "Bad request"),
        TooLarge: Kind(413, "Request too large"),
        UnsupportedBody: Kind(415, "Unsupported media type"),
        NotThere: Kind(404, "Unknown graph", advice=Said.of("list_graphs", "GET /graphs lists those that are here.")),
        ChangeRefused: Kind(
            403,
            "Changes are refused",
            advice=Said.of("only_answers", "This service only answers; data come by a load."),
        ),
        TokenNeeded: Kind(401, "Token needed"),
        RoleNeeded: Kind(403, "Not allowed"),
        WritingOff: Kind(403, "Writing is off"),
        Unchanged: Kind(403, "The change is refused"),
        NotAllowed: Kind(403, "Not allowed", ("graph",)),
        KeptByLoads: Kind(403, "The graph is kept by loads", ("graph",)),
        FetchRefused: Kind(403, "LOAD is refused"),
        FetchFailed: Kind(502, "LOAD failed"),
        GraphExists: Kind(409, "The graph exists"),
        NoSuchGraph: Kind(409, "No such graph", advice=Said.of("silent", "Say SILENT where it does not matter.")),
        GraphNotThere: Kind(404, "Unknown graph"),
        BadBody: Kind(400, "Bad body", _PLACE),
        BodyNotRead: Kind(415, "Unsupported media type"),
        Moved: Kind(412, "The data changed"),
        StoreFull: Kind(
            507, "The disk is full", advice=Said.of("room", "Nothing was changed. Make room, and send it again.")
        ),
        WritingEnded: Kind(
            503, "The change was not made", advice=Said.of("send_again", "Nothing was changed. Send it again.")
        ),
        WrongLayout: Kind(409, "The store is laid out otherwise"),
        UnknownToken: Kind(404, "Unknown token"),
        BadAccounts: Kind(500, "Internal error"),
        BadQuery: Kind(400, "Bad query", _PLACE),
        NotToldApart: Kind(400, "Bad query", _PLACE),
        UpdateRefused: Kind(400, "Updates are refused", _PLACE),
        ServiceRefused: Kind(400, "SERVICE is refused", _PLACE),
        ServiceFailed: Kind(502, "SERVICE failed"),
        TooComplex: Kind(400, "Query too complex", _PLACE, _SIMPLER),
        TooLong: Kind(413, "Query too long"),
        UnknownGraph: Kind(400, "Unknown graph", _PLACE, _GRAPHS),
        UnknownQuery: Kind(404, "Unknown question"),
        UnknownParameter: Kind(400, "Unknown parameter"),
        BadValue: Kind(400, "Bad value"),
        UnknownWay: Kind(400, "Unknown way of showing"),
        NotDrawable: Kind(400, "Not drawable", advice=_COLUMNS, is_said=True),
        BadWidth: Kind(400, "Bad width"),
        UnknownChoice: Kind(400, "Unknown filter"),
        UnknownForm: Kind(404, "Unknown form"),
        TooMany: Kind(422, "Too many things"),
        BadCursor: Kind(400, "Bad cursor", advice=Said.of("begin_again", "begin again without a cursor.")),
        BadLimit: Kind(400, "Bad limit"),
        UnknownFilter: Kind(400, "Unknown filter"),
        UnknownLanguage: Kind(400, "Unknown language"),
        BadStatement: Kind(
            400,
            "Bad statement",
            advice=_STATEMENT,
        ),
        NotSaid: Kind(404, "Not said"),
        UnknownThing: Kind(404, "Not found"),
        Departed: Kind(410, "Gone", ("since", "source", "version", "reason", "history")),
        Merged: Kind(301, "Merged", ("kept", "decision", "decided_by", "since")),
        NoReport: Kind(404, "There is no report"),
        NotMeasured: Kind(404, "Not measured"),
        UnknownMeasure: Kind(404, "Unknown measure"),
        UnknownLinks: Kind(404, "Unknown links"),
        UnknownGuide: Kind(404, "Unknown guide"),
        UnknownKind: Kind(404, "Unknown kind of thing"),
        UndeclaredTerm: Kind(404, "Undeclared term"),
        UnknownVersion: Kind(404, "Unknown version"),
        NotAcceptable: Kind(406, "Not acceptable", ("offered",)),
        FormatNotOffered: Kind(406, "Format not offered"),
        NotForXml: Kind(406, "XML cannot carry this answer"),
        AnswerTooLarge: Kind(422, "Answer too large", advice=_SIMPLER),
        Overloaded: Kind(503, "Too many queries", ("retry_after",)),
        DeadlineExceeded: Kind(504, "Deadline exceeded", ("seconds",), _SIMPLER),
        MemoryExceeded: Kind(503, "Memory exceeded", advice=_SIMPLER),
        WorkerDied: Kind(503, "Query ended", advice=_SIMPLER),
        QueryEnded: Kind(503, "Query ended"),
        Stopped: Kind(503, "Query stopped"),
        BudgetSpent: Kind(429, "Budget spent", ("retry_after",)),
        UnknownProjection: Kind(
            400, "Unknown projection", advice=Said.of("list_projections", "GET /map/projections.json lists them.")
        ),
        BadPath: Kind(400, "Bad path"),
        BadYear: Kind(400, "Bad year"),
        NoLinks: Kind(400, "No links", advice=_ENDS),
        UnknownShared: Kind(404, "Unknown shared query"),
        SharingOff: Kind(
            403, "Sharing is off", advice=Said.of("keep_query", "Keep the query yourself: its address holds it whole.")
        ),
        SharedEnough: Kind(429, "Shared enough", ("retry_after",)),
        UnknownRun: Kind(
            404, "Unknown run", advice=Said.of("list_queries", "GET /queries lists those that you may see.")
        ),
        Indexing: Kind(503, "Being prepared", ("retry_after",)),
        NotIndexed: Kind(503, "Search not prepared", ("retry_after",)),
        BadSearch: Kind(400, "Bad search"),
        Counting: Kind(503, "Being prepared", ("retry_after",)),
        Preparing: Kind(503, "Being prepared", ("retry_after",)),
        NotAStore: Kind(503, "The store cannot be opened"),
        OtherBase: Kind(503, "The store has another base"),
        NotReached: Kind(503, "The store does not answer", advice=_LATER),
        ServerFailed: Kind(502, "The server of the store failed", advice=_LATER),
        NotPassedOn: Kind(503, "The change waits for the servers", advice=_KEPT),
        BusyStore: Kind(503, "The store is being loaded"),
        StoreError: Kind(500, "The store failed"),
        ReadOnly: Kind(500, "The store is read-only"),
        # Faults of our own, whatever was asked.
        UnknownTerm: Kind(500, "Internal error"),
        UnknownText: Kind(500, "Internal error"),
        UnusableName: Kind(500, "Internal error"),
        UnknownPrefix: Kind(500, "Internal error"),
        BadQueryFile: Kind(500, "Internal error"),
        BadShape: Kind(500, "Internal error"),
        UnsupportedShape: Kind(500, "Internal error"),
    }
)
