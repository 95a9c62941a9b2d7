// What is chosen. It lives in the address, so that a link restores the view; each step can be undone.

export const VIEWS = ["network", "place", "table", "tree"] as const;
export const COLOURS = ["kind", "country", "community", "area"] as const;
export const SIZES = ["links", "between", "rank"] as const;
export const BRANCHES = ["country", "community"] as const;
export const COLUMNS = ["name", "kind", "country", "community", "links"] as const;
export type View = (typeof VIEWS)[number];
export type Branching = (typeof BRANCHES)[number];

export interface Camera {
  x: number;
  y: number;
  z: number;
}

export interface State {
  readonly of: string;
  readonly query: string;
  readonly q: string;
  readonly hide: readonly string[];
  readonly country: string;
  readonly area: string;
  readonly relation: string;
  readonly colour: (typeof COLOURS)[number];
  readonly size: (typeof SIZES)[number];
  readonly view: View;
  readonly at: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly compare: boolean;
  readonly beside: boolean; // the two years that are compared, each in a picture of its own
  readonly open: readonly string[];
  readonly gone: readonly string[];
  readonly only: readonly string[]; // all else is hidden, but for what was put in
  readonly pin: readonly string[];
  readonly camera: Camera | null;
  readonly ground: Camera | null; // the same on the map of places
  readonly sort: string; // a column of the table, with - before it from the greatest on
  readonly by: Branching; // of the tree
}

export const START: State = {
  of: "", query: "", q: "", hide: [], country: "", area: "", relation: "", colour: "kind", size: "links", view: "network",
  at: [], from: 0, to: 0, compare: false, beside: false, open: [], gone: [], only: [], pin: [], camera: null, ground: null, sort: "", by: "country",
};
const LISTS = ["hide", "at", "open", "gone", "only", "pin"] as const;
const TEXTS = ["of", "query", "q", "country", "area", "relation"] as const;
const YEARS = ["from", "to"] as const;
/** What undoing brings back: what is shown and how, but not where one looks and what one has chosen. */
const UNDONE = ["of", "query", "q", "hide", "country", "area", "relation", "colour", "size", "from", "to", "compare", "beside", "open", "gone", "only", "pin"] as const;
/** Where one looks: no step of its own, in the address all the same. */
const LOOKS: readonly (keyof State)[] = ["camera", "ground"];
const MOST = 200; // steps that can be undone

/** The state that an address tells; what it tells wrongly is left as it is without it. */
export function readState(given: URLSearchParams): State {
  const list = (name: string): string[] => (given.get(name) ?? "").split(",").filter(Boolean);
  const year = (name: string): number => (/^\d{4}$/.test(given.get(name) ?? "") ? Number(given.get(name)) : 0);
  const of = <Value extends string>(name: string, among: readonly Value[]): Value => among.find((each) => each === given.get(name)) ?? among[0]!;
  const [from, to] = [year("from"), year("to")];
  return {
    ...(Object.fromEntries(TEXTS.map((name) => [name, given.get(name) ?? ""])) as Record<(typeof TEXTS)[number], string>),
    ...(Object.fromEntries(LISTS.map((name) => [name, list(name)])) as Record<(typeof LISTS)[number], string[]>),
    from: from && to ? Math.min(from, to) : from,
    to: from && to ? Math.max(from, to) : to,
    compare: given.get("compare") === "1",
    beside: given.get("beside") === "1",
    colour: of("colour", COLOURS),
    size: of("size", SIZES),
    view: of("view", VIEWS),
    by: of("by", BRANCHES),
    sort: COLUMNS.some((name) => [name, `-${name}`].includes(given.get("sort") ?? "")) ? given.get("sort")! : "",
    camera: camera(["x", "y", "z"].map((name) => given.get(name) ?? "")),
    ground: camera((given.get("ground") ?? "").split("*")),
  };
}

/** Where one looks, by three numbers; nothing where one of them is none. */
function camera(told: string[]): Camera | null {
  const [x = NaN, y = NaN, z = NaN] = told.map((each) => (each ? Number(each) : NaN));
  return [x, y, z].every(Number.isFinite) && z > 0 ? { x, y, z } : null;
}

