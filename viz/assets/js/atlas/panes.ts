// The four views of one state, of which one is seen: network, places, table and tree.
import { part, type Texts } from "./dom";
import { Forces, LIVE } from "./forces";
import { HALVES, Halves, within } from "./halves";
import { Lasso } from "./lasso";
import { radius, type Looks } from "./looks";
import type { Net } from "./net";
import type { Lit } from "./lit";
import { Picture, type Told } from "./picture";
import { Places } from "./places";
import type { Shown } from "./shown";
import { areBeside, VIEWS, type Camera, type State, type View } from "./state";
import { Table } from "./table";
import { stillness } from "./theme";
import { Tree } from "./tree";

export interface Asks {
  picked: (at: number, more: boolean) => void;
  pickedKeys: (keys: string[], more: boolean) => void;
  lassoed: (ats: number[]) => void;
  pinned: (at: number, x: number, y: number) => void;
  changed: (change: Partial<State>) => void; // which view, and where one looks in it
  isShown: () => boolean; // whether nothing that was chosen is still on its way
  spoken: (at: number) => void;
  placed: (state: State) => string;
  named: (ats: number[]) => void;
}

export interface Content {
  net: Net;
  shown: Shown;
  looks: Looks;
  selected: number[];
  isNew: boolean; // another choice than before
}

export class Panes {
  picture: Picture | null = null;
  private readonly tabs: HTMLElement[];
  private readonly table: () => Table;
  private readonly tree: () => Tree;
  private readonly places: Places;
  private readonly halves: Halves;
  private lassos: Lasso[] = [];
  private forces: Forces | null = null;
  private content: Content | null = null;
  private state: State | null = null;
  private hasWebGL = true;
  private moved: ReadonlyMap<number, { x: number; y: number }> = new Map();

  constructor(private readonly root: HTMLElement, texts: Texts, private readonly net: () => Net, private readonly layered: readonly string[], private readonly asks: Asks) {
    this.tabs = [...root.querySelectorAll<HTMLElement>("[role=tab]")];
    this.table = once(() => new Table(part(root, "table"), texts, net, asks.picked, (sort) => asks.changed({ sort })));
    this.tree = once(() => new Tree(part(root, "tree"), texts, net, asks.picked, (by) => asks.changed({ by })));
    this.places = new Places(part(root, "place"), texts, asks.pickedKeys, (ground) => asks.changed({ ground }));
    this.halves = new Halves(root, texts);
    this.toolbar();
    for (const name of ["pointerdown", "wheel", "keydown"]) root.addEventListener(name, () => (this.isTouched = true), { capture: true, passive: true });
  }

  show(state: State, content: Content): void {
    [this.state, this.content] = [state, content];
    this.moved = pins(state, content.net);
    const view = state.view === "network" && !this.hasWebGL ? "table" : state.view;
    for (const tab of this.tabs) {
      const isOn = tab.dataset["view"] === view;
      tab.setAttribute("aria-selected", String(isOn));
      tab.tabIndex = isOn ? 0 : -1;
      part(this.root, `pane-${tab.dataset["view"]}`).hidden = !isOn;
    }
    part(this.root, "tools").hidden = view === "table" || view === "tree";
    part(this.root, "lasso").hidden = view !== "network";
    part(this.root, "live").hidden = view !== "network" || !this.mayMove(content.net);
    this.root.dataset["view"] = view;
    const selected = new Set(content.selected);
    // What was chosen in another view is brought into sight in this one.
    const reveal = content.isNew || this.seen !== view;
    this.seen = view;
    if (view === "network") this.network(content, reveal);
    else if (view === "table") this.table().show(content.shown, selected, reveal, state.sort);
    else if (view === "tree") this.tree().show(content.shown, selected, reveal, state.by);
    else void this.places.show(this.asks.placed(state), state.at, state.ground);
    if (view !== "table" && view !== "tree") this.asks.named(content.selected);
    else this.asks.named([...(content.shown.matching ?? content.shown.visible).keys()]);
  }

  /** Another network comes: nothing of the last one holds. */
  forget(): void {
    this.forces?.stop();
    this.forces = null;
  }

  /** More names are known. */
  renamed(shown: Shown): void {
    if (this.state && this.content) this.show(this.state, { ...this.content, shown });
  }

