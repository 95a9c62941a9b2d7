// The search field: suggestions while typing, arrows and Enter to choose (WAI-ARIA combobox pattern).
import type { Graph, Thing } from "./data";
import { icon } from "./card";

const MOST = 8;

export class Finder {
  private found: Thing[] = [];
  private active = -1;

  constructor(
    private readonly graph: Graph,
    private readonly input: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly among: (id: string) => boolean,
    private readonly typed: (query: string) => void,
    private readonly go: (id: string) => void,
  ) {
    input.addEventListener("input", () => {
      this.typed(input.value.trim());
      this.suggest();
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.hide());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
      if (item?.dataset["key"]) this.choose(item.dataset["key"]);
    });
  }

  private suggest(): void {
    this.found = this.graph.find(this.input.value, this.among).slice(0, MOST);
    this.active = -1;
    this.list.replaceChildren(...this.found.map((thing, at) => this.item(thing, at)));
    this.open(this.found.length > 0);
  }

  private item(thing: Thing, at: number): HTMLElement {
    const item = document.createElement("li");
    item.id = `cs-found-${at}`;
    item.dataset["key"] = thing.id;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const about = document.createElement("small");
    about.textContent = [this.graph.kind(thing), this.graph.where(thing)].filter(Boolean).join(" · ");
    item.append(icon(this.graph, thing.kind), thing.label, about);
    return item;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Enter") {
      event.preventDefault();
      const thing = this.found[Math.max(this.active, 0)];
      if (!this.list.hidden && thing) this.choose(thing.id);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.hide();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.found.length) {
      event.preventDefault();
      this.open(true);
      this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length);
    }
  }

  private mark(at: number): void {
    this.active = at;
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    this.input.setAttribute("aria-activedescendant", `cs-found-${at}`);
  }

  private choose(id: string): void {
    this.input.value = "";
    this.typed("");
    this.hide();
    this.go(id);
  }

  private hide(): void {
    this.open(false);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }
}
