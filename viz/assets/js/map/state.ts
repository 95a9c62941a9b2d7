// What is chosen: filters, query, selection. It lives in the address, so that a link restores the view.
import { fold, type Graph, type Thing } from "./data";

export interface Choice {
  off: Set<string>;
  country: string;
  area: string;
  query: string;
  at: string;
}

export interface Shown {
  visible: Set<string>;
  matching: Set<string> | null;
  hiddenByKind: number;
  hiddenByCountry: number;
  hiddenByArea: number;
  lines: number;
}

// A file opened from disk may not change its query string, but may change its fragment.
const inFragment = location.protocol === "file:";

export function readAddress(): Choice {
  const given = new URLSearchParams(inFragment ? location.hash.slice(1) : location.search);
  return {
    off: new Set((given.get("hide") ?? "").split(",").filter(Boolean)),
    country: given.get("country") ?? "",
    area: given.get("area") ?? "",
    query: given.get("q") ?? "",
    at: given.get("at") ?? "",
  };
}

export function writeAddress(choice: Choice): void {
  const said = new URLSearchParams(inFragment ? "" : location.search);
  const values = { hide: [...choice.off].sort().join(","), country: choice.country, area: choice.area, q: choice.query, at: choice.at };
  for (const [name, value] of Object.entries(values)) {
    if (value) said.set(name, value);
    else said.delete(name);
  }
  const text = said.toString().replace(/%2F/g, "/").replace(/%2C/g, ",");
  const address = inFragment ? `#${text}` : `${location.pathname}${text ? `?${text}` : ""}`;
  try {
    history.replaceState(history.state, "", address);
  } catch {
    // A page inside a sandbox has no address of its own; the map works without.
  }
}

/** What passes the filters, and why the rest does not. */
export function shown(graph: Graph, choice: Choice): Shown {
  const left = new Set<string>();
  let hiddenByKind = 0;
  for (const thing of graph.data.nodes) {
    if (choice.off.has(thing.kind)) hiddenByKind += 1;
    else left.add(thing.id);
  }
  const byCountry = keep(graph, left, choice.country, (thing) => thing.countries);
  const byArea = keep(graph, byCountry, choice.area, (thing) => thing.areas);
  const words = fold(choice.query).split(/\s+/).filter(Boolean);
  const matching = words.length ? new Set([...byArea].filter((id) => graph.matches(id, words))) : null;
  return {
    visible: byArea,
    matching,
    hiddenByKind,
    hiddenByCountry: left.size - byCountry.size,
    hiddenByArea: byCountry.size - byArea.size,
    lines: graph.data.edges.filter((link) => byArea.has(link.from) && byArea.has(link.to)).length,
  };
}

/** Things that name the value, and things that name none but are linked to one that does. */
function keep(graph: Graph, among: Set<string>, value: string, of: (thing: Thing) => string[] | undefined): Set<string> {
  if (!value) return among;
  const naming = new Set([...among].filter((id) => of(graph.things.get(id)!)?.includes(value)));
  const kept = [...among].filter((id) => {
    if (naming.has(id)) return true;
    if (of(graph.things.get(id)!)?.length) return false;
    return [...graph.around(id)].some((other) => naming.has(other));
  });
  return new Set(kept);
}
