// Two years side by side: two pictures of one network, with the same places, camera and choice; each shows its year.
import { number } from "../common/number";
import { fill, part, type Texts } from "./dom";
import type { Lit } from "./lit";
import type { Net } from "./net";
import { Picture, type Told } from "./picture";
import { shown, type Shown } from "./shown";
import { areBeside, type State } from "./state";

export const HALVES = ["", "-other"] as const;

/** What holds in one year; links that end before the other, or have come since, stay marked. */
export function within(net: Net, state: State, both: Shown, year: number): Shown {
  return { ...shown(net, { ...state, compare: false, from: year, to: year }), changed: both.changed };
}

/** The second picture, and what both of them need to stand side by side. */
export class Halves {
  picture: Picture | null = null;
  private isOn = false;

  constructor(private readonly root: HTMLElement, private readonly texts: Texts) {}

  /** Makes room for the second picture or takes it back; says whether that changed. */
  divide(state: State): boolean {
    const had = this.isOn;
    this.isOn = areBeside(state);
    part(this.root, "half-other").hidden = !this.isOn;
    for (const name of HALVES) {
      part(this.root, `year${name}`).hidden = !this.isOn;
      if (this.isOn) part(this.root, `canvas${name}`).setAttribute("aria-labelledby", `at-year${name}`);
      else part(this.root, `canvas${name}`).removeAttribute("aria-labelledby");
    }
    return this.isOn !== had;
  }

  /** Draws the later year beside the earlier one. */
  draw(first: Picture, net: Net, lit: Lit, told: Told): void {
    if (!this.picture) {
      this.picture = new Picture(net, part(this.root, "canvas-other"), lit, told);
      this.join(first, this.picture);
    } else if (this.picture.net !== net) this.picture.put(net, lit);
    else this.picture.show(lit);
    this.follow(first, this.picture);
  }

  /** Heads both pictures with their years, and how much each of them shows. */
  head(state: State, net: Net, both: readonly Shown[]): void {
    HALVES.forEach((name, at) => {
      const { things, links } = both[at]!;
      const year = at ? state.to : state.from;
      part(this.root, `year${name}`).textContent = fill(this.texts["year_counted"], { year, n: number(things), links: number(links) });
    });
  }

  private join(one: Picture, two: Picture): void {
    one.sigma.getCamera().on("updated", () => this.isOn && this.follow(one, two));
    two.sigma.getCamera().on("updated", () => this.isOn && this.follow(two, one));
  }

  /** One camera that is where the other is moves no more: so the two do not chase each other. */
  private follow(leader: Picture, other: Picture): void {
    other.sigma.getCamera().setState(leader.sigma.getCamera().getState());
  }
}
