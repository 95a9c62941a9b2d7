// The addresses that the page asks: those of the service, with what of the state they depend on.
import { readable, START, writeState, type State } from "./state";

/** What no picture depends on: which view is seen, and where one looks in it. */
const UNSEEN = { view: START.view, camera: null, ground: null, sort: START.sort, by: START.by };

export class Addresses {
  constructor(private readonly base: { lang: string; usual: string; networks: string[] }) {}

  of(state: State): string {
    if (state.query) return "";
    return this.base.networks.includes(state.of) ? state.of : this.base.usual;
  }

  data(state: State): string {
    return this.made("/map/data.bin", this.picture(state));
  }

  names(state: State): (start: number, count: number) => string {
    return (start, count) => this.made("/map/names.json", { ...this.picture(state), start: String(start), count: String(count) });
  }

  projections(): string {
    return this.made("/map/projections.json", {});
  }

  asked(path: string, parameters: Record<string, string>): string {
    return this.made(path, parameters);
  }

  /** The map of places in the same state; what only concerns the network does not matter there. */
  places(state: State): string {
    const given = writeState({ ...state, ...UNSEEN, at: [], open: [], pin: [], colour: "kind" });
    given.set("of", this.of(state));
    given.set("lang", this.base.lang);
    given.set("embed", "1"); // the picture alone
    return `/map/places.svg?${readable(given)}`;
  }

  /** What is shown, as a file of some form; where one looks goes along, for the address that the file names. */
  download(form: string, state: State): string {
    const given = writeState(state);
    for (const [name, value] of Object.entries({ ...this.picture(state), lang: this.base.lang })) given.set(name, value);
    return `/map/download.${form}?${readable(given)}`;
  }

  /** A page of the site, in the language of the reader. */
  page(path: string): string {
    const kept = new URLSearchParams();
    const here = new URLSearchParams(location.search);
    for (const name of ["lang", "ui"]) if (here.get(name)) kept.set(name, here.get(name)!);
    const text = kept.toString();
    return text ? `${path}${path.includes("?") ? "&" : "?"}${text}` : path;
  }

  /** The parameters that name the network. */
  picture(state: State): Record<string, string> {
    return state.query ? { query: state.query } : { of: this.of(state) };
  }

  private made(path: string, parameters: Record<string, string>): string {
    return `${path}?${readable(new URLSearchParams({ ...parameters, lang: this.base.lang }))}`;
  }
}
