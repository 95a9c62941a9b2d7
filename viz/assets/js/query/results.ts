/** The answer below the editor: how long it took, what limits it met, and its views. */
import { number } from "../common/number";
import type { Answered, Heads, Name, Problem, Row, ToWorker } from "./answer";
import { chart, chartable, type Take } from "./chart";
import { make, part } from "./dom";
import { ends, network } from "./network";
import { placed, places } from "./places";
import { Table } from "./table";
import { say, told } from "./told";

type View = "table" | "raw" | "chart" | "network" | "places";

const RAW = 200_000; // signs of the text that are shown
const TABLES = ["csv", "tsv", "json", "xml", "xlsx"];
const TRIPLES = ["ttl", "nt", "rdf", "jsonld", "trig", "nq"];
const LONGEST = 6_000; // signs of an address; a longer query is sent by a form

const TITLES: Record<string, string> = {
  "Bad query": "bad",
  "Unknown graph": "bad",
  "Query too complex": "bad",
  "Updates are refused": "refused",
  "SERVICE is refused": "refused",
  "Deadline exceeded": "late",
  "Too many queries": "busy",
  "Answer too large": "big",
  "Memory exceeded": "late",
  "Budget spent": "spent",
};

function address(query: string): string {
  return `/sparql?${new URLSearchParams({ query })}`;
}

/** What went wrong, in the reader's language where it is a usual thing. */
function titled(problem: Problem): string {
  const key = TITLES[problem.title];
  return key ? say(key) : problem.title;
}

export class Results {
  private readonly place = part("live");
  private readonly notes = make("div", { class: "stack" });
  private readonly views = make("div", { role: "tablist", class: "q-tablist", "aria-label": say("views") });
  private readonly panel = make("div", { role: "tabpanel", id: "q-view", tabindex: -1 });
  private readonly downloads = make("div", { class: "row centre no-print" });
  private answered: Answered | null = null;
  private heads: Heads = { query: "", budget: "", limit: "", rewritten: "" };
  private table: Table | null = null;
  private view: View = "table";
  private query = "";
  private waiting = new Map<number, (taken: { rows: Row[]; names: Record<string, Name> }) => void>();
  private count = 0;

  constructor(private readonly send: (message: ToWorker) => void) {
    this.views.addEventListener("keydown", (event) => this.step(event));
  }

  /** A new query begins: what was shown before goes. */
  begin(query: string): void {
    this.query = query;
    this.table = null;
    this.view = "table";
    const endpoint = document.getElementById("endpoint");
    if (endpoint) endpoint.textContent = `${location.origin}${address(query)}`;
    document.getElementById("result")?.remove();
    document.getElementById("fault")?.remove();
    this.place.hidden = true;
  }

  begun(heads: Heads): void {
    this.heads = heads;
  }

  failed(problem: Problem | null): void {
    const title = problem ? titled(problem) : say("away");
    const said = [problem?.detail, problem?.advice].flatMap((text) => (text ? [make("pre", {}, text)] : []));
    this.place.replaceChildren(make("div", { class: "note bad", role: "alert" }, make("p", {}, make("strong", {}, title)), ...said));
    this.place.hidden = false;
    this.bringIntoView();
  }

  done(answered: Answered): void {
    this.answered = answered;
    this.tellNotes(answered);
    this.tellDownloads(answered);
    const head = make("div", { class: "part-head" }, make("h2", { id: "live-title", tabindex: -1 }, this.place.dataset["title"] ?? ""));
    this.place.replaceChildren(head, this.notes, ...this.body(answered), this.downloads);
    this.place.hidden = false;
    this.show(this.view);
    this.bringIntoView();
  }

  /** Who asked should see that something came: the answer begins below the editor and the examples. */
  private bringIntoView(): void {
    const head = this.place.firstElementChild;
    if (head && head.getBoundingClientRect().bottom > innerHeight) head.scrollIntoView({ block: "center" });
  }

  rows(from: number, rows: Row[], names: Record<string, Name>): void {
    this.table?.fill(from, rows, names);
  }

  viewed(shown: number, unread: number): void {
    this.table?.viewed(shown, unread);
  }

  taken(id: number, rows: Row[], names: Record<string, Name>): void {
    this.waiting.get(id)?.({ rows, names });
    this.waiting.delete(id);
  }

  raw(text: string, cut: boolean): void {
    if (this.view !== "raw") return;
    const note = cut ? [make("p", { class: "small soft" }, say("first", { number: number(RAW) }))] : [];
    this.panel.replaceChildren(make("pre", { class: "code q-raw", tabindex: 0 }, make("code", {}, text)), ...note);
  }

