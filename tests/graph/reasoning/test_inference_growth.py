"""What follows from a large new graph, a batch after the other, is what is drawn anew."""

import pytest
from hypothesis import given, settings

from graph.reasoning import inference
from graph.reasoning.inference import INFERRED, grow, infer
from graph.store import Triple
from tests.graph.reasoning.test_inference_random import GRAPHS, begun, contents, everything


@pytest.mark.unmeasured
@settings(max_examples=100, deadline=None)
@given(contents, contents, contents)
def test_a_new_graph_in_batches_ends_where_drawing_anew_does(
    first: list[Triple], second: list[Triple], third: list[Triple]
) -> None:
    grown, fresh = begun(), begun()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inference, "_LINES", 3)
        for graph, triples in zip(GRAPHS, (first, second, third), strict=True):
            infer(grown) if graph == GRAPHS[0] else None
            before = set(grown.triples(INFERRED))
            grown.replace(graph, triples)
            drawn = grow(grown, graph)
            now = set(grown.triples(INFERRED))
            assert (drawn.total, drawn.added - drawn.removed) == (len(now), len(now) - len(before))
            fresh.replace(graph, triples)
            infer(fresh)
            assert everything(grown) == everything(fresh)
