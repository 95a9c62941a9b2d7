/** How a value is written: a thing by its name, which leads to its page, with its identifier below. */
import { number } from "../common/number";
import type { Cell, Name } from "./answer";
import { make } from "./dom";
import { isNumber } from "./rows";
import { lang, told } from "./told";

/** An IRI by a known prefix, else whole. */
export function short(iri: string): string {
  const found = Object.entries(told.prefixes).find(([, namespace]) => iri.startsWith(namespace) && !/[/#]/.test(iri.slice(namespace.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

/** What a value is called in one line. */
export function called(cell: Cell | undefined, names: Readonly<Record<string, Name>>): string {
  if (!cell) return "";
  if (cell.type === "uri") return names[cell.value]?.label ?? short(cell.value);
  if (isNumber(cell)) return figure(cell.value);
  return cell.type === "bnode" ? `_:${cell.value}` : cell.value;
}

/** A number as the language writes it; what would lose signs by that (a long one, a tiny one, INF) stands as it is. */
function figure(text: string): string {
  const size = Math.abs(Number(text));
  if (!(size <= Number.MAX_SAFE_INTEGER) || (size && size < 1e-6)) return text;
  return number(Number(text), 6, { short: true });
}

/** Where a thing is told of: its page here, else its own address. */
export function address(iri: string, names: Readonly<Record<string, Name>>): string {
  const path = names[iri]?.path;
  return path ? path + languages() : /^https?:/i.test(iri) ? iri : "";
}

/** The languages that were chosen in the address of the page, to go along with another one. */
export function languages(): string {
  const chosen = [...new URLSearchParams(location.search)].filter(([name]) => name === "lang" || name === "ui");
  return chosen.length ? `?${new URLSearchParams(chosen)}` : "";
}

export function written(cell: Cell | undefined, names: Readonly<Record<string, Name>>): (Node | string)[] {
  const text = called(cell, names);
  if (!cell) return [];
  if (cell.type !== "uri") {
    const shown = make("span", { class: "q-value", title: cell.value }, text);
    if (cell.lang && cell.lang !== lang) shown.lang = cell.lang;
    return [shown];
  }
  const to = address(cell.value, names);
  const shown = to ? make("a", { href: to, class: "q-value", title: cell.value }, text) : make("span", { class: "q-value" }, text);
  const tongue = names[cell.value]?.lang;
  if (tongue && tongue !== lang) shown.lang = tongue;
  return text === short(cell.value) ? [shown] : [shown, make("span", { class: "q-iri" }, short(cell.value))];
}