  private body(answered: Answered): HTMLElement[] {
    if (answered.verdict !== null) return [make("p", { class: "lead" }, make("strong", {}, this.place.dataset[answered.verdict ? "yes" : "no"] ?? ""))];
    if (!answered.total) return [make("p", { class: "note" }, say("none"))];
    const offered: View[] = ["table", ...(chartable(answered) ? (["chart"] as const) : []), ...(ends(answered) ? (["network"] as const) : []), ...(placed(answered) === null ? [] : (["places"] as const)), "raw"];
    this.views.replaceChildren(...offered.map((view) => make("button", { type: "button", role: "tab", id: `q-${view}`, "aria-controls": "q-view", click: () => this.show(view) }, say(view))));
    return [this.views, this.panel];
  }

  private tellNotes(answered: Answered): void {
    const seconds = number(answered.seconds, answered.seconds < 1 ? 3 : 1);
    const notes = [make("p", { class: "soft num" }, say(answered.triples ? "triples" : "took", { rows: number(answered.total), seconds }))];
    const budget = /left=([\d.]+); window=([\d.e+]+)/.exec(this.heads.budget);
    const limits = say("limits", { seconds: number(told.limits.seconds), rows: number(told.limits.rows), size: number(told.limits.size) });
    const left = budget ? `${say("budget", { left: number(Number(budget[1])), window: number(Number(budget[2])) })} ` : "";
    notes.push(make("p", { class: "soft small num" }, left + limits));
    const steps = this.heads.rewritten.split(", ").filter(Boolean);
    if (steps.length) notes.push(make("p", { class: "soft small" }, say("rewritten", { steps: steps.map((each) => say(`step.${each}`)).join(", ") })));
    if (answered.limit || answered.broken) {
      const more = answered.next ? [make("button", { type: "button", class: "button quiet minor", click: () => this.send({ type: "rest" }) }, say("rest"))] : [];
      notes.push(make("div", { class: "note bad row centre" }, make("span", {}, answered.broken ? say("broken") : say("cut", { limit: answered.limit })), ...more));
    }
    this.notes.replaceChildren(...notes);
  }

  private tellDownloads(answered: Answered): void {
    const formats = answered.verdict !== null ? ["json", "xml"] : answered.triples ? TRIPLES : TABLES;
    const label = this.place.dataset["download"] ?? "";
    const own = address(this.query);
    const chips = formats.map((format) => make("li", {}, own.length < LONGEST ? make("a", { class: "chip", href: `${own}&format=${format}` }, format.toUpperCase()) : this.sent(format)));
    this.downloads.replaceChildren(make("span", {}, label), make("ul", { class: "chips" }, ...chips));
  }

  /** A download of a query that is too long for an address. */
  private sent(format: string): HTMLElement {
    const field = (name: string, value: string): HTMLElement => make("input", { type: "hidden", name, value });
    return make("form", { method: "post", action: "/sparql" }, field("query", this.query), field("format", format), make("button", { class: "chip" }, format.toUpperCase()));
  }

  private show(view: View): void {
    const { answered } = this;
    if (!answered || answered.verdict !== null || !answered.total) return;
    this.view = view;
    for (const each of this.views.children) {
      const own = each.id === `q-${view}`;
      each.setAttribute("aria-selected", String(own));
      (each as HTMLElement).tabIndex = own ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `q-${view}`);
    this.table = null;
    if (view === "raw") this.send({ type: "raw", most: RAW });
    else if (view === "chart") this.panel.replaceChildren(chart(answered, this.take));
    else if (view === "network") this.panel.replaceChildren(network(answered, this.take));
    else if (view === "places") this.panel.replaceChildren(places(answered, this.take));
    else this.tabled(answered);
  }

  private tabled(answered: Answered): void {
    this.send({ type: "view", order: null, filter: "" });
    this.table = new Table(answered, {
      rows: (from, to) => this.send({ type: "rows", from, to }),
      view: (order, filter) => this.send({ type: "view", order, filter }),
    });
    this.panel.replaceChildren(this.table.element);
    this.table.ask();
  }

  private readonly take: Take = (columns, most) =>
    new Promise((given) => {
      const id = ++this.count;
      this.waiting.set(id, given);
      this.send({ type: "take", id, columns, most });
    });

  private step(event: KeyboardEvent): void {
    const tabs = [...this.views.children] as HTMLElement[];
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    tabs[to]!.click();
    tabs[to]!.focus();
  }
}
