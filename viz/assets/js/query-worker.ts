// Asks and reads answers beside the page, so that the page never waits: 100,000 rows are read, sorted and narrowed here.
import type { Answered, Cell, FromWorker, Name, Problem, Row, ToWorker } from "./query/answer";
import { isNumber, Rows } from "./query/rows";
import { readTriples } from "./query/triples";

const NAMES_AT_ONCE = 1000;
const TELL = 200; // milliseconds between two words about progress

interface Results {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, { type: string; value: string; datatype?: string; "xml:lang"?: string }>[] };
  "clusterscape:limit"?: { limit: string; most: number; next?: string };
}

interface Part {
  columns: string[];
  rows: Row[];
  verdict: boolean | null;
  triples: boolean;
  limit: string;
  next: string;
  broken: boolean;
}

let lang = "en";
let tongue = lang; // of names
let text = "";
let rows = new Rows([], new Map(), lang);
let last: Part | undefined;
let seconds = 0;
let names = new Map<string, Name>();
let nameless = new Set<string>();
let view: { order: { column: number; down: boolean } | null; filter: string } = { order: null, filter: "" };
let control: AbortController | null = null;

const tell = (message: FromWorker): void => (self as unknown as Worker).postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => void hear(data));

async function hear(message: ToWorker): Promise<void> {
  switch (message.type) {
    case "ask":
      lang = message.lang;
      tongue = message.tongue;
      last = undefined;
      names = new Map();
      nameless = new Set();
      view = { order: null, filter: "" };
      return ask("/sparql", { method: "POST", body: new URLSearchParams({ query: message.query }) }, false);
    case "rest":
      return last?.next ? ask(last.next, {}, true) : undefined;
    case "cancel":
      return control?.abort();
    case "view":
      view = { order: message.order, filter: message.filter };
      rows.view(view.order, view.filter);
      return tell({ type: "viewed", shown: rows.total, unread: unread() });
    case "rows":
      return give(message.from, message.to);
    case "take":
      return take(message.id, message.columns, message.most);
    case "raw":
      return tell({ type: "raw", text: text.slice(0, message.most), cut: text.length > message.most });
  }
}

async function ask(address: string, how: RequestInit, more: boolean): Promise<void> {
  control?.abort();
  const own = (control = new AbortController());
  const began = performance.now();
  try {
    // The address of the rest is whole, and may name the host otherwise than this page does.
    const { pathname, search } = new URL(address, self.location.origin);
    const Accept = "application/sparql-results+json, application/n-triples, application/problem+json;q=0.1";
    const response = await fetch(pathname + search, { ...how, signal: own.signal, headers: { Accept, "Accept-Language": lang } });
    const head = (name: string): string => response.headers.get(`Clusterscape-${name}`) ?? "";
    tell({ type: "begun", heads: { query: head("Query"), budget: head("Budget"), limit: head("Limit"), rewritten: head("Rewritten") } });
    if (!response.ok) return tell({ type: "failed", problem: await problemOf(response) });
    const { body, broken } = await taken(response, own.signal);
    if (own.signal.aborted) return tell({ type: "cancelled" });
    text = more ? `${text}\n${body}` : body;
    const part = read(body, response, broken);
    seconds = (performance.now() - began) / 1000;
    keep(part, more);
    await learn(more ? [] : rows.all);
    rows.view(view.order, view.filter);
    tell({ type: "done", answered: answered(part), more });
  } catch {
    tell(own.signal.aborted ? { type: "cancelled" } : { type: "failed", problem: null });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return { title: response.statusText, detail: "", ...told, status: response.status };
}

/** The body, as far as it came. */
async function taken(response: Response, signal: AbortSignal): Promise<{ body: string; broken: boolean }> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  const reader = response.body!.getReader();
  let bytes = 0;
  let told = performance.now();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { body: pieces.join("") + decoder.decode(), broken: false };
      pieces.push(decoder.decode(value, { stream: true }));
      bytes += value.length;
      if (performance.now() - told > TELL) {
        told = performance.now();
        tell({ type: "progress", bytes });
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return { body: pieces.join(""), broken: true };
  }
}

