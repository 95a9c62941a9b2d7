"""Kind and slug of an IRI as the engine writes it, looked up once for all that begin alike."""

from ontology.model import Kind, Model


class Places:
    """The vocabulary, asked a million times."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[str, tuple[Kind, str]] = {}  # kind and mark of a version, by the part up to the slash

    def find(self, term: str) -> tuple[Kind, str] | None:
        """Kind and slug of `<https://w3id.org/clusterscape/id/cluster/health>`; None where there is no page."""
        head, _, tail = term[1:-1].rpartition("/")
        known = self._known.get(head)
        if known is None:
            located = self._model.locate(term[1:-1])
            # Below each thing may stand something of its own: such heads are as many as things, and not kept.
            if located is None:
                return None
            known = self._known[head] = located.kind, located.slug[: len(located.slug) - len(tail)]
        return (known[0], known[1] + tail) if tail else None
