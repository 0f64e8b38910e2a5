// A CommonJS program gets the same types.

import hypersender = require('hypersender');
import testing = require('hypersender/testing');

export async function calls(client: hypersender.Hypersender): Promise<string> {
  const sandbox: testing.Sandbox = await testing.Sandbox.start();
  const error = new hypersender.NotFoundError('Nothing there.');
  const { qrCode } = await client.requestNewQrCode(sandbox.instance);
  return qrCode instanceof hypersender.QrCode ? qrCode.svg() : error.code;
}
