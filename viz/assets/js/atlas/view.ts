// The camera: where one looks. Everything that moves it passes here, and stands still for readers who want that.
import type Sigma from "sigma";
import type { Net } from "./net";
import type { Camera } from "./state";
import { stillness } from "./theme";

const MARGIN = 46; // pixels between what is fitted and the rim
const SIDES = 64; // the same at the sides, for names are wide
const CLOSEST = 0.004;
const WIDEST = 2.2;
const NARROW = 520;
const LEGIBLE = 1.2; // pixels for each unit of the layout: there names have room

export class Eye {
  constructor(
    private readonly sigma: Sigma,
    private readonly net: () => Net,
    private readonly where: (at: number) => { x: number; y: number },
  ) {}

  get camera(): Camera {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, z: 1 / ratio };
  }

  set(camera: Camera): void {
    this.jump({ x: camera.x, y: camera.y, ratio: clamp(1 / camera.z) });
  }

  /** Brings a thing to the middle, near enough to read what is around it. */
  fly(at: number): void {
    const { x, y } = this.framed(at);
    const legible = this.pixels() / (LEGIBLE * this.span());
    this.move({ x, y, ratio: Math.min(this.sigma.getCamera().ratio, Math.max(CLOSEST, legible)) });
  }

  /** Moves only where the thing is outside of what is seen. */
  reveal(at: number): void {
    const seen = this.sigma.graphToViewport(this.where(at));
    const { width, height } = this.sigma.getDimensions();
    if (seen.x > 40 && seen.y > 40 && seen.x < width - 40 && seen.y < height - 40) return;
    this.move(this.framed(at));
  }

  zoom(factor: number): void {
    this.move({ ratio: clamp(this.sigma.getCamera().ratio / factor) }, 160);
  }

  pan(x: number, y: number): void {
    const camera = this.sigma.getCamera();
    this.move({ x: camera.x + x * camera.ratio * 0.15, y: camera.y + y * camera.ratio * 0.15 }, 120);
  }

  /** Everything given in one view; on a narrow screen and at first, the larger part that hangs together. */
  fit(things: Iterable<number>, animated = true): void {
    const points = [...things].map((at) => this.framed(at));
    if (!points.length) return;
    const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
    const [left, right, low, high] = [least(xs), -least(xs.map((x) => -x)), least(ys), -least(ys.map((y) => -y))];
    const { width, height } = this.sigma.getDimensions();
    const pixels = this.pixels();
    const room = (side: number, margin: number): number => side - 2 * Math.min(margin, side * 0.12);
    const ratio = Math.max(((right - left) * pixels) / room(width, SIDES), ((high - low) * pixels) / room(height, MARGIN), this.least());
    this.move({ x: (left + right) / 2, y: (low + high) / 2, ratio: clamp(ratio) }, animated ? 450 : 0);
  }

  get isNarrow(): boolean {
    return this.sigma.getDimensions().width < NARROW;
  }

  /** Few things are not blown up to fill a screen. */
  private least(): number {
    return Math.max(CLOSEST, this.pixels() / (1.6 * this.span() || 1));
  }

  /** Pixels that the frame from 0 to 1 takes at ratio 1. */
  private pixels(): number {
    const state = { cameraState: { x: 0.5, y: 0.5, ratio: 1, angle: 0 } };
    const [one, two] = [this.sigma.framedGraphToViewport({ x: 0, y: 0 }, state), this.sigma.framedGraphToViewport({ x: 1, y: 0 }, state)];
    return Math.abs(two.x - one.x);
  }

  private span(): number {
    const [left, top, right, bottom] = this.net().head.bounds;
    return Math.max(right - left, bottom - top) || 1;
  }

  private framed(at: number): { x: number; y: number } {
    const [left, top, right, bottom] = this.net().head.bounds;
    const { x, y } = this.where(at);
    return { x: 0.5 + (x - (left + right) / 2) / this.span(), y: 0.5 + (y + (top + bottom) / 2) / this.span() };
  }

  private move(to: { x?: number; y?: number; ratio?: number }, duration = 450): void {
    const camera = this.sigma.getCamera();
    if (stillness.matches || !duration) this.jump(to);
    else void camera.animate(to, { duration, easing: "quadraticInOut" });
  }

  private jump(to: { x?: number; y?: number; ratio?: number }): void {
    const camera = this.sigma.getCamera();
    camera.setState(to);
    // Sigma would go on with a glide that is under way, and end where that was to end.
    if (camera.isAnimated()) void camera.animate(to, { duration: 1 });
  }
}

function least(values: number[]): number {
  return values.reduce((one, two) => Math.min(one, two), Infinity);
}

function clamp(ratio: number): number {
  return Math.min(Math.max(ratio, CLOSEST), WIDEST);
}
