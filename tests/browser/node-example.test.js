// The page of `node/examples`: a session of the Node package, streamed to a browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openPage } from "./browser.js";
import { codesIn } from "./camera.js";
import { lineWith, sandbox } from "./command.js";

const EXAMPLE = fileURLToPath(new URL("../../node/examples/link-page.mjs", import.meta.url));

test("the page of the Node example shows a code, blanks it, shows the next, and says that it is linked", async (t) => {
  // The service gives one code a minute: this takes as long. A code of its lives 60 s.
  const stand = await sandbox(t);
  const server = spawn(process.execPath, [EXAMPLE], {
    env: { PATH: process.env.PATH, ...stand.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => server.kill());
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const [address] = await lineWith(lines, /http:\S+/);

  const { page, complaints } = await openPage(t);
  await page.goto(address);
  const code = page.locator("#code");
  const seen = async () => {
    await code.waitFor({ state: "visible", timeout: 90_000 });
    await code.evaluate((image) => image.decode());
    return (await codesIn(await page.screenshot()))[0];
  };

  const first = await seen();
  assert.match(first, /^2@/);
  await code.waitFor({ state: "hidden", timeout: 90_000 });
  assert.deepEqual(await codesIn(await page.screenshot()), [], "a dead code is not on show");
  assert.equal(await page.locator("#status").textContent(), "The next code is coming…");

  const second = await seen();
  assert.notEqual(second, first);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/node-example.png` });
  }
  assert.deepEqual(await stand.ask("scan", { payload: second }), { scan: "linked" });
  await page.getByText("Linked.").waitFor();
  assert.deepEqual(await codesIn(await page.screenshot()), []);
  assert.equal(await code.getAttribute("src"), null);
  assert.deepEqual(complaints, [], "the browser has nothing to complain about");
});
