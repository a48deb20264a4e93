import { createInterface } from "node:readline";
import { Writable } from "node:stream";

interface Secrets {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly passphrase?: string;
}

/** A key's secrets, a line each: asked for on a terminal without showing what is typed, else read from stdin. What is missing is left out. */
export async function readSecrets(needsPassphrase: boolean): Promise<Secrets> {
  const asked = ["API key", "API secret", ...(needsPassphrase ? ["Passphrase"] : [])];
  const isTerminal = process.stdin.isTTY === true;
  // Echoes nothing: what readline would show again goes nowhere.
  const silent = new Writable({ write: (_chunk, _encoding, written) => written() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  const given: string[] = [];
  if (isTerminal) process.stderr.write(`${asked[0]}: `);
  for await (const line of lines) {
    given.push(line.trim());
    if (isTerminal) process.stderr.write("\n");
    const next = asked[given.length];
    if (next === undefined) break;
    if (isTerminal) process.stderr.write(`${next}: `);
  }
  lines.close();
  const [apiKey, apiSecret, passphrase] = given.map((line) => (line === "" ? undefined : line));
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(apiSecret === undefined ? {} : { apiSecret }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
