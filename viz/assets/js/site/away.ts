/** Says that the network is away, and that it is back; what a page shows already stays readable. */

const TOLD = 4000; // milliseconds that the good news stands

/** What asks the service tells by this event that no answer came. */
export const UNREACHED = "clusterscape:unreached";

export function away(): void {
  const note = document.querySelector<HTMLElement>("[data-away]");
  if (!note) return;
  const gone = (): void => void (note.textContent = note.dataset["away"] ?? "");
  const back = (): void => {
    if (!note.textContent) return;
    note.textContent = note.dataset["back"] ?? "";
    setTimeout(() => navigator.onLine && (note.textContent = ""), TOLD);
  };
  window.addEventListener("offline", gone);
  window.addEventListener(UNREACHED, gone);
  window.addEventListener("online", back);
  if (!navigator.onLine) gone();
}

/** To be called where a request got no answer at all; one that was given up on purpose is none. */
export function unreached(error: unknown): void {
  if (error instanceof TypeError) window.dispatchEvent(new Event(UNREACHED));
}
