"""Who is linked to most, who stands on the shortest ways between others, and who is linked to by the well linked."""

from dataclasses import dataclass

import networkit as nk
import networkx as nx
import numpy as np

from graph.structure.web import Numbers, Web

SMALL = 300  # things up to which networkx counts; beyond, networkit, which is some hundred times as quick
EXACT = 30_000_000  # things times links up to which all shortest ways are counted: about five seconds
ERROR = 0.0025  # by which an estimate may be off, as a share of all pairs
BIAS = 0.04  # and of the share itself: networkit 11.3 estimates 1 to 3 hundredths too much, whatever error is asked for
CHANCE = 0.1  # that an estimate is off by more
DAMPING = 0.85  # as Page et al. have it
_TOLERANCE = 1e-9  # of all ranks together, which are 1


@dataclass(frozen=True)
class Between:
    """The share of the shortest ways between all pairs of others on which each thing stands.

    `error` is by how much a share may be off at most, with four hundredths of it, but for one time in ten; 0 where all
    ways were counted.
    """

    share: Numbers
    error: float


def degrees(web: Web) -> Numbers:
    """The number of things that each is linked to (degree centrality: Freeman 1978)."""
    return np.bincount(web.pairs.ravel(), minlength=web.count).astype(np.float64)


def between(web: Web) -> Between:
    """Betweenness (Freeman 1977), counted as Brandes 2001 does; estimated by samples of ways where that takes too long.

    The estimate is KADABRA (Borassi and Natale 2016), with a fixed seed and one thread: the same at every reading.
    """
    if web.count <= SMALL:
        found = nx.betweenness_centrality(_nx(web))
        return Between(np.array([found[at] for at in range(web.count)]), 0.0)
    graph = quick(web)
    if web.count * len(web.pairs) <= EXACT:
        return Between(np.array(nk.centrality.Betweenness(graph, normalized=True).run().scores()), 0.0)
    # It counts a way in both directions of two ends that have none: twice the share.
    found = np.array(nk.centrality.KadabraBetweenness(graph, 2 * ERROR, CHANCE).run().scores()) / 2
    # Nor does it leave out the ways that begin or end at the thing itself.
    return Between(found * web.count / (web.count - 2), ERROR)


def pagerank(web: Web) -> Numbers:
    """The share of time that a walker spends at each thing who follows links at random, and starts anew now and then.

    PageRank (Page, Brin, Motwani and Winograd 1999), on links without direction; from a thing without a link the walker
    goes anywhere.
    """
    if not web.count:
        return np.zeros(0)
    one, other = web.pairs.T
    degree = degrees(web)
    rank, before = np.full(web.count, 1 / web.count), np.zeros(web.count)
    while np.abs(rank - before).sum() > _TOLERANCE:
        before = rank
        part = rank / np.maximum(degree, 1)
        come = np.bincount(one, part[other], web.count) + np.bincount(other, part[one], web.count)
        rank = (1 - DAMPING + DAMPING * rank[degree == 0].sum()) / web.count + DAMPING * come
    return rank


def _nx(web: Web) -> nx.Graph:
    made = nx.Graph()
    made.add_nodes_from(range(web.count))
    made.add_edges_from(web.pairs.tolist())
    return made


def quick(web: Web) -> nk.Graph:
    """The network as networkit holds it; one thread and a fixed seed, so that chance falls the same way every time.

    Give it a name of its own while it is worked on: algorithms of the library do not keep it alive, and crash then.
    """
    nk.setNumberOfThreads(1)
    nk.setSeed(1, False)
    one, other = (np.ascontiguousarray(web.pairs[:, side], dtype=np.uint64) for side in (0, 1))
    return nk.GraphFromCoo((np.ones(len(one)), (one, other)), n=web.count)
