// The network by keyboard: arrows lead from thing to thing along links, plus and minus zoom, Enter opens the card.
import type { Net } from "./net";
import type { Picture } from "./picture";

export interface Doing {
  net: () => Net;
  picture: () => Picture | null;
  visible: () => Uint8Array;
  current: () => number;
  select: (at: number) => void;
  close: () => void;
  open: () => void;
  first: () => number;
}

const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NEAR = 3_000; // things that a step without a link is sought among

export function keyboard(host: HTMLElement, doing: Doing): void {
  host.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const eye = doing.picture()?.eye;
    const acts: Record<string, () => void> = {
      "+": () => eye?.zoom(1.4),
      "=": () => eye?.zoom(1.4),
      "-": () => eye?.zoom(1 / 1.4),
      "0": () => eye?.fit(everything(doing)),
      Enter: () => (doing.current() >= 0 ? doing.open() : doing.select(doing.first())),
      Escape: () => doing.close(),
    };
    if (step) stride(doing, step, event.shiftKey);
    else if (acts[event.key]) acts[event.key]!();
    else return;
    event.preventDefault();
  });
}

function everything({ visible }: Doing): number[] {
  const seen = visible();
  return [...seen.keys()].filter((at) => seen[at]);
}

/** The next thing in a direction: among the linked ones, or with Shift (or where none lies there) among all. */
function stride(doing: Doing, step: [number, number], all: boolean): void {
  const from = doing.current();
  if (from < 0) return doing.select(doing.first());
  const visible = doing.visible();
  const linked = [...doing.net().around(from)].filter((at) => visible[at]);
  const next = all ? -1 : ahead(doing, from, linked, step);
  const found = next >= 0 ? next : ahead(doing, from, everything(doing).slice(0, NEAR), step);
  if (found >= 0) doing.select(found);
}

/** The one that lies most in the direction: what is aside costs twice what is ahead. */
function ahead(doing: Doing, from: number, among: number[], [dx, dy]: [number, number]): number {
  const picture = doing.picture();
  const where = (at: number): { x: number; y: number } => picture?.where(at) ?? { x: doing.net().x[at]!, y: doing.net().y[at]! };
  const start = where(from);
  let [best, least] = [-1, Infinity];
  for (const at of among) {
    if (at === from) continue;
    const here = where(at);
    const [x, y] = [here.x - start.x, here.y - start.y];
    const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
    const cost = along + 2 * aside;
    if (along > 0 && aside <= 1.5 * along && cost < least) [best, least] = [at, cost];
  }
  return best;
}
