/** Suggestions below a search field, by keyboard and pointer (WAI-ARIA combobox); without them the form still searches. */

import { unreached } from "./away";

interface Suggestion {
  url: string;
  label: string;
  lang?: string;
  kind_label: string;
  also?: string;
}

const WAIT = 120; // milliseconds of rest before a request
const LEAST = 2; // letters before anything is suggested
let lists = 0;

export function suggest(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[name="q"]');
  if (!field) return;
  const list = listbox(field);
  const status = told();
  field.parentElement?.append(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer = 0;
  let request: AbortController | null = null;
  let chosen = -1;

  const close = (): void => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    choose(-1);
    field.setAttribute("aria-expanded", "false");
  };

  /** Marks an option; -1 goes back to what was typed. */
  const choose = (next: number): void => {
    chosen = next;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    const option = list.children[chosen];
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  /** One up or down; the field itself stands between the last and the first. */
  const step = (by: number): void => {
    const places = list.children.length + 1;
    choose(((chosen + 1 + by + places) % places) - 1);
  };

  const show = (items: Suggestion[]): void => {
    list.replaceChildren(...items.map((item, at) => option(item, `${list.id}-${at}`)));
    list.hidden = items.length === 0;
    choose(-1);
    field.setAttribute("aria-expanded", String(!list.hidden));
    const words = items.length ? (form.dataset["told"] ?? "{number}") : (form.dataset["none"] ?? "");
    status.textContent = words.replace("{number}", String(items.length));
  };

  const ask = async (): Promise<void> => {
    request?.abort();
    request = new AbortController();
    const address = new URL("/search/suggest", form.action);
    const lang = new URLSearchParams(location.search).get("lang") ?? document.documentElement.lang;
    address.search = new URLSearchParams({ q: field.value, lang }).toString();
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(((await answer.json()) as { items: Suggestion[] }).items);
    } catch (error) {
      unreached(error); // or a newer request took over: the form itself still works
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < LEAST) close();
    else timer = window.setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden && list.children.length) reopen();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) open(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  const reopen = (): void => {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    choose(0);
  };
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    if (event.target instanceof Element) open(event.target.closest("li"));
  });
  field.addEventListener("blur", close);
}

function listbox(field: HTMLInputElement): HTMLUListElement {
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `suggest-${++lists}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent ?? "");
  return list;
}

/** Where the number of suggestions is told to who cannot see them. */
function told(): HTMLElement {
  const status = document.createElement("span");
  status.className = "hidden";
  status.setAttribute("role", "status");
  return status;
}

function option(item: Suggestion, id: string): HTMLLIElement {
  const made = document.createElement("li");
  made.id = id;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset["url"] = item.url;
  const name = document.createElement("span");
  name.textContent = item.also ? `${item.label} (${item.also})` : item.label;
  if (item.lang) name.lang = item.lang;
  const kind = document.createElement("span");
  kind.className = "soft";
  kind.textContent = item.kind_label;
  made.append(name, " ", kind);
  return made;
}

function open(option: Element | null | undefined): void {
  const url = option instanceof HTMLElement ? option.dataset["url"] : "";
  if (!url) return;
  const address = new URL(url, location.origin);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === "lang" || name === "ui") address.searchParams.set(name, value);
  }
  location.assign(address);
}
