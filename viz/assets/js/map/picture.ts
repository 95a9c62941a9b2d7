// The picture: vis-network keeps the view, the gestures and the hit test; things, links and names are drawn here.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
import type { Graph, Thing } from "./data";
import { placeLabels, type Label } from "./labels";
import { drawLines } from "./lines";
import { darkness, readTheme, type Theme } from "./theme";

export interface Lit {
  visible: Set<string>;
  selected: string;
  near: Set<string>;
  matching: Set<string> | null;
}

const FONT = "'Segoe UI Variable Text', 'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
const SMALLEST = 0.08;
const LARGEST = 6;
const NARROW = 520; // pixels; there the first picture is the largest connected part, not everything
const TOUCH = 20; // pixels around a finger

export class Picture {
  private readonly network: Network;
  private readonly nodes: DataSet<Record<string, unknown> & { id: string }>;
  private readonly paths = new Map<string, Path2D>();
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private theme: Theme;
  private lit: Lit;
  private hovered = "";
  private labels: Label[] = [];
  private labelsFor = "";
  private changes = 0;
  private readonly widths = new Map<string, number>();

  constructor(
    private readonly graph: Graph,
    private readonly host: HTMLElement,
    private readonly picked: (id: string) => void,
    ready: () => void,
  ) {
    for (const entry of graph.data.legend) this.paths.set(entry.kind, new Path2D(entry.path));
    this.theme = readTheme(this.host);
    this.lit = { visible: new Set(graph.things.keys()), selected: "", near: new Set(), matching: null };
    this.nodes = new DataSet([...graph.data.nodes].reverse().map((thing) => this.node(thing)));
    this.network = new Network(host, { nodes: this.nodes, edges: [] }, graph.data.options);
    // The canvas is one picture to assistive technology; its container speaks for it.
    host.querySelector(".vis-network")?.removeAttribute("tabindex");
    this.network.on("beforeDrawing", (ctx: CanvasRenderingContext2D) => drawLines(ctx, this.graph, this.lit, this.theme, this.network.getScale()));
    this.network.on("afterDrawing", (ctx: CanvasRenderingContext2D) => this.drawNames(ctx));
    this.network.once("afterDrawing", ready);
    this.listen();
    this.open();
  }

  show(lit: Lit): void {
    const before = this.lit.visible;
    this.lit = lit;
    this.changes += 1;
    const changed = this.graph.data.nodes.filter((thing) => before.has(thing.id) !== lit.visible.has(thing.id));
    if (changed.length) this.nodes.update(changed.map((thing) => ({ id: thing.id, hidden: !lit.visible.has(thing.id) })));
    this.network.redraw();
  }

  /** Brings a thing, with what it is linked to, into view. */
  flyTo(id: string): void {
    const thing = this.graph.things.get(id);
    if (!thing) return;
    const scale = Math.min(Math.max(this.network.getScale(), 1), 1.6);
    this.network.moveTo({ position: { x: thing.x, y: thing.y }, scale, animation: this.animation() });
  }

  /** Moves the view only where the thing is outside of it. */
  reveal(id: string): void {
    const thing = this.graph.things.get(id);
    if (!thing) return;
    const at = this.network.canvasToDOM({ x: thing.x, y: thing.y });
    const { clientWidth, clientHeight } = this.host;
    const inside = at.x > 40 && at.y > 40 && at.x < clientWidth - 40 && at.y < clientHeight - 40;
    if (!inside) this.network.moveTo({ position: { x: thing.x, y: thing.y }, animation: this.animation() });
  }

  zoom(factor: number): void {
    this.network.moveTo({ scale: clamp(this.network.getScale() * factor), animation: this.animation(160) });
  }

  /** The first view. */
  open(): void {
    const main = this.host.clientWidth < NARROW ? this.graph.main() : this.lit.visible;
    this.fit(false, [...main].filter((id) => this.lit.visible.has(id)));
  }

