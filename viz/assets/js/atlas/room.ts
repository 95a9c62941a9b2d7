// Where a name has room, on both maps: the boxes that are taken, the spots beside a thing, a long name in lines.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const CELL = 80;

/** Room that is taken already. */
export class Room {
  private readonly cells = new Map<string, Box[]>();

  free(box: Box): boolean {
    return this.each(box).every((cell) =>
      (this.cells.get(cell) ?? []).every(
        (other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
      ),
    );
  }

  take(box: Box): void {
    for (const cell of this.each(box)) {
      const boxes = this.cells.get(cell);
      if (boxes) boxes.push(box);
      else this.cells.set(cell, [box]);
    }
  }

  private each(box: Box): string[] {
    const found: string[] = [];
    for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1)
      for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) found.push(`${x},${y}`);
    return found;
  }
}

/** Where a name of this width and height may stand beside a thing: below, above, at the sides, aslant. */
export function spots(wide: number, high: number, radius: number): [number, number][] {
  const side = wide / 2 + radius + 3;
  const slant = radius * 0.75;
  return [
    [0, radius + high / 2],
    [0, -radius - high / 2],
    [side, 0],
    [-side, 0],
    [wide / 2 + slant, slant + high / 2],
    [-wide / 2 - slant, slant + high / 2],
    [wide / 2 + slant, -slant - high / 2],
    [-wide / 2 - slant, -slant - high / 2],
  ];
}

/** A name in at most three lines. */
export function wrap(text: string, letters: number): string[] {
  if (text.length <= letters) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + word.length + 1 > letters) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${lines[2]} …`];
}
