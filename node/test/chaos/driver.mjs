// Does as it is told, and tells what it sees: JSON lines, as tests/chaos/src/protocol.rs says.

import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Hypersender, isHypersenderError } from 'hypersender';
import { inside } from '../setup/inside.mjs';

const { CLOCK, native } = inside;

const TICK = 0.01;
const SEALED = new Error('the vault is sealed');

const now = () => Number(process.hrtime.bigint()) / 1e9;
const tell = (tell, what) => process.stdout.write(`${JSON.stringify({ tell, ...what })}\n`);
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const DURATIONS = ['timeout', 'max_wait', 'qr_lifetime'];

/** Names and durations as this language has them. */
function inCamelCase(options) {
  const one = ([name, value]) =>
    DURATIONS.includes(name) ? [`${camel(name)}Ms`, value * 1000] : [camel(name), value];
  return Object.fromEntries(Object.entries(options).map(one));
}

const clocks = new Map();
const clients = new Map();
const answers = new Map();
const underWay = new Map();
const kept = [];

const acts = {
  clock({ world, speed }) {
    clocks.set(world, native.acceleratedClock(speed));
  },
  client({ client, world, url, token, asks }) {
    answers.set(client, token);
    const given = asks ? () => answer(client) : token;
    const options = { token: given, baseUrl: url, [CLOCK]: clocks.get(world) };
    clients.set(client, new Hypersender(options));
  },
  token({ client, token }) {
    answers.set(client, token);
  },
  async close({ client }) {
    const closed = clients.get(client);
    clients.delete(client);
    await closed.close();
  },
  forget({ client }) {
    clients.delete(client);
  },
  set_wall({ world, seconds }) {
    native.setWall(clocks.get(world), seconds);
  },
  sleep({ world, seconds }) {
    native.suspend(clocks.get(world), seconds);
  },
  link(told) {
    work(told, linked);
  },
  call(told) {
    work(told, called);
  },
  cancel({ number, itself }) {
    const it = underWay.get(number);
    if (it === undefined) return;
    tell('cancelling', { number, t: now() });
    if (itself && it.session) it.session.cancel();
    else it.controller.abort();
  },
  async settle() {
    for (let n = 0; n < 2; n++) {
      globalThis.gc();
      await new Promise(setImmediate); // finalizers run between two turns
    }
    tell('settled', { t: now() });
  },
  misbehave({ how, kib }) {
    if (how === 'keep') kept.push(Buffer.alloc(1024 * kib, 1));
    else if (how === 'keep_open') openSync('/dev/null');
    else Promise.reject(new Error('unseen'));
  },
};

function answer(client) {
  const token = answers.get(client);
  if (token === null) throw SEALED;
  return token;
}

async function work(told, act) {
  const { number } = told;
  const controller = new AbortController();
  const it = { controller };
  underWay.set(number, it);
  tell('begun', { number, t: now() });
  let [end, text] = ['closed', ''];
  try {
    const client = clients.get(told.client);
    if (client !== undefined) end = await act(client, told, it);
  } catch (error) {
    if (error === controller.signal.reason) end = 'cancelled';
    else if (error === SEALED) end = 'thrown';
    else if (isHypersenderError(error)) [end, text] = [error.code, error.message];
    else [end, text] = ['foreign', String(error)];
  }
  underWay.delete(number);
  tell('end', { number, t: now(), end, text });
}

async function called(client, { operation, arguments: given, options: ordered }, { controller }) {
  const all = { ...inCamelCase(ordered), signal: controller.signal };
  const method = camel(operation);
  const { instance, ...others } = given;
  const options = { ...others, ...all };
  await (instance === undefined ? client[method](options) : client[method](instance, options));
  return 'value';
}

async function linked(client, { number, instance, options, how, pause, leave }, it) {
  const { signal } = it.controller;
  const session = client.link(instance, { ...inCamelCase(options), signal });
  it.session = session;
  if (how === 'wait') return (await session.linked()).type;
  const read = heard(session, number, pause, leave);
  if (how === 'read') return read;
  const [end, beside] = await Promise.allSettled([read, session.linked()]);
  if (end.status === 'rejected' && end.reason.code === beside.reason?.code) throw end.reason;
  // Who has left may have done so at its end.
  const isSame = end.value === 'cancelled' || (end.value === 'linked' && beside.value);
  return isSame ? end.value : 'of two minds';
}

async function heard(session, number, pause, leave) {
  let [end, seen] = ['cancelled', 0];
  for await (const event of session) {
    const t = now();
    const code = event.number === undefined ? undefined : { number: event.number };
    if (event.type === 'qr_code') {
      code.left = event.qrCode.expiresInMs / 1000;
      code.payload = event.qrCode.payload.reveal();
    }
    tell('event', { number, t, kind: event.type, code });
    if (event.type === 'linked') end = 'linked';
    seen += 1;
    if (seen === leave && end !== 'linked') {
      tell('cancelling', { number, t: now() });
      break;
    }
    if (pause > 0) await new Promise((then) => setTimeout(then, pause * 1000));
  }
  return end;
}

/** Tells how late a timer of this process is. */
let [before, worst, said] = [now(), 0, now()];
const watch = setInterval(() => {
  const t = now();
  worst = Math.max(worst, t - before - TICK);
  before = t;
  if (worst > 0.02 || t > said + 0.2) {
    tell('lag', { t, lag: worst });
    [worst, said] = [0, t];
  }
}, TICK * 1000);

const unhandled = (reason) => tell('unhandled', { text: reason?.stack ?? String(reason) });
process.on('unhandledRejection', unhandled);
process.on('uncaughtException', unhandled);
process.on('warning', unhandled);

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (told.do === 'quit') break;
  await acts[told.do](told);
}
process.stdin.destroy();
clearInterval(watch);
