/** A short address that always leads to this text. */
import { make, part } from "./dom";
import { say, told } from "./told";

export function sharing(text: () => string): void {
  const button = part("share") as HTMLButtonElement;
  const place = part("shared");
  button.hidden = false;
  if (!told.sharing) {
    button.disabled = true;
    place.replaceChildren(say("share_off"));
    return;
  }
  button.addEventListener("click", () => void share(text(), place));
}

async function share(text: string, place: HTMLElement): Promise<void> {
  try {
    const answer = await fetch("/q", { method: "POST", body: new URLSearchParams({ query: text }), headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang } });
    const told = (await answer.json()) as { url?: string; mark?: string; detail?: string };
    if (!answer.ok || !told.mark) return place.replaceChildren(told.detail ?? say("away"));
    const url = `${location.origin}/q/${told.mark}`;
    const copied = await navigator.clipboard?.writeText(url).then(
      () => " ✓",
      () => "",
    );
    place.replaceChildren(`${say("shared")} `, make("a", { href: url }, url), copied ?? "");
  } catch {
    place.replaceChildren(say("away"));
  }
}
