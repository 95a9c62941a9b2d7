// The network as a picture: sigma keeps the view, the gestures and the hit test; forms, links and names are ours.
import Sigma from "sigma";
import type Graph from "graphology";
import type { Attributes } from "graphology-types";
import { Cloud } from "./cloud";
import { settled } from "./dom";
import { draggable } from "./drag";
import { Grid } from "./grid";
import { Lettering } from "./lettering";
import { community, link, thing, tie, type Lit } from "./lit";
import { written } from "./naming";
import { LIVE } from "./forces";
import type { Net } from "./net";
import { Pace } from "./pace";
import { formProgram } from "./program";
import { everything, FAR, groupsOf, isLarge, nearby, type Group, type View } from "./scene";
import { BENT, strokeProgram } from "./strokes";
import { darkness, readTheme, stillness, type Theme } from "./theme";
import { Eye } from "./view";

export interface Told {
  picked: (at: number, more: boolean) => void; // -1 where nothing was meant
  moved: (at: number, x: number, y: number) => void; // while it is dragged
  dropped: (at: number, x: number, y: number) => void;
  looked: () => void; // the camera rests
  hovered: (at: number) => void;
}

const TOUCH = 20; // pixels around a finger
const POINTED = 3; // pixels around a pointer
const CROWD = 2_000; // things: of more, each is drawn a little smaller at the least
const BEND = 160; // length of a link from which on it is bent
const LARGEST = 34; // radius of the largest thing, in the measure of the layout

export class Picture {
  readonly sigma: Sigma;
  readonly eye: Eye;
  private graph: Graph;
  readonly pace = new Pace();
  private groups: Group[] = [];
  private cloud: Cloud | null = null;
  private grid: Grid;
  private readonly lettering: Lettering;
  theme: Theme;
  hovered = -1;
  private large: boolean;

  constructor(public net: Net, private readonly host: HTMLElement, public lit: Lit, private readonly told: Told) {
    this.theme = readTheme(host);
    this.large = isLarge(net);
    this.groups = groupsOf(net);
    this.grid = new Grid(net);
    this.graph = this.large ? nearby(net, this.groups, this.whole(), [], lit.shown.visible) : everything(net);
    this.sigma = new Sigma(this.graph, host, this.settings());
    // Sigma would read the pixels back at each move of the pointer and wait for the picture to be drawn: half a second
    // for a large one. This is the one place where it asks.
    Object.defineProperty(this.sigma, "getNodeAtPosition", { value: (point: { x: number; y: number }) => this.hit(point) });
    this.eye = new Eye(this.sigma, () => this.net, (at) => this.where(at));
    this.sigma.setCustomBBox(bounds(net));
    if (this.large) this.clouded();
    this.lettering = new Lettering(this.sigma, written(() => this.sight()), () => this.theme, this.pace);
    this.listen();
    this.refresh();
  }

  /** Another network, or the same with more in it; where one looks stays as it is. */
  put(net: Net, lit: Lit): void {
    this.net = net;
    this.lit = lit;
    this.large = isLarge(net);
    this.groups = groupsOf(net);
    this.grid = new Grid(net);
    this.sigma.setCustomBBox(bounds(net));
    if (this.large) this.clouded();
    else this.cloud?.empty();
    this.rebuild();
  }

  show(lit: Lit): void {
    const [before, places] = [this.lit, lit.moved !== this.lit.moved];
    this.lit = lit;
    if (this.large && (before.selected !== lit.selected || before.shown !== lit.shown)) this.rebuild();
    else {
      if (places) this.settle();
      this.refresh();
    }
  }

  /** Puts a thing somewhere, while it is dragged or the layout moves. */
  place(at: number, x: number, y: number): void {
    if (this.graph.hasNode(at)) this.graph.mergeNodeAttributes(at, { x, y });
  }

  /** The layout has moved things: names move along. */
  moving(): void {
    this.lettering.renew();
  }

  where(at: number): { x: number; y: number } {
    const moved = this.lit.moved.get(at);
    if (moved) return moved;
    if (!this.large && this.graph.hasNode(at)) return this.graph.getNodeAttributes(at) as { x: number; y: number };
    return { x: this.net.x[at]!, y: this.net.y[at]! };
  }

