import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { text } from './arguments.js';
import { InvalidArgumentError } from './errors.js';
import { bridge, call, native, unwrap } from './native/bridge.js';
import { guard } from './native/guard.js';
import { illegal } from './native/illegal.js';
import type { Decoded, Life, NativeClient, Said } from './native/module.js';
import { fileError } from './native/system-error.js';
import { from, fromCallers, setStack, traceOf } from './native/trace.js';
import { keepFromCopies } from './native/uncloneable.js';
import { unlist } from './native/unlisted.js';
import { Secret } from './secret.js';

/** In each copy of this package that a program has loaded. */
const MARK = Symbol.for('hypersender.qrCode');

/**
 * The code that links a phone: whoever scans it with WhatsApp links their phone to the instance.
 *
 * It comes as a PNG, and can be had as a data URI for a web page, as SVG, and as text for a
 * terminal. It lives for about a minute: show it no longer than {@link QrCode.expiresInMs} says. A
 * phone accepts a dead one too, and then hangs.
 *
 * The picture is as secret as the text in it: neither is in what `console.log`, `JSON.stringify` or
 * `util.inspect` show of it; Node's `assert.deepStrictEqual` takes any two codes for equal: compare
 * their pictures.
 *
 * It can't be copied: `structuredClone` and `postMessage` fail with a `DataCloneError`, before Node
 * 22.10 they leave an empty object. To another thread, process or window send what is shown there:
 * `new Uint8Array(qrCode.png)` or {@link QrCode.dataUri}, and {@link QrCode.expiresInMs}.
 *
 * @example
 * ```ts
 * const { qrCode } = await client.requestNewQrCode(instance);
 * console.log(qrCode.terminal());
 * console.log(`<img src="${qrCode.dataUri}" alt="WhatsApp QR code">`);
 * await qrCode.save('code.png');
 * ```
 */
export class QrCode {
  readonly #png: Buffer<ArrayBuffer>;
  readonly #life: Life;
  readonly #client: NativeClient;
  #isDead = false;
  #decoded: Decoded | undefined;

  private constructor(png: Buffer<ArrayBuffer>, life: Life, client: NativeClient) {
    if (client === undefined) illegal('a code comes with an answer, or with an event of a session');
    this.#png = png;
    this.#life = life;
    this.#client = client;
    keepFromCopies(this);
  }

  /** @internal */
  static of(png: Buffer<ArrayBuffer>, life: Life, client: NativeClient): QrCode {
    return new QrCode(png, life, client);
  }

  /**
   * The picture as the service made it, a PNG. It is the memory of this object: make a copy,
   * `new Uint8Array(qrCode.png)`, to change it, or to transfer it to a worker.
   */
  get png(): Buffer<ArrayBuffer> {
    return this.#png;
  }

  /** The PNG in base64. */
  get base64(): string {
    return this.#png.toString('base64');
  }

  /** The PNG as a `data:image/png;base64,` URI: the `src` of an `<img>`. */
  get dataUri(): string {
    return `data:image/png;base64,${this.base64}`;
  }

  /**
   * The text in the code: what a phone reads.
   *
   * @throws {InvalidResponseError} with the reason `not_a_qr_code`, if the picture shows none that
   * can be read; so do {@link QrCode.svg} and {@link QrCode.terminal}.
   */
  get payload(): Secret {
    return new Secret(this.#drawn().payload);
  }

  /** The code as an SVG document: one path, a white ground, no script, no size of its own. */
  svg(): string {
    return this.#drawn().svg;
  }

  /**
   * The code as lines of text that can be scanned off a terminal, whatever its theme. It needs a
   * window of {@link QrCode.terminalSize} and a terminal that shows colours.
   */
  terminal(): string {
    return this.#drawn().terminal;
  }

  /** The columns and the lines that {@link QrCode.terminal} takes. */
  get terminalSize(): { readonly columns: number; readonly lines: number } {
    const { columns, lines } = this.#drawn();
    return { columns, lines };
  }

  /**
   * Writes the PNG to a file that only its owner can read, at once or not at all: a file that is
   * there is replaced, and stays as it was if that fails.
   *
   * @throws the system's error, with a `code` such as `EACCES`, if it can't be written.
   * @throws {InvalidArgumentError} if there is a device, a pipe or a link.
   */
  async save(path: string | URL): Promise<void> {
    const png = this.#png;
    const trace = traceOf(save);
    const file = from(save, () => pathFrom(path));
    const saved = await call((n) => native.saveQr(bridge, n, png, file), undefined, trace);
    if (saved.value !== undefined) throw setStack(notSaved(saved.value as Said, file), trace);
  }

  /** When the request for this code was sent. Its life counts from here. */
  get requestedAt(): Date {
    return new Date(this.#life.requestedAt);
  }

  /** When the code ends, by the wall clock: an estimate, since the service does not tell it. */
  get expiresAt(): Date {
    return new Date(this.#life.expiresAt);
  }

  /**
   * How long the code may still be shown, in milliseconds; 0 once it is dead. It also counts the
   * time a machine sleeps, and a wall clock that is set back does not prolong it.
   */
  get expiresInMs(): number {
    if (this.#isDead) return 0;
    const client = this.#client;
    const left = guard(() => client.qrLeft(this.#life));
    this.#isDead = left === 0; // no clock that is set later revives it
    return left;
  }

  /** Whether the code is dead and must not be shown any more. */
  get isExpired(): boolean {
    return this.expiresInMs === 0;
  }

  toJSON(): { requestedAt: Date; expiresAt: Date } {
    return { requestedAt: this.requestedAt, expiresAt: this.expiresAt };
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object): string {
    return `QrCode ${inspect(this.toJSON(), options)}`;
  }

  #drawn(): Decoded {
    const png = this.#png;
    this.#decoded ??= unwrap(() => native.decodeQr(png));
    return this.#decoded;
  }
}

Object.defineProperty(QrCode.prototype, MARK, { value: true });

/** Whether it is a code, also of another copy of this package. @internal */
export function isQrCode(value: unknown): value is QrCode {
  return typeof value === 'object' && value !== null && MARK in value;
}

/** As Node tells it: one of another realm, such as Jest's, is no `instanceof URL`. */
function isUrl(value: unknown): value is URL {
  const { href, protocol } = Object(value) as URL;
  return typeof href === 'string' && typeof protocol === 'string';
}

function pathFrom(path: unknown): string {
  try {
    if (isUrl(path)) return fileURLToPath(path);
  } catch (cause) {
    const message = 'path has to be a file: URL, if it is one.';
    throw new InvalidArgumentError(message, { argument: 'path', cause });
  }
  return text('path', path);
}

/** Why a code was not saved. What the system did not say, this library refused. */
function notSaved(said: Said, path: string): Error {
  const message = `${inspect(path)} can't be written: ${said.message}.`;
  return fileError(said, path) ?? new InvalidArgumentError(message, { argument: 'path' });
}

/** The method itself, whatever a tool puts in its place: its stacks begin at who called it. */
const { save } = QrCode.prototype;
fromCallers(QrCode);

// The picture is as secret as the text in it.
unlist(QrCode, ['png', 'base64', 'dataUri']);
