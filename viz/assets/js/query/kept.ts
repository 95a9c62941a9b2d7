/** What this browser keeps, and nobody else: open queries and what was run. */

export interface Sheet {
  id: number;
  name: string;
  text: string;
}

export interface Run {
  text: string;
  at: string;
  rows: number;
  seconds: number;
}

const SHEETS = "clusterscape.query.sheets";
const RUNS = "clusterscape.query.runs";
const MOST_RUNS = 50;
const LONGEST = 100_000; // signs of a text

function read<Kept>(key: string, none: Kept): Kept {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null) ?? none;
  } catch {
    return none; // not allowed, or written by something else
  }
}

function write(key: string, kept: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Full, or not allowed: the page works without.
  }
}

export function sheets(): { all: Sheet[]; at: number } {
  const kept = read<{ all: Sheet[]; at: number }>(SHEETS, { all: [], at: 0 });
  return Array.isArray(kept.all) ? { all: kept.all.filter((each) => typeof each.text === "string"), at: kept.at } : { all: [], at: 0 };
}

export function keepSheets(all: readonly Sheet[], at: number): void {
  write(SHEETS, { all: all.map((each) => ({ ...each, text: each.text.slice(0, LONGEST) })), at });
}

export function runs(): Run[] {
  const kept = read<Run[]>(RUNS, []);
  return Array.isArray(kept) ? kept : [];
}

export function keepRun(run: Run): void {
  write(RUNS, [run, ...runs().filter((each) => each.text !== run.text)].slice(0, MOST_RUNS));
}

export function forgetRuns(): void {
  write(RUNS, []);
}
