/** The editor in place of the text area, which stays for who has no script. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { checks, type Fault, marked } from "./check";
import { complete } from "./complete";
import { sparql } from "./language";
import { prefixes } from "./prefixes";
import { say, told } from "./told";

export interface Listeners {
  run: () => void;
  change: (text: string) => void;
  tell: (text: string, bad: boolean) => void;
}

export class Editor {
  readonly view: EditorView;

  constructor(place: HTMLElement, label: string, describedBy: string, private readonly listeners: Listeners) {
    this.view = new EditorView({ parent: place });
    this.attributes = { "aria-label": label, "aria-describedby": describedBy, spellcheck: "false", autocapitalize: "off" };
    this.set("");
  }

  private readonly attributes: Record<string, string>;

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Begins anew with a text: what was before cannot come back by undoing. */
  set(text: string): void {
    this.view.setState(EditorState.create({ doc: text, extensions: this.extensions() }));
  }

  /** Shows where a query went wrong, and puts the cursor there. */
  blame(fault: Fault): void {
    const place = marked(this.view.state.doc, fault);
    this.view.dispatch(setDiagnostics(this.view.state, [{ ...place, severity: "error", message: fault.message }]));
    this.view.dispatch({ selection: { anchor: place.from }, scrollIntoView: true });
    this.view.focus();
  }

  private extensions() {
    const { run, change, tell } = this.listeners;
    const ran = (): boolean => {
      run();
      return true;
    };
    return [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: ran }])),
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      sparql(),
      syntaxHighlighting(classHighlighter),
      autocompletion({ override: [complete], icons: false }),
      prefixes(told.prefixes),
      checks(tell),
      EditorState.phrases.of({ Completions: say("completions"), Diagnostics: say("faults"), "No diagnostics": say("right"), close: say("hide") }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(this.attributes),
      EditorView.updateListener.of((update) => update.docChanged && change(update.state.doc.toString())),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
    ];
  }
}