/** What an address says that cannot be heeded: none of the values that there are. */
export function unheeded(given: URLSearchParams): string[] {
  const state = readState(given);
  const told = { view: state.view, colour: state.colour, size: state.size, by: state.by, sort: state.sort, from: state.from || "", to: state.to || "" };
  const years = [given.get("from"), given.get("to")];
  const alone = state.beside && !areBeside(state) ? ["beside=1"] : [];
  const isHeeded = (name: string, value: unknown): boolean => given.get(name) === String(value) || (["from", "to"].includes(name) && value !== "" && years.includes(String(value)));
  return [...Object.entries(told).filter(([name, value]) => given.get(name) && !isHeeded(name, value)).map(([name]) => `${name}=${given.get(name)}`), ...alone];
}

/** Whether two years are seen side by side. */
export function areBeside(state: State): boolean {
  return state.compare && state.beside && state.from > 0 && state.from < state.to;
}

/** The state as parameters of an address; what is as at the start is left out. */
export function writeState(state: State, into = new URLSearchParams()): URLSearchParams {
  const values: Record<string, string> = {};
  for (const name of TEXTS) values[name] = state[name];
  for (const name of LISTS) values[name] = state[name].join(",");
  for (const name of YEARS) values[name] = state[name] ? String(state[name]) : "";
  for (const name of ["compare", "beside"] as const) values[name] = state[name] ? "1" : "";
  values["sort"] = state.sort;
  values["ground"] = state.ground ? [state.ground.x, state.ground.y, state.ground.z].map((each) => Number(each.toFixed(4))).join("*") : "";
  for (const name of ["colour", "size", "view", "by"] as const) values[name] = state[name] === START[name] ? "" : state[name];
  for (const name of ["x", "y", "z"] as const) values[name] = state.camera ? String(Number(state.camera[name].toFixed(4))) : "";
  for (const [name, value] of Object.entries(values)) {
    if (value) into.set(name, value);
    else into.delete(name);
  }
  return into;
}

/** An address that people can read: slashes and commas stay what they are. */
export function readable(parameters: URLSearchParams): string {
  return parameters.toString().replace(/%2F/g, "/").replace(/%2C/g, ",");
}

type Told = (state: State, before: State) => void;

/** Keeps the state, writes it to the address, and tells who wants to know. */
export class Keeper {
  private now: State;
  private readonly past: State[] = [];
  private future: State[] = [];
  private last = "";

  /** A page within another adds nothing to the way back of that one. */
  constructor(private readonly told: Told, private readonly isFramed: boolean) {
    this.now = readState(new URLSearchParams(location.search));
    addEventListener("popstate", () => this.put(readState(new URLSearchParams(location.search)), "keep"));
  }

  get state(): State {
    return this.now;
  }

  /** Changes some of the state; a change of the camera or of a word being typed makes no step of its own. */
  change(change: Partial<State>): void {
    const names = Object.keys(change) as (keyof State)[];
    const next = { ...this.now, ...change };
    const isLook = names.every((name) => LOOKS.includes(name));
    if (names.every((name) => String(this.now[name]) === String(next[name]) && !LOOKS.includes(name))) return;
    const undoable = names.some((name) => (UNDONE as readonly string[]).includes(name));
    const typed = names.every((name) => ["q", "from", "to"].includes(name)) && this.last === names.join();
    if (undoable && !typed) {
      this.past.push(this.now);
      this.past.splice(0, this.past.length - MOST);
    }
    if (undoable) this.future = [];
    // A word that was typed and taken back is no step.
    if (typed && this.past.length && UNDONE.every((name) => String(this.past.at(-1)![name]) === String(next[name]))) [this.last] = ["", this.past.pop()];
    else if (!isLook) this.last = names.join();
    this.put(next, typed || isLook ? "replace" : "push");
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo(): void {
    this.swap(this.past, this.future);
  }

  redo(): void {
    this.swap(this.future, this.past);
  }

  private swap(from: State[], to: State[]): void {
    const back = from.pop();
    if (!back) return;
    to.push(this.now);
    this.last = "";
    const kept = Object.fromEntries(UNDONE.map((name) => [name, back[name]])) as Partial<State>;
    this.put({ ...this.now, ...kept }, "push");
  }

  private put(next: State, how: "push" | "replace" | "keep"): void {
    const before = this.now;
    this.now = next;
    if (how !== "keep") {
      const text = readable(writeState(next, new URLSearchParams(location.search)));
      const address = `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
      try {
        if (how === "push" && !this.isFramed) history.pushState(null, "", address);
        else history.replaceState(null, "", address);
      } catch {
        // A page inside a sandbox has no address of its own; the map works without.
      }
    }
    this.told(next, before);
  }
}
