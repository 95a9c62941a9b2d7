/** Suggestions below a search field, by keyboard and pointer; without them the form still searches. */

interface Item {
  url: string;
  label: string;
  lang?: string;
  kind: string;
}

interface Found {
  items: Item[];
  facets: { choices: { value: string; label: string }[] }[];
}

const WAIT = 120; // milliseconds of rest before a request
let lists = 0;

export function suggest(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[name="q"]');
  if (!field) return;
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `suggest-${++lists}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
  form.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer = 0;
  let request: AbortController | null = null;
  let chosen = -1;

  const close = (): void => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (next: number): void => {
    const options = [...list.children];
    chosen = (next + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    options[chosen]?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[chosen]?.id ?? "");
  };

  const show = ({ items, facets }: Found): void => {
    const kinds = new Map(facets.flatMap((facet) => facet.choices.map((choice) => [choice.value, choice.label])));
    list.replaceChildren(...items.map((item, at) => option(item, kinds.get(item.kind) ?? "", `${list.id}-${at}`)));
    list.hidden = items.length === 0;
    chosen = -1;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  };

  const ask = async (): Promise<void> => {
    request?.abort();
    request = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams({ q: field.value, limit: "8", format: "json", lang: document.documentElement.lang }).toString();
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show((await answer.json()) as Found);
    } catch {
      // A newer request took over, or the network is away: the form itself still works.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) close();
    else timer = window.setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) open(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (event.target instanceof Element) open(event.target.closest("li"));
  });
  field.addEventListener("blur", () => setTimeout(close, 100));
}

function option(item: Item, kindLabel: string, id: string): HTMLLIElement {
  const made = document.createElement("li");
  made.id = id;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset["url"] = item.url;
  const name = document.createElement("span");
  name.textContent = item.label;
  if (item.lang) name.lang = item.lang;
  const kind = document.createElement("span");
  kind.className = "soft";
  kind.textContent = kindLabel;
  made.append(name, kind);
  return made;
}

function open(option: Element | null | undefined): void {
  const url = option instanceof HTMLElement ? option.dataset["url"] : "";
  if (!url) return;
  const lang = new URLSearchParams(location.search).get("lang");
  const address = new URL(url, location.origin);
  if (lang) address.searchParams.set("lang", lang);
  location.assign(address);
}
