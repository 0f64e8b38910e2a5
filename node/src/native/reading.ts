// From the core's normal form to what users get: other names, and times as `Date`s.

import type { Health, Instance, InstanceWithQr, Restarted } from '../model.js';
import { QrCode } from '../qr-code.js';
import { instanceFrom, type Json, type Mutable } from './instance.js';
import type { Message, NativeClient } from './module.js';

/** @internal */
export function instanceWithQrFrom(message: Message, client: NativeClient): InstanceWithQr {
  const instance = instanceFrom(message.value as Json, message.secrets?.[0]);
  const it = instance as Mutable<InstanceWithQr>;
  it.qrCode = qrCodeFrom(message, client);
  return it;
}

/** @internal */
export function instancesFrom(message: Message): Instance[] {
  const list = message.value as Json[];
  return list.map((json, index) => instanceFrom(json, message.secrets?.[index]));
}

/** @internal */
export function healthFrom(message: Message): Health {
  const json = message.value as Json;
  const it = { instanceId: json.instance_id, status: json.status } as Mutable<Health>;
  if (typeof json.connected_at === 'string') it.connectedAt = new Date(json.connected_at);
  if (typeof json.connected_at_raw === 'string') it.connectedAtRaw = json.connected_at_raw;
  if (typeof json.request_id === 'string') it.requestId = json.request_id;
  return it;
}

/** @internal */
export function restartedFrom(message: Message): Restarted {
  const json = message.value as Json;
  const it = { message: json.message } as Mutable<Restarted>;
  if (typeof json.request_id === 'string') it.requestId = json.request_id;
  return it;
}

/** @internal */
export function qrCodeFrom(message: Message, client: NativeClient): QrCode {
  const { png, life } = message;
  if (png === undefined || life === undefined) throw new Error('There is no code in this answer.');
  return QrCode.of(png, life, client);
}
