// Draws links with WebGL: gently bent where they are long, thinner towards their end, dashed where they are judged.
// All corners stand in the buffer, as those of things do (program.ts).
import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

export const BENT = 6; // straight pieces that a bent link is made of
const DASHED = 1;
const FEW = 600; // pieces of links that are drawn in any case
const EVEN = 2; // as thick at its end as at its beginning

const vertex = (pieces: number): string => /* glsl */ `
attribute vec2 a_from;
attribute vec2 a_to;
attribute float a_thick;
attribute float a_style;
attribute vec4 a_color;
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
  float place = floor(a_style / 4.0);
  float t = floor(place / 2.0) / ${pieces}.0;
  float side = 2.0 * mod(place, 2.0) - 1.0;
  vec2 point = mix(mix(a_from, control, t), mix(control, a_to, t), t);
  vec2 along = normalize(mix(control - a_from, a_to - control, t) + span * 1e-6);
  float even = mod(a_style, 4.0) >= 2.0 ? 1.0 : 0.0;
  v_dashed = mod(a_style, 2.0);
  v_half = a_thick * (even > 0.5 ? 1.0 : mix(1.25, 0.6, t)) / 2.0;
  v_side = side * (v_half + 0.6);
  v_along = t * length_ / pixel;
  gl_Position = vec4((u_matrix * vec3(point + vec2(-along.y, along.x) * v_side * pixel, 1)).xy, 0, 1);
  v_color = vec4(a_color.rgb, a_color.a * 255.0 / 254.0); // sigma packs colours so
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying float v_side;
varying float v_half;
varying float v_along;
varying float v_dashed;
void main(void) {
  float alpha = v_color.a * clamp(v_half + 0.5 - abs(v_side), 0.0, 1.0) * min(1.0, v_half * 2.0 + 0.25);
  if (v_dashed > 0.5 && mod(v_along, 9.0) > 5.0) alpha *= 0.05;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ["u_matrix", "u_correctionRatio", "u_bend"] as const;

export interface Stroke extends EdgeDisplayData {
  judged: boolean;
  even: boolean;
}

/** A program that bends links longer than this (in parts of the whole picture), in so many straight pieces. */
export function strokeProgram(bend: () => number, pieces: number, share: () => number) {
  const corners = Array.from({ length: pieces }, (_, at) => quad(at)).flat();
  return class extends EdgeProgram<(typeof UNIFORMS)[number]> {
    private isSent = false;

    getDefinition() {
      return {
        VERTICES: corners.length,
        VERTEX_SHADER_SOURCE: vertex(pieces),
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES as 4,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_from", size: 2, type: FLOAT },
          { name: "a_to", size: 2, type: FLOAT },
          { name: "a_thick", size: 1, type: FLOAT },
          { name: "a_style", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    /** Those that come first in the data join the more important things, and are drawn in any case. */
    drawWebGL(method: number, info: ProgramInfo): void {
      const all = this.verticesCount;
      this.verticesCount = this.VERTICES * Math.min(this.capacity, Math.max(FEW / pieces, Math.ceil(this.capacity * share())));
      super.drawWebGL(method, info);
      this.verticesCount = all;
    }

    process(id: number, offset: number, from: NodeDisplayData, to: NodeDisplayData, data: EdgeDisplayData): void {
      this.isSent = false;
      super.process(id, offset, from, to, data);
    }

    processVisibleItem(_id: number, start: number, from: NodeDisplayData, to: NodeDisplayData, data: EdgeDisplayData): void {
      const { judged, even } = data as Stroke;
      const [style, color] = [(judged ? DASHED : 0) + (even ? EVEN : 0), floatColor(data.color)];
      let at = start;
      for (const corner of corners) {
        this.array[at++] = from.x;
        this.array[at++] = from.y;
        this.array[at++] = to.x;
        this.array[at++] = to.y;
        this.array[at++] = data.size;
        this.array[at++] = style + corner;
        this.array[at++] = color;
      }
    }

    /** What has not changed since the last frame is not sent again. */
    protected bindProgram(program: ProgramInfo): void {
      if (!this.isSent) return super.bindProgram(program), void (this.isSent = true);
      program.gl.bindBuffer(program.gl.ARRAY_BUFFER, program.buffer);
      this.ATTRIBUTES.reduce((offset, each) => offset + this.bindAttribute(each, program, offset), 0);
    }

    setUniforms(params: RenderParams, { gl, uniformLocations: at }: ProgramInfo): void {
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform1f(at["u_correctionRatio"]!, params.correctionRatio);
      gl.uniform1f(at["u_bend"]!, bend());
    }
  };
}

/** The corners of one piece as numbers: which piece begins there and on which side, above the four styles. */
function quad(piece: number): number[] {
  return [0, 2, 1, 1, 2, 3].map((corner) => 4 * (2 * piece + corner));
}
