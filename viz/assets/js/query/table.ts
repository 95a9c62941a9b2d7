/** The rows of an answer: those in sight are made, the others have their room; sorted by heads, narrowed by a text. */
import { number } from "../common/number";
import type { Answered, Name, Order, Row } from "./answer";
import { written } from "./cells";
import { make } from "./dom";
import { say } from "./told";

const HEIGHT = 46; // pixels of a row; style and script agree on it
const TALLEST = 12_000_000; // pixels that every browser can scroll
const AROUND = 20; // rows made above and below those in sight

export interface Asks {
  rows: (from: number, to: number) => void;
  view: (order: Order, filter: string) => void;
}

export class Table {
  readonly element: HTMLElement;
  private readonly box: HTMLElement;
  private readonly body = make("tbody");
  private readonly count = make("span", { class: "soft small num", role: "status" });
  private readonly table: HTMLTableElement;
  private order: Order = null;
  private filter = "";
  private shown: number;
  private unread = 0; // things that are sorted and found by identifier alone
  private wanted = "";
  private timer = 0;

  constructor(
    private readonly answered: Answered,
    private readonly asks: Asks,
  ) {
    this.shown = answered.total;
    const field = make("input", { type: "search", id: "q-filter", autocomplete: "off", input: () => this.later() });
    this.table = make("table", { class: "q-table" }, this.heads(), this.body);
    this.box = make("div", { class: "q-scroll", tabindex: 0, role: "region", "aria-label": say("table"), scroll: () => this.ask() }, this.table);
    const filters = make("div", { class: "row centre q-filter" }, make("label", { for: "q-filter" }, say("filter")), field, this.count);
    this.element = make("div", { class: "q-tableview" }, ...(answered.total > 1 ? [filters] : []), this.box);
    field.addEventListener("input", () => (this.filter = field.value));
    this.table.setAttribute("aria-rowcount", String(answered.total + 1));
    this.tell();
  }

  /** Asks for the rows in sight; to be called when the table stands on the page. */
  ask(force = false): void {
    const [from, to] = this.sight();
    const key = `${from}-${to}`;
    if (!force && key === this.wanted) return;
    this.wanted = key;
    this.asks.rows(from, to);
  }

  viewed(shown: number, unread: number): void {
    [this.shown, this.unread] = [shown, unread];
    this.table.setAttribute("aria-rowcount", String(shown + 1));
    this.box.scrollTop = 0;
    this.tell();
    this.ask(true);
  }

  fill(from: number, rows: readonly Row[], names: Readonly<Record<string, Name>>): void {
    if (!this.wanted.startsWith(`${from}-`)) return;
    const { top, bottom } = this.room(from, rows.length);
    const made = rows.map((row, at) =>
      make("tr", { "aria-rowindex": from + at + 2 }, ...row.map((cell, column) => make("td", this.answered.numeric[column] ? { class: "num" } : {}, ...written(cell, names)))),
    );
    this.body.replaceChildren(...this.gap(top), ...made, ...this.gap(bottom));
  }

  private heads(): HTMLElement {
    const heads = this.answered.columns.map((name, column) => {
      const head = make("th", { scope: "col", "aria-colindex": column + 1 });
      if (this.answered.total < 2) head.append(`?${name}`);
      else head.append(make("button", { type: "button", title: say("sort", { column: name }), click: () => this.sort(head, column) }, this.answered.triples ? name : `?${name}`));
      return head;
    });
    return make("thead", {}, make("tr", { "aria-rowindex": 1 }, ...heads));
  }

  private sort(head: HTMLElement, column: number): void {
    const down = this.order?.column === column && !this.order.down;
    this.order = { column, down };
    this.table.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    this.asks.view(this.order, this.filter);
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.asks.view(this.order, this.filter), 150);
  }

  private tell(): void {
    const kept = say("kept", { shown: number(this.shown), rows: number(this.answered.total) });
    this.count.textContent = this.unread ? `${kept}. ${say("unread", { things: number(this.unread) })}` : kept;
  }

  /** The whole height that the rows have; of very many, less than they would need. */
  private get height(): number {
    return Math.min(this.shown * HEIGHT, TALLEST);
  }

  private sight(): [number, number] {
    const visible = Math.ceil(this.box.clientHeight / HEIGHT) || 20;
    const room = Math.max(1, this.height - this.box.clientHeight);
    const first = Math.floor(Math.min(1, this.box.scrollTop / room) * Math.max(0, this.shown - visible));
    // In steps, so that a little movement asks for nothing new.
    const from = Math.max(0, Math.floor((first - AROUND) / 10) * 10);
    return [from, Math.min(this.shown, Math.ceil((first + visible + AROUND) / 10) * 10)];
  }

  private room(from: number, count: number): { top: number; bottom: number } {
    const rest = Math.max(0, this.height - count * HEIGHT);
    const left = Math.max(1, this.shown - count);
    const top = Math.round((from / left) * rest);
    return { top, bottom: rest - top };
  }

  private gap(height: number): HTMLElement[] {
    if (height < 1) return [];
    const cell = make("td", { colspan: this.answered.columns.length });
    cell.style.height = `${height}px`;
    return [make("tr", { class: "q-gap", "aria-hidden": "true" }, cell)];
  }
}
