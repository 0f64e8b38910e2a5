// A browser with nobody in front of it: Chromium, as the system has it.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function executable() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (!found) throw new Error("There is no Chromium on the path; CHROMIUM may say where it is.");
  return found;
}

let browser;

async function running() {
  browser ??= chromium.launch({ executablePath: executable(), headless: true, args: FLAGS });
  return browser;
}

after(async () => {
  await (await browser)?.close();
});

/**
 * A page of its own, in a fresh profile that goes with the test. What the page complains about
 * (its console, scripts that throw, what its policy refuses, what does not load) is in `complaints`.
 *
 * `options` are Playwright's for a context: `viewport`, `colorScheme`, `reducedMotion` and so on.
 */
export async function openPage(test, options = {}) {
  const context = await (await running()).newContext({
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  test.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, context, complaints };
}
