// The search field: suggestions while typing, arrows and Enter to choose (WAI-ARIA combobox pattern).
import { icon, make } from "./dom";
import type { Net } from "./net";
import { find } from "./shown";

const MOST = 8;

export class Finder {
  private found: number[] = [];
  private active = -1;

  constructor(
    private readonly net: () => Net,
    private readonly visible: () => Uint8Array,
    private readonly input: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly typed: (q: string) => void,
    private readonly go: (at: number) => void,
  ) {
    input.addEventListener("input", () => {
      this.typed(input.value.trim());
      this.suggest();
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.open(false));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = (event.target as HTMLElement).closest<HTMLElement>("[data-at]");
      if (item) this.choose(Number(item.dataset["at"]));
    });
  }

  /** Once more with what is typed, since more names are known. */
  renew(): void {
    if (document.activeElement === this.input && this.input.value) this.suggest();
  }

  private suggest(): void {
    this.found = find(this.net(), this.input.value, this.visible(), MOST);
    this.active = -1;
    this.list.replaceChildren(...this.found.map((at, place) => this.item(at, place)));
    this.open(this.found.length > 0);
  }

  private item(at: number, place: number): HTMLElement {
    const net = this.net();
    const about = [net.kindOf(at)?.label, net.countryOf(at)].filter(Boolean).join(" · ");
    const attributes = { id: `at-found-${place}`, role: "option", "aria-selected": "false", "data-at": String(at) };
    return make("li", attributes, icon(net.kindOf(at)), net.label(at), make("small", {}, about));
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Enter") {
      event.preventDefault();
      const at = this.found[Math.max(this.active, 0)];
      if (!this.list.hidden && at !== undefined) this.choose(at);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.found.length) {
      event.preventDefault();
      this.open(true);
      this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length);
    }
  }

  private mark(place: number): void {
    this.active = place;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    this.input.setAttribute("aria-activedescendant", `at-found-${place}`);
  }

  private choose(at: number): void {
    this.input.value = "";
    this.typed("");
    this.open(false);
    this.go(at);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }
}
