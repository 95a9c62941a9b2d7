// What is chosen. It lives in the address, so that a link restores the view; each step can be undone.

export const VIEWS = ["network", "place", "table", "tree"] as const;
export const COLOURS = ["kind", "country", "community", "area"] as const;
export const SIZES = ["links", "between", "rank"] as const;
export type View = (typeof VIEWS)[number];

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
  readonly open: readonly string[];
  readonly gone: readonly string[];
  readonly pin: readonly string[];
  readonly camera: Camera | null;
}

export const START: State = {
  of: "", query: "", q: "", hide: [], country: "", area: "", relation: "", colour: "kind", size: "links", view: "network",
  at: [], from: 0, to: 0, compare: false, open: [], gone: [], pin: [], camera: null,
};
const LISTS = ["hide", "at", "open", "gone", "pin"] as const;
const TEXTS = ["of", "query", "q", "country", "area", "relation"] as const;
const YEARS = ["from", "to"] as const;
/** What undoing brings back: what is shown and how, but not where one looks and what one has chosen. */
const UNDONE = ["of", "query", "q", "hide", "country", "area", "relation", "colour", "size", "from", "to", "compare", "open", "gone", "pin"] as const;
const MOST = 200; // steps that can be undone

/** The state that an address tells; what it tells wrongly is left as it is without it. */
export function readState(given: URLSearchParams): State {
  const list = (name: string): string[] => (given.get(name) ?? "").split(",").filter(Boolean);
  const year = (name: string): number => (/^\d{4}$/.test(given.get(name) ?? "") ? Number(given.get(name)) : 0);
  const of = <Value extends string>(name: string, among: readonly Value[]): Value => among.find((each) => each === given.get(name)) ?? among[0]!;
  const camera = { x: Number(given.get("x")), y: Number(given.get("y")), z: Number(given.get("z")) };
  const seen = given.has("z") && Object.values(camera).every(Number.isFinite) && camera.z > 0;
  return {
    ...(Object.fromEntries(TEXTS.map((name) => [name, given.get(name) ?? ""])) as Record<(typeof TEXTS)[number], string>),
    ...(Object.fromEntries(LISTS.map((name) => [name, list(name)])) as Record<(typeof LISTS)[number], string[]>),
    from: year("from"),
    to: year("to"),
    compare: given.get("compare") === "1",
    colour: of("colour", COLOURS),
    size: of("size", SIZES),
    view: of("view", VIEWS),
    camera: seen ? camera : null,
  };
}

/** The state as parameters of an address; what is as at the start is left out. */
export function writeState(state: State, into = new URLSearchParams()): URLSearchParams {
  const values: Record<string, string> = {};
  for (const name of TEXTS) values[name] = state[name];
  for (const name of LISTS) values[name] = state[name].join(",");
  for (const name of YEARS) values[name] = state[name] ? String(state[name]) : "";
  values["compare"] = state.compare ? "1" : "";
  for (const name of ["colour", "size", "view"] as const) values[name] = state[name] === START[name] ? "" : state[name];
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
    if (names.every((name) => String(this.now[name]) === String(next[name]) && name !== "camera")) return;
    const undoable = names.some((name) => (UNDONE as readonly string[]).includes(name));
    const typed = names.every((name) => ["q", "from", "to"].includes(name)) && this.last === names.join();
    if (undoable && !typed) {
      this.past.push(this.now);
      this.past.splice(0, this.past.length - MOST);
    }
    if (undoable) this.future = [];
    if (!names.every((name) => name === "camera")) this.last = names.join();
    this.put(next, typed || names.every((name) => name === "camera") ? "replace" : "push");
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
