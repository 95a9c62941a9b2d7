/** A chart of an answer: one column along, one as height; bars or a line. */
import { number } from "../common/number";
import type { Answered, Name, Row } from "./answer";
import { called } from "./cells";
import { draw, make } from "./dom";
import { say } from "./told";

const MOST = { bars: 60, lines: 1000 };
const [WIDTH, HEIGHT, LEFT, BELOW] = [760, 380, 88, 128];
const LETTERS = 20; // of a name below a bar: it has the room that LEFT and BELOW leave

export type Take = (columns: number[], most: number) => Promise<{ rows: Row[]; names: Record<string, Name> }>;

/** The columns of a chart, where the answer has such. */
export function chartable(answered: Answered): boolean {
  return answered.numeric.some(Boolean);
}

export function chart(answered: Answered, take: Take): HTMLElement {
  if (!chartable(answered)) return make("p", { class: "note" }, say("no_chart"));
  const numbers = answered.columns.map((name, at) => ({ name, at })).filter(({ at }) => answered.numeric[at]);
  const others = answered.columns.map((name, at) => ({ name, at })).filter(({ at }) => !answered.numeric[at]);
  const along = chooser("q-along", say("along"), [...others, ...numbers]);
  const measure = chooser("q-measure", say("measure"), numbers);
  const kind = make("select", { id: "q-kind" }, make("option", { value: "bars" }, say("bars")), make("option", { value: "lines" }, say("lines")));
  const picture = make("div", { class: "q-chart scroll", tabindex: 0, role: "region", "aria-label": say("chart") });
  const show = async (): Promise<void> => {
    const way = kind.value === "lines" ? "lines" : "bars";
    const { rows, names } = await take([Number(along.select.value), Number(measure.select.value)], MOST[way]);
    const points = rows.map((row) => ({ label: called(row[0], names), value: Number(row[1]?.value) })).filter((point) => Number.isFinite(point.value));
    const title = say("drawn", { measure: `?${answered.columns[Number(measure.select.value)]}`, along: `?${answered.columns[Number(along.select.value)]}` });
    const cut = answered.total > MOST[way] ? [make("p", { class: "small soft" }, say("first", { number: number(MOST[way]) }))] : [];
    picture.replaceChildren(drawn(points, way, title), ...cut);
  };
  [along.select, measure.select, kind].forEach((each) => each.addEventListener("change", () => void show()));
  void show();
  const fields = make("div", { class: "row q-fields" }, along.field, measure.field, make("div", { class: "field" }, make("label", { for: "q-kind" }, say("chart")), kind));
  return make("div", {}, fields, picture);
}

function chooser(id: string, label: string, columns: readonly { name: string; at: number }[]) {
  const select = make("select", { id }, ...columns.map(({ name, at }) => make("option", { value: at }, `?${name}`)));
  return { select, field: make("div", { class: "field" }, make("label", { for: id }, label), select) };
}

interface Point {
  label: string;
  value: number;
}

function drawn(points: readonly Point[], way: "bars" | "lines", title: string): SVGElement {
  const values = points.map((each) => each.value);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values, low + 1);
  const floor = HEIGHT - BELOW;
  const y = (value: number): number => 12 + (1 - (value - low) / (high - low)) * (floor - 12);
  const step = (WIDTH - LEFT - 8) / Math.max(1, points.length);
  const x = (at: number): number => LEFT + step * (at + 0.5);
  const ticks = [low, low + (high - low) / 2, high].flatMap((value) => [
    draw("path", { class: "q-grid", d: `M${LEFT} ${y(value)}H${WIDTH - 8}` }),
    draw("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, number(value, 2)),
  ]);
  const every = Math.ceil(points.length / 30);
  const labels = points.flatMap((each, at) =>
    at % every ? [] : [draw("text", { transform: `translate(${x(at) + 4} ${floor + 12}) rotate(-48)`, "text-anchor": "end" }, each.label.length > LETTERS ? `${each.label.slice(0, LETTERS - 1)}…` : each.label)],
  );
  const marks =
    way === "lines"
      ? [draw("path", { class: "q-line", d: points.map((each, at) => `${at ? "L" : "M"}${x(at)} ${y(each.value)}`).join("") })]
      : points.map((each, at) =>
          draw("rect", { class: "q-bar", x: x(at) - step * 0.38, y: Math.min(y(each.value), y(0)), width: step * 0.76, height: Math.abs(y(each.value) - y(0)) }, draw("title", {}, `${each.label}: ${number(each.value, 4)}`)),
        );
  return draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title }, ...ticks, ...marks, ...labels);
}