  where(at: number): { x: number; y: number } {
    const net = this.net();
    return this.picture?.where(at) ?? { x: net.x[at]!, y: net.y[at]! };
  }

  fly(at: number): void {
    this.picture?.eye.fly(at);
  }

  get camera(): Camera | null {
    return this.picture?.eye.camera ?? null;
  }

  focus(): void {
    (this.root.dataset["view"] === "network" ? part(this.root, "canvas") : this.tabs.find((tab) => tab.tabIndex === 0))?.focus();
  }

  fit(): void {
    if (!this.content) return;
    const { shown } = this.content;
    this.picture?.eye.fit([...shown.visible.keys()].filter((at) => shown.visible[at]));
  }

  /** The picture of the later of two years that are seen side by side. */
  get other(): Picture | null {
    return this.halves.picture;
  }

  private network(content: Content, reveal = false): void {
    const { state } = this;
    const isDivided = this.halves.divide(state!);
    const both = areBeside(state!) ? [state!.from, state!.to].map((year) => within(content.net, state!, content.shown, year)) : [];
    const lit = this.lit({ ...content, shown: both[0] ?? content.shown });
    const [picture, hadThings] = [this.picture, this.things];
    // The same things stand at the same places in both: where the service put them.
    if (isDivided) this.forget();
    this.things = content.shown.things;
    if (!picture) this.start(content.net, lit);
    else if (content.net !== this.drawn || isDivided) this.put(content.net, lit);
    else picture.show(lit);
    // What is hidden leaves room, what comes back takes it.
    if (picture && content.net === this.drawn && hadThings !== this.things) this.warm();
    this.drawn = content.net;
    if (both[1] && this.picture) {
      this.halves.head(state!, content.net, both);
      this.halves.draw(this.picture, content.net, this.lit({ ...content, shown: both[1] }), this.told(() => this.picture));
    }
    if (isDivided && picture) this.refit(picture);
    const [at] = content.selected;
    if (this.state!.camera !== this.aimed) this.aim(lit);
    else if (reveal && at !== undefined && content.selected.length === 1) this.picture?.eye.reveal(at);
  }

  /** There is less room or more than before: who has not said where to look sees everything again. */
  private refit(picture: Picture): void {
    picture.sigma.resize();
    if (!this.state!.camera) this.fit();
  }

  /** Looks where the state says: an address, a step of a story, or the way back. */
  private aim(lit: Lit): void {
    const { camera } = this.state!;
    this.aimed = camera;
    if (camera) this.picture?.eye.set(camera);
    else if (this.picture) this.open(lit);
  }

  private aimed: Camera | null = null;
  private drawn: Net | null = null;
  private things = 0;
  private lassoed: () => void = () => undefined;
  private isTouched = false;
  private seen: View | "" = "";

  private lit({ net, shown, looks, selected }: Content): Lit {
    const near = new Set(selected);
    if (selected.length === 1) {
      for (const link of net.linksOf(selected[0]!)) if (shown.drawn[link]) near.add(net.other(link, selected[0]!));
    }
    return { shown, looks, selected: new Set(selected), near, moved: this.moved, radius: radius(net, this.state!) };
  }

  private start(net: Net, lit: Lit): void {
    try {
      this.picture = new Picture(net, part(this.root, "canvas"), lit, this.told(() => this.other));
    } catch (error) {
      console.error(error);
      this.hasWebGL = false;
      part(this.root, "no-webgl").hidden = false;
      if (this.state) this.show(this.state, this.content!);
      return;
    }
    this.lassos = HALVES.map((name) => new Lasso(part(this.root, `canvas${name}`), this.root.querySelector<SVGSVGElement>(`[data-part=lasso-line${name}]`)!, (contains) => {
      this.lassoed();
      this.asks.lassoed((name ? this.other : this.picture)!.within(contains));
    }));
    this.aim(lit);
    performance.mark("map-drawn");
  }

  /** What a picture tells; a thing that is dragged in one moves in the other too. */
  private told(twin: () => Picture | null): Told {
    return {
      picked: this.asks.picked,
      moved: (at, x, y) => {
        twin()?.place(at, x, y);
        if (this.forces?.held.set(at, { x, y })) this.warm();
      },
      dropped: this.asks.pinned,
      // Until a reader moves it, the view is the one that opens by itself, and needs no address; and where one looks
      // now is not where one is to look in what is on its way.
      looked: () => this.isTouched && this.asks.isShown() && this.asks.changed({ camera: (this.aimed = this.picture!.eye.camera) }),
      hovered: (at) => at >= 0 && this.asks.named([at]),
    };
  }

