// Draws links with WebGL: gently bent where they are long, thinner towards their end, dashed where they are judged.
import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

export const BENT = 6; // straight pieces that a bent link is made of
const DASHED = 1;
const EVEN = 2; // as thick at its end as at its beginning

const VERTEX = /* glsl */ `
attribute vec2 a_from;
attribute vec2 a_to;
attribute float a_thick;
attribute float a_style;
attribute vec4 a_color;
attribute vec4 a_id;
attribute vec2 a_place;
uniform mat3 u_matrix;
uniform float u_correctionRatio;
uniform float u_bend;
varying vec4 v_color;
varying float v_side;
varying float v_half;
varying float v_along;
varying float v_dashed;
void main() {
  float pixel = 2.0 * u_correctionRatio;
  vec2 span = a_to - a_from;
  float length_ = max(length(span), 1e-6);
  // Long links bend a little: many that meet in one thing read as a bundle and not as a fan of rulers.
  vec2 control = (a_from + a_to) / 2.0 + vec2(-span.y, span.x) * (length_ > u_bend ? 0.09 : 0.0);
  float t = a_place.x;
  vec2 point = mix(mix(a_from, control, t), mix(control, a_to, t), t);
  vec2 along = normalize(mix(control - a_from, a_to - control, t) + span * 1e-6);
  float even = a_style >= 2.0 ? 1.0 : 0.0;
  v_dashed = mod(a_style, 2.0);
  v_half = a_thick * (even > 0.5 ? 1.0 : mix(1.25, 0.6, t)) / 2.0;
  v_side = a_place.y * (v_half + 0.6);
  v_along = t * length_ / pixel;
  gl_Position = vec4((u_matrix * vec3(point + vec2(-along.y, along.x) * v_side * pixel, 1)).xy, 0, 1);
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
varying float v_side;
varying float v_half;
varying float v_along;
varying float v_dashed;
void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  float alpha = v_color.a * clamp(v_half + 0.5 - abs(v_side), 0.0, 1.0) * min(1.0, v_half * 2.0 + 0.25);
  if (v_dashed > 0.5 && mod(v_along, 9.0) > 5.0) alpha *= 0.05;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
  #endif
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ["u_matrix", "u_correctionRatio", "u_bend"] as const;

export interface Stroke extends EdgeDisplayData {
  judged: boolean;
  even: boolean;
}

/** A program that bends links longer than this (in parts of the whole picture), in so many straight pieces. */
export function strokeProgram(bend: () => number, pieces: number, share: () => number = () => 1) {
  return class extends EdgeProgram<(typeof UNIFORMS)[number]> {
    getDefinition() {
      return {
        VERTICES: 6 * pieces,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES as 4,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_from", size: 2, type: FLOAT },
          { name: "a_to", size: 2, type: FLOAT },
          { name: "a_thick", size: 1, type: FLOAT },
          { name: "a_style", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_place", size: 2, type: FLOAT }],
        CONSTANT_DATA: Array.from({ length: pieces }, (_, at) => quad(at / pieces, (at + 1) / pieces)).flat(),
      };
    }

    /** Those that come first in the data join the more important things, and are drawn in any case. */
    drawWebGL(method: number, info: ProgramInfo): void {
      const all = this.capacity;
      this.capacity = Math.ceil(all * share());
      super.drawWebGL(method, info);
      this.capacity = all;
    }

    processVisibleItem(id: number, start: number, from: NodeDisplayData, to: NodeDisplayData, data: EdgeDisplayData): void {
      const { array } = this;
      const { judged, even } = data as Stroke;
      array[start] = from.x;
      array[start + 1] = from.y;
      array[start + 2] = to.x;
      array[start + 3] = to.y;
      array[start + 4] = data.size;
      array[start + 5] = (judged ? DASHED : 0) + (even ? EVEN : 0);
      array[start + 6] = floatColor(data.color);
      array[start + 7] = id;
    }

    setUniforms(params: RenderParams, { gl, uniformLocations: at }: ProgramInfo): void {
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform1f(at["u_correctionRatio"]!, params.correctionRatio);
      gl.uniform1f(at["u_bend"]!, bend());
    }
  };
}

function quad(begin: number, end: number): number[][] {
  return [[begin, -1], [end, -1], [begin, 1], [begin, 1], [end, -1], [end, 1]];
}
