// The page of maps: one state, and all that shows it or changes it.
import { number } from "../common/number";
import { Addresses } from "./address";
import { Bar, type Projection } from "./bar";
import { Card } from "./card";
import { NOTHING, type Net } from "./net";
import { Coming, type Come } from "./coming";
import { capital, type Kind } from "./compact";
import { ask, fill, part, type Texts } from "./dom";
import { Explorer } from "./explore";
import { Finder } from "./finder";
import { framing } from "./framing";
import { keyboard } from "./keys";
import { Legend } from "./legend";
import { looks, type Looks, type Pair } from "./looks";
import { note } from "./notes";
import { Panes } from "./panes";
import { shown, unknown, type Shown } from "./shown";
import { Keeper, readState, START, unheeded, writeState, readable, type State } from "./state";
import { isLarge } from "./scene";
import { Story } from "./story";
import { Times } from "./times";

export interface Given {
  lang: string;
  usual: string;
  networks: string[];
  embed: boolean;
  layered: string[]; // networks whose places mean something: they do not move by themselves
  texts: Texts;
  kinds: Kind[];
  palette: Pair[];
}

export class Page {
  private readonly keeper: Keeper;
  private readonly addresses: Addresses;
  private readonly bar: Bar;
  private readonly card: Card;
  private readonly explorer: Explorer;
  private readonly legend: Legend;
  private readonly times: Times;
  private readonly panes: Panes;
  private readonly finder: Finder;
  private readonly coming: Coming;
  private here: Come | null = null;
  private now: Shown = shown(NOTHING, START);
  private looked!: Looks;
  private selected: number[] = [];
  private seeking = -1;
  private seen = START; // the state that is shown; a later one may wait for what the service sends
  private isMissed = false; // the network of the state that is shown could not be had
  private turn = 0;
  private last = Promise.resolve();

  private constructor(private readonly root: HTMLElement, private readonly given: Given) {
    const { texts } = given;
    for (const kind of given.kinds) kind.label = capital(kind.label);
    this.addresses = new Addresses(given);
    this.keeper = new Keeper((state) => void (this.last = this.follow(state)), given.embed);
    const net = (): Net => this.net;
    this.panes = new Panes(root, texts, net, given.layered, {
      picked: (at, more) => this.pick(at, more),
      pickedKeys: (keys, more) => this.pickKeys(keys, more),
      lassoed: (ats) => this.choose(ats.map((at) => this.net.key(at)).filter(Boolean)),
      pinned: (at, x, y) => this.pin([[at, x, y]]),
      changed: (change) => this.keeper.change(change),
      isShown: () => this.seen === this.keeper.state,
      spoken: (at) => this.say(at),
      placed: (state) => this.addresses.places(state),
      named: (ats) => void this.here?.namer.of(ats),
    });
    this.legend = new Legend(part(root, "legend"), texts, (hide) => this.keeper.change({ hide }));
    this.times = new Times(part(root, "times"), texts, (change) => this.keeper.change(change));
    this.explorer = new Explorer(texts, this.addresses, net, given.kinds, (mark) => this.keeper.change({ open: [...new Set([...this.keeper.state.open, mark])] }), (keys, mark) => this.light(keys, mark));
    this.coming = new Coming(this.addresses, this.explorer, () => this.here, (at) => this.panes.where(at), () => this.named(), (error) => this.fail(error));
    this.card = new Card(part(root, "card"), texts, net, this.deeds(), (path) => this.addresses.page(path));
    this.bar = new Bar(root, texts, this.keeper, () => this.everything(), (form, state) => this.addresses.download(form, state));
    this.finder = new Finder(net, () => this.now.visible, part<HTMLInputElement>(root, "find"), part(root, "found"), (q) => this.search(q), (at) => this.pick(at, false, true));
    for (const [canvas, half] of [["canvas", () => this.panes.picture], ["canvas-other", () => this.panes.other]] as const) {
      const visible = (): Uint8Array => half()?.lit.shown.visible ?? this.now.visible;
      keyboard(part(root, canvas), {
        net, picture: half, visible, current: () => this.selected.at(-1) ?? -1,
        select: (at) => this.pick(at, false), close: () => this.choose([]), open: () => this.focusCard(), first: () => visible().indexOf(1),
      });
    }
    part(root, "card").addEventListener("keydown", (event) => event.key === "Escape" && this.leaveCard());
  }

  /** Reads the data and shows them; fails where they cannot be had. */
  static async open(root: HTMLElement, given: Given): Promise<Page> {
    const page = new Page(root, given);
    page.last = page.follow(page.keeper.state);
    await page.settled();
    new Story(part(root, "story"), given.texts, () => page.told(), (view) => page.retell(view), () => framing(root));
    await page.settled();
    void ask<Projection[]>(page.addresses.projections()).then((found) => page.bar.offer(found, page.addresses.of(page.keeper.state)));
    return page;
  }

  /** Waits until what the state says is seen. */
  private async settled(): Promise<void> {
    for (let last: unknown = null; last !== this.last; ) await (last = this.last);
  }

