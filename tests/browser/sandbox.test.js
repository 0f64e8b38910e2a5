// The sandbox's page: a person makes instances, sees codes live and die, and lets a phone scan.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { openPage } from './browser.js';
import { codesIn } from './camera.js';
import { sandbox } from './command.js';

const PHONE = { width: 390, height: 844 };

async function open(t, options = {}) {
  const stand = await sandbox(t, options.sandbox);
  const { page, complaints } = await openPage(t, options);
  await page.goto(stand.origin);
  const card = page.locator('article').first();
  await card.waitFor();
  return { stand, page, complaints, card };
}

const status = (card) => card.locator('.status');

async function becomes(locator, text) {
  await locator.filter({ hasText: text }).waitFor({ timeout: 20_000 });
}

async function askForCode(card) {
  await card.getByRole('button', { name: 'New code' }).click();
  await card.locator('.picture').waitFor({ timeout: 20_000 });
}

test('a code is the real one, and scanning it links the phone', async (t) => {
  const { page, card, complaints } = await open(t);
  await askForCode(card);
  await page.waitForFunction(() => document.querySelector('.picture').complete);
  const [text, ...more] = await codesIn(await card.screenshot());
  assert.match(text, /^2@/);
  assert.deepEqual(more, []);
  await becomes(card.locator('.countdown'), /Code 1 dies in \d:\d\d/);
  await card.getByRole('button', { name: 'Scan', exact: true }).click();
  await becomes(status(card), 'WORKING');
  await card.locator('.picture').waitFor({ state: 'hidden' });
  assert.equal((await codesIn(await card.screenshot())).length, 0);
  assert.equal(await card.getByRole('button', { name: 'Scan', exact: true }).isDisabled(), true);
  await card.getByRole('button', { name: 'Unlink' }).click();
  await becomes(status(card), 'FAILED');
  assert.deepEqual(complaints, []);
});

test('a dead code leaves the screen, and a late scan changes nothing', async (t) => {
  const { page, card, complaints } = await open(t);
  await askForCode(card);
  await card.getByRole('button', { name: 'Scan late' }).click();
  await becomes(page.getByRole('status'), 'The code is dead');
  assert.equal(await status(card).textContent(), 'SCAN_QR_CODE');
  await page.getByLabel('Seconds to advance').fill('61');
  await page.getByRole('button', { name: 'Advance seconds' }).click();
  await card.locator('.picture').waitFor({ state: 'hidden' });
  await becomes(card.locator('.without'), 'That code is dead');
  assert.deepEqual(complaints, []);
});

test('a phone can refuse, be another one, and want a passkey', async (t) => {
  const { page, card, complaints } = await open(t);
  await askForCode(card);
  await card.getByRole('button', { name: 'Refuse' }).click();
  await becomes(page.getByRole('status'), 'The phone refused');
  await askForCode(card);
  await becomes(status(card), 'SCAN_QR_CODE');
  await card.getByRole('button', { name: 'Passkey', exact: true }).click();
  await becomes(status(card), 'PASSKEY_REQUIRED');
  await card.getByRole('button', { name: 'Confirm passkey' }).click();
  await becomes(status(card), 'WORKING');
  await card.getByRole('button', { name: 'Unlink' }).click();
  await askForCode(card);
  await card.getByRole('button', { name: 'Other phone' }).click();
  await becomes(card.locator('.phone'), '+4915112345678');
  assert.deepEqual(complaints, []);
});

test('instances can be made, put into a status, restarted; what a program does is seen', async (t) => {
  const { stand, page, card, complaints } = await open(t);
  const hostile = '<img src=x onerror=alert(1)>';
  await page.getByLabel('Name of the new instance').fill(hostile);
  await page.getByRole('button', { name: 'New instance' }).click();
  await page.locator('article').nth(1).waitFor();
  assert.equal(await page.locator('article').nth(1).locator('h3').textContent(), hostile);
  await card.getByLabel('Status', { exact: true }).fill('LOGGING_OUT');
  await card.getByLabel('Status', { exact: true }).press('Enter');
  await becomes(status(card), 'LOGGING_OUT');
  await card.getByRole('button', { name: 'Restart' }).click();
  await becomes(status(card), 'SCAN_QR_CODE');

  const headers = { Authorization: `Bearer ${stand.token}`, Accept: 'application/json' };
  const answers = [await fetch(`${stand.url}/instances`, { headers }), await fetch(`${stand.url}/nobody/health`, { headers })];
  assert.deepEqual(answers.map(({ status: code }) => code), [200, 404]);
  await becomes(page.locator('tbody tr').first(), '/nobody/health');
  assert.equal(await page.locator('tbody tr').count(), 2);
  assert.equal(await page.locator('tbody .http').first().textContent(), '404');
  const connect = await page.locator('#connect').textContent();
  assert.ok(connect.includes(stand.url) && connect.includes(stand.token));

  await page.getByRole('button', { name: 'Start over' }).click();
  await page.locator('tbody tr').first().waitFor({ state: 'detached' });
  assert.equal(await page.locator('article').count(), 1);
  assert.deepEqual(complaints, []);
});

test('all of it can be done with the keyboard, and everything has a name', async (t) => {
  const { page, card } = await open(t);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the instances');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab'); // the first card's first button that can be used
  await page.evaluate(() => document.querySelector('[data-deed="code"]').focus());
  await page.keyboard.press('Space');
  await card.locator('.picture').waitFor({ timeout: 20_000 });
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, meter, img')]
    .filter((it) => !it.textContent.trim() && !it.labels?.length && !it.ariaLabel && !it.hasAttribute('alt') && !it.hidden)
    .map((it) => it.outerHTML));
  assert.deepEqual(nameless, []);
  const landmarks = await page.evaluate(() => ['header', 'main', 'footer', 'h1'].map((name) => document.querySelectorAll(`body > ${name}, ${name}`).length > 0));
  assert.deepEqual(landmarks, [true, true, true, true]);
});

for (const [size, viewport] of [['desktop', { width: 1280, height: 900 }], ['phone', PHONE]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`nothing is cut off or hard to read: ${size}, ${colorScheme}`, async (t) => {
      const { stand, page, card } = await open(t, { viewport, colorScheme, reducedMotion: 'reduce' });
      await page.getByLabel('Name of the new instance').fill('Shop in the old town');
      await page.getByRole('button', { name: 'New instance' }).click();
      const second = page.locator('article').nth(1);
      await second.getByLabel('Status', { exact: true }).fill('WORKING');
      await second.getByLabel('Status', { exact: true }).press('Enter');
      await becomes(status(second), 'WORKING');
      const headers = { Authorization: `Bearer ${stand.token}`, Accept: 'application/json' };
      for (const path of ['/instances?filter%5Bstatus%5D=WORKING', '/nobody/health']) await fetch(stand.url + path, { headers });
      await askForCode(card);
      await page.waitForFunction(() => document.querySelector('.picture').complete);
      assert.equal((await codesIn(await card.screenshot())).length, 1, 'the code is read off the screen');
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
      assert.deepEqual(await page.evaluate(tooFaint), []);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `sandbox-${size}-${colorScheme}.png`), fullPage: true });
      }
    });
  }
}

/** In the page: the texts whose contrast with their ground is under 4.5 to 1. */
function tooFaint() {
  const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.disabled || !element.checkVisibility() || element.closest('.said, script, template, datalist, noscript')) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) faint.push(`${element.textContent.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
  }
  return faint;
}
