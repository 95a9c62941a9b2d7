// Form, colour and size of each thing: the form always says the kind, the colour what the reader wants to see.
import type { Net } from "./net";
import { NONE16, NONE8 } from "./net";
import type { State } from "./state";

export type Pair = [light: string, dark: string];

/** The numbers of forms in the program that draws them (program.ts); viz/palette.py names them. */
export const FORMS = ["disc", "hexagon", "diamond", "square", "chevron", "pentagon", "star", "triangle", "capsule", "cross", "halo"];
const SMALLEST = 3.5; // radius of what a measure gives nothing
const GROWTH = 24;
const SHOWN = 8; // colours that can be told apart; all else is grey

export interface Group {
  name: string;
  count: number;
  pair: Pair;
}

export interface Looks {
  by: State["colour"];
  /** The number of the colour of a thing in `pairs`. */
  colour: (at: number) => number;
  pairs: Pair[];
  /** What the colours mean, where they do not mean the kind. */
  groups: Group[];
}

export function form(net: Net, at: number): number {
  return Math.max(0, FORMS.indexOf(net.kindOf(at)?.shape ?? "disc"));
}

/** The radius of each thing: by its links as it is sent, or by a measure, whose area follows the number. */
export function radius(net: Net, state: State): (at: number) => number {
  if (state.size === "links" || !net.has(state.size)) return (at) => net.radius(at);
  const column = net.column(state.size);
  return (at) => SMALLEST + GROWTH * Math.sqrt(column[at]! / NONE8);
}

/** The colours of a picture; `palette` are colours that every reader tells apart, the last one grey. */
export function looks(net: Net, state: State, palette: readonly Pair[], other: string): Looks {
  if (state.colour === "kind") {
    const pairs = net.head.kinds.map((kind): Pair => [kind.light, kind.dark]);
    return { by: "kind", pairs, colour: (at) => net.kind[at]!, groups: [] };
  }
  const column = net[state.colour];
  const grey = Math.min(palette.length - 1, SHOWN);
  const names = state.colour === "country" ? net.head.countries.map(([, label]) => label) : state.colour === "area" ? net.head.areas.map(([, label]) => label) : net.head.communities.map(([name]) => name);
  const counts = new Map<number, number>();
  for (const value of column) counts.set(value, (counts.get(value) ?? 0) + 1);
  const none = state.colour === "community" ? NONE16 : NONE8;
  const ordered = [...counts].filter(([value]) => value !== none).sort((one, two) => two[1] - one[1]);
  const place = new Map(ordered.slice(0, grey).map(([value], at) => [value, at]));
  const groups = ordered.slice(0, grey).map(([value, count], at) => ({ name: names[value] ?? "", count, pair: palette[at]! }));
  const rest = net.count - groups.reduce((sum, group) => sum + group.count, 0);
  if (rest) groups.push({ name: other, count: rest, pair: palette.at(-1)! });
  return { by: state.colour, pairs: [...palette.slice(0, grey), palette.at(-1)!], colour: (at) => place.get(column[at]!) ?? grey, groups };
}
