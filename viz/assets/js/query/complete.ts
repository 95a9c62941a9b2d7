/** What may come next: properties seen on the class of the variable, classes, things by name, variables and words of SPARQL. */
import { type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { number } from "../common/number";
import { FUNCTIONS, KEYWORDS } from "./language";
import { classesOf, declared, type Place, read, resolved, type Triple, variables } from "./place";
import { say, told } from "./told";

interface Term {
  iri: string;
  name: string;
  label: string;
  total: number;
  about?: boolean;
  definition?: string;
  needed?: boolean;
  ranges?: string[];
  kinds?: string[];
}

interface Found {
  items: { iri: string; label: string; kind: string }[];
}

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const MOST = 60;
const asked = new Map<string, Promise<unknown>>();

/** The answer of the service, asked once for each address. */
function fetched<Answer>(address: string): Promise<Answer | null> {
  let answer = asked.get(address);
  if (!answer) {
    answer = patiently(address).catch(() => null);
    asked.set(address, answer);
    // What failed is asked again.
    void answer.then((found) => found ?? asked.delete(address));
  }
  return answer as Promise<Answer | null>;
}

/** What is being prepared is asked for again: a release is counted when somebody asks first. */
async function patiently(address: string, tries = 10): Promise<unknown> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  if (response.status !== 503 || tries <= 1) return null;
  await new Promise((done) => setTimeout(done, 1000));
  return patiently(address, tries - 1);
}

async function properties(classes: readonly string[]): Promise<Term[]> {
  const query = new URLSearchParams({ lang: told.names });
  classes.slice(0, 8).forEach((each) => query.append("class", each));
  return (await fetched<{ items: Term[] }>(`/completion/properties?${query}`))?.items ?? [];
}

async function classes(): Promise<Term[]> {
  return (await fetched<{ items: Term[] }>(`/completion/classes?${new URLSearchParams({ lang: told.names })}`))?.items ?? [];
}

/** Things by name, of some kinds where these are known. */
async function things(word: string, kinds: readonly string[] = []): Promise<Completion[]> {
  if (word.length < 2 || /[?$:<"']|^\d+$/.test(word)) return []; // a number is one: Enter after LIMIT 20 ends the line
  const query = new URLSearchParams({ q: word, limit: "12", format: "json", lang: told.names });
  kinds.slice(0, 12).forEach((each) => query.append("kind", each));
  const found = await fetched<Found>(`/search?${query}`);
  if (kinds.length && !found?.items.length) return things(word);
  return (found?.items ?? []).map((each) => ({ label: each.label, detail: each.kind, type: "constant", apply: shortened(each.iri), boost: -1 }));
}

/** An IRI as it is written: by a known prefix where its last part needs no escape. */
function shortened(iri: string): string {
  const found = Object.entries(told.prefixes).find(([, namespace]) => iri.startsWith(namespace) && /^[\w-]+$/.test(iri.slice(namespace.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
}

function offered(terms: readonly Term[], word: string): Completion[] {
  const folded = fold(word);
  const fitting = terms.filter((each) => fold(`${each.name} ${each.name.split(":")[1] ?? ""} ${each.label}`).split(/[\s:]+/).some((part) => part.startsWith(folded)) || fold(each.name).startsWith(folded) || fold(each.label).includes(folded));
  return fitting.slice(0, MOST).map((each, at) => ({
    label: each.iri === TYPE ? "a" : each.name,
    detail: [each.label, each.total ? say(each.about ? "about" : "uses", { total: number(each.total) }) : "", each.needed ? say("needed") : ""].filter(Boolean).join(" · "),
    ...(each.definition ? { info: each.definition } : {}),
    type: each.ranges ? "property" : "class",
    boost: -at / 10,
  }));
}

function words(list: readonly string[], word: string, type: string): Completion[] {
  const upper = word.toUpperCase();
  return list.filter((each) => upper && each.startsWith(upper)).map((each) => ({ label: each, type, boost: -20 }));
}

/** The classes of the subject: those that the query says, else those that its properties lead to. */
async function classesFor(place: Place, triples: readonly Triple[], prefixes: ReadonlyMap<string, string>): Promise<string[]> {
  const said = classesOf(place.subject, triples, prefixes);
  if (said.length || !place.subject.startsWith("?")) return said;
  const leading = triples.find((each) => each.value === place.subject);
  if (!leading) return [];
  const property = resolved(leading.property, prefixes);
  const known = (await properties([])).find((each) => each.iri === property);
  return (known?.ranges ?? []).slice(0, 1);
}

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const before = text.slice(0, context.pos);
  const word = /[^\s{}()[\];,"'|/^]*$/.exec(before)?.[0] ?? "";
  if (!word && !context.explicit) return null;
  const from = context.pos - word.length;
  const place = read(text.slice(0, from));
  const after = text.slice(context.pos);
  const { triples } = read(`${text.slice(0, from)} ${after}`);
  const prefixes = new Map([...Object.entries(told.prefixes), ...declared(text)]);
  const options = word.startsWith("?") || word.startsWith("$") ? names(text, word) : await choices(place, word, triples, prefixes, text);
  return options.length && !context.aborted ? { from, options: unique(options), filter: false } : null;
}

async function choices(place: Place, word: string, triples: readonly Triple[], prefixes: ReadonlyMap<string, string>, text: string): Promise<Completion[]> {
  switch (place.position) {
    case "property": {
      const own = await classesFor(place, triples, prefixes);
      const seen = await properties(own);
      return offered(seen.length ? seen : await properties([]), word);
    }
    case "value": {
      if (resolved(place.property, prefixes) === TYPE) return offered(await classes(), word);
      const known = (await properties([])).find((each) => each.iri === resolved(place.property, prefixes));
      return [...names(text, word || "?"), ...(await things(word, known?.kinds))];
    }
    case "subject": {
      const known = words(KEYWORDS, word, "keyword");
      return known.length ? known : word ? things(word) : names(text, "?");
    }
    case "expression":
      return [...words(FUNCTIONS, word, "function"), ...words(KEYWORDS, word, "keyword"), ...(word ? [] : names(text, "?"))];
    default:
      return [...words(KEYWORDS, word, "keyword"), ...words(FUNCTIONS, word, "function")];
  }
}

function names(text: string, word: string): Completion[] {
  return variables(text)
    .filter((each) => each !== word && each.startsWith(word))
    .map((each) => ({ label: each, type: "variable" }));
}

function unique(options: readonly Completion[]): Completion[] {
  const seen = new Set<string>();
  return options.filter((each) => {
    const key = `${each.label} ${typeof each.apply === "string" ? each.apply : ""}`;
    return !seen.has(key) && seen.add(key);
  });
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
