/** Closes an open menu on Escape, on a click elsewhere, and when focus leaves it. */
export function menus(): void {
  document.querySelectorAll<HTMLDetailsElement>("details[data-menu]").forEach((menu) => {
    const summary = menu.querySelector("summary");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary?.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
  });
}
