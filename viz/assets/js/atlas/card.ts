// The card of what is chosen: its name, what it is linked to here, what more there is, and what can be done with it.
import { number } from "../common/number";
import { button, fill, icon, make, type Texts } from "./dom";
import { JUDGED, type Net } from "./net";
import { notes } from "./notes";

/** What the card can ask the page to do. */
export interface Deeds {
  go: (at: number) => void;
  close: () => void;
  drop: (at: number) => void; // out of the choice
  hide: (ats: number[]) => void;
  pin: (ats: number[]) => void;
  isPinned: (at: number) => boolean;
  only: (ats: number[]) => void; // keep nothing else
  collapse: (at: number) => void;
  isOpen: (at: number) => boolean;
  more: (at: number, host: HTMLElement) => void; // counts of what could be put in
  seek: (at: number) => void; // the other end of a path
  paths: (one: number, other: number, host: HTMLElement) => void;
  common: (one: number, other: number, host: HTMLElement) => void;
  why: (one: number, other: number, host: HTMLElement) => void; // who it is that two share
  measures: (at: number, host: HTMLElement) => void;
  note: (at: number, text: string) => void;
}

const LISTED = 60; // links of one sort told at once

export class Card {
  constructor(
    private readonly host: HTMLElement,
    private readonly texts: Texts,
    private readonly net: () => Net,
    private readonly deeds: Deeds,
    private readonly address: (page: string) => string,
  ) {}

  show(selected: readonly number[]): void {
    this.host.hidden = selected.length === 0;
    this.host.replaceChildren();
    if (!selected.length) return;
    this.host.append(button("×", () => this.deeds.close(), { class: "at-close", "aria-label": this.texts["close"] ?? "" }));
    this.host.append(...(selected.length === 1 ? this.one(selected[0]!) : this.several(selected)));
    this.host.scrollTop = 0;
  }

  private one(at: number): Node[] {
    const net = this.net();
    const about = [net.kindOf(at)?.label, net.countryOf(at), net.areaOf(at)].filter(Boolean).join(" · ");
    const parts: Node[] = [
      make("p", { class: "at-kind" }, icon(net.kindOf(at)), about),
      make("h2", { id: "at-card-name" }, net.label(at) || "…"),
      make("p", { class: "at-acts" }, make("a", { class: "at-open", href: this.address(net.page(at)) }, this.texts["open_page"] ?? ""), ...this.acts([at])),
    ];
    if (net.communityOf(at)) parts.push(make("p", { class: "at-quiet" }, fill(this.texts["in_community"], { name: net.communityOf(at) })));
    const further = make("div", { class: "at-further" });
    const measured = make("details", { class: "at-measured" }, make("summary", {}, this.texts["measures"] ?? ""), make("div"));
    measured.addEventListener("toggle", () => measured.open && this.deeds.measures(at, measured.lastElementChild as HTMLElement));
    parts.push(...this.groups(at), measured, this.expander(at, further), further, this.noted(at));
    return parts;
  }

  private several(selected: readonly number[]): Node[] {
    const net = this.net();
    const found = make("div", { class: "at-further" });
    const [one, other] = selected;
    const pair = selected.length === 2 ? [
      this.act("path_between", () => this.deeds.paths(one!, other!, found)),
      this.act("in_common", () => this.deeds.common(one!, other!, found)),
    ] : [];
    const items = selected.slice(0, LISTED).map((at) => {
      const out = button("×", () => this.deeds.drop(at), { class: "at-out", "aria-label": fill(this.texts["drop"], { name: net.label(at) }) });
      return make("li", {}, this.link(at), out);
    });
    return [
      make("h2", { id: "at-card-name" }, fill(this.texts["chosen"], { n: number(selected.length) })),
      make("p", { class: "at-acts" }, ...pair, ...this.acts([...selected]), this.act("only", () => this.deeds.only([...selected]))),
      found,
      make("ul", { class: "at-chosen" }, ...items),
    ];
  }

