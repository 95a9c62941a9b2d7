// What passes the filters, and why the rest does not: nothing is left out without being said.
import type { Net } from "./net";
import type { Kind } from "./compact";
import { fold } from "./dom";
import type { State } from "./state";

/** How a link stands between two dates. */
export const STAYS = 0;
export const CAME = 1;
export const WENT = 2;

export interface Shown {
  visible: Uint8Array; // by thing
  drawn: Uint8Array; // by link
  matching: Uint8Array | null; // by thing, while something is sought
  changed: Uint8Array | null; // by link, while two dates are compared
  things: number;
  links: number;
  matches: number;
  hidden: Record<"kind" | "country" | "area" | "relation" | "time" | "gone", number>;
}

/** The words of all names without case and accents; kept, for they are made slowly. */
const folded = new WeakMap<object, (string | undefined)[]>();

export function shown(net: Net, state: State): Shown {
  const visible = new Uint8Array(net.count).fill(1);
  const hidden = { kind: 0, country: 0, area: 0, relation: 0, time: 0, gone: 0 };
  const out = (at: number, why: keyof typeof hidden): void => {
    if (visible[at]) hidden[why] += 1;
    visible[at] = 0;
  };
  for (const key of state.gone) if (net.at(key) >= 0) out(net.at(key), "gone");
  const only = new Set(state.only.map((key) => net.at(key)));
  if (only.size) for (let at = 0; at < net.head.nodes; at += 1) if (!only.has(at)) out(at, "gone");
  const off = new Set(state.hide.map((key) => net.head.kinds.findIndex((kind) => kind.key === key)));
  if (off.size) for (let at = 0; at < net.count; at += 1) if (off.has(net.kind[at]!)) out(at, "kind");
  keep(net, visible, net.country, net.head.countries.findIndex(([key]) => key === state.country), (at) => out(at, "country"));
  keep(net, visible, net.area, net.head.areas.findIndex(([key]) => key === state.area), (at) => out(at, "area"));
  const changed = state.compare && state.from && state.to ? compared(net, state.from, state.to) : null;
  const drawn = links(net, state, changed !== null);
  bare(net, visible, drawn, (at, dated) => out(at, dated ? "time" : "relation"), state);
  let [count, edges] = [0, 0];
  for (const each of visible) count += each;
  for (let link = 0; link < drawn.length; link += 1) {
    if (drawn[link] && !(visible[net.source[link]!] && visible[net.target[link]!])) drawn[link] = 0;
    edges += drawn[link]!;
  }
  const matching = sought(net, state.q, visible);
  return { visible, drawn, matching, changed, things: count, links: edges, matches: matching?.reduce((sum, each) => sum + each, 0) ?? 0, hidden };
}

/** Things that name the value, and things that name none but are linked to one that does. */
function keep(net: Net, visible: Uint8Array, column: ArrayLike<number>, value: number, out: (at: number) => void): void {
  if (value < 0) return;
  const naming = (at: number): boolean => visible[at] === 1 && column[at] === value;
  const leaving: number[] = [];
  for (let at = 0; at < net.count; at += 1) {
    if (!visible[at] || column[at] === value) continue;
    const unsaid = column[at] === 255;
    if (!unsaid || !net.linksOf(at).some((link) => naming(net.other(link, at)))) leaving.push(at);
  }
  leaving.forEach(out);
}

/** What is asked for and not in this network: nothing is narrowed by it, which must be said. */
export function unknown(net: Net, state: State, kinds: readonly Kind[]): string[] {
  const { countries, areas, relations } = net.head;
  const asked = { country: countries.map(([key]) => key), area: areas.map(([key]) => key), relation: relations.map(([key]) => key) };
  const found = Object.entries(asked).filter(([name, keys]) => state[name as keyof typeof asked] && !keys.includes(state[name as keyof typeof asked]));
  const hidden = state.hide.filter((key) => !kinds.some((kind) => kind.key === key));
  return [...found.map(([name]) => `${name}=${state[name as keyof typeof asked]}`), ...hidden.map((key) => `hide=${key}`)];
}

/** Links of the chosen relation within the chosen years; a link without a date stays. */
function links(net: Net, state: State, both: boolean): Uint8Array {
  const relation = net.head.relations.findIndex(([key]) => key === state.relation);
  const drawn = new Uint8Array(net.source.length).fill(1);
  for (let link = 0; link < drawn.length; link += 1) {
    const [since, until] = [net.since[link]!, net.until[link]!];
    const late = state.to > 0 && since > state.to;
    const early = state.from > 0 && until > 0 && until < state.from;
    if ((relation >= 0 && net.relation[link] !== relation) || late || (early && !both)) drawn[link] = 0;
  }
  return drawn;
}

/** A thing whose links have all gone by relation or time goes too; one that never had any stays. */
function bare(net: Net, visible: Uint8Array, drawn: Uint8Array, out: (at: number, dated: boolean) => void, state: State): void {
  const filtered = net.head.relations.some(([key]) => key === state.relation) || state.from || state.to;
  if (!filtered) return;
  for (let at = 0; at < net.count; at += 1) {
    const own = net.linksOf(at);
    if (visible[at] && own.length && !own.some((link) => drawn[link] === 1)) out(at, !state.relation);
  }
}

/** What came and what went from one year to another. */
function compared(net: Net, from: number, to: number): Uint8Array {
  const changed = new Uint8Array(net.source.length);
  for (let link = 0; link < changed.length; link += 1) {
    const [since, until] = [net.since[link]!, net.until[link]!];
    if (since > from && since <= to) changed[link] = CAME;
    else if (until && until >= from && until < to) changed[link] = WENT;
  }
  return changed;
}

function sought(net: Net, q: string, visible: Uint8Array): Uint8Array | null {
  const words = fold(q).split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const found = new Uint8Array(net.count);
  for (let at = 0; at < net.count; at += 1) {
    if (visible[at] && matches(net, at, words)) found[at] = 1;
  }
  return found;
}

function matches(net: Net, at: number, words: string[]): boolean {
  const text = textOf(net, at);
  return words.every((word) => text.includes(word));
}

/** The folded name of a thing. */
export function textOf(net: Net, at: number): string {
  let texts = folded.get(net.names);
  if (!texts) folded.set(net.names, (texts = []));
  return (texts[at] ??= net.names.list[at] ? fold(`${net.label(at)} ${net.short(at)}`) : undefined) ?? "";
}

/** Best matches first: names that begin with the words, then words that do, then the more important thing. */
export function find(net: Net, q: string, visible: Uint8Array, most: number): number[] {
  const words = fold(q).split(/\s+/).filter(Boolean);
  const first = words[0];
  if (!first) return [];
  const ranked: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < net.count; at += 1) {
    if (!visible[at] || !matches(net, at, words)) continue;
    const text = textOf(net, at);
    ranked[text.startsWith(first) ? 0 : text.includes(` ${first}`) ? 1 : 2].push(at);
  }
  return ranked.flat().slice(0, most);
}
