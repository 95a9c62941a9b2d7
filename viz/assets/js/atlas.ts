// The page of maps: reads what the page gives along, opens the map, and says so where that cannot be.
import { part } from "./atlas/dom";
import { Page, type Given } from "./atlas/page";

async function start(): Promise<void> {
  const root = document.getElementById("atlas");
  const given = document.getElementById("atlas-given");
  if (!root || !given) return;
  const script = root.querySelectorAll<HTMLElement>("[data-script]");
  for (const each of script) each.hidden = false;
  try {
    await Page.open(root, JSON.parse(given.textContent ?? "") as Given);
    root.dataset["ready"] = "";
    performance.mark("map-ready");
  } catch (error) {
    console.error(error);
    part(root, "failed").hidden = false;
    part(root, "failed").append(` ${(error as Error).message}`);
    root.dataset["failed"] = "";
    // Controls that control nothing would only puzzle: what is left is the page without script.
    for (const each of script) each.hidden = true;
  }
}

void start();
