/** What the page tells its script: texts in the reader's language, prefixes, examples, limits. */

export interface Told {
  names: string; // the language of names, which may be another than that of the texts
  texts: Record<string, string>;
  prefixes: Record<string, string>;
  examples: Record<string, string>;
  limits: { seconds: number; rows: number; size: number };
  sharing: boolean;
}

export const told: Told = JSON.parse(document.getElementById("query-told")?.dataset["told"] ?? "{}") as Told;
export const lang = document.documentElement.lang;

/** A text with its values in place: `say("took", {rows: 5, seconds: 0.2})`. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = told.texts[`ui.${key}`] ?? told.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
