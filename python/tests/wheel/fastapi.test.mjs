// The FastAPI example's page, as its customers see it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../../../tests/browser/browser.js";
import { codesIn } from "../../../tests/browser/camera.js";

const { PAGE, SANDBOX } = process.env;

async function ask(path, body) {
  const answer = await fetch(`${SANDBOX}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return answer.json();
}

async function seen(page, timeout) {
  await page.locator("#code").waitFor({ state: "visible", timeout });
  await page.locator("#code").evaluate((image) => image.decode());
  const codes = await codesIn(await page.screenshot());
  assert.equal(codes.length, 1, "one code is to be seen");
  return codes[0];
}

test("the page shows a code, blanks it, shows the next, and says that the phone is linked", async (t) => {
  const { page, complaints } = await openPage(t);
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(PAGE);
  const first = await seen(page);

  await page.locator("#code").waitFor({ state: "hidden", timeout: 90_000 });
  assert.equal(await page.locator("#code").getAttribute("src"), null);
  assert.deepEqual(await codesIn(await page.screenshot()), []);

  const second = await seen(page, 90_000);
  assert.notEqual(second, first);
  assert.deepEqual(await ask("scan", { payload: first }), { scan: "stale" });
  assert.deepEqual(await ask("scan", { payload: second }), { scan: "linked" });
  await page.getByText("Your phone is linked.").waitFor();
  assert.deepEqual(await codesIn(await page.screenshot()), []);
  assert.deepEqual(complaints, [], "the browser has nothing to complain about");
});
