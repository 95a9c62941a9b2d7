// Things by where they stand, so that the one under a pointer is found among a hundred thousand at once.
import type { Net } from "./net";

const SIDE = 160; // cells along each side

export class Grid {
  private readonly first = new Uint32Array(SIDE * SIDE + 1);
  private readonly things: Uint32Array;

  constructor(private readonly net: Net) {
    const cells = Uint32Array.from(net.x, (x, at) => this.cell(x, net.y[at]!));
    for (const cell of cells) this.first[cell + 1]! += 1;
    for (let cell = 0; cell < SIDE * SIDE; cell += 1) this.first[cell + 1]! += this.first[cell]!;
    const next = this.first.slice();
    this.things = new Uint32Array(net.count);
    cells.forEach((cell, at) => (this.things[next[cell]!++] = at));
  }

  /** Things in the cells that a square around a point touches. */
  *around(point: { x: number; y: number }, reach: number): Iterable<number> {
    const [low, high] = [this.steps(point.x - reach, point.y - reach), this.steps(point.x + reach, point.y + reach)];
    for (let row = low[1]; row <= high[1]; row += 1) {
      const [begin, end] = [this.first[row * SIDE + low[0]]!, this.first[row * SIDE + high[0] + 1]!];
      yield* this.things.subarray(begin, end);
    }
  }

  private cell(x: number, y: number): number {
    const [across, up] = this.steps(x, y);
    return up * SIDE + across;
  }

  private steps(x: number, y: number): [number, number] {
    const [left, top, right, bottom] = this.net.head.bounds;
    const step = (value: number, low: number, high: number): number => Math.min(SIDE - 1, Math.max(0, Math.floor(((value - low) / (high - low || 1)) * SIDE)));
    return [step(x, left, right), step(y, -bottom, -top)];
  }
}