  private get net(): Net {
    return this.here?.net ?? NOTHING;
  }

  private take(come: Come): void {
    if (come.base !== this.here?.base) this.panes.forget();
    this.here = come;
    this.times.put(come.net);
    this.bar.put(come.net);
  }

  /** Brings all that is shown after the state; of several that wait for what the service sends, only the last is shown. */
  private async follow(state: State): Promise<void> {
    const [turn, before] = [++this.turn, this.seen];
    const isOther = !this.here || this.isMissed || state.of !== before.of || state.query !== before.query;
    if (isOther) part(this.root, "failed").hidden = true;
    if (isOther || state.open.join() !== before.open.join()) {
      const came = await (isOther ? this.coming.other(state) : this.coming.more(this.here!, state)).catch((error: Error) => error);
      if (turn !== this.turn) return;
      if (came instanceof Error && !this.here) throw came;
      // Where another network cannot be had, the one there is stays, and it is said why; the next change tries again.
      if (came instanceof Error) this.fail(came);
      else this.take(came);
      this.isMissed = isOther && came instanceof Error;
    }
    this.seen = state;
    const filters = ["of", "query", "q", "hide", "country", "area", "relation", "from", "to", "compare", "beside", "open", "gone", "only"] as const;
    if (before === START || filters.some((name) => String(state[name]) !== String(before[name]))) this.now = shown(this.net, state);
    this.looked = looks(this.net, state, this.given.palette, this.given.texts["others"] ?? "");
    const selected = state.at.map((key) => this.net.at(key)).filter((at) => at >= 0 && this.now.visible[at]);
    const isNew = isOther || selected.join() !== this.selected.join();
    this.selected = selected;
    if (state.q) void this.here!.namer.all();
    void this.here!.namer.of(selected);
    this.panes.show(state, { net: this.net, shown: this.now, looks: this.looked, selected, isNew });
    if (isNew || state.open !== before.open || state.pin !== before.pin) this.card.show(selected);
    this.legend.show(this.net, state, this.looked);
    this.times.show(state);
    this.bar.show(state, this.net, this.addresses.of(state));
    this.count(state);
    framing(this.root);
  }

  private fail(error: Error): void {
    part(this.root, "failed").hidden = false;
    part(this.root, "failed").textContent = fill(this.given.texts["not_told"], { why: error.message });
  }

  /** Names that came later: what shows names shows them now. */
  private named(): void {
    if (!this.here) return;
    this.now = this.seen.q ? shown(this.net, this.seen) : this.now;
    this.panes.renamed(this.now);
    this.finder.renew();
    this.count(this.seen);
  }

  private pick(at: number, more: boolean, fly = false): void {
    if (this.seeking >= 0 && at >= 0 && at !== this.seeking) {
      const one = this.seeking;
      this.seek(-1);
      this.choose([this.net.key(one), this.net.key(at)]);
      part(this.root, "card").querySelector<HTMLElement>("[data-act=path_between]")?.click();
      return;
    }
    const key = at >= 0 ? this.net.key(at) : "";
    if (!key) return this.choose([]);
    const had = this.keeper.state.at;
    this.choose(more ? (had.includes(key) ? had.filter((each) => each !== key) : [...had, key]) : [key]);
    if (fly) this.panes.fly(at);
    this.say(at);
  }

  private pickKeys(keys: string[], more: boolean): void {
    const known = keys.filter((key) => this.net.at(key) >= 0);
    const country = /^countries\/(.+)/.exec(keys[0] ?? "")?.[1];
    if (country && !known.length) return this.keeper.change({ country: this.keeper.state.country === country ? "" : country });
    this.choose(more ? [...new Set([...this.keeper.state.at, ...known])] : known);
  }

  private choose(at: string[]): void {
    if (!at.length) this.seek(-1);
    this.keeper.change({ at });
  }

  private light(keys: string[], mark: string): void {
    const isKnown = keys.every((key) => this.net.at(key) >= 0);
    const { open } = this.keeper.state;
    this.keeper.change(isKnown ? { at: keys } : { at: keys, open: [...new Set([...open, mark])] });
  }