  fit(animated = true, ids: Iterable<string> = this.lit.visible): void {
    const points = [...ids].map((id) => this.graph.things.get(id)).filter((thing) => thing !== undefined);
    if (!points.length) return;
    const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { clientWidth, clientHeight } = this.host;
    const scale = Math.min((clientWidth - 48) / (right - left + 60), (clientHeight - 48) / (bottom - top + 60), 1.4);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.network.moveTo({ position, scale: clamp(scale), animation: animated && this.animation() });
  }

  private node(thing: Thing): Record<string, unknown> & { id: string } {
    const renderer = ({ ctx, x, y }: { ctx: CanvasRenderingContext2D; x: number; y: number }) => {
      const radius = this.radius(thing);
      return {
        drawNode: () => this.drawThing(ctx, thing, x, y, radius),
        nodeDimensions: { width: 2 * radius, height: 2 * radius },
      };
    };
    return { id: thing.id, x: thing.x, y: thing.y, shape: "custom", ctxRenderer: renderer };
  }

  /** Things stay visible when far and do not swell when near. */
  private radius(thing: Thing): number {
    const scale = this.network?.getScale() ?? 1;
    const least = thing.kind === "organisation" ? 1.5 : 2.8;
    const grown = scale > 1 ? thing.size * scale ** -0.5 : thing.size * scale ** -0.28;
    return Math.max(grown, least / scale);
  }

  private drawThing(ctx: CanvasRenderingContext2D, thing: Thing, x: number, y: number, radius: number): void {
    const entry = this.graph.entries.get(thing.kind);
    const path = this.paths.get(thing.kind);
    if (!entry || !path) return;
    const scale = this.network.getScale();
    ctx.save();
    ctx.translate(x, y);
    ctx.globalAlpha = this.isLit(thing.id) ? 1 : 0.16;
    if (thing.id === this.lit.selected || thing.id === this.hovered) {
      ctx.beginPath();
      ctx.arc(0, 0, radius * 1.15 + 4 / scale, 0, 2 * Math.PI);
      ctx.strokeStyle = thing.id === this.lit.selected ? this.theme.focus : this.theme.quiet;
      ctx.lineWidth = (thing.id === this.lit.selected ? 2.5 : 1.5) / scale;
      ctx.stroke();
    }
    ctx.scale(radius, radius);
    ctx.fillStyle = this.theme.dark ? entry.dark : entry.light;
    ctx.fill(path);
    // A rim in the colour of the ground keeps things apart from the links that run under them.
    ctx.strokeStyle = this.theme.ground;
    ctx.lineWidth = 1 / scale / radius;
    ctx.stroke(path);
    ctx.restore();
  }

  private isLit(id: string): boolean {
    if (this.lit.selected) return id === this.lit.selected || this.lit.near.has(id);
    return this.lit.matching?.has(id) ?? true;
  }

  private drawNames(ctx: CanvasRenderingContext2D): void {
    const scale = this.network.getScale();
    const captions = this.captionBoxes(ctx, scale);
    const key = `${scale.toFixed(4)} ${this.changes} ${this.hovered}`;
    if (key !== this.labelsFor) {
      this.labels = this.arrange(ctx, scale, captions);
      this.labelsFor = key;
    }
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    this.drawCaptions(ctx, scale);
    for (const label of this.labels) this.drawLabel(ctx, label);
    ctx.restore();
  }

  private arrange(ctx: CanvasRenderingContext2D, scale: number, captions: { left: number; right: number; top: number; bottom: number }[]): Label[] {
    const { selected, near, matching, visible } = this.lit;
    const heavy = [...near].filter((id) => visible.has(id)).sort((a, b) => this.graph.weight(b) - this.graph.weight(a));
    const first = [selected, this.hovered].filter((id, at, all) => id && visible.has(id) && all.indexOf(id) === at);
    return placeLabels(this.graph, {
      scale,
      visible,
      first,
      only: selected ? new Set(heavy) : matching,
      radius: (thing) => this.radius(thing) * scale,
      width: (text, size, bold) => this.width(ctx, text, size, bold),
      captions,
      narrow: this.host.clientWidth < NARROW,
    });
  }

