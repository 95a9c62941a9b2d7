// The colours of the picture: those of the stylesheet, read once and again when light turns to dark.

export interface Theme {
  dark: boolean;
  ground: string;
  ink: string;
  quiet: string;
  line: string;
  faint: string;
  focus: string;
}

export const darkness = matchMedia("(prefers-color-scheme: dark)");

export function readTheme(host: HTMLElement): Theme {
  const style = getComputedStyle(host);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    dark: darkness.matches,
    ground: of("--map-ground"),
    ink: of("--map-ink"),
    quiet: of("--map-quiet"),
    line: of("--map-edge"),
    faint: of("--map-faint"),
    focus: of("--map-focus"),
  };
}
