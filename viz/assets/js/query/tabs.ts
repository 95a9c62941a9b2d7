/** The open queries, one tab each. */
import { make, part } from "./dom";
import { keepSheets, type Sheet, sheets } from "./kept";
import { say } from "./told";

export class Tabs {
  private all: Sheet[];
  private at: number;
  private readonly list = make("div", { role: "tablist", "aria-label": say("tabs"), class: "q-tablist" });
  private readonly close = make("button", { type: "button", class: "button quiet minor", click: () => this.remove() }, "×");
  private timer = 0;

  constructor(
    first: string,
    given: boolean,
    private readonly open: (text: string) => void,
  ) {
    const kept = sheets();
    this.all = kept.all.length ? kept.all : [this.made(first)];
    this.at = Math.min(Math.max(kept.at, 0), this.all.length - 1);
    const known = this.all.findIndex((each) => each.text === first);
    if (given && known >= 0) this.at = known;
    else if (given && kept.all.length) this.at = this.all.push(this.made(first)) - 1;
    const more = make("button", { type: "button", class: "button quiet minor", "aria-label": say("new"), title: say("new"), click: () => this.add("") }, "+");
    const place = part("tabs");
    place.replaceChildren(this.list, more, this.close);
    place.hidden = false;
    this.list.addEventListener("keydown", (event) => this.step(event));
    this.draw();
  }

  get text(): string {
    return this.all[this.at]!.text;
  }

  /** A text in a tab of its own; in the present one where that is empty. */
  add(text: string): void {
    if (!this.text.trim() && text) this.all[this.at]!.text = text;
    else this.at = this.all.push(this.made(text)) - 1;
    this.shown();
  }

  /** The text of the present tab was changed. */
  changed(text: string): void {
    this.all[this.at]!.text = text;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keep(), 300);
    const tab = this.list.children[this.at];
    if (tab && tab.textContent !== this.title(this.all[this.at]!)) this.draw();
  }

  keep(): void {
    keepSheets(this.all, this.at);
  }

  private made(text: string): Sheet {
    const id = 1 + Math.max(0, ...(this.all ?? []).map((each) => each.id));
    return { id, name: say("tab", { number: id }), text };
  }

  /** The first line where it is a comment, else its number. */
  private title(sheet: Sheet): string {
    const line = /^#\s*(.+)/.exec(sheet.text)?.[1]?.replace(/^title:\s*/, "");
    return line ? line.slice(0, 30) : sheet.name;
  }

  private remove(): void {
    this.all.splice(this.at, 1);
    if (!this.all.length) this.all.push(this.made(""));
    this.at = Math.min(this.at, this.all.length - 1);
    this.shown();
    (this.list.children[this.at] as HTMLElement).focus();
  }

  private shown(): void {
    this.draw();
    this.open(this.text);
    this.keep();
  }

  private draw(): void {
    const tabs = this.all.map((sheet, at) =>
      make("button", { type: "button", role: "tab", "aria-selected": at === this.at ? "true" : "false", "aria-controls": "q-sheet", tabindex: at === this.at ? 0 : -1, click: () => this.go(at) }, this.title(sheet)),
    );
    const focused = this.list.contains(document.activeElement);
    this.list.replaceChildren(...tabs);
    if (focused) tabs[this.at]!.focus();
    const name = say("close", { name: this.title(this.all[this.at]!) });
    this.close.setAttribute("aria-label", name);
    this.close.title = name;
  }

  private go(at: number): void {
    this.at = at;
    this.shown();
  }

  private step(event: KeyboardEvent): void {
    const last = this.all.length - 1;
    const to = { ArrowRight: this.at === last ? 0 : this.at + 1, ArrowLeft: this.at === 0 ? last : this.at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.go(to);
  }
}
