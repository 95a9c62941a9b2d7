// The network as columns: one number per thing and property, so that a hundred thousand things stay quick.
import type { Head, Kind, Name, Numbers, Packed } from "./compact";

export const NONE8 = 255;
export const NONE16 = 65535;
export const JUDGED = 1;
export const UNDIRECTED = 2;
const FULL = 65535; // positions fill the bounds in so many steps

/** A thing that was not in the picture and is put in, beside the one it was found from. */
export interface Extra {
  name: Name;
  kind: string;
  links: number;
  country: string;
  size: number;
  x: number;
  y: number;
}

export interface ExtraLink {
  source: string;
  target: string;
  relation: string;
  label: string;
  since: number;
  until: number;
  judged: boolean;
  directed: boolean;
  weight: number;
}

/** What is left to say of names: they come in parts, the most important things first. */
export class Names {
  readonly list: (Name | undefined)[];
  readonly index = new Map<string, number>();
  known = 0;

  constructor(readonly count: number) {
    this.list = new Array<Name | undefined>(count);
  }

  put(from: number, names: readonly Name[]): void {
    names.forEach((name, at) => {
      if (this.list[from + at]) return;
      this.list[from + at] = name;
      this.index.set(name[0], from + at);
      this.known += 1;
    });
  }

  get whole(): boolean {
    return this.known >= this.count;
  }
}

export class Net {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array; // upwards, as the picture has it; the service sends it downwards
  /** For each thing where its links begin in `touching`, which holds the numbers of links. */
  readonly first: Uint32Array;
  readonly touching: Uint32Array;

  constructor(
    readonly head: Head,
    readonly names: Names,
    points: [Float32Array, Float32Array],
    private readonly columns: Map<string, Numbers>,
  ) {
    [this.x, this.y] = points;
    this.count = this.x.length;
    this.first = new Uint32Array(this.count + 1);
    this.touching = new Uint32Array(2 * this.source.length);
    this.index();
  }

  get source(): Numbers { return this.column("source"); }
  get target(): Numbers { return this.column("target"); }
  get kind(): Numbers { return this.column("kind"); }
  get links(): Numbers { return this.column("links"); }
  get community(): Numbers { return this.column("community"); }
  get country(): Numbers { return this.column("country"); }
  get area(): Numbers { return this.column("area"); }
  get size(): Numbers { return this.column("size"); }
  get relation(): Numbers { return this.column("relation"); }
  get weight(): Numbers { return this.column("weight"); }
  get since(): Numbers { return this.column("since"); }
  get until(): Numbers { return this.column("until"); }
  get flags(): Numbers { return this.column("flags"); }

  column(name: string): Numbers {
    const found = this.columns.get(name);
    if (!found) throw new Error(`the data of the map have no column “${name}”`);
    return found;
  }

  /** Whether the data have a column; those of measures are there once a release was measured. */
  has(name: string): boolean {
    return this.columns.has(name);
  }

  key(at: number): string {
    return this.names.list[at]?.[0] ?? "";
  }

  label(at: number): string {
    return this.names.list[at]?.[1] ?? "";
  }

  short(at: number): string {
    const name = this.names.list[at];
    return name?.[2] || name?.[1] || "";
  }

  at(key: string): number {
    return this.names.index.get(key) ?? -1;
  }

  kindOf(at: number): Kind | undefined {
    return this.head.kinds[this.kind[at]!];
  }

  countryOf(at: number): string {
    return this.head.countries[this.country[at]!]?.[1] ?? "";
  }

  areaOf(at: number): string {
    return this.head.areas[this.area[at]!]?.[1] ?? "";
  }

  communityOf(at: number): string {
    return this.head.communities[this.community[at]!]?.[0] ?? "";
  }

  /** Its radius in the measure of the layout; it is sent in quarters. */
  radius(at: number): number {
    return this.size[at]! / 4;
  }

  /** The address of the thing's page, below the site's own. */
  page(at: number): string {
    const key = this.key(at);
    // What has no page of ours is described by its name alone.
    if (this.kindOf(at)?.key === "thing") return `/describe?iri=${encodeURIComponent(key.slice(key.indexOf("/") + 1))}`;
    return `/${this.kindOf(at)?.collection ?? ""}/${key.slice(key.indexOf("/") + 1)}`;
  }

  /** The numbers of the links that begin or end at a thing. */
  linksOf(at: number): Uint32Array {
    return this.touching.subarray(this.first[at], this.first[at + 1]);
  }

  /** The other end of a link. */
  other(link: number, at: number): number {
    return this.source[link] === at ? this.target[link]! : this.source[link]!;
  }

  /** What is linked to a thing, each once. */
  around(at: number): Set<number> {
    const found = new Set<number>();
    for (const link of this.linksOf(at)) found.add(this.other(link, at));
    return found;
  }

  /** The largest part that hangs together, over however many links. */
  main(): number[] {
    const part = new Int32Array(this.count).fill(-1);
    let [largest, most] = [0, 0];
    for (let start = 0; start < this.count; start += 1) {
      if (part[start] !== -1) continue;
      const found = [start];
      part[start] = start;
      for (const at of found) {
        for (const link of this.linksOf(at)) {
          const other = this.other(link, at);
          if (part[other] !== -1) continue;
          part[other] = start;
          found.push(other);
        }
      }
      if (found.length > most) [largest, most] = [start, found.length];
    }
    return [...part.keys()].filter((at) => part[at] === largest);
  }

  /** The years that links name; none where no link has a date. */
  years(): [number, number] | null {
    let [least, most] = [Infinity, -Infinity];
    for (const column of [this.since, this.until]) {
      for (const year of column) {
        if (year && year < least) least = year;
        if (year && year > most) most = year;
      }
    }
    return least < most ? [least, most] : null;
  }

  private index(): void {
    const { first, touching, source, target } = this;
    for (let link = 0; link < source.length; link += 1) {
      first[source[link]! + 1]! += 1;
      first[target[link]! + 1]! += 1;
    }
    for (let at = 0; at < this.count; at += 1) first[at + 1]! += first[at]!;
    const next = first.slice();
    for (let link = 0; link < source.length; link += 1) {
      touching[next[source[link]!]!++] = link;
      touching[next[target[link]!]!++] = link;
    }
  }
}

export function netOf({ head, columns }: Packed): Net {
  const [left, top, right, bottom] = head.bounds;
  const along = (column: Numbers | undefined, low: number, high: number): Float32Array =>
    Float32Array.from(column ?? [], (step) => low + (step / FULL) * (high - low));
  const names = new Names(head.nodes);
  names.put(0, head.names);
  return new Net(head, names, [along(columns.get("x"), left, right), along(columns.get("y"), -top, -bottom)], columns);
}

const COLUMNS = ["source", "target", "kind", "links", "community", "country", "area", "size", "relation", "weight", "since", "until", "flags"];
const HEAD: Head = {
  of: "", title: "", help: "", release: "", lang: "", nodes: 0, edges: 0, hidden: 0, bounds: [0, 0, 0, 0],
  kinds: [], relations: [], countries: [], areas: [], communities: [], names: [], columns: [],
};

/** What there is before the first network has come: hands may be quicker. */
export const NOTHING = netOf({ head: HEAD, columns: new Map(COLUMNS.map((name) => [name, new Uint8Array()])) });