  /** What stands within a shape drawn on the picture. */
  within(contains: (point: { x: number; y: number }) => boolean): number[] {
    const found: number[] = [];
    for (let at = 0; at < this.net.count; at += 1) {
      if (this.lit.shown.visible[at] && contains(this.sigma.graphToViewport(this.where(at)))) found.push(at);
    }
    return found;
  }

  /** The visible thing nearest to a point of the picture, if somebody could have meant it; else -1. */
  nearest(point: { x: number; y: number }, reach = TOUCH): number {
    let [best, least] = [-1, reach];
    const scale = this.sigma.scaleSize(1);
    const here = this.sigma.viewportToGraph(point);
    for (const at of this.candidates(here, reach / scale + LARGEST)) {
      if (!this.lit.shown.visible[at]) continue;
      const { x, y } = this.where(at);
      const away = Math.hypot(x - here.x, y - here.y) * scale - this.lit.radius(at) * scale;
      if (away < least) [best, least] = [at, away];
    }
    return best;
  }

  /** What may stand near a point: what was moved or may move is looked at one by one. */
  private *candidates(point: { x: number; y: number }, reach: number): Iterable<number> {
    if (this.net.count <= LIVE) yield* this.net.x.keys();
    else {
      yield* this.lit.moved.keys();
      yield* this.grid.around(point, reach);
    }
  }

  /** The thing or the community under a pointer, as sigma asks for it. */
  private hit(point: { x: number; y: number }): string | null {
    const at = this.nearest(point, POINTED);
    if (at >= 0) return this.graph.hasNode(at) ? String(at) : null;
    if (!this.large || !this.isFar() || this.lit.selected.size) return null;
    const here = this.sigma.viewportToGraph(point);
    const group = this.groups.find(({ x, y, radius }) => Math.hypot(x - here.x, y - here.y) < radius * 0.8);
    return group ? `c${group.community}` : null;
  }

  kill(): void {
    this.sigma.kill();
  }

  private settings() {
    return {
      nodeProgramClasses: { form: formProgram(() => this.theme, () => (this.net.count > CROWD ? 1.6 : 2.3), () => this.pace.share) },
      edgeProgramClasses: { bent: strokeProgram(() => BEND / (this.span() || 1), BENT, () => this.pace.share), straight: strokeProgram(() => 1e9, 1, () => this.pace.share) },
      defaultNodeType: "form",
      defaultEdgeType: "straight",
      itemSizesReference: "positions" as const,
      zoomToSizeRatioFunction: (ratio: number) => ratio,
      renderLabels: false,
      zIndex: true,
      stagePadding: 30,
      minCameraRatio: 0.004,
      maxCameraRatio: 2.2,
      allowInvalidContainer: true,
      nodeReducer: (key: string, data: Attributes) => (key.startsWith("c") ? community(this, data["group"] as Group, this.span() / 90) : thing(this, Number(key), data)),
      edgeReducer: (key: string, data: Attributes) => (data["tie"] ? tie(this, data) : link(this, Number(key), data)),
      // Who wants less motion sees no gliding either.
      ...(stillness.matches ? { inertiaDuration: 1, inertiaRatio: 0, zoomDuration: 1, doubleClickZoomingDuration: 1 } : {}),
      // Our own forms and names show what is under the pointer.
      defaultDrawNodeHover: () => undefined,
    };
  }

  private span(): number {
    const [left, top, right, bottom] = this.net.head.bounds;
    return Math.max(right - left, bottom - top);
  }

  private sight() {
    const { net, lit, theme, hovered, groups, large } = this;
    return { net, lit, theme, hovered, groups, large, far: this.isFar(), drawn: () => this.drawnThings(), where: (at: number) => this.where(at) };
  }

  private *drawnThings(): Iterable<number> {
    for (const key of this.graph.nodes()) if (!key.startsWith("c")) yield Number(key);
  }

  private isFar(): boolean {
    return this.sigma.getCamera().ratio > FAR;
  }

