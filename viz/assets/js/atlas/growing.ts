// A network with more in it: what was found beside a thing joins the picture as if it had been there from the start.
import type { Head, Kind, Numbers } from "./compact";
import { JUDGED, Names, Net, NONE16, NONE8, UNDIRECTED, type Extra, type ExtraLink } from "./net";

const MEASURES = ["between", "rank"];
const NODES = ["kind", "links", "community", "country", "area", "size"];

/** The network with things and links added; what it has already is not added again. */
export function grown(net: Net, extras: Extra[], links: ExtraLink[], kinds: readonly Kind[]): Net {
  const fresh = unique(extras).filter((extra) => net.at(extra.name[0]) < 0);
  const head = { ...net.head, kinds: counted(net.head.kinds, fresh, kinds), relations: [...net.head.relations] };
  const names = copied(net, fresh);
  const found = new Set(pairs(net, names));
  const joined = links.filter((link) => {
    const pair = `${link.source} ${link.relation} ${link.target}`;
    const isNew = names.index.has(link.source) && names.index.has(link.target) && !found.has(pair);
    found.add(pair);
    return isNew;
  });
  if (!fresh.length && !joined.length) return net;
  const columns = new Map<string, Numbers>();
  for (const name of [...NODES, ...MEASURES.filter((name) => net.has(name))]) columns.set(name, longer(net.column(name), fresh.map((extra) => nodeValue(head, name, extra))));
  for (const name of ["source", "target", "relation", "weight", "since", "until", "flags"])
    columns.set(name, longer(net.column(name), joined.map((link) => linkValue(head, names, name, link))));
  const x = Float32Array.from([...net.x, ...fresh.map((extra) => extra.x)]);
  const y = Float32Array.from([...net.y, ...fresh.map((extra) => extra.y)]);
  return new Net(head, names, [x, y], columns);
}

/** The kinds with those that come in, and how many of each there are. */
function counted(had: Kind[], fresh: Extra[], known: readonly Kind[]): Kind[] {
  const kinds = had.map((kind) => ({ ...kind }));
  for (const extra of fresh) {
    const own = kinds.find((kind) => kind.key === extra.kind) ?? kinds[kinds.push({ ...(known.find((kind) => kind.key === extra.kind) ?? known.at(-1)!), key: extra.kind, count: 0 }) - 1]!;
    own.count += 1;
  }
  return kinds;
}

function unique(extras: Extra[]): Extra[] {
  return [...new Map(extras.map((extra) => [extra.name[0], extra])).values()];
}

function copied(net: Net, fresh: Extra[]): Names {
  const names = new Names(net.count + fresh.length);
  net.names.list.forEach((name, at) => name && names.put(at, [name]));
  names.put(net.count, fresh.map((extra) => extra.name));
  return names;
}

/** The links among things whose names are known; others cannot be asked for again either. */
function* pairs(net: Net, names: Names): Iterable<string> {
  for (let link = 0; link < net.source.length; link += 1) {
    const [from, to] = [names.list[net.source[link]!], names.list[net.target[link]!]];
    if (from && to) yield `${from[0]} ${net.head.relations[net.relation[link]!]?.[0]} ${to[0]}`;
  }
}

function longer(column: Numbers, values: number[]): Numbers {
  if (!values.length) return column;
  const made = new (column.constructor as new (length: number) => Numbers)(column.length + values.length);
  made.set(column);
  made.set(values, column.length);
  return made;
}

function nodeValue(head: Head, name: string, extra: Extra): number {
  if (name === "kind") return Math.max(0, head.kinds.findIndex((kind) => kind.key === extra.kind));
  if (name === "links") return Math.min(extra.links, NONE16);
  if (name === "size") return Math.min(4 * extra.size, NONE8);
  if (MEASURES.includes(name)) return 0;
  if (name === "community") return NONE16;
  if (name === "area") return NONE8;
  const country = head.countries.findIndex(([key]) => key === extra.country);
  return country < 0 ? NONE8 : country;
}

function linkValue(head: Head, names: Names, name: string, link: ExtraLink): number {
  if (name === "source") return names.index.get(link.source)!;
  if (name === "target") return names.index.get(link.target)!;
  if (name === "weight") return Math.min(Math.max(1, Math.round(link.weight)), NONE8);
  if (name === "since") return link.since;
  if (name === "until") return link.until;
  if (name === "flags") return (link.judged ? JUDGED : 0) | (link.directed ? 0 : UNDIRECTED);
  const known = head.relations.findIndex(([key]) => key === link.relation);
  return known >= 0 ? known : head.relations.push([link.relation, link.label]) - 1;
}
