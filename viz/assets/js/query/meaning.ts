/** What a query asks, as a sentence and a picture, and why it may be slow: told by the service. */
import { make, part } from "./dom";
import { lang, say } from "./told";

interface Explained {
  fault: unknown;
  sentence: string | null;
  picture: string | null;
  slim: string | null;
  reasons: { reason: string; text: string }[];
  faster: { query: string; steps: string[] } | null;
}

const WAIT = 900; // milliseconds of rest before a request

export class Meaning {
  private readonly place = part("meaning") as HTMLDetailsElement;
  private readonly told = make("div", { class: "stack", "aria-live": "polite" });
  private timer = 0;
  private shown = "";

  constructor(
    private readonly text: () => string,
    private readonly open: (text: string) => void,
  ) {
    this.place.replaceChildren(make("summary", {}, say("means")), this.told);
    this.place.hidden = false;
    this.place.addEventListener("toggle", () => this.place.open && void this.ask());
  }

  /** Opens it, as when a query took too long: it tells why. */
  show(): void {
    this.place.open = true;
  }

  changed(): void {
    clearTimeout(this.timer);
    if (this.place.open) this.timer = window.setTimeout(() => void this.ask(), WAIT);
  }

  private async ask(): Promise<void> {
    const text = this.text();
    if (text === this.shown) return;
    try {
      const answer = await fetch(`/sparql/explain?lang=${lang}`, { method: "POST", body: new URLSearchParams({ query: text }), headers: { Accept: "application/json" } });
      if (text !== this.text()) return;
      const found = (await answer.json()) as Explained & { detail?: string };
      if (!answer.ok) return this.told.replaceChildren(make("p", {}, found.detail ?? say("away")));
      this.tell(found);
      this.shown = text;
    } catch {
      this.told.replaceChildren(make("p", {}, say("away")));
    }
  }

  private tell(found: Explained): void {
    if (found.fault) return this.told.replaceChildren(make("p", { class: "soft" }, say("means_bad")));
    if (!found.sentence) return this.told.replaceChildren(make("p", { class: "soft" }, say("means_none")));
    const pictures = [
      ["wide", found.picture],
      ["slim", found.slim],
    ].flatMap(([width, svg]) => (svg ? [drawn(svg, width!)] : []));
    const reasons = found.reasons.length
      ? [make("ul", {}, ...found.reasons.map((each) => make("li", {}, each.text)))]
      : [make("p", {}, say("not_slow"))];
    this.told.replaceChildren(
      make("p", { class: "q-sentence" }, ...worded(found.sentence)),
      ...pictures,
      make("h2", { class: "q-small" }, say("slow")),
      ...reasons,
      ...(found.faster ? this.faster(found.faster) : []),
    );
  }

  private faster(found: { query: string; steps: string[] }): HTMLElement[] {
    const steps = found.steps.map((each) => say(`step.${each}`)).join(", ");
    const use = make("button", { type: "button", class: "button quiet minor", click: () => this.open(found.query) }, say("open"));
    return [make("h2", { class: "q-small" }, say("faster")), make("p", {}, say("faster_help", { steps })), make("pre", { class: "code", tabindex: 0 }, make("code", {}, found.query)), use];
  }
}

/** A sentence in which no variable is broken between its sign and its name. */
function worded(sentence: string): (Node | string)[] {
  return sentence.split(/([?$][\p{L}\p{N}_]+)/u).map((piece, at) => (at % 2 ? make("span", { class: "q-var" }, piece) : piece));
}

/** A picture that the service made; it is read as SVG, so nothing in it is run. */
function drawn(svg: string, width: string): HTMLElement {
  const read = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return make("div", { class: `diagram ${width}` }, document.importNode(read, true));
}
