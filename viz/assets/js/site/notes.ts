/** Opens a note beside the number that refers to it, so that a reader need not leave the line. */
export function notes(): void {
  let open: { box: HTMLElement; by: HTMLAnchorElement } | null = null;

  function close(back: boolean): void {
    open?.box.remove();
    open?.by.removeAttribute("aria-expanded");
    if (back) open?.by.focus();
    open = null;
  }

  function show(link: HTMLAnchorElement, note: HTMLElement): void {
    close(false);
    const box = document.createElement("div");
    box.className = "popnote";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", link.getAttribute("aria-label") ?? "");
    box.tabIndex = -1;
    const said = note.querySelector<HTMLElement>("[data-source]");
    const source = document.createElement("strong");
    source.textContent = said?.dataset["source"] ?? "";
    box.append(source, ...(said ? [said.cloneNode(true)] : []));
    link.after(box);
    place(box, link);
    link.setAttribute("aria-expanded", "true");
    open = { box, by: link };
    box.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.ref") : null;
    const note = link && document.getElementById(link.hash.slice(1));
    if (link && note && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (open?.by === link) close(true);
      else show(link, note);
    } else if (open && event.target instanceof Node && !open.box.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) close(true);
  });
  window.addEventListener("resize", () => close(false));
}

/** Under the number, but never beyond the edge of the window. The place is set as a property: no style attribute is parsed. */
function place(box: HTMLElement, link: HTMLElement): void {
  const at = link.getBoundingClientRect();
  const room = document.documentElement.clientWidth - box.offsetWidth - 16;
  const within = (box.offsetParent ?? document.body).getBoundingClientRect();
  box.style.left = `${Math.max(16, Math.min(at.left, room)) - within.left}px`;
  box.style.top = `${at.bottom + 6 - within.top}px`;
}
