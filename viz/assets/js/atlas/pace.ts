// Keeps the picture moving: where frames come slowly, less is drawn while it moves, and all of it once it rests.

const SLOW = 42; // milliseconds of a frame
const QUICK = 24;
const LEAST = 0.04; // of what there is
const REST = 160; // milliseconds without a move
const STALL = 1_000; // a pause, not a frame

export class Pace {
  private last = 0;
  private until = 0;
  private part = 1;

  /** The picture moves. */
  moved(): void {
    this.until = performance.now() + REST;
  }

  /** A frame was drawn. */
  drawn(): void {
    const now = performance.now();
    const took = now - this.last;
    this.last = now;
    if (!this.isMoving || took > STALL) return;
    if (took > SLOW) this.part = Math.max(LEAST, this.part * 0.6);
    else if (took < QUICK) this.part = Math.min(1, this.part * 1.1);
  }

  get isMoving(): boolean {
    return performance.now() < this.until;
  }

  /** How much of what there is should be drawn now, from nearly nothing to 1. */
  get share(): number {
    return this.isMoving ? this.part : 1;
  }
}
