/** The rows of an answer, kept beside the page: sorted, narrowed, and given out a few at a time. */
import type { Cell, Name, Order, Row } from "./answer";

const NUMBER = /#(?:integer|decimal|double|float|long|int|nonNegativeInteger)$/;

export function isNumber(cell: Cell | undefined): boolean {
  return cell?.type === "literal" && NUMBER.test(cell.datatype ?? "");
}

/** A number as script has it: XML Schema writes INF for what has no end. */
export function valueOf(cell: Cell): number {
  return Number(cell.value.replace(/^([+-]?)INF$/, "$1Infinity"));
}

export class Rows {
  private shown: number[] = [];

  constructor(
    readonly all: Row[],
    private readonly names: ReadonlyMap<string, Name>,
    private readonly lang: string,
  ) {
    this.view(null, "");
  }

  get total(): number {
    return this.shown.length;
  }

  /** Those with a text in some column, in an order; what is empty comes last either way. */
  view(order: Order, filter: string): void {
    const wanted = filter.trim().toLowerCase();
    this.shown = [];
    this.all.forEach((row, at) => {
      if (!wanted || row.some((cell) => cell && this.said(cell).toLowerCase().includes(wanted))) this.shown.push(at);
    });
    if (order) this.sort(order.column, order.down);
  }

  part(from: number, to: number): Row[] {
    return this.shown.slice(from, to).map((at) => this.all[at]!);
  }

  /** Whether all values of a column are such, and there is one. */
  every(column: number, is: (cell: Cell) => boolean): boolean {
    const cells = this.all.map((row) => row[column]).filter((cell) => cell !== undefined);
    return cells.length > 0 && cells.every(is);
  }

  private sort(column: number, down: boolean): void {
    const compare = new Intl.Collator(this.lang, { numeric: true }).compare;
    const sign = down ? -1 : 1;
    const keys = new Map(this.shown.map((at) => [at, this.key(this.all[at]![column])]));
    this.shown.sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === undefined || b === undefined) return a === b ? one - other : a === undefined ? 1 : -1;
      const by = typeof a === "number" && typeof b === "number" ? Math.sign(a - b || 0) : compare(String(a), String(b));
      return by * sign || one - other;
    });
  }

  private key(cell: Cell | undefined): string | number | undefined {
    if (!cell) return undefined;
    if (!isNumber(cell)) return this.said(cell);
    const value = valueOf(cell);
    return Number.isNaN(value) ? undefined : value;
  }

  private said(cell: Cell): string {
    const name = cell.type === "uri" ? this.names.get(cell.value)?.label : undefined;
    return name ? `${name} ${cell.value}` : cell.value;
  }
}
