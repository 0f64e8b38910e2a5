import { text } from '../arguments.js';
import { fromCallers } from '../native/trace.js';
import { keepFromCopies } from '../native/uncloneable.js';
import { isQrCode, type QrCode } from '../qr-code.js';
import { revealed, type Secret } from '../secret.js';
import type { SandboxDeed, ScanManner, ScanResult } from './options.js';

/**
 * A person with a phone. It scans by the text in a code, so that only a code that was really shown
 * can be scanned.
 */
export class Phone {
  readonly #perform: (deed: SandboxDeed) => unknown;

  private constructor(perform: (deed: SandboxDeed) => unknown) {
    this.#perform = perform;
    keepFromCopies(this);
  }

  /** @internal */
  static of(perform: (deed: SandboxDeed) => unknown): Phone {
    return new Phone(perform);
  }

  /** Scans a code and links the device. */
  scan(code: QrCode | Secret | string): ScanResult {
    return this.#scan(code, 'accept');
  }

  /** Scans a code, and the person or WhatsApp refuses. */
  refuse(code: QrCode | Secret | string): ScanResult {
    return this.#scan(code, 'refuse');
  }

  /** Scans a code with a phone of another number. */
  scanAs(code: QrCode | Secret | string, number: string): ScanResult {
    return this.#scan(code, { otherPhone: number });
  }

  /** Scans a code with a phone that wants a passkey: see {@link Phone.confirmPasskey}. */
  scanWithPasskey(code: QrCode | Secret | string): ScanResult {
    return this.#scan(code, 'passkey');
  }

  /**
   * Scans the code that was handed out last for an instance, by id or name, or for the first one:
   * what a person does who looks at the screen.
   */
  scanWhatIsShown(instance?: string): ScanResult {
    return this.#result({ scan: instance === undefined ? {} : { instance } });
  }

  /** Confirms the passkey that an instance waits for. Whether it did wait. */
  confirmPasskey(instance?: string): boolean {
    const named = instance === undefined ? {} : { instance };
    return this.#perform({ confirmPasskey: named }) === 'done';
  }

  /** Removes an instance from the linked devices. Whether it was one. */
  unlink(instance?: string): boolean {
    const named = instance === undefined ? {} : { instance };
    return this.#perform({ unlink: named }) === 'done';
  }

  #scan(code: QrCode | Secret | string, manner: ScanManner): ScanResult {
    const shown = isQrCode(code) ? code.payload : code;
    const payload = revealed(shown) ?? text('code', shown);
    return this.#result({ scan: { payload, manner } as object });
  }

  #result(deed: SandboxDeed): ScanResult {
    const outcome = this.#perform(deed) as { scan?: ScanResult };
    return outcome.scan ?? 'unknown';
  }
}

fromCallers(Phone);
