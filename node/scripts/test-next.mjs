// Builds `next/` with what README.md says of Next.js and what `npm run pack` made, and asks it:
// `npm run test:next`.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { made } from './installed.mjs';
import { node, run } from './native.mjs';

const readme = readFileSync(join(node, 'README.md'), 'utf8');
const [, config] = readme.match(/^```ts\n\/\/ next\.config\.ts\n(.*?)^```/ms);

const folder = mkdtempSync(join(tmpdir(), 'hypersender-next-'));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
try {
  const its = (file) => file !== join(node, 'next', 'node_modules');
  cpSync(join(node, 'next'), folder, { recursive: true, filter: its });
  writeFileSync(join(folder, 'next.config.ts'), config);
  const { main, native } = made();
  const tarballs = [main.file, native.file].map((file) => join(node, file));
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', ['ci', ...flags], { cwd: folder });
  run('npm', ['install', '--no-save', ...flags, ...tarballs], { cwd: folder });
  run(process.execPath, [next, 'build'], { cwd: folder, env });
  await ask();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function ask() {
  const testing = join(folder, 'node_modules', 'hypersender', 'dist', 'testing.mjs');
  const { Sandbox } = await import(pathToFileURL(testing));
  const sandbox = await Sandbox.start();
  const port = await freePort();
  const server = spawn(process.execPath, [next, 'start', '--port', String(port)], {
    cwd: folder,
    env: {
      ...env,
      HYPERSENDER_TOKEN: sandbox.token,
      HYPERSENDER_BASE_URL: sandbox.url,
      HYPERSENDER_INSTANCE: sandbox.instance,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    for await (const text of server.stdout.setEncoding('utf8')) {
      said += text;
      if (said.includes('Ready')) break;
    }
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`);
    const { status } = await answer.json();
    if (status !== 'SCAN_QR_CODE') throw new Error(`Next.js said ${answer.status}, ${status}`);
    console.log(`a route of Next.js said ${status}`);
  } finally {
    server.kill();
    await sandbox.close();
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
