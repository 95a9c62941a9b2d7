/** Adds the line of a known prefix as soon as a name with it is typed. */
import { type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { declared } from "./place";
import { tokens } from "./tokens";

/** The lines that a text still needs. */
export function missing(text: string, known: Readonly<Record<string, string>>): string {
  const has = declared(text);
  const used = tokens(text).filter((each) => each.kind === "name" && each.text.includes(":"));
  const wanted = new Set(used.map((each) => each.text.slice(0, each.text.indexOf(":"))).filter((name) => known[name] && !has.has(name)));
  return [...wanted].map((name) => `PREFIX ${name}: <${known[name]}>\n`).join("");
}

/** After the prefixes that are there, else at the first line that is no comment. */
function place(text: string): number {
  const last = [...text.matchAll(/^[ \t]*(?:PREFIX|BASE)\b[^\n]*\n/gim)].pop();
  if (last) return last.index + last[0].length;
  return /^(?:[ \t]*#[^\n]*\n|[ \t]*\n)*/.exec(text)?.[0].length ?? 0;
}

export function prefixes(known: Readonly<Record<string, string>>): Extension {
  return EditorView.updateListener.of((update) => {
    if (!update.docChanged || !update.transactions.some((each) => each.isUserEvent("input") || each.isUserEvent("paste"))) return;
    const text = update.state.doc.toString();
    const lines = missing(text, known);
    if (!lines) return;
    const at = place(text);
    const gap = at === 0 && !/^\s*(?:PREFIX|BASE)/i.test(text) ? "\n" : "";
    // Not within this update: the view forbids that.
    queueMicrotask(() => update.view.dispatch({ changes: { from: at, insert: lines + gap } }));
  });
}
