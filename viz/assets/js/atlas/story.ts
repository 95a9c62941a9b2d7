// A story: some views one after the other, each with a sentence. It lives in the fragment of the address or in a file.
import { button, fill, make, part, type Texts } from "./dom";
import { notes, put, texts, type Kept } from "./notes";

export interface Step {
  text: string;
  view: string; // the state as parameters of an address
}

interface File_ {
  format: "clusterscape-story";
  steps: Step[];
  notes: Kept;
}

const FORMAT = "clusterscape-story";

export class Story {
  private steps: Step[] = [];
  private at = -1;

  constructor(
    private readonly root: HTMLElement,
    private readonly texts: Texts,
    private readonly now: () => string,
    private readonly go: (view: string) => void,
    private readonly told: () => void, // the address tells another story
  ) {
    this.read();
    if (this.isWritten) this.writing();
    part(root, "step-back").addEventListener("click", () => this.turn(-1));
    part(root, "step-on").addEventListener("click", () => this.turn(1));
    addEventListener("hashchange", () => {
      this.read();
      this.draw();
    });
    this.draw();
    if (this.at >= 0) this.show();
  }

  /** A frame of another site tells a story, and has no form to write one. */
  private get isWritten(): boolean {
    return this.root.querySelector("[data-part=step-form]") !== null;
  }

  private writing(): void {
    part<HTMLFormElement>(this.root, "step-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(part<HTMLInputElement>(this.root, "step-text"));
    });
    part(this.root, "story-save").addEventListener("click", () => this.save());
    part<HTMLInputElement>(this.root, "story-load").addEventListener("change", (event) => void this.load(event.target as HTMLInputElement));
  }

  private add(field: HTMLInputElement): void {
    const text = field.value.trim();
    if (!text) return;
    this.steps.push({ text, view: this.now() });
    this.at = this.steps.length - 1;
    field.value = "";
    this.write();
  }

  private turn(by: number): void {
    this.at = Math.min(Math.max(this.at + by, 0), this.steps.length - 1);
    this.show();
    this.write();
  }

  private show(): void {
    const step = this.steps[this.at];
    if (step) this.go(step.view);
  }

  private draw(): void {
    const box = part(this.root, "steps");
    box.replaceChildren(...this.steps.map((step, at) => this.item(step, at)));
    part(this.root, "teller").hidden = !this.steps.length;
    part(this.root, "told").textContent = this.at < 0 ? "" : fill(this.texts["step_of"], { step: this.at + 1, steps: this.steps.length, text: this.steps[this.at]?.text ?? "" });
    part<HTMLButtonElement>(this.root, "step-back").disabled = this.at <= 0;
    part<HTMLButtonElement>(this.root, "step-on").disabled = this.at >= this.steps.length - 1;
    if (this.isWritten) part<HTMLButtonElement>(this.root, "story-save").disabled = !this.steps.length;
    else this.root.hidden = !this.steps.length;
  }

  private item(step: Step, at: number): HTMLElement {
    const go = button(step.text, () => {
      this.at = at;
      this.show();
      this.write();
    }, at === this.at ? { "aria-current": "step", class: "at-link" } : { class: "at-link" });
    if (!this.isWritten) return make("li", {}, go);
    const out = button("×", () => {
      this.steps.splice(at, 1);
      this.at = Math.min(this.at, this.steps.length - 1);
      this.write();
    }, { class: "at-out", "aria-label": fill(this.texts["remove_step"], { text: step.text }) });
    return make("li", {}, go, out);
  }

  private write(): void {
    const hash = this.steps.length ? `#steps=${encode(this.steps)}&step=${this.at + 1}` : "";
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
    this.draw();
    this.told();
  }

  private read(): void {
    const given = new URLSearchParams(location.hash.slice(1));
    this.steps = decode(given.get("steps") ?? "");
    this.at = this.steps.length ? Math.min(Math.max(Number(given.get("step") ?? 1) || 1, 1), this.steps.length) - 1 : -1;
    if (this.steps.length) (this.root as HTMLDetailsElement).open = true;
  }

  private save(): void {
    const file: File_ = { format: FORMAT, steps: this.steps, notes: notes() };
    const address = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    const link = make("a", { href: address, download: "clusterscape-story.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address));
  }

  private async load(field: HTMLInputElement): Promise<void> {
    const text = await field.files?.[0]?.text();
    field.value = "";
    const told = part(this.root, "told");
    try {
      const file = JSON.parse(text ?? "") as File_;
      if (file.format !== FORMAT) throw new SyntaxError();
      this.steps = checked(file.steps);
      put({ ...notes(), ...texts(file.notes) });
    } catch {
      part(this.root, "teller").hidden = false;
      told.textContent = this.texts["no_story"] ?? "";
      return;
    }
    this.at = this.steps.length ? 0 : -1;
    this.show();
    this.write();
  }
}

/** Only what a step is made of, whoever wrote the file or the address. */
function checked(steps: unknown): Step[] {
  if (!Array.isArray(steps)) throw new SyntaxError();
  return steps.filter((step) => typeof step?.text === "string" && typeof step?.view === "string").map(({ text, view }: Step) => ({ text, view }));
}

function encode(steps: Step[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(steps.map(({ text, view }) => [text, view])));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Step[] {
  if (!text) return [];
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const pairs = JSON.parse(new TextDecoder().decode(bytes)) as [string, string][];
    return checked(pairs.map(([text, view]) => ({ text, view })));
  } catch {
    // An address that was cut short tells no story.
    return [];
  }
}
