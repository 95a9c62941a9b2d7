// The page of maps: reads what the page gives along, opens the map, and says so where that cannot be.
import { part } from "./atlas/dom";
import { Page, type Given } from "./atlas/page";

async function start(): Promise<void> {
  const root = document.getElementById("atlas");
  const given = document.getElementById("atlas-given");
  if (!root || !given) return;
  for (const each of root.querySelectorAll<HTMLElement>("[data-script]")) each.hidden = false;
  try {
    await Page.open(root, JSON.parse(given.textContent ?? "") as Given);
    root.dataset["ready"] = "";
    performance.mark("map-ready");
  } catch (error) {
    console.error(error);
    part(root, "failed").hidden = false;
    root.dataset["failed"] = "";
  }
}

void start();
