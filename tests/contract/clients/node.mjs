// The Node client, as it was built for its own tests.

import { Hypersender } from '../../../node/dist/index.mjs';

const { HEALTHY, UNLINKED } = process.env;
const client = new Hypersender();
await Promise.all([
  client.health(HEALTHY),
  client.listInstances(),
  client.createInstance({ phone: '+201234567890', name: 'MyInstanceName' }),
  client.restart(HEALTHY),
  client.requestNewQrCode(UNLINKED),
]);
