// The same things as a tree, by country or community, then kind: one stop for the tab key, arrows inside (WAI-ARIA tree).
import { number } from "../common/number";
import { button, fill, fold, icon, make, type Texts } from "./dom";
import type { Net } from "./net";
import type { Shown } from "./shown";
import { BRANCHES, type Branching } from "./state";

const SPELLED = 700; // milliseconds between two letters of one word
const MOST = 100; // things told at once in one branch; the rest on demand

interface Branch {
  name: string;
  things: number[];
}

export class Tree {
  private readonly root: HTMLElement;
  private by: Branching = "country";
  private shown: Shown | null = null;
  private selected: ReadonlySet<number> = new Set();
  private readonly inside = new WeakMap<HTMLElement, () => HTMLElement[]>();
  private typed = "";
  private typedAt = 0;

  constructor(
    private readonly host: HTMLElement,
    private readonly texts: Texts,
    private readonly net: () => Net,
    private readonly pick: (at: number, more: boolean) => void,
    private readonly branched: (by: Branching) => void,
  ) {
    this.root = make("ul", { role: "tree", class: "at-tree", "aria-multiselectable": "true", "aria-label": texts["tree"] ?? "" });
    const choose = make("div", { class: "at-by", role: "group", "aria-label": texts["by"] ?? "" }, ...BRANCHES.map((by) => this.chooser(by)));
    host.replaceChildren(choose, make("div", { class: "at-scroll" }, this.root));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => {
      const item = (event.target as HTMLElement).closest<HTMLElement>("[role=treeitem]");
      if (item) this.act(item, event.ctrlKey || event.metaKey);
    });
  }

  show(shown: Shown, selected: ReadonlySet<number>, reveal: boolean, by: Branching): void {
    const isSame = this.shown === shown && this.by === by && this.root.childElementCount > 0;
    this.by = by;
    for (const each of this.host.querySelectorAll<HTMLElement>(".at-by button")) each.setAttribute("aria-pressed", String(each.dataset["by"] === by));
    this.shown = shown;
    this.selected = selected;
    if (!isSame) this.grow();
    if (reveal) for (const at of selected) this.openTo(at);
    this.mark();
  }

  private chooser(by: Branching): HTMLButtonElement {
    return button(this.texts[`by_${by}`] ?? "", () => this.branched(by), { "data-by": by });
  }

  private grow(): void {
    const [net, shown] = [this.net(), this.shown!];
    const listed = shown.matching ?? shown.visible;
    const groups = new Map<string, number[]>();
    for (let at = 0; at < net.count; at += 1) {
      if (!listed[at]) continue;
      const name = (this.by === "country" ? net.countryOf(at) : net.communityOf(at)) || this.texts["unsaid"]!;
      const things = groups.get(name);
      if (things) things.push(at);
      else groups.set(name, [at]);
    }
    const branches = [...groups].map(([name, things]) => ({ name, things })).sort((one, two) => two.things.length - one.things.length);
    this.root.replaceChildren(...this.items(branches, 1, (branch) => this.kinds(branch)));
    this.root.querySelector<HTMLElement>("[role=treeitem]")?.setAttribute("tabindex", "0");
  }

  private items(branches: Branch[], level: number, inside: (branch: Branch) => HTMLElement[]): HTMLElement[] {
    return branches.map((branch, place) => {
      const item = this.item(level, place + 1, branches.length);
      item.setAttribute("aria-expanded", "false");
      const kind = level === 2 ? this.net().kindOf(branch.things[0]!) : undefined;
      item.append(make("span", { class: "at-row" }, ...(kind ? [icon(kind)] : []), branch.name, make("small", {}, ` ${number(branch.things.length)}`)));
      this.inside.set(item, () => inside(branch));
      return item;
    });
  }

  private kinds(branch: Branch): HTMLElement[] {
    const net = this.net();
    const kinds = new Map<number, number[]>();
    for (const at of branch.things) kinds.set(net.kind[at]!, [...(kinds.get(net.kind[at]!) ?? []), at]);
    const branches = [...kinds].map(([kind, things]) => ({ name: net.head.kinds[kind]?.label ?? "", things }));
    return this.items(branches, 2, ({ things }) => this.things(things, 0));
  }

  private things(things: number[], from: number): HTMLElement[] {
    const net = this.net();
    const some = things.slice(from, from + MOST);
    const items = some.map((at, place) => {
      const item = this.item(3, from + place + 1, things.length);
      item.dataset["at"] = String(at);
      item.dataset["key"] = net.key(at);
      item.append(make("span", { class: "at-row" }, icon(net.kindOf(at)), net.label(at) || "…"));
      return item;
    });
    if (from + MOST < things.length) {
      const more = this.item(3, from + MOST + 1, things.length);
      more.append(make("span", { class: "at-row" }, fill(this.texts["more_things"], { n: things.length - from - MOST })));
      more.addEventListener("click", () => {
        const rest = this.things(things, from + MOST);
        more.replaceWith(...rest);
        this.focus(rest[0]!);
        this.mark();
      });
      items.push(more);
    }
    return items;
  }

  private item(level: number, place: number, of: number): HTMLElement {
    const place_ = { "aria-level": String(level), "aria-posinset": String(place), "aria-setsize": String(of) };
    return make("li", { role: "treeitem", tabindex: "-1", ...place_ });
  }

  private act(item: HTMLElement, more: boolean): void {
    this.focus(item);
    if (item.dataset["at"]) this.pick(Number(item.dataset["at"]), more);
    else this.toggle(item, item.getAttribute("aria-expanded") !== "true");
  }

  private toggle(item: HTMLElement, open: boolean): void {
    const inside = this.inside.get(item);
    if (!inside) return;
    item.setAttribute("aria-expanded", String(open));
    item.querySelector(":scope > ul")?.remove();
    if (open) item.append(make("ul", { role: "group" }, ...inside()));
    this.mark();
  }

  private openTo(at: number): void {
    const net = this.net();
    const group = (this.by === "country" ? net.countryOf(at) : net.communityOf(at)) || this.texts["unsaid"]!;
    let items: Iterable<Element> = this.root.children;
    for (const name of [group, net.kindOf(at)?.label ?? ""]) {
      const found = [...items].find((item) => textOf(item) === name) as HTMLElement | undefined;
      if (!found) return;
      if (found.getAttribute("aria-expanded") !== "true") this.toggle(found, true);
      items = found.querySelector(":scope > ul")?.children ?? [];
    }
    const item = this.root.querySelector<HTMLElement>(`[data-at="${at}"]`);
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.stop(item);
  }

  private mark(): void {
    for (const item of this.root.querySelectorAll<HTMLElement>("[data-at]")) {
      item.setAttribute("aria-selected", String(this.selected.has(Number(item.dataset["at"]))));
    }
  }

  private seen(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("[role=treeitem]")];
  }

  private stop(item: HTMLElement): void {
    for (const other of this.root.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
  }

  private focus(item: HTMLElement): void {
    this.stop(item);
    item.focus();
  }

  private key(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const [seen, open] = [this.seen(), item.getAttribute("aria-expanded")];
    const place = seen.indexOf(item);
    const above = item.parentElement?.closest<HTMLElement>("[role=treeitem]");
    const steps: Record<string, () => void> = {
      ArrowDown: () => seen[place + 1] && this.focus(seen[place + 1]!),
      ArrowUp: () => seen[place - 1] && this.focus(seen[place - 1]!),
      Home: () => this.focus(seen[0]!),
      End: () => this.focus(seen.at(-1)!),
      ArrowRight: () => (open === "false" ? this.toggle(item, true) : open && seen[place + 1] && this.focus(seen[place + 1]!)),
      ArrowLeft: () => (open === "true" ? this.toggle(item, false) : above && this.focus(above)),
      Enter: () => item.click(),
      " ": () => item.click(),
    };
    const step = steps[event.key] ?? (event.key.length === 1 ? () => this.spell(seen, place, event.key) : undefined);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  /** The next item in sight that begins with what is typed. */
  private spell(seen: HTMLElement[], place: number, letter: string): void {
    const now = performance.now();
    this.typed = now - this.typedAt > SPELLED ? fold(letter) : this.typed + fold(letter);
    this.typedAt = now;
    const from = this.typed.length > 1 ? place : place + 1;
    const found = [...seen.slice(from), ...seen.slice(0, from)].find((item) => fold(textOf(item)).startsWith(this.typed));
    if (found) this.focus(found);
  }
}

function textOf(item: Element): string {
  const row = item.querySelector(".at-row");
  return [...(row?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("");
}
