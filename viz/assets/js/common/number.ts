/** Numbers as the pages write them (`Words.number` in api/i18n.py; a test holds the two to each other). */
const SIGNS: Readonly<Record<string, readonly [thousands: string, decimal: string]>> = {
  en: [",", "."],
  pt: ["\u00a0", ","],
  it: [".", ","],
  ro: [".", ","],
};

interface How {
  lang?: string; // of the page, unless another is meant
  short?: boolean; // four digits in one piece, as in years
}

/** 1240000.5 as 1,240,000.5 in English and 1.240.000,5 in Italian. */
export function number(value: number, digits = 0, { lang = document.documentElement.lang, short = lang !== "en" }: How = {}): string {
  const [thousands, decimal] = SIGNS[lang] ?? SIGNS["en"]!;
  const [whole = "", part] = value.toLocaleString("en", { maximumFractionDigits: digits }).replace("-", "−").split(".");
  const grouped = whole.replaceAll(",", short && whole.replace("−", "").length <= "1,234".length ? "" : thousands);
  return part ? grouped + decimal + part : grouped;
}

/** What `number` wrote, as a number; a text that is none stays one. */
export function read(text: string, lang = document.documentElement.lang): number | string {
  const [thousands, decimal] = SIGNS[lang] ?? SIGNS["en"]!;
  const plain = text.replace(/\s/g, "").replaceAll(thousands, "").replace(decimal, ".").replace("−", "-");
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : text;
}
