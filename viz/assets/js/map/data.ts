// What the server sends: see viz/page.py.

export interface Thing {
  id: string;
  label: string;
  short?: string;
  kind: string;
  x: number;
  y: number;
  size: number;
  countries?: string[];
  areas?: string[];
  facts?: [string, string][];
}

export interface Link {
  from: string;
  to: string;
  relation: string;
  role?: string;
  since?: string;
  judged?: boolean;
}

export interface Entry {
  kind: string;
  label: string;
  collection: string;
  path: string;
  light: string;
  dark: string;
  rank: number;
  count: number;
}

export interface Data {
  lang: string;
  texts: Record<string, string>;
  legend: Entry[];
  countries: [string, string, number][];
  areas: [string, string, number][];
  relations: Record<string, string>;
  captions: [string, number, number][];
  nodes: Thing[];
  edges: Link[];
  options: Record<string, unknown>;
}

/** Text without case and accents, for searching. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** A text of the page with its blanks filled in. */
export function fill(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The network, indexed. */
export class Graph {
  readonly things = new Map<string, Thing>();
  readonly links = new Map<string, Link[]>();
  readonly entries = new Map<string, Entry>();
  private readonly folded = new Map<string, string>();
  private readonly countryNames: Map<string, string>;

  constructor(readonly data: Data) {
    for (const entry of data.legend) this.entries.set(entry.kind, entry);
    for (const thing of data.nodes) {
      this.things.set(thing.id, thing);
      this.links.set(thing.id, []);
      this.folded.set(thing.id, fold(`${thing.label} ${thing.short ?? ""}`));
    }
    for (const link of data.edges) {
      this.links.get(link.from)?.push(link);
      this.links.get(link.to)?.push(link);
    }
    this.countryNames = new Map(data.countries.map(([key, label]) => [key, label]));
  }

  around(id: string): Set<string> {
    return new Set((this.links.get(id) ?? []).map((link) => (link.from === id ? link.to : link.from)));
  }

  /** The largest set of things that are linked with each other, over however many links. */
  main(): Set<string> {
    const seen = new Set<string>();
    let largest = new Set<string>();
    for (const start of this.things.keys()) {
      if (seen.has(start)) continue;
      const part = new Set([start]);
      for (const id of part) for (const other of this.around(id)) part.add(other);
      for (const id of part) seen.add(id);
      if (part.size > largest.size) largest = part;
    }
    return largest;
  }

  weight(id: string): number {
    return this.links.get(id)?.length ?? 0;
  }

  matches(id: string, words: string[]): boolean {
    const text = this.folded.get(id) ?? "";
    return words.every((word) => text.includes(word));
  }

  /** Best matches first: names that begin with the query, then words that do, then the heavier thing. */
  find(query: string, among: (id: string) => boolean): Thing[] {
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const first = words[0] ?? "";
    const score = (thing: Thing): number => {
      const text = this.folded.get(thing.id) ?? "";
      return (text.startsWith(first) ? 2000 : text.includes(` ${first}`) ? 1000 : 0) + this.weight(thing.id);
    };
    return this.data.nodes
      .filter((thing) => among(thing.id) && this.matches(thing.id, words))
      .sort((one, other) => score(other) - score(one));
  }

  where(thing: Thing): string {
    return (thing.countries ?? []).map((key) => this.countryNames.get(key) ?? key).join(", ");
  }

  kind(thing: Thing): string {
    return this.entries.get(thing.kind)?.label ?? thing.kind;
  }

  page(thing: Thing): string {
    const collection = this.entries.get(thing.kind)?.collection ?? thing.kind;
    return `/${collection}/${thing.id.slice(thing.id.indexOf("/") + 1)}`;
  }
}
