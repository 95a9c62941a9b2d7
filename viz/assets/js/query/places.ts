/** The things of an answer on a map, which the server draws: it knows where they are. */
import { number } from "../common/number";
import type { Answered } from "./answer";
import { languages } from "./cells";
import type { Take } from "./chart";
import { make } from "./dom";
import { say } from "./told";

const MOST = 2_000; // rows that are looked at

/** The column of the things: of statements the first, else the first one with things; null where there is none. */
export function placed(answered: Answered): number | null {
  if (answered.triples) return 0;
  const at = answered.things.findIndex(Boolean);
  return at < 0 ? null : at;
}

export function places(answered: Answered, take: Take): HTMLElement {
  const holder = make("div", { class: "placed", role: "region", "aria-label": say("places"), tabindex: 0 });
  const column = placed(answered);
  if (column === null) return holder;
  void take([column], MOST).then(async ({ rows }) => {
    const things = new Set(rows.flatMap(([cell]) => (cell?.type === "uri" ? [cell.value] : [])));
    const cut = answered.total > MOST ? [make("p", { class: "small soft" }, say("first", { number: number(MOST) }))] : [];
    holder.replaceChildren(...(await drawn([...things])), ...cut);
  });
  return holder;
}

/** The map, and how many of the things are not on it. */
async function drawn(things: readonly string[]): Promise<Element[]> {
  try {
    const answer = await fetch(`/map/places/things${languages()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ things }),
    });
    if (answer.status !== 200) return [make("p", { class: "note" }, say(answer.status === 204 ? "no_places" : "away"))];
    const map = document.importNode(new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement, true);
    const missing = Number(answer.headers.get("Clusterscape-Unplaced"));
    return missing ? [map, make("p", { class: "small soft" }, say("unplaced", { number: number(missing) }))] : [map];
  } catch {
    return [make("p", { class: "note bad" }, say("away"))];
  }
}
