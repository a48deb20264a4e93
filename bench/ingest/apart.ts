import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { Pool } from "pg";

/**
 * What the server of ../shared/bench/ingest does for a signal (the body's HMAC, one statement for the signal and the notices of its subscribers),
 * in a process of its own. The yardstick's shares one with its sender, which no server of a product can: this tells what that alone costs.
 * Arguments: the database's address, the port, the number of subscribers.
 */
const [url = "", port = "", subscribers = ""] = process.argv.slice(2);
/** The yardstick's own. */
const SECRET = "bench-secret";
const pool = new Pool({ connectionString: url, max: 20 });
const FIELDS = [
  ...[
    "strategyId",
    "type",
    "pair",
    "exchange",
    "timeframe",
    "side",
    "entryPrice",
    "stopLoss",
    "takeProfit",
    "leverage",
  ],
  ...["indicators", "dedupeKey"],
] as const;
const PUBLISH = {
  name: "publish",
  text: `
    WITH published AS (
      INSERT INTO "Signal" (${FIELDS.map((field) => `"${field}"`).join(", ")})
      VALUES (${FIELDS.map((_, index) => `$${index + 1}`).join(", ")})
      ON CONFLICT ("dedupeKey") DO NOTHING RETURNING id, "strategyId"
    ), told AS (
      INSERT INTO "Notification" ("userId", "signalId", kind, body)
      SELECT s."userId", p.id, 'SIGNAL', 'New ENTRY signal'
      FROM published p JOIN "Subscription" s USING ("strategyId") WHERE s."userId" <= ${Number(subscribers)}
    )
    SELECT id FROM published`,
};

const server = createServer(async (request, response) => {
  const body = await read(request);
  const said = Buffer.from(String(request.headers["x-signature"] ?? ""), "hex");
  const due = createHmac("sha256", SECRET).update(body).digest();
  if (said.length !== due.length || !timingSafeEqual(said, due)) return void response.writeHead(401).end();
  const signal = JSON.parse(body.toString()) as Record<(typeof FIELDS)[number], unknown>;
  const values = FIELDS.map((field) => (field === "indicators" ? JSON.stringify(signal[field]) : signal[field]));
  await pool.query({ ...PUBLISH, values });
  response.end('{"ok":true}');
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
