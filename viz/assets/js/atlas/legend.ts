// Legend and filter in one: what each form, colour and line means, and which kinds are shown.
import { number } from "../common/number";
import type { Kind } from "./compact";
import { icon, make, part, type Texts } from "./dom";
import type { Looks } from "./looks";
import type { Net } from "./net";
import type { State } from "./state";

export class Legend {
  private readonly kinds: HTMLElement;
  private readonly colours: HTMLElement;
  private of = "";

  constructor(private readonly root: HTMLElement, private readonly texts: Texts, private readonly hide: (kinds: string[]) => void) {
    this.kinds = part(root, "kinds");
    this.colours = part(root, "colours");
    this.kinds.addEventListener("change", () => {
      const off = [...this.kinds.querySelectorAll<HTMLInputElement>("input")].filter((box) => !box.checked);
      this.hide(off.map((box) => box.value));
    });
  }

  show(net: Net, state: State, looks: Looks): void {
    const of = `${net.head.of} ${net.head.kinds.map((kind) => kind.key).join()} ${net.count} ${state.colour}`;
    if (of !== this.of) this.kinds.replaceChildren(...net.head.kinds.filter((kind) => kind.count).map((kind) => this.kind(kind, state)));
    this.of = of;
    for (const box of this.kinds.querySelectorAll<HTMLInputElement>("input")) box.checked = !state.hide.includes(box.value);
    this.colours.hidden = !looks.groups.length;
    this.colours.replaceChildren(...looks.groups.map(({ name, count, pair: [light, dark] }) => {
      const disc = icon({ path: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z", light, dark });
      return make("li", { title: name }, disc, make("span", { class: "at-brief" }, name), make("span", { class: "at-number" }, number(count)));
    }));
    const lines = part(this.root, "lines");
    lines.querySelector<HTMLElement>("[data-line=judged]")!.hidden = !net.flags.some((flags) => (flags & 1) !== 0);
    lines.querySelector<HTMLElement>("[data-line=weight]")!.hidden = !net.weight.some((weight) => weight > 1);
    lines.querySelector<HTMLElement>("[data-line=directed]")!.hidden = !net.flags.some((flags) => (flags & 2) === 0);
    for (const name of ["came", "went"]) lines.querySelector<HTMLElement>(`[data-line=${name}]`)!.hidden = !state.compare;
  }

  private kind(kind: Kind, state: State): HTMLElement {
    const box = make("input", { type: "checkbox", value: kind.key });
    // Where the colour means something else, only the form says the kind.
    const grey = { path: kind.path, light: "#4a5a56", dark: "#a4b5af" };
    const drawn = icon(state.colour === "kind" ? kind : grey);
    return make("label", { class: "at-kindbox" }, box, drawn, make("span", {}, kind.label), make("span", { class: "at-number" }, number(kind.count)));
  }
}