  private deeds() {
    const keys = (ats: number[]): string[] => ats.map((at) => this.net.key(at)).filter(Boolean);
    const state = (): State => this.keeper.state;
    return {
      go: (at: number) => this.pick(at, false, true),
      close: () => this.leaveCard(),
      drop: (at: number) => this.choose(state().at.filter((key) => key !== this.net.key(at))),
      hide: (ats: number[]) => this.keeper.change({ gone: [...new Set([...state().gone, ...keys(ats)])], at: [] }),
      pin: (ats: number[]) => this.pin(ats.map((at) => [at, this.panes.where(at).x, this.panes.where(at).y])),
      isPinned: (at: number) => state().pin.some((pin) => pin.startsWith(`${this.net.key(at)}*`)),
      only: (ats: number[]) => this.keeper.change({ only: keys(ats), gone: [] }),
      collapse: (at: number) => this.keeper.change({ open: state().open.filter((mark) => !mark.startsWith(`${this.net.key(at)}*`)) }),
      isOpen: (at: number) => state().open.some((mark) => mark.startsWith(`${this.net.key(at)}*`)),
      more: (at: number, host: HTMLElement) => void this.explorer.counts(at, host),
      seek: (at: number) => this.seek(at),
      paths: (one: number, other: number, host: HTMLElement) => void this.explorer.paths(one, other, host),
      common: (one: number, other: number, host: HTMLElement) => void this.explorer.common(one, other, host),
      why: (one: number, other: number, host: HTMLElement) => void this.explorer.why(one, other, this.addresses.picture(state()), host),
      measures: (at: number, host: HTMLElement) => void this.explorer.measures(at, host),
      note: (at: number, text: string) => this.tell(note(this.net.key(at), text) ? "noted" : "not_noted"),
    };
  }

  /** Puts things where they were dragged to, or lets go of what is pinned where all of them are. */
  private pin(places: [number, number, number][]): void {
    const { pin } = this.keeper.state;
    const keys = new Set(places.map(([at]) => this.net.key(at)));
    const rest = pin.filter((each) => !keys.has(each.split("*")[0]!));
    const isLetGo = pin.length - rest.length === keys.size && places.every(([at, x, y]) => pin.includes(pinned(this.net.key(at), x, y)));
    this.keeper.change({ pin: isLetGo ? rest : [...rest, ...places.map(([at, x, y]) => pinned(this.net.key(at), x, y))] });
  }

  private seek(at: number): void {
    this.seeking = at;
    part(this.root, "seeking").hidden = at < 0;
    part(this.root, "seeking").textContent = at < 0 ? "" : fill(this.given.texts["seeking"], { name: this.net.label(at) });
  }

  private search(q: string): void {
    if (q) void this.here?.namer.all();
    this.keeper.change({ q });
  }

  private everything(): void {
    const { hide, country, area, relation, q, from, to, compare, beside, gone, only } = START;
    this.keeper.change({ hide, country, area, relation, q, from, to, compare, beside, gone, only });
    this.panes.fit();
  }

  /** The state for a step of a story: all but the language and the story itself. */
  private told(): string {
    const { state } = this.keeper;
    return readable(writeState(state === this.seen ? { ...state, camera: this.panes.camera } : state));
  }

  private retell(view: string): void {
    this.keeper.change(readState(new URLSearchParams(view)));
  }

  private focusCard(): void {
    part(this.root, "card").focus();
  }

  private leaveCard(): void {
    this.choose([]);
    this.panes.focus();
  }

  /** A screen reader hears where the arrow keys led. */
  private say(at: number): void {
    if (at < 0) return;
    const { net, given } = this;
    const parts = [net.label(at), net.kindOf(at)?.label, net.countryOf(at), `${given.texts["column_links"]}: ${net.links[at]}`];
    part(this.root, "spoken").textContent = parts.filter(Boolean).join(", ");
  }

  private tell(text: string): void {
    part(this.root, "spoken").textContent = this.given.texts[text] ?? "";
  }

  /** Says how much of the whole is shown, and why the rest is not. */
  private count(state: State): void {
    const { texts } = this.given;
    const { now, net } = this;
    const said = [fill(texts["showing"], { shown: number(now.things), all: number(net.count), links: number(now.links), all_links: number(net.source.length) })];
    for (const [why, n] of Object.entries(now.hidden)) if (n) said.push(fill(texts[`hidden_${why}`], { n: number(n) }));
    if (net.head.hidden) said.push(fill(texts["left_out"], { n: number(net.head.hidden) }));
    if (net.head.cut) said.push(texts["cut_links"] ?? "");
    if (isLarge(net)) said.push(texts["thinned"] ?? "");
    for (const { name, left } of this.explorer.partly(state.open)) said.push(fill(texts["partly_open"], { name, n: number(left) }));
    if (now.matching) said.push(fill(texts[now.matches ? "matches" : "no_match"], { n: number(now.matches), query: state.q }));
    if (now.matching && !net.names.whole) said.push(fill(texts["names_coming"], { n: number(net.names.known), all: number(net.count) }));
    const missing = state.at.filter((key) => net.at(key) < 0);
    if (missing.length && net.names.whole) said.push(fill(texts["not_here"], { n: missing.length }));
    const wrong = [...unheeded(new URLSearchParams(location.search)), ...unknown(net, state, this.given.kinds)];
    if (wrong.length) said.push(fill(texts["ignored"], { what: wrong.join(", ") }));
    part(this.root, "count").textContent = said.join(" ");
    part(this.root, "empty").hidden = now.things > 0;
    part(this.root, "empty").textContent = now.things ? "" : (texts[net.count ? "nothing_left" : "nothing_there"] ?? "");
  }
}

function pinned(key: string, x: number, y: number): string {
  return `${key}*${Math.round(x)}*${Math.round(y)}`;
}
