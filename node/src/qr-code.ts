import { inspect } from 'node:util';
import { text } from './arguments.js';
import { bridge, call, native, unwrap } from './native/bridge.js';
import { guard } from './native/guard.js';
import type { Decoded, Life, NativeClient } from './native/module.js';
import { fileError, type NotSaved } from './native/system-error.js';
import { setStack, traceOf } from './native/trace.js';
import { unlist } from './native/unlisted.js';
import { Secret } from './secret.js';

/**
 * The code that links a phone: whoever scans it with WhatsApp links their phone to the instance.
 *
 * It comes as a PNG, and can be had as a data URI for a web page, as SVG, and as text for a
 * terminal. It lives for about a minute: show it no longer than {@link QrCode.expiresInMs} says. A
 * phone accepts a dead one too, and then hangs.
 *
 * The picture is as secret as the text in it: neither is in what `console.log`, `JSON.stringify` or
 * `util.inspect` show of it.
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
  readonly #png: Buffer;
  readonly #life: Life;
  readonly #client: NativeClient;
  #isDead = false;
  #decoded: Decoded | undefined;

  private constructor(png: Buffer, life: Life, client: NativeClient) {
    this.#png = png;
    this.#life = life;
    this.#client = client;
  }

  /** @internal */
  static of(png: Buffer, life: Life, client: NativeClient): QrCode {
    return new QrCode(png, life, client);
  }

  /**
   * The picture as the service made it, a PNG. It is the memory of this object: make a copy,
   * `new Uint8Array(qrCode.png)`, to change it, to transfer it to a worker, or to hand it to a
   * `Response` or a `Blob`, whose types want one.
   */
  get png(): Buffer {
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
   */
  async save(path: string): Promise<void> {
    const file = text('path', path);
    const trace = traceOf(this.save);
    const saved = await call((n) => native.saveQr(bridge, n, this.#png, file), undefined, trace);
    if (saved.value !== undefined) throw setStack(fileError(saved.value as NotSaved, file), trace);
  }

  /** When the request for this code was sent. Its life counts from here. */
  get requestedAt(): Date {
    return new Date(this.#life[0] ?? 0);
  }

  /** When the code ends, by the wall clock: an estimate, since the service does not tell it. */
  get expiresAt(): Date {
    return new Date((this.#life[0] ?? 0) + (this.#life[2] ?? 0));
  }

  /**
   * How long the code may still be shown, in milliseconds; 0 once it is dead. It also counts the
   * time a machine sleeps, and a wall clock that is set back does not prolong it.
   */
  get expiresInMs(): number {
    if (this.#isDead) return 0;
    const left = guard(() => this.#client.qrLeft(this.#life));
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
    this.#decoded ??= unwrap(() => native.decodeQr(this.#png));
    return this.#decoded;
  }
}

// The picture is as secret as the text in it.
unlist(QrCode, ['png', 'base64', 'dataUri']);
