/** What the page and its worker say to each other. */

/** One value: `uri`, `literal` or `bnode`; with its type or language. */
export interface Cell {
  type: "uri" | "literal" | "bnode";
  value: string;
  datatype?: string;
  lang?: string;
}

export type Row = (Cell | undefined)[];

export interface Name {
  label: string;
  lang?: string;
  kind?: string | null;
  path?: string | null;
}

/** What the headers of an answer say. */
export interface Heads {
  query: string;
  budget: string;
  limit: string;
  rewritten: string;
}

export interface Problem {
  title: string;
  detail: string;
  advice?: string;
  status: number;
  line?: number;
  column?: number;
}

export interface Answered {
  columns: string[];
  triples: boolean;
  verdict: boolean | null;
  total: number;
  seconds: number;
  limit: string; // at which it was cut; empty when it is whole
  next: string; // address of the rest, if it has one
  broken: boolean; // whether it ended before its end
  numeric: boolean[]; // columns with numbers only
  things: boolean[]; // columns with IRIs only
}

export type Order = { column: number; down: boolean } | null;

export type ToWorker =
  | { type: "ask"; query: string; lang: string; tongue: string }
  | { type: "rest" }
  | { type: "cancel" }
  | { type: "view"; order: Order; filter: string }
  | { type: "rows"; from: number; to: number }
  | { type: "take"; id: number; columns: number[]; most: number }
  | { type: "raw"; most: number };

export type FromWorker =
  | { type: "begun"; heads: Heads }
  | { type: "progress"; bytes: number }
  | { type: "done"; answered: Answered; more: boolean }
  | { type: "failed"; problem: Problem | null }
  | { type: "cancelled" }
  | { type: "viewed"; shown: number; unread: number } // things that stand there by identifier alone
  | { type: "rows"; from: number; rows: Row[]; names: Record<string, Name> }
  | { type: "taken"; id: number; rows: Row[]; names: Record<string, Name> }
  | { type: "raw"; text: string; cut: boolean };
