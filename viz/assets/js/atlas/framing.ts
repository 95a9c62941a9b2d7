// What one pastes into another page: the address of what is seen here, story included.
import { make } from "./dom";

export function framing(root: HTMLElement): void {
  const field = root.querySelector<HTMLTextAreaElement>("#framed");
  if (!field) return; // a frame frames nothing
  const { origin, pathname, search, hash } = location;
  const given = new URLSearchParams(search);
  given.set("embed", "1");
  const [title, height] = [root.querySelector("h1")?.textContent ?? "", "720"];
  const frame = make("iframe", { src: `${origin}${pathname}?${given}${hash}`, title, width: "100%", height, loading: "lazy" });
  field.textContent = frame.outerHTML;
}
