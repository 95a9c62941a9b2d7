// A line drawn around things chooses them: with Shift held, or after the button that makes every drag a lasso.

interface Point {
  x: number;
  y: number;
}

export class Lasso {
  private points: Point[] = [];
  private readonly line: SVGPolygonElement;
  isOn = false;

  constructor(private readonly host: HTMLElement, overlay: SVGSVGElement, private readonly closed: (contains: (point: Point) => boolean) => void) {
    this.line = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    overlay.append(this.line);
    // In the capturing phase: the picture below must not take the drag for a move.
    for (const name of ["mousedown", "touchstart"] as const) {
      host.addEventListener(name, (event) => this.wanted(event) && event.stopPropagation(), { capture: true });
    }
    host.addEventListener("pointerdown", (event) => this.wanted(event) && event.button === 0 && this.begin(event), { capture: true });
    host.addEventListener("pointermove", (event) => this.points.length && this.add(event), { capture: true });
    host.addEventListener("pointerup", () => this.points.length && this.end(), { capture: true });
    host.addEventListener("pointercancel", () => this.drop());
  }

  private wanted(event: MouseEvent | TouchEvent): boolean {
    return this.isOn || event.shiftKey;
  }

  private begin(event: PointerEvent): void {
    this.host.setPointerCapture(event.pointerId);
    this.points = [];
    this.add(event);
  }

  private add(event: PointerEvent): void {
    const { left, top } = this.host.getBoundingClientRect();
    this.points.push({ x: event.clientX - left, y: event.clientY - top });
    this.line.setAttribute("points", this.points.map(({ x, y }) => `${x},${y}`).join(" "));
  }

  private end(): void {
    const points = this.points;
    this.drop();
    if (points.length > 2) this.closed((point) => contains(points, point));
  }

  private drop(): void {
    this.points = [];
    this.line.setAttribute("points", "");
  }
}

/** Whether a point lies within a line that is closed (even-odd rule). */
function contains(points: Point[], { x, y }: Point): boolean {
  let inside = false;
  for (let at = 0, last = points.length - 1; at < points.length; last = at, at += 1) {
    const [one, two] = [points[at]!, points[last]!];
    if (one.y > y !== two.y > y && x < ((two.x - one.x) * (y - one.y)) / (two.y - one.y) + one.x) inside = !inside;
  }
  return inside;
}