  private acts(ats: number[]): HTMLElement[] {
    const { deeds } = this;
    const isPinned = ats.every((at) => deeds.isPinned(at));
    const pin = this.act(isPinned ? "unpin" : "pin", () => deeds.pin(ats));
    const acts = [this.act("hide", () => deeds.hide(ats)), pin];
    if (ats.length === 1) acts.push(this.act("path_to", () => deeds.seek(ats[0]!)));
    return acts;
  }

  private act(text: string, act: () => void): HTMLButtonElement {
    return button(this.texts[text] ?? text, act, { class: "at-act", "data-act": text });
  }

  private expander(at: number, host: HTMLElement): HTMLElement {
    const row = make("p", { class: "at-acts" }, this.act("expand", () => this.deeds.more(at, host)));
    if (this.deeds.isOpen(at)) row.append(this.act("collapse", () => this.deeds.collapse(at)));
    return row;
  }

  /** The links that are drawn, by what they say and in which direction; most first. */
  private groups(at: number): Node[] {
    const net = this.net();
    const groups = new Map<string, number[]>();
    for (const link of net.linksOf(at)) {
      const isEven = (net.flags[link]! & 2) !== 0;
      const arrow = isEven ? "" : net.source[link] === at ? "→ " : "← ";
      const name = arrow + (net.head.relations[net.relation[link]!]?.[1] ?? "");
      const links = groups.get(name);
      if (links) links.push(link);
      else groups.set(name, [link]);
    }
    if (!groups.size) return [make("p", { class: "at-quiet" }, this.texts["no_links"] ?? "")];
    const sorted = [...groups].sort((one, two) => two[1].length - one[1].length);
    return sorted.map(([name, links], place) => this.group(name, links, at, place === 0 || links.length < 5));
  }

  private group(name: string, links: number[], at: number, open: boolean): HTMLElement {
    const net = this.net();
    const sorted = [...links].sort((one, two) => net.weight[two]! - net.weight[one]! || net.label(net.other(one, at)).localeCompare(net.label(net.other(two, at))));
    const list = make("ul", {}, ...sorted.slice(0, LISTED).map((link) => this.item(link, at)));
    if (sorted.length > LISTED) {
      const rest = make("li", {}, button(fill(this.texts["more_things"], { n: sorted.length - LISTED }), () => rest.replaceWith(...sorted.slice(LISTED).map((link) => this.item(link, at))), { class: "at-act" }));
      list.append(rest);
    }
    const count = make("span", { class: "at-number" }, number(links.length));
    return make("details", open ? { open: "" } : {}, make("summary", {}, `${name} `, count), list);
  }

  private item(link: number, at: number): HTMLElement {
    const net = this.net();
    const [since, until, weight] = [net.since[link]!, net.until[link]!, net.weight[link]!];
    const said = [
      since && until ? `${since}–${until}` : since ? fill(this.texts["since"], { year: since }) : until && fill(this.texts["until"], { year: until }),
      net.flags[link]! & JUDGED && this.texts["judgement"],
    ].filter(Boolean).join(" · ");
    const item = make("li", {}, this.link(net.other(link, at)), ...(said ? [make("small", {}, said)] : []));
    if (weight > 1) {
      const host = make("small");
      item.append(button(fill(this.texts["shared"], { n: weight }), () => this.deeds.why(at, net.other(link, at), host), { class: "at-act" }), host);
    }
    return item;
  }

  private link(at: number): HTMLButtonElement {
    const net = this.net();
    const made = button("", () => this.deeds.go(at), { class: "at-link" });
    made.append(icon(net.kindOf(at)), net.label(at) || "…");
    return made;
  }

  private noted(at: number): HTMLElement {
    const key = this.net().key(at);
    const text = notes()[key] ?? "";
    const field = make("textarea", { rows: "3", id: "at-note", maxlength: "2000" });
    field.value = text;
    field.addEventListener("change", () => this.deeds.note(at, field.value.trim()));
    const label = make("label", { for: "at-note" }, this.texts["note_help"] ?? "");
    return make("details", text ? { open: "", class: "at-note" } : { class: "at-note" }, make("summary", {}, this.texts["note"] ?? ""), label, field);
  }
}
