/** Small helpers to make elements. */

type Attributes = Record<string, string | number | boolean | ((event: Event) => void)>;

/** An element with attributes (those that are functions listen) and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  put(made, attributes);
  made.append(...children);
  return made;
}

/** The same for a part of a picture. */
export function draw(name: string, attributes: Attributes = {}, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  put(made, attributes);
  made.append(...children);
  return made;
}

/** The part of the page that has this name. */
export function part(name: string): HTMLElement {
  return document.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
}

function put(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
}
