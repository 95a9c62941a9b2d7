/** SPARQL for the editor: which words have which look, and how far a line is indented. */
import { LanguageSupport, StreamLanguage } from "@codemirror/language";
import { tokenAt } from "./tokens";

export const KEYWORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE OPTIONAL FILTER UNION MINUS GRAPH SERVICE SILENT " +
  "BIND AS VALUES UNDEF EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET SEPARATOR TRUE FALSE"
).split(" ");
export const FUNCTIONS = (
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT " +
  "STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ " +
  "NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX " +
  "SUBSTR REPLACE"
).split(" ");

const WORDS = new Map<string, string>([
  ...KEYWORDS.map((word): [string, string] => [word, "keyword"]),
  ...FUNCTIONS.map((word): [string, string] => [word, "keyword"]),
]);
const LOOKS = { comment: "comment", iri: "url", variable: "variableName", name: "typeName", string: "string", number: "number", sign: "punctuation" };

interface State {
  quote: string; // of a text that goes on in the next line
  depth: number; // of brackets
}

const language = StreamLanguage.define<State>({
  name: "sparql",
  startState: () => ({ quote: "", depth: 0 }),
  token(stream, state) {
    if (state.quote) {
      const end = stream.string.indexOf(state.quote, stream.pos);
      if (end < 0) stream.skipToEnd();
      else {
        stream.pos = end + state.quote.length;
        state.quote = "";
      }
      return "string";
    }
    if (stream.eatSpace()) return null;
    const token = tokenAt(stream.string, stream.pos);
    if (!token) {
      stream.next();
      return null;
    }
    stream.pos += token.text.length;
    const quote = token.text.slice(0, 3);
    if (token.kind === "string" && (quote === '"""' || quote === "'''") && (token.text.length < 6 || !token.text.endsWith(quote))) state.quote = quote;
    if (token.text === "{" || token.text === "(") state.depth++;
    else if (token.text === "}" || token.text === ")") state.depth = Math.max(0, state.depth - 1);
    if (token.kind !== "word") return LOOKS[token.kind];
    if (token.text === "a") return "keyword";
    return token.text.startsWith("@") ? "meta" : (WORDS.get(token.text.toUpperCase()) ?? null);
  },
  indent(state, textAfter, context) {
    return Math.max(0, state.depth - (/^\s*[})]/.test(textAfter) ? 1 : 0)) * context.unit;
  },
  languageData: {
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'"] },
    indentOnInput: /^\s*[})]$/,
  },
});

export function sparql(): LanguageSupport {
  return new LanguageSupport(language);
}
