// Runs one scenario: makes clients and calls, and hands what came of them to the server, which
// alone compares. tests/README.md says what is asked and answered.

import { Hypersender, isHypersenderError } from 'hypersender';
import { inside } from '../setup/inside.mjs';
import { renderings } from '../setup/renderings.mjs';
import { accessToken, normal, options, read } from './normal-form.mjs';

const { CLOCK } = inside;

/** All that is printed of a value, each text once. */
const texts = (value) => [...new Set(Array.from(renderings(value), ([, text]) => text))];

/** What a token callback throws. */
class Thrown {
  constructor(text) {
    this.text = text;
  }
}

export class Runner {
  #server;
  #run;
  #clients = new Map();
  #codes = new Map();
  #mismatches = [];

  constructor(server) {
    this.#server = server;
  }

  /** What is wrong, and how long it may take in seconds. */
  async play(name) {
    const { run, guard, steps } = await this.#post('/start', { name });
    this.#run = run;
    const begun = performance.now();
    for (const step of steps) await this.#step(step);
    this.#note(await this.#ask('/finish', {}));
    const took = (performance.now() - begun) / 1000;
    if (took >= guard) this.#mismatches.push(`it took ${took.toFixed(1)} s of ${guard} s`);
    return this.#mismatches;
  }

  async #step(step) {
    const { turn } = await this.#ask('/begin', { step: step.id });
    switch (step.do) {
      case 'new_client':
        return this.#check(turn, this.#newClient(step));
      case 'call':
        return this.#check(turn, await this.#call(step, turn));
      case 'link':
        return this.#check(turn, await this.#link(step, turn));
      case 'concurrently':
        await Promise.all(this.#callers(step.steps));
        return this.#check(turn);
      case 'close':
        await this.#clients.get(step.name).close();
        return this.#check(turn);
      case 'read':
        return this.#check(turn, { qr: read(this.#codes.get(step.name), step.read) });
      case 'until':
      case 'advance':
      case 'suspend':
      case 'set_wall':
        return this.#check(turn);
      default:
        throw new Error(`nobody does ${step.do}`);
    }
  }

  /** All are begun in their order, a call as often as it says. */
  #callers(steps) {
    return steps.flatMap((step) => Array.from({ length: step.times ?? 1 }, () => this.#step(step)));
  }

  #newClient({ name, options: given, check }) {
    const { token, ...others } = options(given);
    const wanted = {
      ...others,
      token: token?.callback === undefined ? token : () => this.#token(token.callback),
      [CLOCK]: this.#server.clock(this.#run),
    };
    try {
      this.#clients.set(name, new Hypersender(wanted));
    } catch (error) {
      return this.#failed(error);
    }
    return check ? { value: null } : undefined;
  }

  async #token(callback) {
    const answer = await this.#ask('/token', { callback });
    if (answer.throw !== undefined) throw new Thrown(answer.throw);
    return answer.token;
  }

  async #call(step, turn) {
    const client = this.#clients.get(step.client);
    const controller = this.#watch(step, turn);
    const given = { ...options(step.options) };
    if (controller !== undefined) given.signal = controller.signal;
    try {
      const value = await this.#begin(client, step, given);
      if (step.keep_as !== undefined) this.#codes.set(step.keep_as, value.qrCode);
      return {
        value: normal(value),
        renderings: texts(value),
        access_token: accessToken(value),
        ...(step.read?.length > 0 ? { qr: read(value.qrCode, step.read) } : {}),
      };
    } catch (error) {
      return this.#failed(error, controller?.signal);
    }
  }

  async #begin(client, { operation, args }, given) {
    switch (operation) {
      case 'qr_cooldown':
        return client.qrCooldownMs(args.instance) / 1000;
      case 'request_new_qr_code':
        return client.requestNewQrCode(args.instance, given);
      case 'health':
        return client.health(args.instance, given);
      case 'restart':
        return client.restart(args.instance, given);
      case 'list_instances':
        return client.listInstances({ ...args, ...given });
      case 'create_instance':
        return client.createInstance({ ...options(args), ...given });
      default:
        throw new Error(`there is no operation ${operation}`);
    }
  }

  async #link(step, turn) {
    const controller = this.#watch(step, turn);
    try {
      const given = options(step.options);
      if (controller !== undefined) given.signal = controller.signal;
      const session = this.#clients.get(step.client).link(step.instance, given);
      const linked = step.wait ? await session.linked() : await this.#read(session, turn);
      if (linked === undefined) return { cancelled: true };
      return { value: normal(linked), renderings: texts(linked) };
    } catch (error) {
      return this.#failed(error, controller?.signal);
    }
  }

  /** Reads all events. The last one, unless the session was cancelled. */
  async #read(session, turn) {
    let linked;
    for await (const event of session) {
      const told = { turn, event: normal(event), renderings: texts(event) };
      told.precision = 0.001; // a `Date` has whole milliseconds
      if (event.type === 'qr_code') told.event.qr_code = normal(event.qrCode);
      const { go_on } = await this.#ask('/event', told);
      if (!go_on) session.cancel();
      if (event.type === 'linked') linked = event;
    }
    return linked;
  }

  /** Cancels a step when the server says so. */
  #watch({ cancel_after, cancel_at }, turn) {
    if ((cancel_after ?? cancel_at ?? undefined) === undefined) return undefined;
    const controller = new AbortController();
    this.#ask('/watch', { turn }).then(({ cancel }) => cancel && controller.abort());
    return controller;
  }

  #failed(error, signal) {
    if (error instanceof Thrown) return { thrown: error.text };
    if (signal?.aborted && error === signal.reason) return { cancelled: true };
    if (!isHypersenderError(error)) throw error;
    return {
      error: normal(error),
      renderings: texts(error),
      access_token: accessToken(error),
    };
  }

  async #check(turn, result) {
    this.#note(await this.#ask('/check', { turn, ...(result && { result }) }));
  }

  #note({ mismatches }) {
    this.#mismatches.push(...mismatches);
  }

  #ask(path, body) {
    return this.#post(path, { run: this.#run, ...body });
  }

  async #post(path, body) {
    const answer = await fetch(this.#server.address + path, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  }
}