  /** The first view: everything; on a narrow screen or where a choice was sent along, what matters of it. */
  private open({ shown, near, selected }: Lit): void {
    const all = [...shown.visible.keys()].filter((at) => shown.visible[at]);
    if (selected.size) this.picture!.eye.fit(near, false);
    else if (all.length < shown.visible.length) this.picture!.eye.fit(all, false);
    else if (this.picture!.eye.isNarrow) this.picture!.eye.fit(this.content!.net.main(), false);
    else this.picture!.eye.fit(all, false);
  }

  private put(net: Net, lit: Lit): void {
    const isOther = net.head.of !== this.drawn?.head.of || net.head.bounds.join() !== this.drawn?.head.bounds.join();
    this.picture!.put(net, lit);
    this.forget();
    if (isOther) this.picture!.eye.fit([...net.x.keys()], false);
    else if (this.isLive) this.warm();
  }

  private mayMove(net: Net): boolean {
    return net.count <= LIVE && !this.layered.includes(net.head.of) && !areBeside(this.state!);
  }

  private get isLive(): boolean {
    return part(this.root, "live").getAttribute("aria-pressed") === "true";
  }

  private warm(): void {
    if (!this.content || !this.picture) return;
    const { net } = this.content;
    if (!this.mayMove(net) || !this.isLive) return;
    this.forces ??= new Forces(net, () => this.content!.shown.visible, (at, x, y) => this.picture!.place(at, x, y), () => this.picture!.moving());
    for (const [at, place] of this.moved) this.forces.held.set(at, place);
    this.forces.warm();
  }

  private toolbar(): void {
    for (const tab of this.tabs) tab.addEventListener("click", () => this.asks.changed({ view: tab.dataset["view"] as View }));
    this.root.querySelector("[role=tablist]")!.addEventListener("keydown", (event) => this.tabKey(event as KeyboardEvent));
    const isPlace = (): boolean => this.root.dataset["view"] === "place";
    part(this.root, "zoom-in").addEventListener("click", () => (isPlace() ? this.places.by(1.5) : this.picture?.eye.zoom(1.5)));
    part(this.root, "zoom-out").addEventListener("click", () => (isPlace() ? this.places.by(1 / 1.5) : this.picture?.eye.zoom(1 / 1.5)));
    part(this.root, "zoom-all").addEventListener("click", () => (isPlace() ? this.places.by(0) : this.fit()));
    const lasso = part(this.root, "lasso");
    lasso.addEventListener("click", () => {
      for (const each of this.lassos) each.isOn = !each.isOn;
      lasso.setAttribute("aria-pressed", String(this.lassos[0]?.isOn ?? false));
    });
    // Once it has chosen, a finger moves the picture again.
    this.lassoed = () => this.lassos[0]?.isOn && lasso.click();
    const live = part(this.root, "live");
    live.setAttribute("aria-pressed", String(!stillness.matches));
    live.addEventListener("click", () => {
      live.setAttribute("aria-pressed", String(!this.isLive));
      if (this.isLive) this.warm();
      else this.forces?.stop();
    });
    part(this.root, "full").addEventListener("click", () => void (document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen()));
    part(this.root, "full").hidden = !document.fullscreenEnabled;
  }

  private tabKey(event: KeyboardEvent): void {
    const at = this.tabs.findIndex((tab) => tab === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: this.tabs.length - 1 - at }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length]!;
    this.asks.changed({ view: VIEWS.find((view) => view === next.dataset["view"])! });
    next.focus();
  }
}

function once<Value>(make_: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make_());
}

function pins(state: State, net: Net): Map<number, { x: number; y: number }> {
  const found = new Map<number, { x: number; y: number }>();
  for (const pin of state.pin) {
    const [key = "", x, y] = pin.split("*");
    if (net.at(key) >= 0 && Number.isFinite(Number(x)) && Number.isFinite(Number(y))) found.set(net.at(key), { x: Number(x), y: Number(y) });
  }
  return found;
}
