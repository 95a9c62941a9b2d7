/** The list of queries: looked at again and again, with a token where one is given, and each query can be stopped. */

const WAIT = 3000; // milliseconds between two looks
const KEPT = "clusterscape-token"; // in this tab only, until it is closed

export function runs(): void {
  const list = document.querySelector<HTMLElement>("[data-runs]");
  const form = document.querySelector<HTMLFormElement>("form[data-token]");
  const field = form?.querySelector("input");
  const told = form?.querySelector<HTMLElement>("[role=status]");
  if (!list || !form || !field || !told) return;
  form.hidden = false;
  show();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEPT, field.value.trim());
    field.value = "";
    void look();
  });
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    sessionStorage.removeItem(KEPT);
    void look();
  });
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-stop]") : null;
    if (button) void stop(button);
  });
  setInterval(() => void (document.hidden || look()), WAIT);
  if (sessionStorage.getItem(KEPT)) void look();

  function headers(): HeadersInit {
    const token = sessionStorage.getItem(KEPT);
    return { Accept: "text/html", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  }

  async function look(): Promise<void> {
    const answer = await fetch(location.href, { headers: headers(), cache: "no-store" }).catch(() => null);
    if (answer?.status === 401) {
      sessionStorage.removeItem(KEPT);
      told!.textContent = told!.dataset["wrong"] ?? "";
    }
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-runs]");
    const chosen = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["stop"] : undefined;
    if (fresh) list!.replaceChildren(...fresh.childNodes);
    show();
    if (chosen) list!.querySelector<HTMLElement>(`[data-stop="${CSS.escape(chosen)}"]`)?.focus();
  }

  async function stop(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    const address = `/queries/${button.dataset["stop"] ?? ""}`;
    const answer = await fetch(address, { method: "DELETE", headers: headers() }).catch(() => null);
    told!.textContent = answer ? (answer.ok ? told!.dataset["stopped"] : told!.dataset["gone"]) ?? "" : "";
    await look();
  }

  function show(): void {
    list!.querySelectorAll<HTMLElement>("[data-stop]").forEach((button) => (button.hidden = false));
    const forget = form!.querySelector<HTMLElement>("[data-forget]");
    if (forget) forget.hidden = !sessionStorage.getItem(KEPT);
  }
}
