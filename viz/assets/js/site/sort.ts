import { read } from "../common/number";

/** Lets the columns of a table be sorted by a button in their head. */
export function sortTables(): void {
  document.querySelectorAll<HTMLTableElement>("table[data-sort]").forEach((table) => {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) return;
    table.querySelectorAll<HTMLTableCellElement>("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(table, body, head, column));
    });
  });
}

function sort(table: HTMLTableElement, body: HTMLTableSectionElement, head: HTMLTableCellElement, column: number): void {
  const down = head.getAttribute("aria-sort") === "ascending";
  table.querySelectorAll("thead th").forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const rows = [...body.rows].map((row) => ({ row, key: key(row.cells[column]) }));
  rows.sort((one, other) => {
    if (one.key === "" || other.key === "") return Number(one.key === "") - Number(other.key === ""); // last either way
    const both = typeof one.key === "number" && typeof other.key === "number";
    const by = both ? Number(one.key) - Number(other.key) : compare(String(one.key), String(other.key));
    return by * (down ? -1 : 1);
  });
  body.append(...rows.map((each) => each.row));
}

/** What a cell is sorted by: its date, its number, or its text. */
function key(cell: HTMLTableCellElement | undefined): string | number {
  const date = cell?.querySelector("time")?.dateTime;
  const text = date ?? cell?.innerText.trim() ?? "";
  return cell?.classList.contains("num") ? read(text) : text;
}
