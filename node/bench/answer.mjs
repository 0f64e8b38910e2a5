// What a program that has only an HTTP client makes of an answer: the same object, by hand.

/** The instance in the text of an answer, with its picture as bytes and its time as a `Date`. */
export function instanceFrom(text) {
  const it = JSON.parse(text);
  if (typeof it.id !== 'string' || typeof it.qr_code !== 'string')
    throw new Error('another answer');
  return {
    id: it.id,
    name: it.name,
    phone: it.phone,
    serviceType: it.service_type,
    status: it.status,
    accessToken: it.access_token,
    createdAt: it.created_at ? new Date(`${it.created_at}Z`) : undefined,
    png: Buffer.from(it.qr_code, 'base64'),
  };
}