  private refresh(): void {
    this.lettering.renew();
    if (this.cloud) {
      this.cloud.fade = this.lit.selected.size ? 0.3 : 1;
      if (this.large) this.cloud.show(this.net, this.lit.shown, this.lit.looks, this.theme);
    }
    this.sigma.refresh();
  }

  private rebuild(): void {
    this.graph = this.large ? nearby(this.net, this.groups, this.seen(), this.lit.near, this.lit.shown.visible) : everything(this.net);
    this.sigma.setGraph(this.graph);
    this.settle();
    this.refresh();
  }

  /** Puts back what was moved and is not any longer. */
  private settle(): void {
    if (this.large) return;
    for (let at = 0; at < this.net.count; at += 1) {
      const { x, y } = this.lit.moved.get(at) ?? { x: this.net.x[at]!, y: this.net.y[at]! };
      this.place(at, x, y);
    }
  }

  private clouded(): void {
    this.cloud ??= new Cloud(this.sigma, this.pace);
    this.cloud.place(this.net);
  }

  private whole(): View {
    const [left, top, right, bottom] = this.net.head.bounds;
    return { left, right, low: -bottom, high: -top, far: true };
  }

  private seen(): View {
    const { width, height } = this.sigma.getDimensions();
    const [one, two] = [this.sigma.viewportToGraph({ x: 0, y: height }), this.sigma.viewportToGraph({ x: width, y: 0 })];
    return { left: one.x, right: two.x, low: one.y, high: two.y, far: this.isFar() };
  }

  private listen(): void {
    const rest = settled(180, () => {
      if (this.large) this.rebuild();
      else this.sigma.scheduleRender();
      this.told.looked();
    });
    this.sigma.on("afterRender", () => this.pace.drawn());
    this.sigma.getCamera().on("updated", () => {
      this.pace.moved();
      rest();
    });
    this.sigma.on("clickNode", ({ node, event }) => {
      if (node.startsWith("c")) this.enter(Number(node.slice(1)));
      else this.told.picked(Number(node), isMore(event.original));
    });
    this.sigma.on("clickStage", ({ event }) => this.told.picked(this.nearest(event), isMore(event.original)));
    this.sigma.on("doubleClickNode", ({ preventSigmaDefault }) => preventSigmaDefault());
    this.sigma.on("enterNode", ({ node }) => this.hover(node.startsWith("c") ? -1 : Number(node)));
    this.sigma.on("leaveNode", () => this.hover(-1));
    draggable(this.sigma, () => !this.large, (at, x, y) => this.shift(at, x, y), (at) => {
      const { x, y } = this.where(at);
      this.told.dropped(at, x, y);
    });
    darkness.addEventListener("change", () => {
      this.theme = readTheme(this.host);
      this.refresh();
    });
  }

  /** Goes to where a community stands. */
  private enter(community: number): void {
    const members = [...this.net.community.keys()].filter((at) => this.net.community[at] === community);
    const group = this.groups.find((each) => each.community === community)!;
    const core = members.filter((at) => Math.hypot(this.net.x[at]! - group.x, this.net.y[at]! - group.y) <= group.radius);
    this.eye.fit(core.length ? core : members);
  }

  private hover(at: number): void {
    if (at === this.hovered) return;
    const touched = [at, this.hovered].filter((each) => each >= 0 && this.graph.hasNode(each)).map(String);
    this.hovered = at;
    this.host.style.cursor = at >= 0 ? "pointer" : "";
    this.lettering.renew();
    this.sigma.refresh({ partialGraph: { nodes: touched, edges: [] }, skipIndexation: true });
    this.told.hovered(at);
  }

  /** A thing that is dragged stays where it was put. */
  private shift(at: number, x: number, y: number): void {
    this.lit = { ...this.lit, moved: new Map([...this.lit.moved, [at, { x, y }]]) };
    this.place(at, x, y);
    this.lettering.renew();
    this.told.moved(at, x, y);
  }
}

function bounds(net: Net): { x: [number, number]; y: [number, number] } {
  const [left, top, right, bottom] = net.head.bounds;
  return { x: [left, right], y: [-bottom, -top] };
}

function isMore(event: MouseEvent | TouchEvent): boolean {
  return event.ctrlKey || event.metaKey;
}
