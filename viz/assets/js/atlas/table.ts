// The same things as a table: sorted as one likes, in pages where there are many, the chosen ones marked.
import { number } from "../common/number";
import { button, fill, icon, make, type Texts } from "./dom";
import type { Net } from "./net";
import type { Shown } from "./shown";
import { COLUMNS } from "./state";

const PAGE = 200; // rows
type Column = (typeof COLUMNS)[number];

export class Table {
  private readonly body: HTMLTableSectionElement;
  private readonly collator: Intl.Collator;
  private rows: number[] = [];
  private page = 0;
  private order = "";
  private selected: ReadonlySet<number> = new Set();
  private of = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly texts: Texts,
    private readonly net: () => Net,
    private readonly pick: (at: number, more: boolean) => void,
    private readonly sorted: (order: string) => void,
  ) {
    this.collator = new Intl.Collator(net().head.lang, { numeric: true });
    this.body = make("tbody");
    const table = make("table", { class: "at-table", "aria-label": texts["table"] ?? "" }, make("thead", {}, this.heads()), this.body);
    host.replaceChildren(make("nav", { class: "at-pages", "aria-label": texts["pages"] ?? "" }), make("div", { class: "at-scroll", tabindex: "0", role: "region", "aria-label": texts["table"] ?? "" }, table));
    this.body.addEventListener("click", (event) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>("tr[data-at]");
      if (row && !(event.target as HTMLElement).closest("a")) this.pick(Number(row.dataset["at"]), event.ctrlKey || event.metaKey);
    });
  }

  /** Shows what passes the filters; turns to the page of what was chosen elsewhere. */
  show(shown: Shown, selected: ReadonlySet<number>, reveal: boolean, order: string): void {
    this.selected = selected;
    if (order !== this.order) [this.order, this.page] = [order, 0];
    const listed = shown.matching ?? shown.visible;
    this.rows = [];
    for (let at = 0; at < listed.length; at += 1) if (listed[at]) this.rows.push(at);
    this.sort();
    const first = [...selected][0];
    if (reveal && first !== undefined) {
      const place = this.rows.indexOf(first);
      if (place >= 0) this.page = Math.floor(place / PAGE);
    }
    this.page = Math.min(this.page, Math.max(0, Math.ceil(this.rows.length / PAGE) - 1));
    this.draw();
    if (reveal && first !== undefined) this.body.querySelector(`tr[data-at="${first}"]`)?.scrollIntoView({ block: "nearest" });
  }

  private heads(): HTMLTableRowElement {
    const heads = COLUMNS.map((column) => {
      const text = this.texts[`column_${column}`] ?? column;
      const head = make("th", { scope: "col", "data-column": column });
      head.append(button(text, () => this.turn(column), { title: fill(this.texts["sort_by"], { column: text }) }));
      return head;
    });
    return make("tr", {}, ...heads);
  }

  /** Numbers from the greatest on first, names from A; the same column again turns it round. */
  private turn(column: Column): void {
    const [first, second] = column === "links" ? [`-${column}`, column] : [column, `-${column}`];
    this.sorted(this.order === first ? second : first);
  }

  private sort(): void {
    const sign = this.order.startsWith("-") ? -1 : 1;
    const by = COLUMNS.find((column) => column === this.order.replace("-", ""));
    for (const head of this.host.querySelectorAll<HTMLElement>("th[data-column]")) {
      if (head.dataset["column"] === by) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    if (!by) return;
    const net = this.net();
    const text = (at: number): string => this.cell(at, by);
    this.rows.sort((one, two) => sign * (by === "links" ? net.links[one]! - net.links[two]! : this.collator.compare(text(one), text(two))) || one - two);
  }

  private cell(at: number, column: Column): string {
    const net = this.net();
    if (column === "name") return net.label(at);
    if (column === "kind") return net.kindOf(at)?.label ?? "";
    if (column === "country") return net.countryOf(at);
    return column === "community" ? net.communityOf(at) : number(net.links[at]!);
  }

  private draw(): void {
    const rows = this.rows.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const of = `${rows.map((at) => (this.net().names.list[at] ? at : `${at}?`)).join()} ${this.net().head.of}`;
    if (of !== this.of) this.body.replaceChildren(...rows.map((at) => this.row(at)));
    this.of = of;
    for (const row of this.body.rows) {
      const isChosen = this.selected.has(Number(row.dataset["at"]));
      row.classList.toggle("is-selected", isChosen);
      row.querySelector("button")?.setAttribute("aria-pressed", String(isChosen));
    }
    this.turnPages();
  }

  private row(at: number): HTMLTableRowElement {
    const net = this.net();
    const name = make("button", { type: "button", "aria-pressed": "false" }, net.label(at) || "…");
    const cells = COLUMNS.map((column) => {
      if (column === "name") return make("th", { scope: "row" }, icon(net.kindOf(at)), name);
      return make("td", column === "links" ? { class: "at-number" } : {}, this.cell(at, column));
    });
    return make("tr", { "data-at": String(at), "data-key": net.key(at) }, ...cells);
  }

  private turnPages(): void {
    const nav = this.host.querySelector("nav")!;
    const pages = Math.ceil(this.rows.length / PAGE);
    nav.hidden = pages < 2;
    const go = (to: number) => () => {
      this.page = to;
      this.draw();
      this.host.querySelector(".at-scroll")!.scrollTop = 0;
    };
    const said = make("span", { role: "status" }, fill(this.texts["page_of"], { page: this.page + 1, pages }));
    const [back, on] = [button(this.texts["previous"] ?? "", go(this.page - 1)), button(this.texts["next"] ?? "", go(this.page + 1))];
    back.disabled = this.page === 0;
    on.disabled = this.page >= pages - 1;
    nav.replaceChildren(back, said, on);
  }
}
