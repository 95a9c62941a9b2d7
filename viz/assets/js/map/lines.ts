// The links: those of the chosen thing bright, all others quiet; judged ones dashed.
import type { Graph, Link } from "./data";
import type { Theme } from "./theme";

export interface Ends {
  visible: Set<string>;
  selected: string;
  matching: Set<string> | null;
}

export function drawLines(ctx: CanvasRenderingContext2D, graph: Graph, ends: Ends, theme: Theme, scale: number): void {
  const { visible, selected, matching } = ends;
  const links = graph.data.edges.filter((link) => visible.has(link.from) && visible.has(link.to));
  const touches = (link: Link) => selected !== "" && (link.from === selected || link.to === selected);
  const dimmed = selected !== "" || matching !== null;
  // Far away, a thousand lines a pixel wide would be one grey patch.
  const fine = Math.min(1, Math.max(0.5, 2.2 * scale));
  ctx.save();
  stroke(ctx, graph, links.filter((link) => !touches(link)), dimmed ? theme.faint : theme.line, fine, scale);
  stroke(ctx, graph, links.filter(touches), theme.quiet, 1.6, scale);
  ctx.restore();
}

function stroke(ctx: CanvasRenderingContext2D, graph: Graph, links: Link[], colour: string, width: number, scale: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width / scale;
  for (const judged of [false, true]) {
    ctx.setLineDash(judged ? [5 / scale, 4 / scale] : []);
    ctx.beginPath();
    for (const link of links) {
      if (Boolean(link.judged) === judged) trace(ctx, graph, link);
    }
    ctx.stroke();
  }
}

function trace(ctx: CanvasRenderingContext2D, graph: Graph, link: Link): void {
  const from = graph.things.get(link.from);
  const to = graph.things.get(link.to);
  if (!from || !to) return;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  ctx.moveTo(from.x, from.y);
  // Long links bend a little: many that meet in one thing then read as a bundle and not as a fan of rulers.
  const bend = Math.hypot(dx, dy) > 160 ? 0.09 : 0;
  ctx.quadraticCurveTo((from.x + to.x) / 2 - dy * bend, (from.y + to.y) / 2 + dx * bend, to.x, to.y);
}
