// The colours of the picture: those of the stylesheet, read once and again when light turns to dark.

export interface Theme {
  dark: boolean;
  ground: string;
  ink: string;
  quiet: string;
  line: string;
  faint: string;
  strong: string;
  focus: string;
  came: string;
  went: string;
}

export const darkness = matchMedia("(prefers-color-scheme: dark)");
export const stillness = matchMedia("(prefers-reduced-motion: reduce)");

export function readTheme(host: HTMLElement): Theme {
  const style = getComputedStyle(host);
  const of = (name: string): string => style.getPropertyValue(`--at-${name}`).trim();
  const names = ["ground", "ink", "quiet", "line", "faint", "strong", "focus", "came", "went"] as const;
  return { dark: darkness.matches, ...(Object.fromEntries(names.map((name) => [name, of(name)])) as Record<(typeof names)[number], string>) };
}

/** Red, green and blue from 0 to 1. */
export function rgb(colour: string): [number, number, number] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255) as [number, number, number];
}
