// `link-page.mjs` with Express: `npm install express hypersender`.

import { fileURLToPath } from 'node:url';
import express from 'express';
import { Hypersender } from 'hypersender';
import { streamSession } from './stream-session.mjs';

const client = new Hypersender(); // one for the whole process
const instance = process.env.HYPERSENDER_INSTANCE;

const app = express();
app.get('/', (_, response) => {
  response.sendFile(fileURLToPath(new URL('link-page.html', import.meta.url)));
});
app.get('/events', (_, response) => streamSession(client, instance, response));

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
