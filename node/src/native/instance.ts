import type { Instance } from '../model.js';
import { Secret } from '../secret.js';

/** The core's normal form. @internal */
export type Json = Readonly<Record<string, unknown>>;

/** @internal */
export type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** @internal */
export function instanceFrom(json: Json, secret: string | null | undefined): Instance {
  const it = { id: json.id, status: json.status } as Mutable<Instance>;
  if (typeof json.name === 'string') it.name = json.name;
  if (typeof json.phone === 'string') it.phone = json.phone;
  if (typeof json.service_type === 'string') it.serviceType = json.service_type;
  if (typeof secret === 'string') it.accessToken = new Secret(secret);
  if (typeof json.created_at === 'string') it.createdAt = new Date(json.created_at);
  if (typeof json.created_at_raw === 'string') it.createdAtRaw = json.created_at_raw;
  if (typeof json.request_id === 'string') it.requestId = json.request_id;
  return it;
}
