// What sigma is given to draw: of a small picture everything, of a large one the communities and what is near.
import Graph from "graphology";
import type { Net } from "./net";
import { NONE16, UNDIRECTED, JUDGED } from "./net";

/** More than so many things or links are drawn as a cloud, and named and touched only where one looks. */
export const MANY = 5_000;
export const MANY_LINKS = 15_000;
/** The camera's ratio from which on a large picture shows communities. */
export const FAR = 0.55;
const NEAR = 240; // things of a large picture that are drawn one by one
const GROUPS = 60; // communities drawn
const TIES = 140; // links between communities drawn

export interface Group {
  x: number;
  y: number;
  radius: number;
  name: string;
  members: number;
  community: number;
}

export function isLarge(net: Net): boolean {
  return net.count > MANY || net.source.length > MANY_LINKS;
}

/** The whole of a small picture. */
export function everything(net: Net): Graph {
  const graph = new Graph({ multi: true, allowSelfLoops: false });
  // Drawn later means on top: the most important things come first in the data.
  for (let at = net.count - 1; at >= 0; at -= 1) graph.addNode(at, { x: net.x[at], y: net.y[at] });
  for (let link = 0; link < net.source.length; link += 1) addLink(graph, net, link);
  return graph;
}

function addLink(graph: Graph, net: Net, link: number): void {
  const flags = net.flags[link]!;
  const attributes = { judged: (flags & JUDGED) !== 0, even: (flags & UNDIRECTED) !== 0, weight: net.weight[link]! };
  graph.addEdgeWithKey(link, net.source[link], net.target[link], attributes);
}

/** Of a large picture: the communities while far away, the most important things in view while near, and what is chosen. */
export function nearby(net: Net, groups: Group[], view: View, chosen: Iterable<number>, visible: Uint8Array): Graph {
  const graph = new Graph({ multi: true, allowSelfLoops: false });
  if (view.far) addGroups(graph, net, groups);
  const picked = new Set(chosen);
  const most = view.far ? NEAR / 6 : NEAR;
  for (let at = 0, seen = 0; at < net.count && seen < most; at += 1) {
    if (!visible[at] || !inside(net, at, view)) continue;
    picked.add(at);
    seen += 1;
  }
  for (const at of [...picked].reverse()) if (!graph.hasNode(at)) graph.addNode(at, { x: net.x[at], y: net.y[at] });
  for (const at of chosen) {
    for (const link of net.linksOf(at)) {
      if (!graph.hasEdge(link) && graph.hasNode(net.source[link]) && graph.hasNode(net.target[link])) addLink(graph, net, link);
    }
  }
  return graph;
}

export interface View {
  left: number;
  right: number;
  low: number;
  high: number;
  far: boolean;
}

function inside(net: Net, at: number, view: View): boolean {
  return net.x[at]! >= view.left && net.x[at]! <= view.right && net.y[at]! >= view.low && net.y[at]! <= view.high;
}

function addGroups(graph: Graph, net: Net, groups: Group[]): void {
  const place = new Map(groups.map((group) => [group.community, group]));
  for (const group of groups) graph.addNode(`c${group.community}`, { x: group.x, y: group.y, group });
  const ties = new Map<number, number>();
  const size = net.head.communities.length;
  for (let link = 0; link < net.source.length; link += 1) {
    const [from, to] = [net.community[net.source[link]!]!, net.community[net.target[link]!]!];
    if (from === to || !place.has(from) || !place.has(to)) continue;
    const pair = Math.min(from, to) * size + Math.max(from, to);
    ties.set(pair, (ties.get(pair) ?? 0) + 1);
  }
  const most = [...ties].sort((one, two) => two[1] - one[1]).slice(0, TIES);
  for (const [pair, weight] of most) graph.addEdgeWithKey(`t${pair}`, `c${Math.floor(pair / size)}`, `c${pair % size}`, { weight, tie: true, even: true, judged: false });
}

/** The middle of each community, and how far most of it reaches. */
export function groupsOf(net: Net, most = GROUPS): Group[] {
  const count = net.head.communities.length;
  const [x, y, members, spread] = [new Float64Array(count), new Float64Array(count), new Uint32Array(count), new Float64Array(count)];
  for (let at = 0; at < net.count; at += 1) {
    const own = net.community[at]!;
    if (own === NONE16 || own >= count) continue;
    x[own]! += net.x[at]!;
    y[own]! += net.y[at]!;
    members[own]! += 1;
  }
  for (let own = 0; own < count; own += 1) {
    x[own]! /= members[own]! || 1;
    y[own]! /= members[own]! || 1;
  }
  for (let at = 0; at < net.count; at += 1) {
    const own = net.community[at]!;
    if (own !== NONE16 && own < count) spread[own]! += (net.x[at]! - x[own]!) ** 2 + (net.y[at]! - y[own]!) ** 2;
  }
  const order = [...members.keys()].filter((own) => members[own]! > 2).sort((one, two) => members[two]! - members[one]!);
  return order.slice(0, most).map((own) => ({
    x: x[own]!,
    y: y[own]!,
    radius: Math.sqrt(spread[own]! / members[own]!),
    name: net.head.communities[own]![0],
    members: members[own]!,
    community: own,
  }));
}
