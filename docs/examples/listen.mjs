// Prints every signal event that you may hear, each once and in order, also after the line was down.
// HELIOGRAPH_URL=https://signals.example.com HELIOGRAPH_TOKEN=tok_… node docs/examples/listen.mjs
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { LiveClient } from "heliograph/client";

const { HELIOGRAPH_URL: url, HELIOGRAPH_TOKEN: token, HELIOGRAPH_STATE: state = "heliograph-seen.json" } = process.env;

// The last event of each strategy that was worked on: what came after it is told first.
const since = existsSync(state) ? JSON.parse(readFileSync(state, "utf8")) : {};

const client = new LiveClient({ url, token: () => token });
client.onStatus((status) => console.error(status));
client.signals(
  { since },
  (message, name) => {
    console.log(JSON.stringify({ name, seq: message.seq, type: message.event.type, id: message.id, symbol: message.symbol }));
    since[message.strategyId] = message.seq;
    writeFileSync(state, JSON.stringify(since));
    client.seen(message);
  },
  // More than 1,000 events behind: what is open now, in place of everything that happened.
  (snapshot) => {
    console.log(JSON.stringify({ name: "snapshot", seq: snapshot.seq, open: snapshot.signals.map(({ id }) => id) }));
    since[snapshot.strategyId] = snapshot.seq;
    writeFileSync(state, JSON.stringify(since));
  },
);
