// What a phone's camera reads: a real decoder, fed with what is to be seen.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

// By default it would be fetched from a server.
const wasm = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm) } });

/** The texts of the QR codes in a picture: the bytes of a PNG, such as a screenshot. */
export async function codesIn(picture) {
  const found = await readBarcodes(new Uint8Array(picture), { formats: ["QRCode"] });
  return found.map((code) => code.text);
}
