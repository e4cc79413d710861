// Builds the site's styles and scripts: `make assets`. What is built is not committed; the wheel carries it.

import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compileAsync } from "sass";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, "..");
const PACKAGES = path.join(ROOT, "node_modules");
const STATIC = path.join(ROOT, "src", "saferplan", "web", "design_system", "static");
const BUILT = path.join(STATIC, "saferplan");

// Pages load what they name: site.css and site.js on every page, the others where a page says so.
const STYLES = ["site", "map"];
const SCRIPTS = ["site", "htmx", "documents", "draw", "explore", "map", "review", "upload"];

// Of this build alone: two may run at once.
await mkdir(path.join(ROOT, "build"), { recursive: true });
const HALF_BUILT = await mkdtemp(path.join(ROOT, "build", "assets-"));

async function buildStyles() {
  for (const name of STYLES) {
    const { css } = await compileAsync(path.join(HERE, "styles", `${name}.scss`), {
      style: "compressed",
      loadPaths: [PACKAGES],
    });
    await writeFile(path.join(HALF_BUILT, `${name}.css`), css);
  }
}

async function buildScripts() {
  await build({
    entryPoints: SCRIPTS.map((name) => path.join(HERE, "scripts", `${name}.js`)),
    bundle: true,
    splitting: true, // what two pages need, such as the map library, is fetched once
    chunkNames: "shared-[hash]",
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    outdir: HALF_BUILT,
  });
  // What the map library does beside the page: a script of our own address, as the Content-Security-Policy asks.
  const worker = path.join(PACKAGES, "maplibre-gl", "dist", "maplibre-gl-worker.mjs");
  await build({ entryPoints: { "map-worker": worker }, minify: true, legalComments: "none", outdir: HALF_BUILT });
  // Runs before the first paint, so it is no module.
  await build({ entryPoints: [path.join(HERE, "scripts", "supported.js")], minify: true, outdir: HALF_BUILT });
}

// Minifying leaves out whose work it is, and the licence by which we may pass it on.
async function nameAuthors() {
  const notices = ["govuk-frontend", "htmx.org", "maplibre-gl", "terra-draw"].map(async (name) => {
    const about = JSON.parse(await readFile(path.join(PACKAGES, name, "package.json"), "utf8"));
    return `${name} ${about.version}. Copyright ${about.author?.name ?? about.author}. Licence: ${about.license}.`;
  });
  const own = await readFile(path.join(ROOT, "LICENSE"), "utf8");
  const licence = own.slice(own.indexOf("Permission is hereby granted"));
  const map = await readFile(path.join(PACKAGES, "maplibre-gl", "LICENSE.txt"), "utf8");
  const told = [...(await Promise.all(notices)), "", "MIT:", licence, "", "maplibre-gl:", map];
  await writeFile(path.join(HALF_BUILT, "NOTICES.txt"), told.join("\n"));
}

await Promise.all([buildStyles(), buildScripts(), nameAuthors()]);
await mkdir(STATIC, { recursive: true });
await rm(BUILT, { recursive: true, force: true });
await rename(HALF_BUILT, BUILT);
