import type { Operation } from '../operation.js';
import type { Status } from '../status.js';

/** What a sandbox is started with. */
export interface SandboxOptions {
  /** How many times as fast as the machine's clock its own runs: with 60 a minute lasts a second. */
  readonly speed?: number;
  /** Makes ids, tokens and codes the same in every run. */
  readonly seed?: number;
  /** The port; any free one if not set. */
  readonly port?: number;
  /** The token of the first account; one is made up if not set. */
  readonly token?: string;
  /** The names of the accounts. Each has a token and sees only its own instances. */
  readonly accounts?: readonly string[];
  /** The instances that exist at the start; if not set, one that waits for a scan. */
  readonly instances?: readonly NewInstance[];
  /**
   * What a request for a new QR code means, which the documentation leaves open: the session is
   * started anew (`restart`, the default), the code of the moment is given (`current`), or that,
   * but refused with a 422 unless the status is `SCAN_QR_CODE` (`refuse`).
   */
  readonly onNewQr?: 'restart' | 'current' | 'refuse';
  /** The status of the answer to a create; 201 if not set. */
  readonly createStatus?: number;
  /** Which instances have their token in answers; `always` if not set. */
  readonly accessToken?: 'always' | 'when_linked' | 'never';
  /** What an instance's own token may do; `list_their_own` if not set. */
  readonly instanceTokens?: 'list_their_own' | 'dont_list';
  /** How often each operation may be called. */
  readonly limits?: SandboxLimits;
  /** How long an instance takes for its steps. */
  readonly times?: SandboxTimes;
  /** How long the codes live, and how many there are before the instance is `FAILED`. */
  readonly codes?: {
    readonly firstMs?: number;
    readonly laterMs?: number;
    readonly count?: number;
  };
  /** How long every answer is held back. */
  readonly latencyMs?: number;
  /** What happens by itself. */
  readonly when?: readonly SandboxEvent[];
  /** What goes wrong. */
  readonly faults?: readonly FaultRule[];
}

/** An instance that comes into being without the API. What is not set is made up. */
export interface NewInstance {
  readonly id?: string;
  readonly name?: string;
  readonly phone?: string;
  /** Whose it is; the first account's if not set. */
  readonly account?: string;
  /** `SCAN_QR_CODE` if not set. */
  readonly status?: Status;
}

/** Calls in a window; `null` is no limit. The documented ones if not set. */
export interface SandboxLimits {
  readonly requestNewQrCode?: number | null;
  readonly health?: number | null;
  readonly listInstances?: number | null;
  readonly createInstance?: number | null;
  readonly restart?: number | null;
  readonly windowMs?: number;
  /** What shares a window; the documentation does not say. */
  readonly scope?: 'token_and_instance' | 'token';
  /** Whether the operations are counted apart; the documentation does not say. */
  readonly counter?: 'per_operation' | 'shared';
  /** Whether answers carry Laravel's headers. */
  readonly headers?: boolean;
}

/** How long an instance takes for its steps. */
export interface SandboxTimes {
  /** `STOPPED` in the course of a restart. */
  readonly stoppingMs?: number;
  /** `PENDING` after it was created. */
  readonly pendingMs?: number;
  /** `STARTING` before the first code. */
  readonly startingMs?: number;
  /** From a scan until the status shows it. */
  readonly acceptDelayMs?: number;
  /** `STARTING` after a scan. */
  readonly linkingMs?: number;
}

/** Something that happens by itself: at a moment, or so long after a code was handed out. */
export type SandboxEvent = (
  | { readonly atMs: number }
  | { readonly shown: number; readonly afterMs?: number; readonly instance?: string }
) & { readonly do: SandboxDeed };

/** What can happen. Where an instance may be named and isn't, the first one is meant. */
export type SandboxDeed =
  | { readonly scan: { readonly instance?: string; readonly manner?: ScanManner } }
  | { readonly confirmPasskey: { readonly instance?: string } }
  | { readonly unlink: { readonly instance?: string } }
  | { readonly restart: { readonly instance?: string } }
  | { readonly setStatus: { readonly instance?: string; readonly status: Status } }
  | { readonly createInstance: NewInstance }
  | { readonly fault: FaultRule }
  | { readonly replaceToken: { readonly account?: string } }
  | 'clear_faults';

/** What the person does with the phone that scans. */
export type ScanManner = 'accept' | 'refuse' | 'passkey' | { readonly otherPhone: string };

/** What a phone's scan came to. */
export type ScanResult =
  /** The instance goes to `STARTING` and then to `WORKING`. */
  | 'linked'
  /** The person or WhatsApp refused. */
  | 'refused'
  /** The instance waits for a passkey. */
  | 'passkey_required'
  /** The code has expired, was replaced or used. The phone hangs. */
  | 'stale'
  /** No code with that text was ever handed out. */
  | 'unknown';

/** A fault, and which answers have it. */
export interface FaultRule {
  /** Answers to this operation; to any if not set. */
  readonly operation?: Exclude<Operation, 'link'>;
  /** Answers about the instance of this id; about any if not set. */
  readonly instance?: string;
  /** How many of these are right before it begins. */
  readonly skip?: number;
  /** How many have the fault then; 1 if not set, all if `null`. */
  readonly times?: number | null;
  /** What goes wrong. */
  readonly fault: Fault;
  /** Whether what was asked for is done all the same, so that only the answer is lost. */
  readonly done?: boolean;
}

/** What can go wrong with an answer. */
export type Fault =
  | {
      readonly status: {
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      };
    }
  | { readonly html: { readonly status: number } }
  | {
      readonly body: {
        readonly text: string;
        readonly contentType?: string;
        readonly status?: number;
      };
    }
  | {
      readonly change: {
        readonly set?: Readonly<Record<string, unknown>>;
        readonly remove?: readonly string[];
      };
    }
  | { readonly contentType: string }
  | { readonly redirect: { readonly status?: number; readonly location: string } }
  | { readonly delayMs: number }
  | { readonly drip: { readonly everyMs: number } }
  | { readonly dripBody: { readonly everyMs: number } }
  | 'truncated'
  | 'reset_in_body'
  | 'close_in_headers'
  | 'no_last_chunk'
  | 'reset'
  | 'close'
  | 'never_answer'
  | 'garbage'
  | 'endless_body'
  | 'endless_headers';

/** An instance of the sandbox, with what the API does not tell. */
export interface SandboxInstance {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly account: string;
  readonly status: Status;
  /** Whether a phone is linked. */
  readonly linked: boolean;
  readonly createdAt: string;
  readonly connectedAt?: string;
  readonly webhookUrl?: string;
  /** How many different codes were handed out. */
  readonly codesShown: number;
  /** The last of them. */
  readonly lastCode?: { readonly payload: string; readonly aliveForMs: number };
}

/** A request to the API, and what became of it. */
export interface SandboxRequest {
  /** The server's number of the request. */
  readonly number: number;
  /** The server's number of the connection that it came on. */
  readonly connection: number;
  /** When it came, since the start, by the sandbox's clock. */
  readonly atMs: number;
  /** How the exchange ended, once it has. */
  readonly end?: 'answered' | 'client_left' | 'reset' | 'closed';
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  /** Names as sent, and values; those that are secret are left out. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** What it asked for, if it is one of the API's operations. */
  readonly operation?: Exclude<Operation, 'link'>;
  /** The instance in the path. */
  readonly instance?: string;
  /** Whose token came: an account's name, or a word that says what else. */
  readonly token?: string;
  /** The status of the answer. */
  readonly status?: number;
  /** What went wrong with the answer. */
  readonly fault?: string;
}