  private width(ctx: CanvasRenderingContext2D, text: string, size: number, bold: boolean): number {
    const key = `${size} ${bold} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      ctx.save();
      ctx.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
      width = ctx.measureText(text).width;
      ctx.restore();
      this.widths.set(key, width);
    }
    return width;
  }

  private drawLabel(ctx: CanvasRenderingContext2D, label: Label): void {
    const thing = this.graph.things.get(label.id);
    if (!thing) return;
    const at = this.network.canvasToDOM({ x: thing.x, y: thing.y });
    const step = label.size * 1.18;
    ctx.font = `${label.bold ? 600 : 400} ${label.size}px ${FONT}`;
    ctx.strokeStyle = this.theme.ground;
    ctx.lineWidth = 3.5;
    ctx.fillStyle = this.theme.ink;
    ctx.globalAlpha = this.isLit(label.id) || label.strong ? 1 : 0.35;
    label.lines.forEach((line, row) => {
      const y = at.y + label.y + (row - (label.lines.length - 1) / 2) * step;
      ctx.strokeText(line, at.x + label.x, y);
      ctx.fillText(line, at.x + label.x, y);
    });
  }

  private captionBoxes(ctx: CanvasRenderingContext2D, scale: number): { left: number; right: number; top: number; bottom: number }[] {
    return this.captions(scale).map(([text, x, y]) => {
      const half = this.width(ctx, text.toUpperCase(), 10, true) * 0.62;
      return { left: x * scale - half, right: x * scale + half, top: y * scale - 26, bottom: y * scale - 10 };
    });
  }

  private drawCaptions(ctx: CanvasRenderingContext2D, scale: number): void {
    ctx.font = `600 10px ${FONT}`;
    ctx.fillStyle = this.theme.quiet;
    ctx.strokeStyle = this.theme.ground;
    ctx.lineWidth = 3;
    ctx.letterSpacing = "0.08em";
    ctx.globalAlpha = this.lit.selected || this.lit.matching ? 0.4 : 1;
    for (const [text, x, y] of this.captions(scale)) {
      const at = this.network.canvasToDOM({ x, y });
      ctx.strokeText(text.toUpperCase(), at.x, at.y - 18);
      ctx.fillText(text.toUpperCase(), at.x, at.y - 18);
    }
    ctx.letterSpacing = "0px";
    ctx.globalAlpha = 1;
  }

  /** Country names stand over their things while nothing is filtered away and there is room to read them. */
  private captions(scale: number): [string, number, number][] {
    const whole = this.lit.visible.size === this.graph.things.size;
    return whole && scale > 0.2 ? this.graph.data.captions : [];
  }

  private animation(duration = 450): { duration: number; easingFunction: "easeInOutQuad" } | false {
    return this.still.matches ? false : { duration, easingFunction: "easeInOutQuad" };
  }

  private listen(): void {
    this.network.on("click", (event: { nodes: string[]; pointer: { DOM: { x: number; y: number } } }) => {
      this.picked(event.nodes[0] ?? this.nearest(event.pointer.DOM));
    });
    this.network.on("hoverNode", (event: { node: string }) => this.hover(event.node));
    this.network.on("blurNode", () => this.hover(""));
    this.network.on("zoom", () => {
      const scale = this.network.getScale();
      if (scale !== clamp(scale)) this.network.moveTo({ scale: clamp(scale) });
    });
    darkness.addEventListener("change", () => {
      this.theme = readTheme(this.host);
      this.network.redraw();
    });
  }

  private hover(id: string): void {
    this.hovered = id;
    this.host.style.cursor = id ? "pointer" : "";
    this.network.redraw();
  }

  /** The visible thing nearest to a point, if a finger could have meant it. */
  private nearest(point: { x: number; y: number }): string {
    let best = "";
    let least = TOUCH;
    for (const id of this.lit.visible) {
      const thing = this.graph.things.get(id);
      if (!thing) continue;
      const at = this.network.canvasToDOM({ x: thing.x, y: thing.y });
      const distance = Math.hypot(at.x - point.x, at.y - point.y);
      if (distance < least) [best, least] = [id, distance];
    }
    return best;
  }
}

function clamp(scale: number): number {
  return Math.min(Math.max(scale, SMALLEST), LARGEST);
}
