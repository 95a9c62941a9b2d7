// The years: two sliders, from and to, and the comparison of the two.
import { fill, part, type Texts } from "./dom";
import type { Net } from "./net";
import type { State } from "./state";

export class Times {
  private years: [number, number] | null = null;
  private readonly from: HTMLInputElement;
  private readonly to: HTMLInputElement;
  private readonly compare: HTMLInputElement;
  private readonly beside: HTMLInputElement;

  constructor(private readonly root: HTMLElement, private readonly texts: Texts, change: (change: Partial<State>) => void) {
    this.from = part(root, "from");
    this.to = part(root, "to");
    this.compare = part(root, "compare");
    this.beside = part(root, "beside");
    const tell = (): void => {
      const [first, last] = this.years!;
      // The whole span is no filter.
      const [from, to] = [Math.min(+this.from.value, +this.to.value), Math.max(+this.from.value, +this.to.value)];
      const both = this.compare.checked;
      change({ from: from > first || both ? from : 0, to: to < last || both ? to : 0, compare: both, beside: both && this.beside.checked });
    };
    for (const input of [this.from, this.to]) input.addEventListener("input", tell);
    for (const box of [this.compare, this.beside]) box.addEventListener("change", tell);
  }

  put(net: Net): void {
    this.years = net.years();
    this.root.hidden = !this.years;
    if (!this.years) return;
    for (const input of [this.from, this.to]) [input.min, input.max] = this.years.map(String) as [string, string];
  }

  show(state: State): void {
    if (!this.years) return;
    const [first, last] = this.years;
    this.from.value = String(state.from || first);
    this.to.value = String(state.to || last);
    this.compare.checked = state.compare;
    this.beside.checked = state.beside;
    part(this.root, "beside-label").hidden = !state.compare;
    part(this.root, "years").textContent = fill(this.texts[state.compare ? "years_compared" : "years_shown"], { from: this.from.value, to: this.to.value });
  }
}
