import { Webhook } from "standardwebhooks";
import { type HeardRequest, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

export interface HookReceiver extends ScriptedServer {
  readonly hook: string;
  /** The message, checked with the library that receivers use. @throws WebhookVerificationError */
  open(request: HeardRequest, secret: string): unknown;
}

/** A server of a user's that takes webhooks. */
export async function startHookReceiver(port?: number): Promise<HookReceiver> {
  const server = await startScriptedServer(() => ({ status: 204 }), port);
  return {
    ...server,
    hook: `${server.url}/hook`,
    open: ({ headers, body }, secret) =>
      new Webhook(secret).verify(body.toString("utf8"), headers as Record<string, string>),
  };
}
