// Bundles every entry (css/*.css, js/*.js, js/*.ts) into ../static, one file each. Nothing is loaded from elsewhere.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const entries = ["css", "js"].flatMap((folder) =>
  readdirSync(join(here, folder), { withFileTypes: true })
    .filter((file) => file.isFile() && /\.(css|js|ts)$/.test(file.name) && !file.name.endsWith(".d.ts"))
    .map((file) => join(here, folder, file.name)),
);
const options = {
  entryPoints: entries,
  entryNames: "[name]",
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  legalComments: "inline",
  loader: { ".svg": "dataurl", ".png": "dataurl", ".woff2": "dataurl" },
  logLevel: "info",
};

if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build(options);
  // The letters of PDF files: those of a browser come from the reader's own machine.
  for (const font of ["DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"])
    copyFileSync(join(here, "node_modules", "dejavu-fonts-ttf", "ttf", font), join(out, font));
  copyFileSync(join(here, "node_modules", "dejavu-fonts-ttf", "LICENSE"), join(out, "DejaVu-LICENSE.txt"));
}
