// What a reader notes beside a thing. It stays in this browser, and goes along with a story; it is never sent.

const PLACE = "clusterscape-notes";

export type Kept = Record<string, string>;

export function notes(): Kept {
  try {
    return texts(JSON.parse(localStorage.getItem(PLACE) ?? "{}"));
  } catch {
    // A browser that keeps nothing, or kept something else.
    return {};
  }
}

/** Keeps a note; an empty one is taken away. False where the browser keeps nothing. */
export function note(key: string, text: string): boolean {
  const kept = notes();
  if (text) kept[key] = text;
  else delete kept[key];
  return put(kept);
}

/** Only what notes are made of, whoever wrote them. */
export function texts(kept: unknown): Kept {
  return Object.fromEntries(Object.entries(Object(kept) as object).filter(([, text]) => typeof text === "string")) as Kept;
}

export function put(kept: Kept): boolean {
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
