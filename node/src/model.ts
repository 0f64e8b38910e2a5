import type { QrCode } from './qr-code.js';
import type { Secret } from './secret.js';
import type { Status } from './status.js';

/** A WhatsApp instance, that is one number, as the service describes it. */
export interface Instance {
  /** Its id, a UUID. */
  readonly id: string;
  /** The name that it was given when it was created. */
  readonly name?: string;
  /** The phone number, `+` and digits. */
  readonly phone?: string;
  /** The service, `whatsapp`. */
  readonly serviceType?: string;
  /** Where it is on its way to a linked phone. */
  readonly status: Status;
  /**
   * A token for this one instance. The documentation says both that there is none until a phone is
   * linked, and shows it before.
   */
  readonly accessToken?: Secret;
  /** When it was created. The service writes no offset; UTC is assumed. */
  readonly createdAt?: Date;
  /** The same as the service wrote it. */
  readonly createdAtRaw?: string;
  /** The service's number of the request that told this, for its support. */
  readonly requestId?: string;
}

/** An instance together with the QR code that links a phone to it. */
export interface InstanceWithQr extends Instance {
  /** The code to show. It lives for about a minute. */
  readonly qrCode: QrCode;
}

/** The answer to "is this instance linked and working?". */
export interface Health {
  /** The instance's id, a UUID. */
  readonly instanceId: string;
  /** Where it is on its way to a linked phone. */
  readonly status: Status;
  /** When it was connected, if ever. The service writes no offset; UTC is assumed. */
  readonly connectedAt?: Date;
  /** The same as the service wrote it. */
  readonly connectedAtRaw?: string;
  /** The service's number of the request that told this, for its support. */
  readonly requestId?: string;
}

/** The answer to a restart: the service began it. `health()` tells how it goes on. */
export interface Restarted {
  /** What the service said. */
  readonly message: string;
  /** The service's number of the request, for its support. */
  readonly requestId?: string;
}
