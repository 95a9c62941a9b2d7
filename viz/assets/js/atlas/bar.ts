// The controls above the picture: which network, narrowed how, coloured by what, and the way back.
import { number } from "../common/number";
import { make, part, type Texts } from "./dom";
import type { Net } from "./net";
import type { Keeper, State } from "./state";

export interface Projection {
  name: string;
  title: string;
  help: string;
  url: string;
}

const CHOICES = ["country", "area", "relation"] as const;

export class Bar {
  private readonly of: HTMLSelectElement;
  private projections: Projection[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly texts: Texts,
    private readonly keeper: Keeper,
    everything: () => void,
    private readonly address: (form: string, state: State) => string,
  ) {
    this.of = part(root, "of");
    this.of.addEventListener("change", () => keeper.change({ of: this.of.value, query: "", at: [], open: [], gone: [], only: [], pin: [], relation: "", camera: null }));
    for (const name of CHOICES) this.select(name).addEventListener("change", (event) => keeper.change({ [name]: (event.target as HTMLSelectElement).value }));
    for (const name of ["colour", "size"] as const) this.select(name).addEventListener("change", (event) => keeper.change({ [name]: (event.target as HTMLSelectElement).value } as Partial<State>));
    part(root, "reset").addEventListener("click", everything);
    part(root, "undo").addEventListener("click", () => keeper.undo());
    part(root, "redo").addEventListener("click", () => keeper.redo());
    part<HTMLFormElement>(root, "bar").addEventListener("submit", (event) => event.preventDefault());
    addEventListener("keydown", (event) => this.key(event));
    // Where there is room, filters need no folding.
    const wide = matchMedia("(min-width: 60.01rem)");
    const unfold = (): void => void (part<HTMLDetailsElement>(root, "filters").open = wide.matches);
    wide.addEventListener("change", unfold);
    unfold();
  }

  /** The networks there are. */
  offer(projections: Projection[], of: string): void {
    this.projections = projections;
    this.of.replaceChildren(...projections.map((each) => make("option", { value: each.name }, each.title)));
    this.explain(of);
  }

  /** What this network can be narrowed to. */
  put(net: Net): void {
    const lists = { country: net.head.countries, area: net.head.areas, relation: net.head.relations.map(([key, label]): [string, string, number] => [key, label, 0]) };
    for (const name of CHOICES) {
      const select = this.select(name);
      const all = make("option", { value: "" }, this.texts[`all_${name}`] ?? "");
      const options = lists[name].map(([key, label, count]) => make("option", { value: key }, count ? `${label} (${number(count)})` : label));
      select.replaceChildren(all, ...options);
      select.parentElement!.hidden = options.length < 2;
    }
    for (const name of ["between", "rank"]) this.select("size").querySelector<HTMLOptionElement>(`[value=${name}]`)!.hidden = !net.has(name);
    this.select("size").parentElement!.hidden = !net.has("between") && !net.has("rank");
    this.select("colour").querySelector<HTMLOptionElement>("[value=community]")!.hidden = net.head.communities.length < 2;
  }

  show(state: State, net: Net, of: string): void {
    for (const name of CHOICES) this.select(name).value = state[name];
    this.select("colour").value = state.colour;
    this.select("size").value = state.size;
    const find = part<HTMLInputElement>(this.root, "find");
    if (document.activeElement !== find) find.value = state.q;
    part<HTMLButtonElement>(this.root, "undo").disabled = !this.keeper.canUndo;
    part<HTMLButtonElement>(this.root, "redo").disabled = !this.keeper.canRedo;
    const { hide, gone, only } = state;
    part(this.root, "reset").hidden = !(hide.length || gone.length || only.length || state.country || state.area || state.relation || state.q || state.from || state.to);
    part(this.root, "title").textContent = net.head.title || this.texts["title"] || "";
    part(this.root, "help").textContent = net.head.help;
    // A frame of another site offers no files.
    const told = this.root.querySelector<HTMLElement>("[data-part=not-in-files]");
    if (told) told.hidden = !(state.open.length || state.pin.length);
    if (this.projections.length) this.explain(of);
    for (const link of this.root.querySelectorAll<HTMLAnchorElement>("[data-form]")) link.href = this.address(link.dataset["form"] ?? "", state);
  }

  private explain(of: string): void {
    this.of.value = of;
    const link = part<HTMLAnchorElement>(this.root, "query");
    const found = this.projections.find((each) => each.name === of);
    link.hidden = !found;
    if (found) link.href = found.url;
  }

  private select(name: string): HTMLSelectElement {
    return part<HTMLSelectElement>(this.root, name);
  }

  private key(event: KeyboardEvent): void {
    const inText = (event.target as HTMLElement).closest?.("input:not([type=checkbox], [type=range]), textarea");
    if (!(event.ctrlKey || event.metaKey) || inText) return;
    const letter = event.key.toLowerCase();
    if (letter === "z" && !event.shiftKey) this.keeper.undo();
    else if (letter === "y" || (letter === "z" && event.shiftKey)) this.keeper.redo();
    else return;
    event.preventDefault();
  }
}
