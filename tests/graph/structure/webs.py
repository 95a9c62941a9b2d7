"""Networks whose measures are known, from networkx, as webs."""

import networkx as nx

from graph.structure.web import Web, web


def of(known: nx.Graph) -> Web:
    """A network of networkx as a web, its things in their order there."""
    at = {node: place for place, node in enumerate(known.nodes)}
    return web(len(at), ((at[one], at[other]) for one, other in known.edges))


KNOWN = {
    "karate": nx.karate_club_graph(),
    "les miserables": nx.les_miserables_graph(),
    "star": nx.star_graph(9),
    "path": nx.path_graph(7),
    "barbell": nx.barbell_graph(5, 1),
    "two parts and one alone": nx.disjoint_union_all([nx.cycle_graph(4), nx.path_graph(3), nx.empty_graph(1)]),
    **{f"random {seed}": nx.gnm_random_graph(60, 75, seed=seed) for seed in range(4)},
}
