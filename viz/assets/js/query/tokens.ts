/** The tokens of a query, as far as an editor needs them: no text is refused here. */

export interface Token {
  kind: "comment" | "iri" | "variable" | "name" | "word" | "string" | "number" | "sign";
  text: string;
  from: number;
}

const PATTERNS: [Token["kind"], RegExp][] = [
  ["comment", /#[^\n\r]*/y],
  ["iri", /<[^<>"{}|^`\\\s]*>/y],
  ["string", /"""(?:[^"\\]|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\[^]|'(?!''))*(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/y],
  ["variable", /[?$][\p{L}\p{N}_]*/uy],
  ["name", /(?:[\p{L}][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%\\.-]*[\p{L}\p{N}_:%-])?/uy],
  ["word", /[A-Za-z_@][\w-]*/y],
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["sign", /&&|\|\||\^\^|!=|[<>]=|[^\s]/y],
];

/** The token at a place, the longest that its kind can be; none where there is only space. */
export function tokenAt(text: string, from: number): Token | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = from;
    const found = pattern.exec(text);
    if (found?.[0]) return { kind, text: found[0], from };
  }
  return null;
}

/** All tokens of a text, spaces and comments left out. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  const space = /\s*/y;
  for (let at = 0; ; ) {
    space.lastIndex = at;
    space.exec(text);
    const token = tokenAt(text, space.lastIndex);
    if (!token) return found;
    if (token.kind !== "comment") found.push(token);
    at = token.from + token.text.length;
  }
}
