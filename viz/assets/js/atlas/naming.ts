// Which things would like their names written: the chosen ones first, then the large ones, most important first.
import type { Wish } from "./labels";
import type { Caption, Written } from "./lettering";
import { isLit, type Scenery } from "./lit";
import type { Box } from "./room";
import type { Group } from "./scene";

const NAMED = 4.2; // pixels: things with a smaller radius get no name, unless there are few
const FEW = 120;
const WRITTEN = 6; // chosen things whose names are written come what may; of more, those that find room
const NAMED_GROUPS = 8; // communities named on a small picture: those with a colour of their own
const BRIEF = 32; // letters of a caption
const CAPTIONS = 24; // communities named on a large picture

export interface Sight extends Scenery {
  drawn: () => Iterable<number>; // things that stand in the picture one by one
  where: (at: number) => { x: number; y: number };
  groups: Group[];
  large: boolean;
  far: boolean;
}

/** What the canvas of names asks for. */
export function written(sight: () => Sight): Written {
  return {
    wishes: (scale) => wishes(sight(), scale),
    obstacles: (scale) => obstacles(sight(), scale),
    captions: (scale) => captions(sight(), scale),
    where: (at) => sight().where(at),
    isLit: (at) => isLit(sight().lit, at),
    quiet: () => sight().lit.selected.size > 0 || sight().lit.shown.matching !== null,
  };
}

function wishes(sight: Sight, scale: number): Wish[] {
  const { selected, near, shown, radius } = sight.lit;
  const strong = [...new Set([...selected, sight.hovered])].filter((at) => at >= 0 && shown.visible[at]);
  const only = selected.size ? near : null;
  const isFew = shown.things < FEW || only !== null || (shown.matching !== null && shown.matches < FEW);
  const rest = [...sight.drawn()].filter((at) => {
    if (!shown.visible[at] || strong.includes(at)) return false;
    if (only ? !only.has(at) : shown.matching && !shown.matching[at]) return false;
    return isFew || radius(at) * scale >= NAMED;
  });
  rest.sort((one, two) => one - two);
  const isForced = (at: number): boolean => selected.size <= WRITTEN || at === sight.hovered;
  return [...strong.map((at) => wish(sight, at, scale, isForced(at))), ...rest.map((at) => wish(sight, at, scale, false))].filter(({ text }) => text);
}

function wish(sight: Sight, at: number, scale: number, strong: boolean): Wish {
  const { x, y } = sight.where(at);
  const radius = Math.max(sight.lit.radius(at) * scale, 2);
  const text = strong ? sight.net.label(at) : sight.net.short(at);
  return { at, x: x * scale, y: -y * scale, radius, text, strong, beside: side(sight, x), bold: strong || sight.net.kindOf(at)?.key === "cluster" };
}

/** In a picture of columns, higher than wide, names stand beside: outwards. */
function side({ net }: Sight, x: number): number {
  const [left, top, right, bottom] = net.head.bounds;
  if (bottom - top < 1.5 * (right - left)) return 0;
  return x < (left + right) / 2 ? -1 : 1;
}

function obstacles({ drawn, lit, where }: Sight, scale: number): Box[] {
  const boxes: Box[] = [];
  for (const at of drawn()) {
    const radius = lit.radius(at) * scale * 0.8;
    if (radius < 3.5 || !lit.shown.visible[at]) continue;
    const { x, y } = where(at);
    boxes.push({ left: x * scale - radius, right: x * scale + radius, top: -y * scale - radius, bottom: -y * scale + radius });
  }
  return boxes;
}

/** The names of communities: over a large picture while far away, over a small one where colours tell them apart. */
function captions({ net, lit, groups, large, far }: Sight, scale: number): Caption[] {
  if (large) return far ? groups.slice(0, CAPTIONS).map(({ name, x, y }) => ({ text: brief(name), x, y, large })) : [];
  if (lit.looks.by !== "community" || lit.selected.size || lit.shown.things < net.count || scale > 1.1) return [];
  return groups.slice(0, NAMED_GROUPS).map(({ name, x, y, radius }) => ({ text: brief(name), x, y: y + radius + 10, large }));
}

/** Of a community that is named by several things, the first. */
function brief(name: string): string {
  const first = name.split(" · ")[0] ?? "";
  return first.length <= BRIEF ? first : `${first.slice(0, BRIEF - 1).replace(/[\s,;]+\S*$/, "")}…`;
}
