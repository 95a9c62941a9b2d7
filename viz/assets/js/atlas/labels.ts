// Which names are written, and where: the important ones first, never one over another or over a large thing.
// The answer depends on the scale only, not on what part of the picture is in view, so names do not flicker while panning.
import { Room, spots, wrap, type Box } from "./room";

export interface Wish {
  at: number;
  x: number; // where the thing stands, in pixels at this scale
  y: number;
  radius: number;
  text: string;
  bold: boolean;
  beside: number; // -1 or 1 where a side is best, as in columns; else 0
  strong: boolean; // chosen, or under the pointer: written in full
}

export interface Label extends Wish {
  dx: number; // from the thing's centre to that of the text
  dy: number;
  lines: string[];
  size: number;
}

const PAD = 7;
const LINE = 1.18;

/** The wishes that find room, in their order. */
export function placed(wishes: Wish[], obstacles: Iterable<Box>, width: (text: string, size: number, bold: boolean) => number, small: boolean): Label[] {
  const room = new Room();
  for (const box of obstacles) room.take(box);
  return wishes.map((wish) => place(wish, room, width, small)).filter((label) => label !== null);
}

function place(wish: Wish, room: Room, width: (text: string, size: number, bold: boolean) => number, small: boolean): Label | null {
  const size = (wish.bold ? 12.5 : 11.5) - (small ? 1 : 0) + (wish.strong ? 1 : 0);
  const lines = wrap(wish.text, wish.beside ? 60 : wish.strong ? 30 : 20);
  const wide = Math.max(...lines.map((line) => width(line, size, wish.bold)));
  const high = lines.length * size * LINE;
  const radius = wish.radius + 3;
  const side: [number, number] = [wish.beside * (wide / 2 + radius + 3), 0];
  const near = wish.beside ? [side] : spots(wide, high, radius);
  for (const [dx, dy] of wish.strong ? [...near, ...spots(wide, high, radius + 18), ...spots(wide, high, radius + 40)] : near) {
    const [x, y] = [wish.x + dx, wish.y + dy];
    const box = { left: x - wide / 2 - PAD, right: x + wide / 2 + PAD, top: y - high / 2 - 2, bottom: y + high / 2 + 2 };
    if (!room.free(box)) continue;
    room.take(box);
    return { ...wish, dx, dy, lines, size };
  }
  if (!wish.strong) return null;
  // What was chosen has its name, come what may.
  const dy = radius + high / 2;
  room.take({ left: wish.x - wide / 2 - PAD, right: wish.x + wide / 2 + PAD, top: wish.y + dy - high / 2 - 2, bottom: wish.y + dy + high / 2 + 2 });
  return { ...wish, dx: 0, dy, lines, size };
}
