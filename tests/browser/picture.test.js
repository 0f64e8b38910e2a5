// The picture in the README, as a browser draws it.

import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test } from "node:test";
import { openPage } from "./browser.js";
import { codesIn } from "./camera.js";

const PICTURE = pathToFileURL(fileURLToPath(new URL("../../.github/demo.svg", import.meta.url)));

for (const colorScheme of ["light", "dark"]) {
  test(`the code in the README's picture can be scanned off a ${colorScheme} page`, async (t) => {
    const { page } = await openPage(t, { colorScheme, viewport: { width: 900, height: 1000 } });
    await page.goto(PICTURE.href);
    const codes = await codesIn(await page.screenshot());
    assert.equal(codes.length, 1);
    assert.match(codes[0], /^2@.{100}/);
  });
}
