// The live layout of a small picture: exact forces, some of them each frame, cooling down until something is moved.
import type { Net } from "./net";

export const LIVE = 300; // things: more are laid out by the service only
const COOLING = 0.985;
const STILL = 0.015;
const GAP = 9;

export class Forces {
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly homeX: Float64Array;
  private readonly homeY: Float64Array;
  private heat = 0;
  private frame = 0;
  readonly held = new Map<number, { x: number; y: number }>();

  constructor(private readonly net: Net, private readonly visible: () => Uint8Array, private readonly place: (at: number, x: number, y: number) => void, private readonly stepped: () => void) {
    [this.x, this.y] = [Float64Array.from(net.x), Float64Array.from(net.y)];
    [this.homeX, this.homeY] = [this.x.slice(), this.y.slice()];
  }

  /** Runs on until the picture has settled again. */
  warm(heat = 0.6): void {
    this.heat = Math.max(this.heat, heat);
    if (!this.frame) this.frame = requestAnimationFrame(() => this.run());
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    [this.frame, this.heat] = [0, 0];
  }

  private run(): void {
    this.frame = 0;
    this.step();
    this.heat *= COOLING;
    if (this.heat > STILL) this.frame = requestAnimationFrame(() => this.run());
  }

  private step(): void {
    const { net, x, y } = this;
    const [moveX, moveY] = [new Float64Array(net.count), new Float64Array(net.count)];
    this.push(moveX, moveY);
    this.pull(moveX, moveY);
    const visible = this.visible();
    for (let at = 0; at < net.count; at += 1) {
      const held = this.held.get(at);
      if (held) [x[at], y[at]] = [held.x, held.y];
      else if (visible[at]) {
        // Home keeps the picture one that readers recognise.
        const [dx, dy] = [moveX[at]! + (this.homeX[at]! - x[at]!) * 0.01, moveY[at]! + (this.homeY[at]! - y[at]!) * 0.01];
        const size = Math.hypot(dx, dy) || 1;
        const step = Math.min(size, 14) * this.heat;
        x[at]! += (dx / size) * step;
        y[at]! += (dy / size) * step;
      }
      this.place(at, x[at]!, y[at]!);
    }
    this.stepped();
  }

  private push(moveX: Float64Array, moveY: Float64Array): void {
    const { net, x, y } = this;
    const visible = this.visible();
    for (let one = 0; one < net.count; one += 1) {
      if (!visible[one]) continue;
      for (let two = one + 1; two < net.count; two += 1) {
        if (!visible[two]) continue;
        const [dx, dy] = [x[one]! - x[two]!, y[one]! - y[two]!];
        const away = Math.hypot(dx, dy) || 0.1;
        const room = net.radius(one) + net.radius(two) + GAP;
        const force = (away < room ? (room - away) * 0.4 : 0) + Math.min(4, (room * room * 0.6) / (away * away));
        moveX[one]! += (dx / away) * force;
        moveY[one]! += (dy / away) * force;
        moveX[two]! -= (dx / away) * force;
        moveY[two]! -= (dy / away) * force;
      }
    }
  }

  private pull(moveX: Float64Array, moveY: Float64Array): void {
    const { net, x, y } = this;
    const visible = this.visible();
    for (let link = 0; link < net.source.length; link += 1) {
      const [from, to] = [net.source[link]!, net.target[link]!];
      if (!visible[from] || !visible[to]) continue;
      const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
      const away = Math.hypot(dx, dy) || 0.1;
      const rest = net.radius(from) + net.radius(to) + 26;
      const force = ((away - rest) * 0.06) / Math.sqrt(Math.min(net.links[from]!, net.links[to]!) || 1);
      moveX[from]! += (dx / away) * force;
      moveY[from]! += (dy / away) * force;
      moveX[to]! -= (dx / away) * force;
      moveY[to]! -= (dy / away) * force;
    }
  }
}
