/** Asks the service where a query is wrong, a while after the last key. */
import { type Diagnostic, linter } from "@codemirror/lint";
import { type Extension, type Text } from "@codemirror/state";
import { say } from "./told";

export interface Fault {
  title: string;
  message: string;
  line?: number;
  column?: number;
}

const WAIT = 500; // milliseconds of rest before a request

/** What the service says of a text; nothing where it cannot say. */
async function faultOf(text: string): Promise<Fault | null | undefined> {
  try {
    const body = new URLSearchParams({ query: text });
    const answer = await fetch("/sparql/check", { method: "POST", body, headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang } });
    return answer.ok ? ((await answer.json()) as { fault?: Fault | null }).fault : undefined;
  } catch {
    return undefined; // away: the query page still works when it comes back
  }
}

/** The place of a fault in the text of the editor. */
export function marked(doc: Text, fault: Fault): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(fault.line ?? 1, 1), doc.lines));
  const from = Math.min(line.from + Math.max((fault.column ?? 1) - 1, 0), line.to);
  const word = /^[\w:?$-]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 1;
  return from < line.to ? { from, to: Math.min(from + word, line.to) } : { from: Math.max(line.from, from - 1), to: from };
}

/** A fault in words, with its place where it has one. */
export function worded(fault: Fault): string {
  return fault.line ? say("fault", { line: fault.line, column: fault.column ?? 1, message: fault.message }) : fault.message;
}

/** Underlines the fault, and tells it to whoever wants to know. */
export function checks(tell: (text: string, bad: boolean) => void): Extension {
  return linter(
    async (view): Promise<Diagnostic[]> => {
      const { doc } = view.state;
      if (!doc.toString().trim()) return [];
      const fault = await faultOf(doc.toString());
      if (view.state.doc !== doc || fault === undefined) return [];
      tell(fault ? worded(fault) : say("right"), Boolean(fault));
      return fault ? [{ ...marked(doc, fault), severity: "error", message: fault.message }] : [];
    },
    { delay: WAIT },
  );
}
