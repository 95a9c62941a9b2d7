/** N-Triples, line by line, as the service writes them. */
import type { Cell, Row } from "./answer";

const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[\w-]+)?) ?\.$/;
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };

/** The statements of a text as rows of three; lines that are none (comments) are left out. */
export function readTriples(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (found) rows.push([term(found[1]!), term(found[2]!), term(found[3]!)]);
  }
  return rows;
}

function term(text: string): Cell {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"');
  const cell: Cell = { type: "literal", value: unescaped(text.slice(1, end)) };
  if (text[end + 1] === "@") cell.lang = text.slice(end + 2);
  else if (text[end + 1] === "^") cell.datatype = text.slice(end + 4, -1);
  return cell;
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short: string, long: string, sign: string) =>
    sign ? (ESCAPES[sign] ?? sign) : String.fromCodePoint(parseInt(short ?? long, 16)),
  );
}
