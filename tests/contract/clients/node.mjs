// The Node client, as it was built for its own tests.

import { Hypersender } from '../../../node/dist/index.mjs';

const { HEALTHY, UNLINKED } = process.env;
const client = new Hypersender();
await Promise.all([
  client.health(HEALTHY),
  client.listInstances({
    uuid: HEALTHY,
    name: 'MyInstanceName',
    phone: '+201234567890',
    status: 'WORKING',
  }),
  client.createInstance({
    phone: '+201234567890',
    name: 'MyInstanceName',
    webhookUrl: 'https://example.com/webhooks/whatsapp',
  }),
  client.restart(HEALTHY),
  client.requestNewQrCode(UNLINKED),
]);
