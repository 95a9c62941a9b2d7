// Draws things with WebGL: one quad each, its form a distance function, so that edges stay sharp at every scale.
import type Sigma from "sigma";
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { rgb } from "./theme";

const PLAIN = 1.9; // pixels: of a smaller radius only the colour can be seen
/** What is drawn beside the form: added to its number by sixteens. */
export const RING = 16;
export const DIM = 32;

/** The distance to the rim of each form, in units of its radius; below zero is inside. As the paths of viz/palette.py. */
export const DISTANCE = /* glsl */ `
float polygon(vec2 p, float corners) {
  float step = 6.2831853 / corners;
  float angle = atan(p.x, -p.y) - step / 2.0;
  return cos(floor(0.5 + angle / step) * step - angle) * length(p) - cos(step / 2.0);
}
float box(vec2 p, vec2 b) { vec2 q = abs(p) - b; return max(q.x, q.y); }
float star(vec2 p) {
  float step = 6.2831853 / 5.0;
  float angle = abs(mod(atan(p.x, -p.y) + step / 2.0, step) - step / 2.0);
  vec2 q = length(p) * vec2(sin(angle), cos(angle));
  vec2 outer = vec2(0.0, 1.12), inner = 0.5 * vec2(sin(step / 2.0), cos(step / 2.0));
  vec2 along = normalize(inner - outer);
  return dot(q - outer, vec2(-along.y, along.x));
}
float chevron(vec2 p) {
  float y = abs(p.y);
  return max(max(y - 0.8, 0.75 * (p.x + 0.875 * y - 1.0)), -0.82 * (p.x + 0.6875 * y + 0.45));
}
float distanceTo(float form, vec2 p) {
  if (form < 0.5) return length(p) - 1.0;
  if (form < 1.5) return polygon(p, 6.0);
  if (form < 2.5) return polygon(p, 4.0);
  if (form < 3.5) return box(p, vec2(0.8));
  if (form < 4.5) return chevron(p);
  if (form < 5.5) return polygon(p, 5.0);
  if (form < 6.5) return star(p);
  if (form < 7.5) return polygon(p, 3.0);
  if (form < 8.5) return length(vec2(max(abs(p.x) - 0.7, 0.0), p.y)) - 0.62;
  if (form < 9.5) return min(box(p, vec2(0.3, 1.0)), box(p, vec2(1.0, 0.3)));
  return length(p) - 1.0;
}`;

const VERTEX = /* glsl */ `
attribute vec2 a_position;
attribute float a_size;
attribute float a_form;
attribute vec4 a_color;
attribute vec4 a_id;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_least;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_point;
varying float v_radius;
varying float v_form;
varying float v_style;
void main() {
  v_style = floor(a_form / 16.0);
  v_form = a_form - 16.0 * v_style;
  v_radius = max(a_size / u_sizeRatio, u_least);
  // A ring needs room; all others are drawn as tight as they can be, for each pixel costs.
  float reach = v_radius * 1.15 + (mod(v_style, 2.0) >= 1.0 ? 7.0 : 2.0);
  gl_Position = vec4((u_matrix * vec3(a_position + a_corner * reach * 2.0 * u_correctionRatio, 1)).xy, 0, 1);
  v_point = vec2(a_corner.x, -a_corner.y) * reach / v_radius;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_point;
varying float v_radius;
varying float v_form;
varying float v_style;
uniform vec3 u_ground;
uniform vec3 u_focus;
${DISTANCE}
void main(void) {
  float away = (v_radius < ${PLAIN.toFixed(1)} && v_form < 9.5 ? length(v_point) - 1.0 : distanceTo(v_form, v_point)) * v_radius;
  #ifdef PICKING_MODE
  gl_FragColor = away > 3.0 ? vec4(0.0) : v_color;
  #else
  float inside = smoothstep(0.6, -0.6, away);
  if (v_form > 9.5) { // a community: a quiet disc with a rim
    float rim = smoothstep(1.4, 0.2, abs(away + 0.8));
    float alpha = inside * 0.13 + rim * 0.5;
    gl_FragColor = vec4(v_color.rgb * alpha, alpha);
    return;
  }
  float dim = mod(v_style, 4.0) >= 2.0 ? 0.16 : 1.0;
  float edge = smoothstep(1.8, 0.6, away) * (dim < 1.0 ? 0.0 : 1.0);
  vec3 colour = mix(u_ground, v_color.rgb, inside);
  float alpha = max(inside * dim, edge);
  gl_FragColor = vec4(colour * alpha, alpha);
  if (mod(v_style, 2.0) >= 1.0) {
    float ring = smoothstep(2.1, 0.9, abs(away - 4.0));
    gl_FragColor = mix(gl_FragColor, vec4(u_focus, 1.0), ring);
  }
  #endif
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_least", "u_ground", "u_focus"] as const;

export interface Drawn extends NodeDisplayData {
  form: number;
}

/** A program that knows the colours of the ground and of the ring, and the radius that no thing falls below. */
export function formProgram(colours: () => { ground: string; focus: string }, least: () => number) {
  return class extends NodeProgram<(typeof UNIFORMS)[number]> {
    // Nothing is drawn for picking: where things stand is known (picture.ts), and need not be read back from pixels.
    constructor(gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, renderer: Sigma) {
      super(gl, null, renderer);
    }

    getDefinition() {
      return {
        VERTICES: 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES as 4,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_form", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]],
      };
    }

    processVisibleItem(id: number, start: number, data: NodeDisplayData): void {
      const { array } = this;
      array[start] = data.x;
      array[start + 1] = data.y;
      array[start + 2] = data.size;
      array[start + 3] = (data as Drawn).form;
      array[start + 4] = floatColor(data.color);
      array[start + 5] = id;
    }

    setUniforms(params: RenderParams, { gl, uniformLocations: at }: ProgramInfo): void {
      const { ground, focus } = colours();
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform1f(at["u_sizeRatio"]!, params.sizeRatio);
      gl.uniform1f(at["u_correctionRatio"]!, params.correctionRatio);
      gl.uniform1f(at["u_least"]!, least());
      gl.uniform3fv(at["u_ground"]!, rgb(ground));
      gl.uniform3fv(at["u_focus"]!, rgb(focus));
    }
  };
}
