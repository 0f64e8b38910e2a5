import type { AnyHypersenderError } from '../errors.js';
import type { LinkEvent } from '../link-event.js';
import { operationFrom } from '../operation.js';
import { errorFrom } from './failure.js';
import type { Json } from './instance.js';
import type { Message, NativeClient } from './module.js';
import { qrCodeFrom } from './reading.js';

type Read = (json: Json, message: Message, client: NativeClient) => LinkEvent;

const time = (value: unknown): Date => new Date(value as string);

/** Events by the names that the core gives them. @internal */
export const EVENTS: { readonly [Type in LinkEvent['type']]: Read } = {
  requesting: () => ({ type: 'requesting' }),
  qr_code: (json, message, client) => ({
    type: 'qr_code',
    qrCode: qrCodeFrom(message, client),
    number: json.number as number,
    expiresAt: time(json.expires_at),
    nextRequestAt: time(json.next_request_at),
  }),
  qr_expired: (json) => ({ type: 'qr_expired', number: json.number as number }),
  cooling_down: (json) => ({ type: 'cooling_down', until: time(json.until) }),
  limited: (json) => ({
    type: 'limited',
    retryAt: time(json.retry_at),
    operation: operationFrom(json.operation as string),
  }),
  status: (json) => ({
    type: 'status',
    ...(json.previous ? { previous: json.previous as string } : {}),
    current: json.current as string,
  }),
  retrying: (json, message) => ({
    type: 'retrying',
    error: errorFrom(json.error as Json, message.secrets?.[0]) as AnyHypersenderError,
    at: time(json.at),
  }),
  action_required: (json) => ({ type: 'action_required', status: json.status as string }),
  stalled: (json) => ({ type: 'stalled', advice: json.advice as [] }),
  linked: (json) => ({
    type: 'linked',
    instanceId: json.instance_id as string,
    ...(json.connected_at ? { connectedAt: time(json.connected_at) } : {}),
    alreadyLinked: json.already_linked as boolean,
  }),
};

/** @internal */
export function eventFrom(message: Message, client: NativeClient): LinkEvent {
  const json = message.value as Json;
  return EVENTS[json.type as LinkEvent['type']](json, message, client);
}
