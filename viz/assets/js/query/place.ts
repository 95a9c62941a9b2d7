/** What stands at a place of a query: the subject of a pattern, its property, its value; and what is said of variables. */
import { type Token, tokens } from "./tokens";

export type Position = "prologue" | "subject" | "property" | "value" | "expression";

export interface Triple {
  subject: string;
  property: string;
  value: string;
}

export interface Place {
  position: Position;
  subject: string;
  property: string;
}

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const STEPS = new Set(["/", "|", "^", "!", "*", "+", "?"]);
const OPENS_PATTERN = new Set(["{", "}", "."]);

/** Where a text ends; and the triples of it. */
export function read(text: string): Place & { triples: Triple[] } {
  const triples: Triple[] = [];
  const place: Place = { position: "prologue", subject: "", property: "" };
  let round = 0;
  let started = false;
  for (const token of tokens(text)) {
    if (token.text === "(") round++;
    else if (token.text === ")") round = Math.max(0, round - 1);
    if (round || token.text === ")") continue;
    if (token.text === "{") started = true;
    if (started) step(place, token, triples);
  }
  if (round) place.position = "expression";
  return { ...place, triples };
}

function step(place: Place, token: Token, triples: Triple[]): void {
  if (OPENS_PATTERN.has(token.text) || (token.kind === "word" && token.text !== "a" && !/^(true|false)$/i.test(token.text))) {
    Object.assign(place, { position: "subject", subject: "", property: "" });
  } else if (token.text === ";") {
    Object.assign(place, { position: "property", property: "" });
  } else if (token.text === ",") {
    place.position = "value";
  } else if (token.text === "[" || token.text === "]") {
    Object.assign(place, { position: token.text === "[" ? "property" : "subject", subject: token.text === "[" ? "" : place.subject, property: "" });
  } else if (place.position === "subject" || place.position === "prologue") {
    Object.assign(place, { position: "property", subject: token.text, property: "" });
  } else if (place.position === "property") {
    place.property += token.text;
    if (!STEPS.has(token.text)) place.position = "value";
  } else if (STEPS.has(token.text)) {
    place.property += token.text;
    place.position = "property";
  } else if (token.kind !== "sign") {
    triples.push({ subject: place.subject, property: place.property, value: token.text });
  }
}

/** The prefixes that a query declares. */
export function declared(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const all = tokens(text);
  all.forEach((token, at) => {
    if (token.kind !== "word" || token.text.toUpperCase() !== "PREFIX") return;
    const [name, iri] = [all[at + 1], all[at + 2]];
    if (name?.kind === "name") found.set(name.text.slice(0, -1), iri?.kind === "iri" ? iri.text.slice(1, -1) : "");
  });
  return found;
}

/** The IRI that a name or an IRI in brackets stands for; nothing where its prefix is not known. */
export function resolved(text: string, prefixes: ReadonlyMap<string, string>): string {
  if (text.startsWith("<")) return text.slice(1, -1);
  if (text === "a") return TYPE;
  const colon = text.indexOf(":");
  const namespace = prefixes.get(text.slice(0, colon));
  return colon >= 0 && namespace !== undefined ? namespace + text.slice(colon + 1) : "";
}

/** The classes that a query says a variable is of. */
export function classesOf(name: string, triples: readonly Triple[], prefixes: ReadonlyMap<string, string>): string[] {
  const said = triples.filter((each) => each.subject === name && resolved(each.property, prefixes) === TYPE);
  return said.map((each) => resolved(each.value, prefixes)).filter(Boolean);
}

/** All variables of a query. */
export function variables(text: string): string[] {
  return [...new Set(tokens(text).filter((each) => each.kind === "variable" && each.text.length > 1).map((each) => each.text))];
}
