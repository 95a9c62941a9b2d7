// Draws things with WebGL: one quad each, its form a distance function, so that edges stay sharp at every scale.
// All corners stand in the buffer: where no graphics processor is, each instance of instanced drawing is a draw of its own.
import type Sigma from "sigma";
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { rgb } from "./theme";

const PLAIN = 1.9; // pixels: of a smaller radius only the colour can be seen
const BRIEF = 5.0; // the same while it moves and frames come slowly
/** What is drawn beside the form: added to its number by sixteens; the number of a corner comes by sixty-fours. */
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
attribute float a_look;
attribute vec4 a_color;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_least;
uniform float u_correctionRatio;
uniform float u_brief;
varying vec4 v_color;
varying vec2 v_point;
varying float v_radius;
varying float v_form;
varying float v_style;
void main() {
  float number = floor(a_look / 64.0);
  vec2 corner = 2.0 * vec2(mod(number, 2.0), floor(number / 2.0)) - 1.0;
  v_style = floor(mod(a_look, 64.0) / 16.0);
  v_form = mod(a_look, 16.0);
  v_radius = max(a_size / u_sizeRatio, u_least);
  // A ring needs room; all others are drawn as tight as they can be, for each pixel costs.
  float reach = v_radius * 1.15 + (mod(v_style, 2.0) >= 1.0 ? 7.0 : u_brief > 0.5 ? 0.6 : 2.0);
  gl_Position = vec4((u_matrix * vec3(a_position + corner * reach * 2.0 * u_correctionRatio, 1)).xy, 0, 1);
  v_point = vec2(corner.x, -corner.y) * reach / v_radius;
  v_color = vec4(a_color.rgb, a_color.a * 255.0 / 254.0); // sigma packs colours so
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
uniform float u_brief;
${DISTANCE}
void main(void) {
  if (u_brief > 0.5 && v_style < 0.5 && v_radius < ${BRIEF.toFixed(1)}) { // a dot, while the picture moves and frames come slowly
    float disc = clamp(v_radius + 0.5 - length(v_point) * v_radius, 0.0, 1.0);
    gl_FragColor = vec4(v_color.rgb * disc, disc);
    return;
  }
  float away = (v_radius < ${PLAIN.toFixed(1)} && v_form < 9.5 ? length(v_point) - 1.0 : distanceTo(v_form, v_point)) * v_radius;
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
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const UNIFORMS = ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_least", "u_brief", "u_ground", "u_focus"] as const;

const FEW = 1_200; // things that are drawn in any case
const CORNERS = [0, 1, 2, 2, 1, 3].map((corner) => 64 * corner);

export interface Drawn extends NodeDisplayData {
  form: number;
}

/** A program that knows the colours of the ground and of the ring, the radius that no thing falls below, and how many things to draw: of fewer than all, dots. */
export function formProgram(colours: () => { ground: string; focus: string }, least: () => number, share: () => number) {
  return class extends NodeProgram<(typeof UNIFORMS)[number]> {
    private isSent = false;

    // Nothing is drawn for picking: where things stand is known (picture.ts), and need not be read back from pixels.
    constructor(gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, renderer: Sigma) {
      super(gl, null, renderer);
    }

    getDefinition() {
      return {
        VERTICES: CORNERS.length,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES as 4,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_look", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    process(id: number, offset: number, data: NodeDisplayData): void {
      this.isSent = false;
      super.process(id, offset, data);
    }

    processVisibleItem(_id: number, start: number, data: NodeDisplayData): void {
      const [{ form }, color] = [data as Drawn, floatColor(data.color)];
      let at = start;
      for (const corner of CORNERS) {
        this.array[at++] = data.x;
        this.array[at++] = data.y;
        this.array[at++] = data.size;
        this.array[at++] = form + corner;
        this.array[at++] = color;
      }
    }

    /** What has not changed since the last frame is not sent again. */
    protected bindProgram(program: ProgramInfo): void {
      if (!this.isSent) return super.bindProgram(program), void (this.isSent = true);
      program.gl.bindBuffer(program.gl.ARRAY_BUFFER, program.buffer);
      this.ATTRIBUTES.reduce((offset, each) => offset + this.bindAttribute(each, program, offset), 0);
    }

    /** In brief only the most important things are drawn, which stand last. */
    drawWebGL(method: number, { gl, frameBuffer }: ProgramInfo): void {
      gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
      const most = Math.min(this.capacity, Math.max(FEW, Math.ceil(this.capacity * share())));
      gl.drawArrays(method, this.VERTICES * (this.capacity - most), this.VERTICES * most);
    }

    setUniforms(params: RenderParams, { gl, uniformLocations: at }: ProgramInfo): void {
      const { ground, focus } = colours();
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform1f(at["u_sizeRatio"]!, params.sizeRatio);
      gl.uniform1f(at["u_correctionRatio"]!, params.correctionRatio);
      gl.uniform1f(at["u_least"]!, least());
      gl.uniform1f(at["u_brief"]!, share() < 1 ? 1 : 0);
      gl.uniform3fv(at["u_ground"]!, rgb(ground));
      gl.uniform3fv(at["u_focus"]!, rgb(focus));
    }
  };
}
