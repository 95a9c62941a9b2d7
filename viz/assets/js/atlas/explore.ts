// Goes beyond the picture: what a thing is linked to, how two things hang together, what they have in common.
import { number } from "../common/number";
import type { Addresses } from "./address";
import { ask, button, fill, make, type Texts } from "./dom";
import type { Kind } from "./compact";
import { grown } from "./growing";
import type { Extra, ExtraLink, Net } from "./net";

/** A thing and a link as the service tells them (api/map_steps.py). */
interface ToldThing {
  key: string;
  label: string;
  kind: string;
  links: number;
  countries: string[];
  size: number;
}

interface ToldLink {
  source: string;
  target: string;
  relation: string;
  role: string;
  since: string;
  until: string;
  judged: boolean;
  directed: boolean;
  weight: number;
  why: string[];
}

interface Counted {
  relation: string;
  label: string;
  direction: string;
  kind: string;
  kindLabel: string;
  total: number;
}

interface Found {
  total?: number; // of the neighbours
  next?: number | null; // where more of them begin
  nodes: ToldThing[];
  edges: ToldLink[];
  relations: Record<string, string>;
}

interface Paths extends Found {
  paths: string[][];
  complete: boolean;
  longest: number;
}

interface Measure {
  label: string;
  value: string;
  help: string;
  things?: { label: string; url: string }[]; // whom the sentence ends with
}

const SHORT = 44; // letters of a name in the picture

export class Explorer {
  private readonly kept = new Map<string, Found>();

  constructor(
    private readonly texts: Texts,
    private readonly addresses: Addresses,
    private readonly net: () => Net,
    private readonly kinds: readonly Kind[],
    private readonly open: (mark: string) => void,
    private readonly lit: (keys: string[], mark: string) => void,
  ) {}

  /** What could be put in beside a thing: the counts first, by kind of link. */
  async counts(at: number, host: HTMLElement): Promise<void> {
    const key = this.net().key(at);
    await this.telling(host, async () => {
      const { counts } = await ask<{ counts: Counted[] }>(this.addresses.asked("/map/around.json", { thing: key }));
      if (!counts.length) return [make("p", { class: "at-quiet" }, this.texts["no_more"] ?? "")];
      return [make("ul", { class: "at-counts" }, ...counts.map((each) => this.count(key, each)))];
    });
  }

  private count(key: string, each: Counted): HTMLElement {
    const arrow = each.direction === "in" ? "← " : "→ ";
    const act = (): void => this.open([key, each.relation, each.direction, each.kind].join("*"));
    return make("li", {}, button(`${arrow}${each.label}: ${each.kindLabel} (${number(each.total)})`, act, { class: "at-act" }));
  }

  /** The network with what one mark of the state brings in: neighbours, a path, or what two things have in common. */
  async opened(net: Net, mark: string, where: (at: number) => { x: number; y: number }): Promise<Net> {
    const found = await this.found(mark);
    const from = net.at(mark.split("*")[0]!);
    const known = (from >= 0 ? [from] : found.nodes.map((node) => net.at(node.key)).filter((at) => at >= 0)).map(where);
    const centre = { x: mean(known.map(({ x }) => x)), y: mean(known.map(({ y }) => y)) };
    return grown(net, around(net, found.nodes, centre, from >= 0 ? net.radius(from) : 20), found.edges.map((edge) => linkOf(edge, found.relations)), this.kinds);
  }

  private async found(mark: string): Promise<Found> {
    const kept = this.kept.get(mark);
    if (kept) return kept;
    const [first = "", one = "", other = "", kind = ""] = mark.split("*");
    const address = {
      path: () => this.addresses.asked("/map/paths.json", { one, other, ...(kind ? { longest: kind } : {}) }),
      common: () => this.addresses.asked("/map/common.json", { one, other }),
    }[first] ?? (() => this.addresses.asked("/map/around.json", { thing: first, relation: one, direction: other, ...(kind ? { kind } : {}) }));
    const found = await ask<Found>(address());
    this.kept.set(mark, found);
    return found;
  }

  /** What was put in only in part, since there is too much of it: whose neighbours, and how many are left out. */
  partly(marks: readonly string[]): { name: string; left: number }[] {
    return marks.flatMap((mark) => {
      const { next, total = 0, nodes = [] } = this.kept.get(mark) ?? {};
      const key = mark.split("*")[0]!;
      return next ? [{ name: nodes.find((node) => node.key === key)?.label ?? key, left: total - next }] : [];
    });
  }

