/** Shows the copy buttons, which can do nothing without script, and lets them work. */
export function copyButtons(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll<HTMLButtonElement>("button[data-copy]").forEach((button) => {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset["copy"] ?? "");
      await navigator.clipboard.writeText(source?.textContent?.trim() ?? "");
      button.textContent = button.dataset["done"] ?? label;
      setTimeout(() => (button.textContent = label), 2000);
    });
  });
}
