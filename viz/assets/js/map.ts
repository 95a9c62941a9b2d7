// The network map's page: data, picture, card, table, filters, keys and address, tied together.
import { number } from "./common/number";
import { Card } from "./map/card";
import { fill, Graph, type Data } from "./map/data";
import { Finder } from "./map/finder";
import { Picture } from "./map/picture";
import { readAddress, shown, writeAddress, type Choice, type Shown } from "./map/state";
import { Table } from "./map/table";

class MapPage {
  private readonly choice: Choice = readAddress();
  private readonly picture: Picture;
  private readonly card: Card;
  private table: Table | undefined;
  private now: Shown;

  constructor(
    private readonly graph: Graph,
    private readonly root: HTMLElement,
  ) {
    this.now = shown(graph, this.choice);
    this.part("bar").hidden = false;
    this.part("stage").hidden = false;
    this.part("help").hidden = false;
    this.part("canvas").replaceChildren();
    this.card = new Card(graph, this.part("card"), root.dataset["site"], (id) => this.select(id, true), () => this.leaveCard());
    this.picture = new Picture(graph, this.part("canvas"), (id) => this.select(id), () => this.ready());
    this.controls();
    this.keys();
    this.forget();
    this.refresh();
    if (this.choice.at) this.picture.flyTo(this.choice.at);
    else if (this.now.visible.size < graph.things.size) this.picture.open();
  }

  /** Selects a thing, or nothing where the id is empty. */
  private select(id: string, fly = false): void {
    this.choice.at = this.now.visible.has(id) ? id : "";
    this.refresh();
    if (!this.choice.at) return;
    if (fly) this.picture.flyTo(id);
    else this.picture.reveal(id);
    this.table?.reveal(id);
    this.say();
  }

  private refresh(): void {
    this.now = shown(this.graph, this.choice);
    if (!this.now.visible.has(this.choice.at)) this.choice.at = "";
    const { at } = this.choice;
    const near = at ? this.graph.around(at) : new Set<string>();
    this.picture.show({ visible: this.now.visible, selected: at, near, matching: this.now.matching });
    this.card.show(at);
    this.table?.show(this.now.visible, this.now.matching, at);
    this.count();
    const { off, country, area, query } = this.choice;
    this.root.querySelector<HTMLElement>("[type=reset]")!.hidden = !(off.size || country || area || query);
    writeAddress(this.choice);
  }

  /** Says how much of the whole is shown, and why the rest is not: the map is never silently incomplete. */
  private count(): void {
    const { texts } = this.graph.data;
    const { now, choice } = this;
    const said = [
      fill(texts["showing"], {
        shown: number(now.visible.size),
        all: number(this.graph.things.size),
        lines: number(now.lines),
        all_lines: number(this.graph.data.edges.length),
      }),
      now.hiddenByKind ? fill(texts["hidden_kind"], { n: number(now.hiddenByKind) }) : "",
      now.hiddenByCountry ? fill(texts["hidden_country"], { n: number(now.hiddenByCountry) }) : "",
      now.hiddenByArea ? fill(texts["hidden_area"], { n: number(now.hiddenByArea) }) : "",
    ];
    if (now.matching) {
      said.push(fill(now.matching.size ? texts["matches"] : texts["no_match"], { n: number(now.matching.size), query: choice.query }));
    }
    this.part("count").textContent = said.filter(Boolean).join(" ");
  }

