"""What is sent to fill a graph: files kept for as long as the change takes, each with its media type."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.faulty import BadRequest, TooLarge, UnsupportedBody
from api.protocol import digits, media_type_of
from graph.changes import Body
from ontology.saying import Said

MULTIPART = "multipart/form-data"
_MOST_IN_PARTS = 64 * 1024**2  # bytes of a form, which is taken apart in memory
_MOST_PARTS = 1_000  # files of a form
_BY_ENDING = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".xml": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
}
_READ = frozenset(_BY_ENDING.values())
_UNTOLD = frozenset({"application/octet-stream", "text/plain"})  # what programs write that do not know


@asynccontextmanager
async def bodies(request: Request, base: str, most: int) -> AsyncIterator[tuple[Body, ...]]:
    """The files of a request, gone after the block; raises `BadRequest`, `TooLarge` or `UnsupportedBody`.

    Relative IRIs in them belong to `base`.
    """
    media_type = media_type_of(request)
    with TemporaryDirectory(prefix="clusterscape-") as folder:
        path = Path(folder) / "sent"
        size = await _keep(request, path, min(most, _MOST_IN_PARTS) if media_type == MULTIPART else most)
        if media_type == MULTIPART:
            # Beside: it takes a second for some megabytes, and others wait for nothing meanwhile.
            yield tuple(await run_in_threadpool(_parts, request, path, base))
        elif media_type or size:
            yield (Body(_known(media_type), path, base),)
        else:
            yield (Body("text/turtle", path, base),)  # nothing was sent, which says nothing


async def _keep(request: Request, path: Path, most: int) -> int:
    if int(digits(request.headers.get("content-length", "0"))) > most:
        raise TooLarge(Said.of("sent_large", "what is sent is larger than {most} bytes", most=most))
    size = 0
    with path.open("wb") as file:
        async for piece in request.stream():
            size += file.write(piece)
            if size > most:
                raise TooLarge(Said.of("sent_large", "what is sent is larger than {most} bytes", most=most))
    return size


def _parts(request: Request, path: Path, base: str) -> list[Body]:
    header = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    sent = path.read_bytes()
    boundary = str(BytesParser(policy=HTTP).parsebytes(header).get_boundary(""))
    if sent.count(b"\n--" + boundary.encode("latin-1", "replace")) > _MOST_PARTS:
        raise TooLarge(Said.of("sent_parts", "a form has at most {most} files", most=_MOST_PARTS))
    told = Said.of("multipart", "this is no multipart/form-data: its parts are not between lines of its boundary")
    try:
        form = BytesParser(policy=HTTP).parsebytes(header + sent)
    except RecursionError as error:  # forms within forms
        raise BadRequest(told) from error
    if not form.is_multipart():
        raise BadRequest(told)
    if any(isinstance(each, CloseBoundaryNotFoundDefect) for each in form.defects):
        raise BadRequest(
            Said.of(
                "multipart_ends",
                "this multipart/form-data breaks off: its last boundary, which ends in --, did not come",
            )
        )
    made = []
    for number, part in enumerate(form.iter_parts()):
        kept = path.with_name(f"part{number}")
        content = part.get_payload(decode=True)
        if part.defects:  # of base64 that is none, the library makes something shorter
            raise BadRequest(Said.of("multipart_part", "part {number} of this form cannot be read", number=number + 1))
        kept.write_bytes(content if isinstance(content, bytes) else b"")
        made.append(Body(_known(_type_of(part)), kept, base))
    return made


def _known(media_type: str) -> str:
    if media_type not in _READ:
        known = ", ".join(sorted(_READ))
        if not media_type:
            told = "a graph is not read from what is sent without a Content-Type; there are: {known}"
            raise UnsupportedBody(Said.of("graph_untyped", told, known=known))
        told = "a graph is not read from what is sent as {type}; there are: {known}"
        raise UnsupportedBody(Said.of("graph_typed", told, type=media_type, known=known))
    return media_type


def _type_of(part: Message) -> str:
    media_type = part.get_content_type()
    if media_type in _UNTOLD:
        ending = PurePosixPath(part.get_filename() or "").suffix.lower()
        return _BY_ENDING.get(ending, media_type)
    return media_type
