import type { Examples } from "./example.ts";

export const SANDBOX_ONLY_EXAMPLES: Examples = {
  "get /api/dev/mailbox": [{ as: null, query: { to: "bad-input@journey.test" } }],
  "post /api/dev/replay": [
    { as: null, body: { from: "2024-01-01T00:00:00Z", speed: 1, pause: true, step: 1 }, costly: true },
  ],
};
