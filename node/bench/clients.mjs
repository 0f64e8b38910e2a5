// The ways to make the call. Each takes the address of the service, and how many calls there may be
// at a time; it gives a function that makes one call and returns the size of the picture in it.

import { instanceFrom } from './answer.mjs';

const INSTANCE = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';
const TOKEN = '234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1';
const PATH = `/${INSTANCE}/request-new-qr-code`;
const HEADERS = { authorization: `Bearer ${TOKEN}`, accept: 'application/json' };

const sizeOf = (text) => instanceFrom(text).png.length;

export const CLIENTS = {
  async hypersender(baseUrl) {
    const { Hypersender } = await import('hypersender');
    // Without the cooldown, which lets one code a minute through.
    const client = new Hypersender({ token: TOKEN, baseUrl, cooldown: 'off' });
    return async () => (await client.requestNewQrCode(INSTANCE)).qrCode.png.length;
  },

  async 'undici Pool.request'(baseUrl, connections) {
    const { Pool } = await import('undici');
    const pool = new Pool(baseUrl, { connections });
    const options = { path: PATH, method: 'POST', headers: HEADERS };
    return async () => sizeOf(await (await pool.request(options)).body.text());
  },

  async 'undici.request'(baseUrl) {
    const { request } = await import('undici');
    const options = { method: 'POST', headers: HEADERS };
    return async () => sizeOf(await (await request(baseUrl + PATH, options)).body.text());
  },

  async fetch(baseUrl) {
    const options = { method: 'POST', headers: HEADERS };
    return async () => sizeOf(await (await fetch(baseUrl + PATH, options)).text());
  },

  async axios(baseUrl) {
    const { default: axios } = await import('axios');
    const { Agent } = await import('node:http');
    const httpAgent = new Agent({ keepAlive: true });
    const client = axios.create({ baseURL: baseUrl, headers: HEADERS, httpAgent });
    const options = { responseType: 'text', transformResponse: (text) => text };
    return async () => sizeOf((await client.post(PATH, undefined, options)).data);
  },

  async got(baseUrl) {
    const { default: got } = await import('got');
    const { Agent } = await import('node:http');
    const agent = { http: new Agent({ keepAlive: true }) };
    const client = got.extend({ prefixUrl: baseUrl, headers: HEADERS, agent, retry: { limit: 0 } });
    return async () => sizeOf(await client.post(PATH.slice(1)).text());
  },
};