function read(body: string, response: Response, broken: boolean): Part {
  const link = /<([^>]*)>;\s*rel="next"/.exec(response.headers.get("Link") ?? "")?.[1] ?? "";
  const head = response.headers.get("Clusterscape-Limit") ?? "";
  const limit = head.startsWith("at-most") ? "" : limitOf(head);
  if (!response.headers.get("Content-Type")?.includes("json")) {
    const cut = limitOf(/^#.*$/m.exec(body.slice(-2000))?.[0] ?? "");
    return { columns: ["subject", "predicate", "object"], rows: readTriples(body), verdict: null, triples: true, limit: limit || cut, next: link, broken };
  }
  const document = parsed(body, broken);
  const columns = document.head.vars ?? [];
  const bindings = document.results?.bindings ?? [];
  const found = bindings.map((row) => columns.map((column) => cell(row[column])));
  const said = document["clusterscape:limit"];
  const told = said ? `${said.limit}=${said.most}` : "";
  const rest = link || (said?.next ?? "");
  return { columns, rows: found, verdict: document.boolean ?? null, triples: false, limit: limit || told, next: rest, broken };
}

/** Which limit was reached: `rows=1000000` or `bytes=…`. */
function limitOf(text: string): string {
  return /(?:rows|bytes)=\d+/.exec(text)?.[0] ?? "";
}

/** The document; of one that broke off, the rows that are whole. */
function parsed(body: string, broken: boolean): Results {
  if (!broken) return JSON.parse(body) as Results;
  const end = body.lastIndexOf("},{");
  return JSON.parse(end < 0 ? '{"head":{"vars":[]}}' : `${body.slice(0, end + 1)}]}}`) as Results;
}

function cell(term: { type: string; value: string; datatype?: string; "xml:lang"?: string } | undefined): Cell | undefined {
  if (!term) return undefined;
  const made: Cell = { type: term.type === "uri" || term.type === "bnode" ? term.type : "literal", value: term.value };
  if (term.datatype) made.datatype = term.datatype;
  if (term["xml:lang"]) made.lang = term["xml:lang"];
  return made;
}

function keep(part: Part, more: boolean): void {
  const before = more ? rows.all : [];
  last = part;
  rows = new Rows(before.length ? before.concat(part.rows) : part.rows, names, lang);
}

function answered(part: Part): Answered {
  const columns = part.columns;
  return {
    columns,
    triples: part.triples,
    verdict: part.verdict,
    total: rows.all.length,
    seconds,
    limit: part.limit,
    next: part.next,
    broken: part.broken,
    numeric: columns.map((_, at) => rows.every(at, isNumber)),
    things: columns.map((_, at) => rows.every(at, (each) => each.type === "uri")),
  };
}

/** Looks up the names of things that are not known yet, at most so many as one request takes. */
async function learn(part: readonly Row[]): Promise<boolean> {
  const wanted = new Set<string>();
  for (const row of part) {
    for (const each of row) {
      if (each?.type === "uri" && !names.has(each.value) && !nameless.has(each.value)) wanted.add(each.value);
      if (wanted.size >= NAMES_AT_ONCE) break;
    }
  }
  if (!wanted.size) return false;
  try {
    const body = JSON.stringify({ iris: [...wanted] });
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await fetch(`/completion/names?lang=${tongue}`, { method: "POST", body, headers });
    if (!response.ok) return false;
    const { items } = (await response.json()) as { items: Record<string, Name> };
    wanted.forEach((iri) => (items[iri] ? names.set(iri, items[iri]) : nameless.add(iri)));
    return true;
  } catch {
    return false; // identifiers alone are shown
  }
}

/** Of how many things nobody has looked up the names by which the rows should be sorted or narrowed. */
function unread(): number {
  const { order, filter } = view;
  const found = new Set<string>();
  for (const row of order || filter.trim() ? rows.all : []) {
    for (const each of filter.trim() ? row : [row[order!.column]]) {
      if (each?.type === "uri" && !names.has(each.value) && !nameless.has(each.value)) found.add(each.value);
    }
  }
  return found.size;
}

function namesOf(part: readonly Row[]): Record<string, Name> {
  const found: Record<string, Name> = {};
  for (const row of part) for (const each of row) if (each?.type === "uri" && names.has(each.value)) found[each.value] = names.get(each.value)!;
  return found;
}

async function give(from: number, to: number): Promise<void> {
  const part = rows.part(from, to);
  tell({ type: "rows", from, rows: part, names: namesOf(part) });
  if (await learn(part)) tell({ type: "rows", from, rows: part, names: namesOf(part) });
}

async function take(id: number, columns: readonly number[], most: number): Promise<void> {
  const part = rows.part(0, most).map((row) => columns.map((column) => row[column]));
  await learn(part);
  tell({ type: "taken", id, rows: part, names: namesOf(part) });
}
