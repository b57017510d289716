// Builds frontend/build out of frontend/. Called by set-up as: node frontend/build.mjs PATH-OF-PYTHON
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import * as esbuild from "esbuild";
import * as sass from "sass";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = join(ROOT, "frontend");
const MODULES = join(ROOT, "node_modules");
const TARGET = join(SOURCES, "build");
const PART = join(SOURCES, "build.part");
const STATIC = join(PART, "static");
const OLDEST_SCRIPT = { target: "es2015", ecmaVersion: 2015 };
const FONTS = { "400Regular": "NotoSansSC_400Regular.ttf", "700Bold": "NotoSansSC_700Bold.ttf" };
const NAMESPACES = /https?:\/\/www\.w3\.org\/[\w/.-]*/g;

const files = (folder, ending) =>
  existsSync(join(SOURCES, folder)) ? readdirSync(join(SOURCES, folder)).filter((name) => name.endsWith(ending)).sort() : [];

function checkAddresses(name, text) {
  const found = text.replace(NAMESPACES, "").match(/(?:url\(|@import|src\s*=|fetch\()\s*["']?(?:https?:)?\/\/[^\s"')]+/);
  if (found) throw new Error(`${name}: refers to another host: ${found[0]}`);
}

function buildStyles() {
  for (const name of files("scss", ".scss").filter((name) => !name.startsWith("_"))) {
    const { css } = sass.compile(join(SOURCES, "scss", name), {
      style: "compressed", loadPaths: [MODULES, join(SOURCES, "scss")], quietDeps: true, silenceDeprecations: ["import"],
    });
    const target = name.replace(/scss$/, "css");
    checkAddresses(target, css);
    writeFileSync(join(STATIC, target), css);
  }
}

async function buildScript(source, target) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [source], bundle: true, minify: true, write: false, format: "iife", charset: "utf8",
    target: OLDEST_SCRIPT.target, legalComments: "none",
  });
  const text = outputFiles[0].text;
  parse(text, { ecmaVersion: OLDEST_SCRIPT.ecmaVersion });
  checkAddresses(target, text);
  writeFileSync(join(STATIC, target), text);
}

async function buildHtmx(python) {
  const code = "import django_htmx, pathlib; print(pathlib.Path(django_htmx.__file__).parent)";
  const folder = execFileSync(python, ["-X", "utf8", "-c", code], { encoding: "utf8" }).trim();
  const { code: text } = await esbuild.transform(readFileSync(join(folder, "static/django_htmx/htmx-2.min.js"), "utf8"), {
    target: OLDEST_SCRIPT.target, minify: true, charset: "utf8",
  });
  parse(text, { ecmaVersion: OLDEST_SCRIPT.ecmaVersion });
  writeFileSync(join(STATIC, "htmx.js"), text);
}

function symbol(name, svg) {
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const drawing = inner.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "");
  const pen = 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${drawing}</symbol>`;
}

function buildIcons() {
  const list = join(SOURCES, "icons.txt");
  const lines = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
  const named = lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean).map((line) => line.split(/\s+/));
  const symbols = named.map(([name, drawing = name]) => {
    const file = join(MODULES, "@tabler/icons/icons/outline", `${drawing}.svg`);
    if (!existsSync(file)) throw new Error(`icons.txt: there is no outline icon "${drawing}"`);
    return symbol(name, readFileSync(file, "utf8"));
  });
  const own = files("icons", ".svg").map((file) => symbol(basename(file, ".svg"), readFileSync(join(SOURCES, "icons", file), "utf8")));
  writeFileSync(join(STATIC, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${[...symbols, ...own].join("")}</svg>\n`);
}

function copyFonts() {
  const folder = join(MODULES, "@expo-google-fonts/noto-sans-sc");
  mkdirSync(join(PART, "fonts"));
  for (const [weight, file] of Object.entries(FONTS)) copyFileSync(join(folder, weight, file), join(PART, "fonts", file));
  copyFileSync(join(folder, "LICENSE_FONT"), join(PART, "fonts/OFL.txt"));
}

rmSync(PART, { recursive: true, force: true });
mkdirSync(STATIC, { recursive: true });
if (existsSync(join(SOURCES, "static"))) cpSync(join(SOURCES, "static"), STATIC, { recursive: true });
buildStyles();
for (const name of files("scripts", ".js")) await buildScript(join(SOURCES, "scripts", name), name);
await buildHtmx(process.argv[2]);
buildIcons();
copyFonts();
rmSync(TARGET, { recursive: true, force: true });
renameSync(PART, TARGET);
