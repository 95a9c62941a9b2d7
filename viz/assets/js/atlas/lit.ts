// How the picture is lit: what of it is shown, chosen and near, and how things, links and communities look in that light.
import type { Attributes } from "graphology-types";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { form, FORMS, type Looks } from "./looks";
import type { Net } from "./net";
import { DIM, RING } from "./program";
import type { Group } from "./scene";
import { CAME, WENT, type Shown } from "./shown";
import type { Theme } from "./theme";

export interface Lit {
  shown: Shown;
  looks: Looks;
  selected: ReadonlySet<number>;
  near: ReadonlySet<number>; // the chosen and what is linked to them
  moved: ReadonlyMap<number, { x: number; y: number }>; // pinned to other places
  radius: (at: number) => number;
}

export interface Scenery {
  net: Net;
  lit: Lit;
  theme: Theme;
  hovered: number;
}

const FEW = 2_500; // links: of more, only bright ones are bent

/** Whether a thing is in the light: chosen, beside what is chosen, or found. */
export function isLit({ selected, near, shown }: Lit, at: number): boolean {
  if (selected.size) return near.has(at);
  return !shown.matching || shown.matching[at] === 1;
}

export function thing({ net, lit, theme, hovered }: Scenery, at: number, data: Attributes): Partial<NodeDisplayData> {
  const { x, y } = lit.moved.get(at) ?? (data as { x: number; y: number });
  const isRinged = lit.selected.has(at) || at === hovered;
  const style = (isRinged ? RING : 0) + (isLit(lit, at) || isRinged ? 0 : DIM);
  const pair = lit.looks.pairs[lit.looks.colour(at)] ?? lit.looks.pairs[0]!;
  return {
    x, y, type: "form", size: lit.radius(at), color: pair[theme.dark ? 1 : 0], hidden: !lit.shown.visible[at],
    zIndex: isRinged ? 3 : lit.near.has(at) ? 2 : 1, label: null, form: form(net, at) + style,
  } as Partial<NodeDisplayData>;
}

export function community({ lit, theme }: Scenery, group: Group, least: number): Partial<NodeDisplayData> {
  return {
    x: group.x, y: group.y, type: "form", size: Math.max(group.radius * 1.1, least), color: theme.strong, hidden: lit.selected.size > 0,
    zIndex: 0, label: null, form: FORMS.indexOf("halo"),
  } as Partial<NodeDisplayData>;
}

export function tie({ lit, theme }: Scenery, data: Attributes): Partial<EdgeDisplayData> {
  const size = 0.6 + Math.log2(data["weight"] as number) * 0.55;
  return { ...data, size, color: theme.line, hidden: lit.selected.size > 0, zIndex: 0 } as Partial<EdgeDisplayData>;
}

export function link({ net, lit, theme }: Scenery, at: number, data: Attributes): Partial<EdgeDisplayData> {
  const [from, to] = [net.source[at]!, net.target[at]!];
  const change = lit.shown.changed?.[at];
  const isBright = lit.near.has(from) && lit.near.has(to) && (lit.selected.has(from) || lit.selected.has(to));
  const isDim = lit.selected.size > 0 || lit.shown.matching !== null || lit.shown.changed !== null;
  const weight = Math.log2(Math.max(1, data["weight"] as number)) * 0.9;
  const type = isBright || net.source.length <= FEW ? "bent" : "straight";
  const color = change === CAME ? theme.came : change === WENT ? theme.went : isBright ? theme.strong : isDim ? theme.faint : theme.line;
  return {
    ...data, type, color, hidden: !lit.shown.drawn[at], zIndex: isBright || change ? 1 : 0, size: (isBright || change ? 1.9 : 1.1) + weight,
    judged: Boolean(data["judged"]) || change === WENT,
  } as Partial<EdgeDisplayData>;
}
