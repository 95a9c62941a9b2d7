// Reads the compact columns that the service sends (viz/compact.py): header, then one column after another.

export interface Kind {
  key: string;
  label: string;
  collection: string;
  path: string;
  light: string;
  dark: string;
  shape: string;
  count: number;
}

interface Column {
  name: string;
  type: "u8" | "u16" | "u32" | "varint";
  count: number;
  bytes: number;
}

export type Name = [key: string, label: string, short: string];

export interface Head {
  of: string;
  title: string;
  help: string;
  release: string;
  lang: string;
  nodes: number;
  edges: number;
  hidden: number;
  cut?: boolean; // links were left out
  bounds: [number, number, number, number];
  kinds: Kind[];
  relations: [string, string][];
  countries: [string, string, number][];
  areas: [string, string, number][];
  communities: [string, number][];
  names: Name[];
  columns: Column[];
}

export type Numbers = Uint8Array | Uint16Array | Uint32Array;

export interface Packed {
  head: Head;
  columns: Map<string, Numbers>;
}

const MAGIC = "CSM1";
const TEXT = new TextDecoder();

/** What a picture is made of; anything that is no such file is an error. */
export function unpack(buffer: ArrayBuffer): Packed {
  if (TEXT.decode(buffer.slice(0, 4)) !== MAGIC) throw new Error(`not the data of a map: they begin with ${MAGIC}`);
  const length = new DataView(buffer).getUint32(4, true);
  const head = JSON.parse(TEXT.decode(buffer.slice(8, 8 + length))) as Head;
  for (const kind of head.kinds) kind.label = capital(kind.label);
  const columns = new Map<string, Numbers>();
  let at = 8 + length;
  for (const column of head.columns) {
    columns.set(column.name, read(buffer, at, column));
    at += Math.ceil(column.bytes / 4) * 4;
  }
  const [source, target] = [columns.get("source"), columns.get("target")];
  if (source && target) undelta(source, target);
  return { head, columns };
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function read(buffer: ArrayBuffer, at: number, { type, count, bytes }: Column): Numbers {
  if (type === "u8") return new Uint8Array(buffer, at, count);
  if (type === "u16") return new Uint16Array(buffer, at, count);
  if (type === "u32") return new Uint32Array(buffer, at, count);
  return varints(new Uint8Array(buffer, at, bytes), count);
}

function varints(bytes: Uint8Array, count: number): Uint32Array {
  const found = new Uint32Array(count);
  let at = 0;
  for (let which = 0; which < count; which += 1) {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++] ?? 0;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    found[which] = value >>> 0;
  }
  return found;
}

/** Links are sorted by source, then target: a source is told by its distance to the last, a target likewise. */
function undelta(source: Numbers, target: Numbers): void {
  let [last, end] = [0, 0];
  for (let at = 0; at < source.length; at += 1) {
    const step = source[at]!;
    last += step;
    end = at > 0 && step === 0 ? end + target[at]! : target[at]!;
    source[at] = last;
    target[at] = end;
  }
}
