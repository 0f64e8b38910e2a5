// `hypersender link --open`: the page for people whose terminal can't show a code.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openPage } from "./browser.js";
import { codesIn } from "./camera.js";
import { lineWith, sandbox, start } from "./command.js";

// What opens a browser: here it only writes down what it was told to open.
function opener(t) {
  const folder = mkdtempSync(join(tmpdir(), "hypersender-opener-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const told = join(folder, "told");
  writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" > '${told}.new' && mv '${told}.new' '${told}'\n`);
  chmodSync(join(folder, "xdg-open"), 0o755);
  return { path: `${folder}${delimiter}${process.env.PATH}`, told };
}

/** A session with its page open in the browser. */
async function linking(t, { args = [], service = [], page: options = {} } = {}) {
  const stand = await sandbox(t, service);
  const { path } = opener(t);
  const command = start(t, ["link", "--open", "--json", ...args], { ...stand.env, PATH: path });
  const [, address] = await lineWith(command.complaints, /shown at (http:\S+)/);
  const { page, context, complaints } = await openPage(t, options);
  await page.goto(address);
  return { stand, command, page, context, address, complaints };
}

const code = (page) => page.locator("#code");

/** Waits until the picture is there, and drawn. */
async function shown(page, timeout) {
  await code(page).waitFor({ state: "visible", timeout });
  await code(page).evaluate((image) => image.decode());
}

/** The one code that a camera sees. */
async function seen(page) {
  const codes = await codesIn(await page.screenshot());
  assert.equal(codes.length, 1, "one code is to be seen");
  return codes[0];
}

// They wait a lot, and for different things.
describe("link --open", { concurrency: 4 }, () => {
  test("the code on the page is scanned, and the page says that the phone is linked", async (t) => {
    const { stand, command, page, complaints } = await linking(t, { service: ["--speed", "4"] });
    await shown(page);
    assert.match(await page.locator("#seconds").textContent(), /^It can be scanned for \d+ s\.$/);
    const text = await seen(page);
    assert.deepEqual(await stand.ask("scan", { payload: text }), { scan: "linked" });

    await page.getByText("The phone is linked.").waitFor();
    assert.equal(await command.ended, 0);
    assert.equal(await code(page).getAttribute("src"), null);
    assert.deepEqual(await codesIn(await page.screenshot()), []);
    assert.equal(await page.title(), "Linked");
    assert.deepEqual(complaints, [], "the browser has nothing to complain about");
  });

  test("a code is blanked when it expires, and the next one takes its place", async (t) => {
    // The service gives one code a minute: this takes as long.
    const { page } = await linking(t, { args: ["--qr-lifetime", "15", "--max-qr-codes", "2"] });
    await shown(page);
    const first = await seen(page);
    const picture = await code(page).evaluate((image) => image.src);

    await code(page).waitFor({ state: "hidden" });
    assert.equal(await code(page).getAttribute("src"), null);
    assert.deepEqual(await codesIn(await page.screenshot()), []);
    assert.equal((await fetch(picture)).status, 410, "the picture can't be had any more");

    await shown(page, 90_000);
    assert.notEqual(await seen(page), first);
  });

  test("a page that the command left takes the code down and says so", async (t) => {
    const { command, page } = await linking(t);
    await shown(page);
    command.child.kill("SIGINT");
    assert.equal(await command.ended, 130);
    await page.getByText("The command has ended").waitFor();
    assert.equal(await code(page).isVisible(), false);
    assert.deepEqual(await codesIn(await page.screenshot()), []);
  });

  test("the page says why it ended", async (t) => {
    const { stand, command, page } = await linking(t);
    await shown(page);
    await stand.ask("phone", { replace_token: {} });
    await page.locator('#frame[data-phase="failed"]').waitFor();
    assert.match(await page.locator("#lines").textContent(), /token/);
    assert.equal(await code(page).isVisible(), false);
    assert.equal(await command.ended, 5);
  });

  test("nobody gets in without the path, and a ticket works once", async (t) => {
    const stand = await sandbox(t);
    const { path, told } = opener(t);
    const command = start(t, ["link", "--open", "--json"], { ...stand.env, PATH: path });
    const [, address] = await lineWith(command.complaints, /shown at (http:\S+)/);
    await lineWith(command.lines, /"type":"qr_code"/);

    while (!existsSync(told)) await pause(20); // what opens a browser is not waited for
    const ticket = readFileSync(told, "utf8");
    assert.notEqual(ticket, address, "what others can see in the list of processes is not the path");
    const get = (url, headers = {}) => fetch(url, { redirect: "manual", headers });
    const first = await get(ticket);
    assert.deepEqual([first.status, first.headers.get("location")], [303, new URL(address).pathname]);
    assert.equal((await get(ticket)).status, 410);

    const origin = new URL(address).origin;
    for (const wrong of ["/", "/favicon.ico", "/state", "/code-1.png", `/${"0".repeat(32)}/`]) {
      assert.equal((await get(origin + wrong)).status, 404, wrong);
    }
    for (const right of ["", "page.js", "page.css", "state", "code-1.png"]) {
      const answer = await get(address + right);
      assert.equal(answer.status, 200, right);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.match(answer.headers.get("content-security-policy"), /^default-src 'none';/);
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
    }
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      const { hostname, port, pathname } = new URL(address);
      request({ hostname, port, path: pathname, headers: { host: `evil.example:${port}` } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    assert.equal(status, 403, "a site that makes its name mean this machine gets nothing");
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      test(`the code scans off a ${colorScheme} page ${width} pixels wide`, async (t) => {
        const viewport = { width, height: 844 };
        const { page } = await linking(t, { page: { colorScheme, viewport } });
        await shown(page);
        assert.match(await seen(page), /^2@/);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(sideways, false, "nothing sticks out");
        if (process.env.SCREENSHOTS) {
          await page.screenshot({ path: join(process.env.SCREENSHOTS, `link-${colorScheme}-${width}.png`) });
        }
      });
    }
  }
});
