// The map of places: drawn by the service in the state of the page, made to be chosen from here.
import { fill, settled, type Texts } from "./dom";
import type { Camera } from "./state";

const CLOSEST = 24; // times

export class Places {
  private of = "";
  private keys: readonly string[] = [];
  private zoom = 1;
  private box: [number, number, number, number] | null = null;
  private aimed: Camera | null = null;
  private readonly rest = settled(180, () => this.looked((this.aimed = this.camera())));

  constructor(
    private readonly host: HTMLElement,
    private readonly texts: Texts,
    private readonly pick: (keys: string[], more: boolean) => void,
    private readonly looked: (camera: Camera | null) => void,
  ) {
    host.addEventListener("click", (event) => this.clicked(event));
    host.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (symbolOf(event.target as Element)) this.clicked(event);
    });
    host.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.drag();
  }

  /** Fetches the picture where the state has changed, looks where the state says, and marks what is chosen. */
  async show(address: string, keys: readonly string[], camera: Camera | null): Promise<void> {
    this.keys = keys;
    if (address !== this.of) this.aimed = null;
    if (address !== this.of) {
      this.of = address;
      this.host.setAttribute("aria-busy", "true");
      if (!this.box) this.host.textContent = this.texts["loading"] ?? "";
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
        const text = await answer.text();
        if (address !== this.of) return; // another picture was asked for meanwhile
        this.draw(text);
      } catch (error) {
        if (address !== this.of) return;
        this.of = "";
        this.host.textContent = fill(this.texts["no_places"], { why: (error as Error).message });
      }
      this.host.removeAttribute("aria-busy");
    }
    if (camera !== this.aimed) this.aim((this.aimed = camera));
    this.mark(new Set(this.keys));
  }

  by(factor: number): void {
    const svg = this.host.querySelector("svg");
    if (!svg || !this.box) return;
    const [x, y, width, height] = this.box;
    const seen = svg.viewBox.baseVal;
    this.zoom = factor === 0 ? 1 : Math.min(Math.max(this.zoom * factor, 1), CLOSEST);
    const [wide, high] = [width / this.zoom, height / this.zoom];
    const [cx, cy] = factor === 0 ? [x + width / 2, y + height / 2] : [seen.x + seen.width / 2, seen.y + seen.height / 2];
    this.frame(svg, cx - wide / 2, cy - high / 2, wide, high);
    this.rest();
  }

  /** Where one looks: the middle in parts of the picture, and how near; nothing while all of it is seen. */
  private camera(): Camera | null {
    const seen = this.host.querySelector("svg")?.viewBox.baseVal;
    if (!this.box || !seen || this.zoom === 1) return null;
    const [x, y, width, height] = this.box;
    return { x: (seen.x + seen.width / 2 - x) / width, y: (seen.y + seen.height / 2 - y) / height, z: this.zoom };
  }

  private aim(camera: Camera | null): void {
    const svg = this.host.querySelector("svg");
    if (!svg || !this.box) return;
    const [x, y, width, height] = this.box;
    const { x: across, y: down, z } = camera ?? { x: 0.5, y: 0.5, z: 1 };
    this.zoom = Math.min(Math.max(z, 1), CLOSEST);
    const [wide, high] = [width / this.zoom, height / this.zoom];
    this.frame(svg, x + across * width - wide / 2, y + down * height - high / 2, wide, high);
  }

  private draw(text: string): void {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const svg = parsed.documentElement;
    if (svg.nodeName !== "svg") throw new Error("SVG");
    for (const script of svg.querySelectorAll("script")) script.remove();
    this.host.replaceChildren(document.importNode(svg, true));
    const drawn = this.host.querySelector("svg")!;
    const { x, y, width, height } = drawn.viewBox.baseVal;
    this.box = [x, y, width, height];
    this.zoom = 1;
  }

  private mark(keys: Set<string>): void {
    for (const each of this.host.querySelectorAll("[data-key], [data-keys]")) {
      const isChosen = keysOf(each).some((key) => keys.has(key));
      each.classList.toggle("is-selected", isChosen);
      if (isChosen) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  private clicked(event: MouseEvent | KeyboardEvent): void {
    const found = symbolOf(event.target as Element);
    if (!found) return;
    event.preventDefault();
    this.pick(keysOf(found), event.ctrlKey || event.metaKey);
  }

  private wheel(event: WheelEvent): void {
    if (!this.box) return;
    event.preventDefault();
    this.by(event.deltaY < 0 ? 1.25 : 0.8);
  }

  private frame(svg: SVGSVGElement, x: number, y: number, width: number, height: number): void {
    const [left, top, wide, high] = this.box!;
    const clamp = (value: number, low: number, most: number): number => Math.min(Math.max(value, low), most);
    svg.setAttribute("viewBox", `${clamp(x, left, left + wide - width)} ${clamp(y, top, top + high - height)} ${width} ${height}`);
  }

  private drag(): void {
    let last: { x: number; y: number } | null = null;
    this.host.addEventListener("pointerdown", (event) => this.zoom > 1 && (last = { x: event.clientX, y: event.clientY }));
    addEventListener("pointerup", () => (last = null));
    this.host.addEventListener("pointermove", (event) => {
      const svg = this.host.querySelector("svg");
      if (!last || !svg) return;
      const seen = svg.viewBox.baseVal;
      const scale = seen.width / (svg.clientWidth || 1);
      this.frame(svg, seen.x - (event.clientX - last.x) * scale, seen.y - (event.clientY - last.y) * scale, seen.width, seen.height);
      last = { x: event.clientX, y: event.clientY };
      this.rest();
    });
  }
}

/** The symbol under a pointer, or that of the link that has the focus. */
function symbolOf(target: Element): Element | null {
  return target.closest("[data-key], [data-keys]") ?? target.closest("a")?.querySelector("[data-key], [data-keys]") ?? null;
}

/** The things that a symbol stands for: one, or those of a place together. */
function keysOf(element: Element): string[] {
  return (element.getAttribute("data-key") ?? element.getAttribute("data-keys") ?? "").split(" ").filter(Boolean);
}
