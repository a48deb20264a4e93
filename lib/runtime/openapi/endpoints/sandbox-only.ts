import { mailboxQuery } from "@/lib/features/accounts/input";
import { replayInput } from "@/lib/features/candles/input";
import { get, group, post } from "./endpoint";

export const SANDBOX_ONLY_ENDPOINTS = group(
  "Sandbox only",
  null,
  get("/api/dev/mailbox", "The mail that a sandbox does not send, newest first", 200, "{items}", {
    query: mailboxQuery,
  }),
  get("/api/dev/replay", "Where the replayed market stands", 200, "Time, speed, prices"),
  post("/api/dev/replay", "Move the replayed market", 200, "Time, speed, prices, once it was walked there", {
    body: replayInput,
  }),
);
