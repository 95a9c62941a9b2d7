// The card of the chosen thing: its name, a few facts, what it is linked to, and the way to its page.
import { fill, type Graph, type Link, type Thing } from "./data";

export class Card {
  constructor(
    private readonly graph: Graph,
    private readonly host: HTMLElement,
    private readonly site: string | undefined,
    private readonly go: (id: string) => void,
    private readonly close: () => void,
  ) {}

  show(id: string): void {
    const thing = this.graph.things.get(id);
    this.host.hidden = !thing;
    this.host.replaceChildren(...(thing ? this.content(thing) : []));
    this.host.scrollTop = 0;
  }

  private content(thing: Thing): Node[] {
    const { texts } = this.graph.data;
    const close = make("button", { type: "button", class: "cs-map__close", "aria-label": texts["close"] ?? "" }, "×");
    close.addEventListener("click", this.close);
    const kind = make("p", { class: "cs-map__what" }, icon(this.graph, thing.kind), [this.graph.kind(thing), this.graph.where(thing)].filter(Boolean).join(" · "));
    const name = make("h2", { id: "cs-card-name" }, thing.label);
    const facts = make("dl", {}, ...(thing.facts ?? []).flatMap(([label, value]) => [make("dt", {}, label), make("dd", {}, value)]));
    const parts: Node[] = [close, kind, name];
    if (thing.facts?.length) parts.push(facts);
    if (this.site !== undefined) {
      parts.push(make("p", {}, make("a", { class: "cs-map__open", href: this.site + this.graph.page(thing) }, texts["open_page"] ?? "")));
    }
    parts.push(...this.groups(thing));
    return parts;
  }

  private groups(thing: Thing): Node[] {
    const groups = new Map<string, Link[]>();
    for (const link of this.graph.links.get(thing.id) ?? []) {
      const name = (link.from === thing.id ? "→ " : "← ") + (this.graph.data.relations[link.relation] ?? link.relation);
      groups.set(name, [...(groups.get(name) ?? []), link]);
    }
    if (!groups.size) return [make("p", { class: "cs-map__none" }, this.graph.data.texts["no_links"] ?? "")];
    const sorted = [...groups].sort((one, other) => other[1].length - one[1].length);
    return sorted.map(([name, links], at) => this.group(name, links, thing.id, at === 0 || links.length < 5));
  }

  private group(name: string, links: Link[], id: string, open: boolean): Node {
    const items = links
      .map((link): [Thing | undefined, Link] => [this.graph.things.get(link.from === id ? link.to : link.from), link])
      .filter((pair): pair is [Thing, Link] => pair[0] !== undefined)
      .sort((one, other) => one[0].label.localeCompare(other[0].label))
      .map(([other, link]) => this.item(other, link));
    const count = make("span", { class: "cs-map__number" }, String(items.length));
    const summary = make("summary", {}, `${name} `, count);
    return make("details", open ? { open: "" } : {}, summary, make("ul", {}, ...items));
  }

  private item(other: Thing, link: Link): Node {
    const { texts } = this.graph.data;
    const button = make("button", { type: "button" }, icon(this.graph, other.kind), other.label);
    button.addEventListener("click", () => this.go(other.id));
    const notes = [link.role, link.since && fill(texts["as_of"], { date: link.since }), link.judged && texts["judged_short"]];
    const said = notes.filter(Boolean).join(" · ");
    return make("li", {}, button, ...(said ? [make("small", {}, said)] : []));
  }
}

/** The form of a kind in its colour, as in the legend. */
export function icon(graph: Graph, kind: string): SVGElement {
  const entry = graph.entries.get(kind);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "-1.25 -1.25 2.5 2.5");
  svg.setAttribute("aria-hidden", "true");
  svg.style.setProperty("--light", entry?.light ?? "");
  svg.style.setProperty("--dark", entry?.dark ?? "");
  path.setAttribute("d", entry?.path ?? "");
  svg.append(path);
  return svg;
}

export function make(tag: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
