// Small pieces that every part of the page is made of.

/** The texts of the page, in the language of its reader. */
export type Texts = Record<string, string>;

/** An element with attributes and content. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(text: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = make("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** A text of the page with its blanks filled in. */
export function fill(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Text without case and accents, for searching. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const SVG = "http://www.w3.org/2000/svg";

/** A form in its colours, as in the legend. */
export function icon(form: { path: string; light: string; dark: string } | undefined): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "-1.25 -1.25 2.5 2.5");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "at-icon");
  svg.style.setProperty("--light", form?.light ?? "");
  svg.style.setProperty("--dark", form?.dark ?? "");
  path.setAttribute("d", form?.path ?? "");
  svg.append(path);
  return svg;
}

/** The part of the page that has this name; the template has all of them. */
export function part<Kind extends HTMLElement = HTMLElement>(root: ParentNode, name: string): Kind {
  const found = root.querySelector<Kind>(`[data-part="${name}"]`);
  if (!found) throw new Error(`the page has no part “${name}”`);
  return found;
}

/** Calls a function once things are quiet for a while. */
export function settled(wait: number, act: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, wait);
  };
}

/** JSON of the service; an answer that is none is an error with the words of the service. */
export async function ask<Answer>(address: string): Promise<Answer> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return (await (await good(answer)).json()) as Answer;
}

/** The answer itself; one that refuses is an error with the words of the service. */
export async function good(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new Error(told.detail ?? `${answer.status} ${answer.statusText}`);
}
