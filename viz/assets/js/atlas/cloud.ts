// All things and links of a large picture in two draws: too many to be handled one by one, drawn as they are.
import type Sigma from "sigma";
import type { Net } from "./net";
import { form, type Looks } from "./looks";
import type { Pace } from "./pace";
import { DISTANCE } from "./program";
import type { Shown } from "./shown";
import { FAR } from "./scene";
import { rgb, type Theme } from "./theme";

const SEEN = 40_000; // things that can be told apart on a screen; the most important ones come first
const BUDGET = 9_000; // links that may be seen at once before they become one grey patch
const POINTS = /* glsl */ `
attribute vec2 a_position;
attribute vec4 a_color;
attribute vec3 a_look;
uniform mat3 u_matrix;
uniform float u_scale;
uniform float u_pixels;
varying vec4 v_color;
varying float v_form;
varying float v_radius;
void main() {
  v_radius = clamp(a_look.x / u_scale, 0.9, 30.0) * u_pixels;
  v_form = a_look.y;
  v_color = a_color;
  gl_Position = a_look.z > 0.5 ? vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1) : vec4(2.0, 2.0, 2.0, 1.0);
  // Of a form of two pixels only the colour can be seen.
  gl_PointSize = v_radius < 2.0 ? 1.8 * v_radius : 2.3 * v_radius + 2.0;
}`;
const POINT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying float v_form;
varying float v_radius;
uniform float u_fade;
${DISTANCE}
void main(void) {
  if (v_radius < 2.0) {
    gl_FragColor = vec4(v_color.rgb * u_fade, u_fade);
    return;
  }
  vec2 p = (gl_PointCoord - 0.5) * (2.3 * v_radius + 2.0) / v_radius;
  float away = distanceTo(v_form, p) * v_radius;
  float alpha = smoothstep(0.7, -0.7, away) * u_fade;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}`;
const LINES = /* glsl */ `
attribute vec2 a_position;
uniform mat3 u_matrix;
void main() { gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1); }`;
const LINE = /* glsl */ `
precision mediump float;
uniform vec4 u_colour;
void main(void) { gl_FragColor = vec4(u_colour.rgb * u_colour.a, u_colour.a); }`;

export class Cloud {
  private readonly canvas: HTMLCanvasElement;
  private readonly gl: WebGLRenderingContext;
  private readonly points: WebGLProgram;
  private readonly lines: WebGLProgram;
  private readonly places: WebGLBuffer;
  private readonly colours: WebGLBuffer;
  private readonly looks: WebGLBuffer;
  private readonly ends: WebGLBuffer;
  private count = 0;
  private links = 0;
  private theme: Theme | null = null;
  fade = 1;

  constructor(private readonly sigma: Sigma, private readonly pace: Pace) {
    this.canvas = sigma.createCanvas("cloud", { beforeLayer: "edges" });
    const gl = this.canvas.getContext("webgl", { antialias: false, preserveDrawingBuffer: false });
    if (!gl) throw new Error("this browser draws no more WebGL");
    this.gl = gl;
    this.points = link(gl, POINTS, POINT);
    this.lines = link(gl, LINES, LINE);
    [this.places, this.colours, this.looks, this.ends] = [gl.createBuffer()!, gl.createBuffer()!, gl.createBuffer()!, gl.createBuffer()!];
    sigma.on("afterRender", () => this.draw());
  }

  /** Takes the places over: in the frame that sigma draws in, from 0 to 1. */
  place(net: Net): void {
    this.count = net.count;
    const framed = frame(net);
    this.fill(this.places, this.gl.ARRAY_BUFFER, framed);
  }

  /** Nothing is drawn until something is placed again. */
  empty(): void {
    this.count = 0;
  }

  /** What is shown, and in which colours; links between important things first, so that far away only those are drawn. */
  show(net: Net, shown: Shown, looked: Looks, theme: Theme): void {
    const { gl } = this;
    this.theme = theme;
    const colours = new Uint8Array(4 * net.count);
    const pairs = looked.pairs.map((pair) => rgb(pair[theme.dark ? 1 : 0]).map((part) => Math.round(part * 255)));
    const look = new Float32Array(3 * net.count);
    for (let at = 0; at < net.count; at += 1) {
      const colour = pairs[looked.colour(at)] ?? pairs[0]!;
      for (let part = 0; part < 3; part += 1) colours[4 * at + part] = colour[part]!;
      colours[4 * at + 3] = 255;
      look.set([net.radius(at), form(net, at), (shown.matching ?? shown.visible)[at]!], 3 * at);
    }
    this.fill(this.colours, gl.ARRAY_BUFFER, colours);
    this.fill(this.looks, gl.ARRAY_BUFFER, look);
    this.fill(this.ends, gl.ELEMENT_ARRAY_BUFFER, this.ordered(net, shown));
  }

  private ordered(net: Net, { drawn }: Shown): Uint32Array<ArrayBuffer> {
    const seen: number[] = [];
    for (let at = 0; at < drawn.length; at += 1) if (drawn[at]) seen.push(at);
    const rank = Float64Array.from(seen, (at) => Math.max(net.source[at]!, net.target[at]!) * drawn.length + at).sort();
    this.links = seen.length;
    const ends = new Uint32Array(2 * seen.length);
    rank.forEach((key, place) => {
      const at = key % drawn.length;
      ends.set([net.source[at]!, net.target[at]!], 2 * place);
    });
    return ends;
  }

  private fill(buffer: WebGLBuffer, target: number, data: BufferSource): void {
    this.gl.bindBuffer(target, buffer);
    this.gl.bufferData(target, data, this.gl.STATIC_DRAW);
  }

  private draw(): void {
    const { gl, canvas, sigma, theme } = this;
    const { width, height, pixelRatio, matrix, sizeRatio, zoomRatio } = sigma.getRenderParams();
    const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    gl.viewport(0, 0, wide, high);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!theme || !this.count) return;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.drawLinks(matrix, zoomRatio, theme);
    gl.useProgram(this.points);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.points, "u_matrix"), false, matrix);
    gl.uniform1f(gl.getUniformLocation(this.points, "u_scale"), sizeRatio);
    gl.uniform1f(gl.getUniformLocation(this.points, "u_pixels"), pixelRatio);
    gl.uniform1f(gl.getUniformLocation(this.points, "u_fade"), (zoomRatio > FAR ? 0.45 : 0.85) * this.fade);
    this.attribute(this.points, "a_position", this.places, 2, gl.FLOAT);
    this.attribute(this.points, "a_color", this.colours, 4, gl.UNSIGNED_BYTE);
    this.attribute(this.points, "a_look", this.looks, 3, gl.FLOAT);
    gl.drawArrays(gl.POINTS, 0, Math.min(this.count, Math.round((SEEN / Math.min(1, zoomRatio * zoomRatio)) * this.pace.share)));
  }

  /** Nearer means fewer of them in view: then more of all are drawn. */
  private drawLinks(matrix: Float32Array, zoom: number, theme: Theme): void {
    const { gl } = this;
    const budget = Math.min(this.links, Math.round((BUDGET / Math.min(1, zoom * zoom)) * this.pace.share));
    const colour = rgb(theme.quiet);
    gl.useProgram(this.lines);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.lines, "u_matrix"), false, matrix);
    const alpha = Math.min(0.3, 0.1 + 0.08 / zoom) * this.fade;
    gl.uniform4f(gl.getUniformLocation(this.lines, "u_colour"), ...colour, zoom > 0.85 ? 0.06 * this.fade : alpha);
    this.attribute(this.lines, "a_position", this.places, 2, gl.FLOAT);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.ends);
    if (gl.getExtension("OES_element_index_uint")) gl.drawElements(gl.LINES, 2 * budget, gl.UNSIGNED_INT, 0);
  }

  private attribute(program: WebGLProgram, name: string, buffer: WebGLBuffer, size: number, type: number): void {
    const { gl } = this;
    const at = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, type === gl.UNSIGNED_BYTE, 0, 0);
  }
}

/** Where things stand in the frame from 0 to 1 that sigma makes of the bounds. */
export function frame(net: Net): Float32Array<ArrayBuffer> {
  const [left, top, right, bottom] = net.head.bounds;
  const span = Math.max(right - left, bottom - top) || 1;
  const [middle, centre] = [(left + right) / 2, -(top + bottom) / 2];
  const framed = new Float32Array(2 * net.count);
  for (let at = 0; at < net.count; at += 1) {
    framed[2 * at] = 0.5 + (net.x[at]! - middle) / span;
    framed[2 * at + 1] = 0.5 + (net.y[at]! - centre) / span;
  }
  return framed;
}

function link(gl: WebGLRenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram()!;
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "the picture cannot be drawn");
  return program;
}