  /** The shortest paths between two things, or all up to a length. */
  async paths(one: number, other: number, host: HTMLElement, longest = ""): Promise<void> {
    const [from, to] = [this.net().key(one), this.net().key(other)];
    await this.telling(host, async () => {
      const found = await ask<Paths>(this.addresses.asked("/map/paths.json", { one: from, other: to, ...(longest ? { longest } : {}) }));
      if (!found.paths.length) return [make("p", {}, fill(this.texts["no_path"], { n: found.longest }))];
      const mark = ["path", from, to, longest].filter(Boolean).join("*");
      this.kept.set(mark, found);
      const label = new Map(found.nodes.map((node) => [node.key, node.label]));
      const items = found.paths.map((path) => make("li", {}, button(path.map((key) => label.get(key) ?? key).join(" – "), () => this.lit(path, mark), { class: "at-act", "data-path": "" })));
      const more = String(found.paths[0]!.length); // one link more than the shortest has
      const wider = button(fill(this.texts["longer_paths"], { n: more }), () => void this.paths(one, other, host, more), { class: "at-act" });
      const cut = found.complete ? [] : [make("p", { class: "at-quiet" }, this.texts["cut_paths"] ?? "")];
      return [make("ol", { class: "at-paths" }, ...items), ...cut, ...(longest ? [] : [make("p", {}, wider)])];
    });
  }

  async common(one: number, other: number, host: HTMLElement): Promise<void> {
    const net = this.net();
    await this.telling(host, async () => {
      const found = await ask<Found>(this.addresses.asked("/map/common.json", { one: net.key(one), other: net.key(other) }));
      const ends = new Set([net.key(one), net.key(other)]);
      const common = found.nodes.filter((node) => !ends.has(node.key));
      if (!common.length) return [make("p", {}, this.texts["nothing_common"] ?? "")];
      const mark = ["common", ...ends].join("*");
      this.kept.set(mark, found);
      const show = button(this.texts["show_common"] ?? "", () => this.lit([...ends, ...common.map((node) => node.key)], mark), { class: "at-act" });
      const items = common.map((node) => make("li", {}, node.label));
      return [make("p", {}, fill(this.texts["common"], { n: common.length }), " ", show), make("ul", {}, ...items)];
    });
  }

  /** Who it is that two things share, as the link between them tells. */
  async why(one: number, other: number, of: Record<string, string>, host: HTMLElement): Promise<void> {
    const net = this.net();
    await this.telling(host, async () => {
      const { edges } = await ask<Found>(this.addresses.asked("/map/between.json", { ...of, one: net.key(one), other: net.key(other) }));
      return [edges.flatMap(({ why }) => why).join(", ")].map((text) => document.createTextNode(text));
    });
  }

  /** What the measures of the release say of a thing, each in words. */
  async measures(at: number, host: HTMLElement): Promise<void> {
    await this.telling(host, async () => {
      const { measures } = await ask<{ measures: Measure[] }>(this.addresses.asked(`/map/things/${this.net().key(at)}/structure.json`, {}));
      if (!measures.length) return [make("p", { class: "at-quiet" }, this.texts["not_measured"] ?? "")];
      return [make("dl", {}, ...measures.flatMap((measure) => told(measure)))];
    });
  }

  /** Says that something is on its way, then what came, or why nothing came. */
  private async telling(host: HTMLElement, make_: () => Promise<Node[]>): Promise<void> {
    host.replaceChildren(make("p", { role: "status" }, this.texts["asking"] ?? ""));
    try {
      host.replaceChildren(...(await make_()));
    } catch (error) {
      host.replaceChildren(make("p", { role: "alert" }, fill(this.texts["not_told"], { why: (error as Error).message })));
    }
  }
}

/** A measure: its name, its sentence, and the things it names. */
function told({ label, value, help, things = [] }: Measure): HTMLElement[] {
  const named = things.flatMap(({ label, url }, at) => [at ? ", " : " ", make("a", { href: url }, label)]);
  return [make("dt", { title: help }, label), make("dd", {}, value, ...named)];
}

/** New things on rings around the one they were found from. */
function around(net: Net, nodes: ToldThing[], centre: { x: number; y: number }, radius: number): Extra[] {
  const fresh = nodes.filter((node) => net.at(node.key) < 0);
  let [ring, place] = [radius + 34, 0];
  return fresh.map((node) => {
    const room = Math.max(6, Math.floor((2 * Math.PI * ring) / 22));
    const angle = (place / room) * 2 * Math.PI;
    const point = { x: centre.x + ring * Math.cos(angle), y: centre.y + ring * Math.sin(angle) };
    place += 1;
    if (place >= room) [ring, place] = [ring + 24, 0];
    return { name: [node.key, node.label, short(node.label)], kind: node.kind, links: node.links, country: node.countries[0] ?? "", size: node.size, ...point };
  });
}

function linkOf(told: ToldLink, relations: Record<string, string>): ExtraLink {
  const year = (text: string): number => Number(/^\d{4}/.exec(text)?.[0] ?? 0);
  return { ...told, label: relations[told.relation] ?? told.relation, since: year(told.since), until: year(told.until) };
}

function short(name: string): string {
  return name.length <= SHORT ? "" : `${name.slice(0, SHORT - 1).replace(/\s+\S*$/, "")}…`;
}

function mean(values: number[]): number {
  return values.length ? values.reduce((sum, each) => sum + each, 0) / values.length : 0;
}
