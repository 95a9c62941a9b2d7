/** The editor of the query page: Ctrl+Enter runs, and the cursor stands where a query went wrong. */
export function query(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-query]");
  const area = form?.querySelector("textarea");
  if (!form || !area) return;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const line = Number(area.dataset["line"]);
  if (!line) return;
  const before = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const at = before + Number(area.dataset["column"]) - 1;
  area.focus();
  area.setSelectionRange(at, Math.min(at + 1, area.value.length));
}
