// Writes the names on a canvas over the picture: placed anew when the scale changes, moved with it otherwise.
import type Sigma from "sigma";
import { placed, type Label, type Wish } from "./labels";
import type { Pace } from "./pace";
import { Room, type Box } from "./room";
import type { Theme } from "./theme";

const FONT = "'Segoe UI Variable Text', 'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
const NARROW = 520; // pixels
const ROOM = 7_000; // square pixels for one name, so that the picture stays calm
const LINE = 1.18;
const MANY = 800; // names kept as pictures

export interface Caption {
  text: string;
  x: number; // in the picture's own measure
  y: number;
  large: boolean; // in a picture that opens on communities
}

export interface Written {
  wishes: (scale: number) => Wish[];
  obstacles: (scale: number) => Box[];
  captions: (scale: number) => Caption[];
  where: (at: number) => { x: number; y: number };
  isLit: (at: number) => boolean;
  quiet: () => boolean; // captions stand back
}

export class Lettering {
  private readonly canvas: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  private readonly sprites = new Map<string, HTMLCanvasElement>();
  private ratio = 1;
  private labels: Label[] = [];
  private captions: Caption[] = [];
  private of = "";
  private version = 0;

  constructor(
    private readonly sigma: Sigma,
    private readonly written: Written,
    private readonly theme: () => Theme,
    private readonly pace: Pace,
  ) {
    this.canvas = sigma.createCanvas("names", { beforeLayer: "mouse" });
    this.ctx = this.canvas.getContext("2d")!;
    sigma.on("afterRender", () => this.draw());
  }

  /** What is written has changed. */
  renew(): void {
    this.version += 1;
  }

  /** How many names stand on the picture, for those who measure. */
  get count(): number {
    return this.labels.length;
  }

  private draw(): void {
    const { ctx, canvas, sigma } = this;
    const { width, height, pixelRatio } = sigma.getRenderParams();
    const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    this.ratio = pixelRatio;
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
    const scale = sigma.scaleSize(1);
    const key = `${scale.toPrecision(5)} ${this.version} ${wide}`;
    // While the scale changes the names keep their places, and are placed anew when it rests.
    const isSame = key === this.of || (this.pace.isMoving && this.of.endsWith(key.slice(key.indexOf(" "))));
    if (!isSame) {
      this.labels = this.arranged(scale, width, height);
      this.of = key;
    }
    this.drawCaptions();
    for (const label of this.labels) this.drawLabel(label, width, height);
  }

  private arranged(scale: number, width: number, height: number): Label[] {
    const boxes: Box[] = [];
    this.captions = [];
    const room = new Room();
    for (const caption of this.written.captions(scale)) {
      const box = this.box(caption, scale);
      if (!room.free(box)) continue;
      room.take(box);
      boxes.push(box);
      this.captions.push(caption);
    }
    const most = Math.max(12, (width * height) / ROOM) * Math.max(1, (scale * 40) ** 0.5);
    const wishes = this.written.wishes(scale).slice(0, 4 * most);
    const free = placed(wishes, [...boxes, ...this.written.obstacles(scale)], (text, size, bold) => this.width(text, size, bold), width < NARROW);
    return free.slice(0, most);
  }

  private box(caption: Caption, scale: number): Box {
    const size = caption.large ? 13 : 10;
    const half = this.width(this.cased(caption), size, true) * (caption.large ? 0.52 : 0.62);
    const [x, y] = [caption.x * scale, -caption.y * scale];
    return { left: x - half, right: x + half, top: y - size, bottom: y + size };
  }

  private cased(caption: Caption): string {
    return caption.large ? caption.text : caption.text.toUpperCase();
  }

  private width(text: string, size: number, bold: boolean): number {
    const key = `${size} ${bold} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.ctx.font = font(size, bold);
      this.widths.set(key, (width = this.ctx.measureText(text).width));
    }
    return width;
  }

  private drawCaptions(): void {
    const { ctx } = this;
    const theme = this.theme();
    ctx.globalAlpha = this.written.quiet() ? 0.35 : 1;
    for (const caption of this.captions) {
      const { x, y } = this.sigma.graphToViewport(caption);
      Object.assign(ctx, {
        font: font(caption.large ? 13 : 10, true),
        letterSpacing: caption.large ? "0px" : "0.08em",
        fillStyle: caption.large ? theme.ink : theme.quiet,
        strokeStyle: theme.ground,
        lineWidth: caption.large ? 4 : 3,
      });
      ctx.strokeText(this.cased(caption), x, y);
      ctx.fillText(this.cased(caption), x, y);
    }
    Object.assign(ctx, { letterSpacing: "0px", globalAlpha: 1 });
  }

  private drawLabel(label: Label, width: number, height: number): void {
    const { ctx } = this;
    const theme = this.theme();
    const at = this.sigma.graphToViewport(this.written.where(label.at));
    const [x, y] = [at.x + label.dx, at.y + label.dy];
    if (x < -200 || y < -60 || x > width + 200 || y > height + 60) return;
    const sprite = this.sprite(label, theme);
    const [wide, high] = [sprite.width / this.ratio, sprite.height / this.ratio];
    ctx.globalAlpha = label.strong || this.written.isLit(label.at) ? 1 : 0.35;
    // Between two pixels a picture of letters would blur.
    const [left, top] = [x - wide / 2, y - high / 2].map((place) => Math.round(place * this.ratio) / this.ratio) as [number, number];
    ctx.drawImage(sprite, left, top, wide, high);
    ctx.globalAlpha = 1;
  }

  /** A name as a small picture: to write it anew in each frame would take most of the frame. */
  private sprite(label: Label, theme: Theme): HTMLCanvasElement {
    const key = `${label.lines.join("\n")} ${label.size} ${label.bold} ${label.strong} ${theme.dark} ${this.ratio}`;
    const kept = this.sprites.get(key);
    if (kept) return kept;
    if (this.sprites.size > MANY) this.sprites.clear();
    const made = document.createElement("canvas");
    const step = label.size * LINE;
    const wide = Math.max(...label.lines.map((line) => this.width(line, label.size, label.bold))) + 12;
    const high = label.lines.length * step + 6;
    [made.width, made.height] = [Math.ceil(wide * this.ratio), Math.ceil(high * this.ratio)];
    const ctx = made.getContext("2d")!;
    ctx.scale(this.ratio, this.ratio);
    if (label.strong) ground(ctx, wide, high, theme.ground);
    Object.assign(ctx, { font: font(label.size, label.bold), textAlign: "center", textBaseline: "middle", lineJoin: "round" });
    Object.assign(ctx, { strokeStyle: theme.ground, lineWidth: 3.5, fillStyle: theme.ink });
    label.lines.forEach((line, row) => {
      const down = high / 2 + (row - (label.lines.length - 1) / 2) * step;
      ctx.strokeText(line, wide / 2, down);
      ctx.fillText(line, wide / 2, down);
    });
    this.sprites.set(key, made);
    return made;
  }
}

/** A chosen name is read over whatever lies behind it. */
function ground(ctx: CanvasRenderingContext2D, wide: number, high: number, colour: string): void {
  Object.assign(ctx, { fillStyle: colour, globalAlpha: 0.86 });
  ctx.beginPath();
  ctx.roundRect(0, 0, wide, high, 4);
  ctx.fill();
  ctx.globalAlpha = 1;
}

function font(size: number, bold: boolean): string {
  return `${bold ? 600 : 400} ${size}px ${FONT}`;
}
