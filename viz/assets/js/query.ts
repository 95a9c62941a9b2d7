// The query page: open queries, the editor, what a query means, and its answer. Other pages do not load this.
import { number } from "./common/number";
import type { FromWorker, Heads, ToWorker } from "./query/answer";
import { worded } from "./query/check";
import { part } from "./query/dom";
import { Editor } from "./query/editor";
import { examples } from "./query/examples";
import { keepRun } from "./query/kept";
import { Meaning } from "./query/meaning";
import { past } from "./query/past";
import { Results } from "./query/results";
import { sharing } from "./query/share";
import { Tabs } from "./query/tabs";
import { say, lang, told } from "./query/told";

class QueryPage {
  private readonly form = document.querySelector<HTMLFormElement>("form[data-query]")!;
  private readonly area = this.form.querySelector("textarea")!;
  private readonly runs = this.form.querySelector<HTMLButtonElement>("button[data-run]")!;
  private readonly cancels = part("cancel") as HTMLButtonElement;
  private readonly status = part("status");
  private readonly worker = new Worker("/static/query-worker.js");
  private readonly results = new Results((message) => this.send(message));
  private readonly editor: Editor;
  private readonly tabs: Tabs;
  private readonly meaning: Meaning;
  private readonly showPast: () => void;
  private number = ""; // by which the service knows the query at work
  private query = "";
  private clock = 0;

  constructor() {
    const label = this.form.querySelector("label")!;
    const faulty = Number(this.area.dataset["line"]);
    this.editor = new Editor(part("editor"), label.textContent ?? "", "keys", {
      run: () => this.run(),
      change: (text) => this.changed(text),
      tell: (text, bad) => this.tell(text, bad),
    });
    this.tabs = new Tabs(this.area.value, this.form.dataset["given"] === "true", (text) => this.open(text));
    this.meaning = new Meaning(() => this.editor.text, (text) => this.add(text));
    this.showPast = past((text) => this.add(text));
    examples((text) => this.add(text));
    sharing(() => this.editor.text);
    this.listen();
    part("field").hidden = true;
    part("keys").textContent = say("keys");
    this.open(this.tabs.text);
    if (faulty) this.editor.blame({ title: "", message: document.querySelector("#fault pre:last-child")?.textContent ?? "", line: faulty, column: Number(this.area.dataset["column"]) });
  }

  private listen(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    this.cancels.addEventListener("click", () => this.cancel());
    this.worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.hear(data));
    window.addEventListener("pagehide", () => this.tabs.keep());
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
    if (message.type === "rest") this.working(true);
  }

  private add(text: string): void {
    this.tabs.add(text);
    this.editor.view.focus();
    this.editor.view.dom.scrollIntoView({ block: "nearest" });
  }

  private open(text: string): void {
    this.editor.set(text);
    this.tell("", false);
    this.meaning.changed();
  }

  private changed(text: string): void {
    this.tabs.changed(text);
    this.meaning.changed();
  }

  private run(): void {
    this.query = this.editor.text;
    if (!this.query.trim()) return;
    this.results.begin(this.query);
    this.send({ type: "ask", query: this.query, lang, tongue: told.names });
    this.working(true);
  }

  /** Ends the query at the service: by closing the connection, and by its number where that is known. */
  private cancel(): void {
    this.send({ type: "cancel" });
    if (this.number) void fetch(`/queries/${encodeURIComponent(this.number)}`, { method: "DELETE" }).catch(() => undefined);
  }

  private working(works: boolean): void {
    clearInterval(this.clock);
    this.number = "";
    const [goes, comes] = works ? [this.runs, this.cancels] : [this.cancels, this.runs];
    const focused = document.activeElement === goes;
    comes.hidden = false;
    if (focused) comes.focus();
    goes.hidden = true;
    if (!works) return;
    const began = performance.now();
    this.status.textContent = say("running", { seconds: 0 });
    this.clock = window.setInterval(() => (this.status.textContent = say("running", { seconds: number((performance.now() - began) / 1000) })), 1000);
  }

  private hear(message: FromWorker): void {
    switch (message.type) {
      case "begun":
        return this.begun(message.heads);
      case "progress":
        return this.tell(say("reading", { size: number(message.bytes / 1024 ** 2, 1) }), false);
      case "rows":
        return this.results.rows(message.from, message.rows, message.names);
      case "viewed":
        return this.results.viewed(message.shown, message.unread);
      case "taken":
        return this.results.taken(message.id, message.rows, message.names);
      case "raw":
        return this.results.raw(message.text, message.cut);
      default:
        this.working(false);
        return this.ended(message);
    }
  }

  private begun(heads: Heads): void {
    this.number = heads.query;
    this.results.begun(heads);
  }

  private ended(message: Extract<FromWorker, { type: "done" | "failed" | "cancelled" }>): void {
    if (message.type === "cancelled") return this.tell(say("cancelled"), false);
    if (message.type === "failed") {
      this.tell("", false);
      this.results.failed(message.problem);
      if (message.problem?.status === 504) this.meaning.show();
      if (message.problem?.line) {
        const fault = { title: message.problem.title, message: message.problem.detail, line: message.problem.line, column: message.problem.column ?? 1 };
        this.editor.blame(fault);
        this.tell(worded(fault), true);
      }
      return;
    }
    const { total, seconds } = message.answered;
    this.tell(say("took", { rows: number(total), seconds: number(seconds, 2) }), false);
    this.results.done(message.answered);
    keepRun({ text: this.query, at: new Date().toISOString(), rows: total, seconds });
    this.showPast();
  }

  private tell(text: string, bad: boolean): void {
    this.status.textContent = text;
    this.status.classList.toggle("q-bad", bad);
  }
}

new QueryPage();
