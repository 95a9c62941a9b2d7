/** The history: what was run in this browser, newest first. */
import { number } from "../common/number";
import { make, part } from "./dom";
import { forgetRuns, type Run, runs } from "./kept";
import { lang, say } from "./told";

export function past(open: (text: string) => void): () => void {
  const place = part("history");
  const list = make("ul", { class: "plain q-past" });
  const forget = make("button", { type: "button", class: "button quiet minor" }, say("forget"));
  place.append(make("summary", {}, say("history")), list, forget, make("p", { class: "small soft" }, say("here")));
  place.hidden = false;
  const show = (): void => {
    const all = runs();
    forget.hidden = !all.length;
    list.replaceChildren(...(all.length ? all.map((run) => entry(run, open)) : [make("li", { class: "soft" }, say("no_history"))]));
  };
  forget.addEventListener("click", () => {
    forgetRuns();
    show();
    place.querySelector("summary")!.focus();
  });
  show();
  return show;
}

function entry(run: Run, open: (text: string) => void): HTMLElement {
  const when = new Date(run.at).toLocaleString(lang, { dateStyle: "short", timeStyle: "short" });
  const lines = run.text.split("\n").filter((line) => line.trim() && !/^\s*(?:PREFIX|#)/i.test(line));
  const button = make("button", { type: "button", class: "q-again", title: say("open"), click: () => open(run.text) }, make("code", {}, lines.slice(0, 2).join(" ").slice(0, 120)));
  return make("li", {}, button, make("span", { class: "small soft" }, `${when} · ${say("took", { rows: number(run.rows), seconds: number(run.seconds, 2) })}`));
}
