/** Examples are shown before they are opened. */
import { make } from "./dom";
import { say, told } from "./told";

export function examples(open: (text: string) => void): void {
  let shown: HTMLElement | null = null;
  document.querySelectorAll<HTMLAnchorElement>("a[data-example]").forEach((link) => {
    const text = told.examples[link.dataset["example"] ?? ""];
    if (!text) return;
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("role", "button");
    const hide = (): void => {
      shown?.remove();
      shown = null;
      document.querySelectorAll("a[data-example]").forEach((each) => each.setAttribute("aria-expanded", "false"));
    };
    const toggle = (event: Event): void => {
      event.preventDefault();
      const again = link.getAttribute("aria-expanded") === "true";
      hide();
      if (again) return;
      link.setAttribute("aria-expanded", "true");
      const title = link.textContent ?? "";
      const use = make("button", { type: "button", class: "button minor", click: () => (hide(), open(text)) }, say("open"));
      const close = make("button", { type: "button", class: "button quiet minor", click: () => (hide(), link.focus()) }, say("hide"));
      const asks = link.dataset["asks"] ?? "";
      shown = make("div", { class: "q-preview", role: "group", "aria-label": say("preview", { title }) }, make("p", { class: "small" }, asks), make("pre", { class: "code", tabindex: 0 }, make("code", {}, text)), make("p", { class: "row centre" }, use, close));
      shown.addEventListener("keydown", (pressed) => {
        if (pressed.key !== "Escape") return;
        hide();
        link.focus();
      });
      link.after(shown);
      use.focus({ preventScroll: true });
    };
    link.addEventListener("click", (event) => event.ctrlKey || event.metaKey || event.shiftKey || toggle(event));
    link.addEventListener("keydown", (event) => event.key === " " && toggle(event));
  });
}
