/** A network of an answer: statements, or two columns of things as ends of links. */
import { number } from "../common/number";
import type { Answered, Name, Row } from "./answer";
import { address, called } from "./cells";
import { draw, make } from "./dom";
import { say } from "./told";
import type { Take } from "./chart";

const NAMED = 60; // dots that all have their name beside them; of more, only those with several links
const MOST = 150; // links: more of them on this surface are a knot
const [WIDTH, HEIGHT, ROUNDS] = [860, 560, 260];
const PULL = 1.2; // towards the middle, for each pixel away from it

interface Dot {
  key: string;
  label: string;
  url: string;
  x: number;
  y: number;
}

/** The columns of the ends: of statements the first and last, else the first two with things. */
export function ends(answered: Answered): [number, number] | null {
  if (answered.triples) return [0, 2];
  const [one, other] = answered.things.flatMap((is, at) => (is ? [at] : []));
  return one === undefined || other === undefined ? null : [one, other];
}

export function network(answered: Answered, take: Take): HTMLElement {
  const columns = ends(answered);
  if (!columns) return make("p", { class: "note" }, say("no_network"));
  const holder = make("div", { class: "q-network scroll", tabindex: 0, role: "region", "aria-label": say("network") });
  void take(columns, MOST).then(({ rows, names }) => {
    const { dots, links } = graphOf(rows, names);
    settle(dots, links);
    const cut = answered.total > MOST ? [make("p", { class: "small soft" }, say("first", { number: number(MOST) }))] : [];
    holder.replaceChildren(picture(dots, links), ...cut);
  });
  return holder;
}

function graphOf(rows: readonly Row[], names: Record<string, Name>): { dots: Dot[]; links: [Dot, Dot][] } {
  const dots = new Map<string, Dot>();
  const links: [Dot, Dot][] = [];
  const dot = (row: Row, at: number): Dot | undefined => {
    const cell = row[at];
    if (!cell) return undefined;
    const key = `${cell.type} ${cell.value}`;
    if (!dots.has(key)) {
      // On a spiral, so that the same answer has the same picture.
      const turn = dots.size * 2.4;
      const far = 20 * Math.sqrt(dots.size + 1);
      dots.set(key, { key, label: called(cell, names), url: cell.type === "uri" ? address(cell.value, names) : "", x: WIDTH / 2 + far * Math.cos(turn), y: HEIGHT / 2 + far * Math.sin(turn) });
    }
    return dots.get(key);
  };
  for (const row of rows) {
    const [one, other] = [dot(row, 0), dot(row, 1)];
    if (one && other && one !== other) links.push([one, other]);
  }
  return { dots: [...dots.values()], links };
}

/** Dots push each other away, links pull, and each round moves them less (Fruchterman and Reingold, 1991). */
function settle(dots: readonly Dot[], links: readonly [Dot, Dot][]): void {
  const rest = 0.8 * Math.sqrt((WIDTH * HEIGHT) / Math.max(1, dots.length));
  const moves = new Map(dots.map((dot) => [dot, { x: 0, y: 0 }]));
  for (let round = 0; round < ROUNDS; round++) {
    const warm = (WIDTH / 10) * (1 - round / ROUNDS);
    moves.forEach((move) => (move.x = move.y = 0));
    const act = (one: Dot, other: Dot, force: (far: number) => number): void => {
      const [dx, dy] = [one.x - other.x || 0.01, one.y - other.y || 0.01];
      const far = Math.hypot(dx, dy);
      const push = force(far) / far;
      const [a, b] = [moves.get(one)!, moves.get(other)!];
      a.x += dx * push;
      a.y += dy * push;
      b.x -= dx * push;
      b.y -= dy * push;
    };
    dots.forEach((one, at) => dots.slice(at + 1).forEach((other) => act(one, other, (far) => (rest * rest) / far)));
    links.forEach(([one, other]) => act(one, other, (far) => -(far * far) / rest));
    moves.forEach((move, dot) => {
      // Parts that hang together nowhere would else be pushed to the edges.
      move.x += (WIDTH / 2 - dot.x) * PULL;
      move.y += (HEIGHT / 2 - dot.y) * PULL * (WIDTH / HEIGHT);
      const length = Math.hypot(move.x, move.y) || 1;
      dot.x += (move.x / length) * Math.min(length, warm);
      dot.y += (move.y / length) * Math.min(length, warm);
    });
  }
  fit(dots, (dot) => dot.x, (dot, x) => (dot.x = x), WIDTH, 40);
  fit(dots, (dot) => dot.y, (dot, y) => (dot.y = y), HEIGHT, 26);
}

/** Brings all dots into the picture, in one direction. */
function fit(dots: readonly Dot[], get: (dot: Dot) => number, set: (dot: Dot, place: number) => void, size: number, margin: number): void {
  const places = dots.map(get);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const scale = high > low ? Math.min(1.6, (size - 2 * margin) / (high - low)) : 0;
  dots.forEach((dot) => set(dot, size / 2 + (get(dot) - (low + high) / 2) * scale));
}

/** Which end of its name stands at a dot: names stay within the picture. */
function anchor(x: number): string {
  return x < 110 ? "start" : x > WIDTH - 110 ? "end" : "middle";
}

function picture(dots: readonly Dot[], links: readonly [Dot, Dot][]): SVGElement {
  const lines = links.map(([one, other]) => draw("path", { class: "q-link", d: `M${one.x.toFixed(1)} ${one.y.toFixed(1)}L${other.x.toFixed(1)} ${other.y.toFixed(1)}` }));
  const degree = new Map<Dot, number>();
  links.flat().forEach((dot) => degree.set(dot, (degree.get(dot) ?? 0) + 1));
  const marks = dots.map((dot) => {
    const isNamed = dots.length <= NAMED || degree.get(dot)! > 1;
    const text = !isNamed ? "" : dot.label.length > 26 ? `${dot.label.slice(0, 25)}…` : dot.label;
    const group = draw("g", { class: "q-dot" }, draw("circle", { cx: dot.x, cy: dot.y, r: 5 }), draw("text", { x: dot.x, y: dot.y - 9, "text-anchor": anchor(dot.x) }, text), draw("title", {}, dot.label));
    return dot.url ? draw("a", { href: dot.url }, group) : group;
  });
  return draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": say("linked", { things: number(dots.length), links: number(links.length) }) }, ...lines, ...marks);
}
