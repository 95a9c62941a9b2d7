// The table beside the map: the same things, sortable, one row selected. One stop for the tab key, arrows inside.
import { fill, type Graph } from "./data";
import { icon } from "./card";

export class Table {
  private readonly rows = new Map<string, HTMLTableRowElement>();
  private readonly body: HTMLTableSectionElement;
  private readonly collator: Intl.Collator;
  private current = "";

  constructor(
    private readonly graph: Graph,
    private readonly table: HTMLTableElement,
    private readonly go: (id: string) => void,
  ) {
    this.collator = new Intl.Collator(graph.data.lang, { numeric: true });
    this.body = table.tBodies[0]!;
    for (const row of this.body.rows) this.prepare(row);
    for (const head of table.tHead?.rows[0]?.cells ?? []) this.sortable(head);
    this.body.addEventListener("click", (event) => this.clicked(event));
    this.body.addEventListener("keydown", (event) => this.typed(event));
  }

  show(visible: Set<string>, matching: Set<string> | null, selected: string): void {
    for (const [id, row] of this.rows) {
      row.hidden = !(matching ?? visible).has(id);
      const chosen = id === selected;
      if (row.classList.contains("is-selected") !== chosen) {
        row.classList.toggle("is-selected", chosen);
        button(row)?.setAttribute("aria-pressed", String(chosen));
      }
    }
    const first = this.listed()[0]?.dataset["key"] ?? "";
    this.stop(this.rows.get(selected)?.hidden === false ? selected : first);
  }

  /** Brings the row of a thing into the visible part of the table, without moving the page. */
  reveal(id: string): void {
    const row = this.rows.get(id);
    const frame = this.table.parentElement;
    if (!row || row.hidden || !frame) return;
    const [top, height] = [row.offsetTop, frame.clientHeight];
    if (top < frame.scrollTop + 40 || top > frame.scrollTop + height - 40) frame.scrollTop = top - height / 2;
  }

  private prepare(row: HTMLTableRowElement): void {
    const id = row.dataset["key"] ?? "";
    const thing = this.graph.things.get(id);
    const [name, kind] = row.cells;
    if (!thing || !name || !kind) return;
    const choose = document.createElement("button");
    choose.type = "button";
    choose.tabIndex = -1;
    choose.textContent = thing.label;
    choose.setAttribute("aria-pressed", "false");
    name.replaceChildren(choose);
    // The form says the kind to who sees it, the hidden word to who does not and to the sorting.
    const word = document.createElement("span");
    word.className = "cs-hidden";
    word.textContent = kind.textContent;
    kind.title = kind.textContent ?? "";
    kind.replaceChildren(icon(this.graph, thing.kind), word);
    this.rows.set(id, row);
  }

  private sortable(head: HTMLTableCellElement): void {
    const label = head.textContent ?? "";
    const sort = document.createElement("button");
    sort.type = "button";
    sort.textContent = label;
    sort.title = fill(this.graph.data.texts["sort_by"], { column: label });
    sort.addEventListener("click", () => this.sort(head));
    head.replaceChildren(sort);
  }

  private sort(head: HTMLTableCellElement): void {
    const numbers = head.dataset["column"] === "links";
    const before = head.getAttribute("aria-sort");
    const direction = before ? (before === "ascending" ? "descending" : "ascending") : numbers ? "descending" : "ascending";
    for (const other of head.parentElement?.children ?? []) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const text = (row: HTMLTableRowElement) => row.cells[head.cellIndex]?.textContent?.trim() ?? "";
    const sorted = [...this.rows.values()].sort((one, other) => {
      const order = numbers ? Number(text(one)) - Number(text(other)) : this.collator.compare(text(one), text(other));
      return sign * order;
    });
    this.body.append(...sorted);
    this.stop(this.current);
  }

  private listed(): HTMLTableRowElement[] {
    return [...this.body.rows].filter((row) => !row.hidden);
  }

  private stop(id: string): void {
    const [before, now] = [button(this.rows.get(this.current)), button(this.rows.get(id))];
    if (before) before.tabIndex = -1;
    if (now) now.tabIndex = 0;
    this.current = id;
  }

  private clicked(event: MouseEvent): void {
    const row = (event.target as HTMLElement).closest("tr");
    if (row?.dataset["key"]) this.go(row.dataset["key"]);
  }

  private typed(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const listed = this.listed();
    const at = listed.findIndex((row) => row.dataset["key"] === this.current);
    const next = listed[Math.min(Math.max(at + step, 0), listed.length - 1)];
    if (!next?.dataset["key"]) return;
    this.stop(next.dataset["key"]);
    button(next)?.focus();
  }
}

function button(row: HTMLTableRowElement | undefined): HTMLButtonElement | null {
  return row?.querySelector("button") ?? null;
}