  private controls(): void {
    const bar = this.part("bar") as HTMLFormElement;
    const find = bar.querySelector<HTMLInputElement>("#cs-find")!;
    const list = bar.querySelector<HTMLElement>("#cs-found")!;
    find.value = this.choice.query;
    new Finder(this.graph, find, list, (id) => this.now.visible.has(id), (query) => this.change({ query, at: query ? "" : this.choice.at }), (id) => this.select(id, true));
    bar.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["country", "area"] as const) {
      const select = bar.querySelector<HTMLSelectElement>(`[name="${name}"]`);
      if (!select) continue;
      select.value = this.choice[name];
      if (select.value !== this.choice[name]) this.choice[name] = "";
      select.addEventListener("change", () => this.change({ [name]: select.value }, true));
    }
    bar.addEventListener("reset", () => this.everything());
    for (const box of this.boxes()) {
      box.disabled = false;
      box.checked = !this.choice.off.has(box.value);
      box.addEventListener("change", () => {
        this.change({ off: new Set(this.boxes().filter((each) => !each.checked).map((each) => each.value)) });
      });
    }
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-zoom]")) {
      button.addEventListener("click", () => this.zoom(button.dataset["zoom"] ?? ""));
    }
  }

  private change(part: Partial<Choice>, fit = false): void {
    Object.assign(this.choice, part);
    this.refresh();
    if (fit) this.picture.fit();
  }

  private everything(): void {
    for (const box of this.boxes()) box.checked = true;
    this.change({ off: new Set(), country: "", area: "", query: "", at: "" }, true);
  }

  private boxes(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>('input[name="kind"]')];
  }

  private zoom(how: string): void {
    if (how === "all") this.picture.fit();
    else this.picture.zoom(how === "in" ? 1.35 : 1 / 1.35);
  }

  private keys(): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const zooms: Record<string, string> = { "+": "in", "=": "in", "-": "out", "0": "all" };
    this.part("canvas").addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = steps[event.key];
      const zoom = zooms[event.key];
      if (step) this.step(step, event.shiftKey);
      else if (zoom) this.zoom(zoom);
      else if (event.key === "Enter" && this.choice.at) this.part("card").focus();
      else if (event.key === "Escape") this.select("");
      else return;
      event.preventDefault();
    });
    this.part("card").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leaveCard();
    });
  }

  private leaveCard(): void {
    this.select("");
    this.part("canvas").focus();
  }

  /** The next thing in a direction: among the linked ones, or with Shift (or where none lies there) among all. */
  private step([dx, dy]: [number, number], all: boolean): void {
    const from = this.graph.things.get(this.choice.at);
    if (!from) return this.select(this.first(), false);
    const linked = [...this.graph.around(from.id)].filter((id) => this.now.visible.has(id));
    const ahead = (ids: Iterable<string>): string => {
      let [best, least] = ["", Infinity];
      for (const id of ids) {
        const thing = this.graph.things.get(id);
        if (!thing || id === from.id) continue;
        const [x, y] = [thing.x - from.x, thing.y - from.y];
        const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
        const cost = along + 2 * aside;
        if (along > 0 && aside <= 1.5 * along && cost < least) [best, least] = [id, cost];
      }
      return best;
    };
    const next = (!all && ahead(linked)) || ahead(this.now.visible);
    if (next) this.select(next);
  }

  private first(): string {
    return this.graph.data.nodes.find((thing) => this.now.visible.has(thing.id))?.id ?? "";
  }

  /** A screen reader hears where the arrow keys led. */
  private say(): void {
    const thing = this.graph.things.get(this.choice.at);
    if (!thing) return;
    const { texts } = this.graph.data;
    const parts = [thing.label, this.graph.kind(thing), this.graph.where(thing), `${texts["links"]}: ${this.graph.weight(thing.id)}`];
    this.part("spoken").textContent = parts.filter(Boolean).join(", ");
  }

  /** On a narrow screen the legend starts folded, so that map and table come first; on a wide one it stands open. */
  private forget(): void {
    const narrow = matchMedia("(max-width: 60rem)");
    const fold = (): void => void this.part("legend").toggleAttribute("open", !narrow.matches);
    narrow.addEventListener("change", fold);
    fold();
  }

  private ready(): void {
    this.part("loading").hidden = true;
    performance.mark("map-drawn");
    // The table stands in the page already; it is made to work once the picture is there to be seen.
    setTimeout(() => {
      this.table = new Table(this.graph, this.part("table") as HTMLTableElement, (id) => this.select(id, true));
      this.table.show(this.now.visible, this.now.matching, this.choice.at);
      if (this.choice.at) this.table.reveal(this.choice.at);
      this.root.dataset["ready"] = "";
    });
  }

  private part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  }
}

async function load(root: HTMLElement): Promise<Data> {
  const inline = document.getElementById("cs-map-data")?.textContent;
  if (inline) return JSON.parse(inline) as Data;
  const answer = await fetch(root.dataset["src"] ?? "");
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return (await answer.json()) as Data;
}

async function start(): Promise<void> {
  const root = document.getElementById("cs-map");
  if (!root) return;
  try {
    new MapPage(new Graph(await load(root)), root);
  } catch (error) {
    console.error(error);
    for (const name of ["bar", "stage"]) root.querySelector<HTMLElement>(`[data-part="${name}"]`)!.hidden = true;
    root.querySelector<HTMLElement>('[data-part="failed"]')!.hidden = false;
  }
}

void start();
