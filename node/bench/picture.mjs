// A code as the service draws it, in a larger file.

import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Where the first chunk after the header begins. */
const AFTER_HEADER = 8 + 25;

/** Writes `from`, a PNG, to `to`, with a comment that brings it to `size` bytes. */
export function enlarge(from, to, size) {
  const png = readFileSync(from);
  const name = Buffer.from('tEXtComment\0');
  const text = Buffer.alloc(size - png.length - name.length - 8, 'It looks like a code. ');
  const chunk = Buffer.concat([name, text]);
  const number = (value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const [before, after] = [png.subarray(0, AFTER_HEADER), png.subarray(AFTER_HEADER)];
  const comment = [number(chunk.length - 4), chunk, number(crc32(chunk))];
  writeFileSync(to, Buffer.concat([before, ...comment, after]));
}
