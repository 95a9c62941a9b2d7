// Which names are written, and where: the important ones first, never one over another or over a large thing.
// The answer depends on the scale only, not on what part of the map is in view, so names do not flicker while panning.
import { Room, spots, wrap, type Box } from "../atlas/room";
import type { Graph, Thing } from "./data";

export interface Label {
  id: string;
  x: number; // in pixels from the thing's centre
  y: number;
  lines: string[];
  bold: boolean;
  size: number;
  strong: boolean;
}

const PAD = 5;

export interface Wish {
  scale: number;
  visible: Set<string>;
  first: string[]; // written whatever the scale: selected, hovered, neighbours, matches
  only: Set<string> | null; // where something is selected or searched, nothing else is named
  radius: (thing: Thing) => number; // in pixels
  width: (text: string, size: number, bold: boolean) => number;
  captions: Box[];
  narrow: boolean;
}

/** From which scale on a thing is worth a name of its own. */
function threshold(graph: Graph, thing: Thing): number {
  const weight = graph.weight(thing.id);
  if (thing.kind === "cluster") return weight > 8 ? 0 : weight > 2 ? 0.3 : 0.75;
  if (thing.kind === "project") return 0;
  if (weight >= 16) return 0;
  if (thing.kind === "organisation") return weight >= 5 ? 0.75 : weight > 1 ? 1.3 : 1.9;
  return weight >= 6 ? 0.55 : 1.1;
}

export function placeLabels(graph: Graph, wish: Wish): Label[] {
  const room = new Room();
  for (const box of wish.captions) room.take(box);
  const candidates = chosen(graph, wish);
  for (const thing of graph.data.nodes) {
    const radius = wish.radius(thing);
    if (radius >= 4 && (thing.kind === "cluster" || graph.weight(thing.id) >= 8) && wish.visible.has(thing.id)) room.take(around(thing.x * wish.scale, thing.y * wish.scale, radius));
  }
  const labels: Label[] = [];
  for (const [thing, strong] of candidates) {
    const label = place(thing, strong, wish, room);
    if (label) labels.push(label);
  }
  return labels;
}

function chosen(graph: Graph, wish: Wish): [Thing, boolean][] {
  const first = wish.first.map((id) => graph.things.get(id)).filter((thing) => thing !== undefined);
  const strong = new Set(first);
  // Few things leave room for many names.
  const ease = Math.min(1, wish.visible.size / 250);
  const rest = graph.data.nodes
    .filter((thing) => !strong.has(thing) && wish.visible.has(thing.id) && (!wish.only || wish.only.has(thing.id)))
    .filter((thing) => wish.only !== null || wish.scale >= ease * threshold(graph, thing))
    .sort((one, other) => order(graph, one) - order(graph, other));
  return [...first.map((thing): [Thing, boolean] => [thing, true]), ...rest.map((thing): [Thing, boolean] => [thing, false])];
}

function order(graph: Graph, thing: Thing): number {
  return threshold(graph, thing) * 1000 - graph.weight(thing.id);
}

function place(thing: Thing, strong: boolean, wish: Wish, room: Room): Label | null {
  const bold = strong || thing.kind === "cluster";
  const size = (thing.kind === "cluster" ? 12.5 : 11.5) - (wish.narrow ? 1 : 0) + (strong ? 1 : 0);
  const lines = wrap(strong ? thing.label : (thing.short ?? thing.label), strong ? 30 : 20);
  const width = Math.max(...lines.map((line) => wish.width(line, size, bold)));
  const height = lines.length * size * 1.18;
  const radius = wish.radius(thing) + 3;
  const [x, y] = [thing.x * wish.scale, thing.y * wish.scale];
  for (const [dx, dy] of spots(width, height, radius)) {
    const box = { left: x + dx - width / 2 - PAD, right: x + dx + width / 2 + PAD, top: y + dy - height / 2 - 1, bottom: y + dy + height / 2 + 1 };
    // The thing's own disc is among the obstacles; a spot beside it touches its rim at most.
    if (!room.free(box)) continue;
    room.take(box);
    return { id: thing.id, x: dx, y: dy, lines, bold, size, strong };
  }
  return null;
}

function around(x: number, y: number, radius: number): Box {
  const inner = radius * 0.8;
  return { left: x - inner, right: x + inner, top: y - inner, bottom: y + inner };
}
