import { type ScriptedAnswer, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

export interface DiscordServer extends ScriptedServer {
  /** A channel's webhook that exists. */
  readonly webhook: string;
  /** The webhook is deleted, as by a person in Discord. */
  remove(): void;
}

const PATH = "/api/webhooks/1099999999999999999/a-token_of-a-channel-webhook";

/** Speaks Discord's webhook protocol: 200 with the message where `wait=true`, 404 code 10015 for a webhook that is not there. */
export async function startDiscordServer(port?: number): Promise<DiscordServer> {
  let isThere = true;
  let id = 1_100_000_000_000_000_000n;
  const server = await startScriptedServer(({ method, path }) => {
    const { pathname, searchParams } = new URL(path, "http://discord");
    if (method !== "POST" || pathname !== PATH || !isThere)
      return json(404, { message: "Unknown Webhook", code: 10_015 });
    if (searchParams.get("wait") !== "true") return { status: 204 };
    id += 1n;
    return json(200, { id: String(id), type: 0, webhook_id: "1099999999999999999" });
  }, port);
  return {
    ...server,
    webhook: `${server.url}${PATH}`,
    remove: () => {
      isThere = false;
    },
  };
}

/** Discord's answer to one message too many; `retryAfter` in seconds, with a fraction. */
export function discordThrottle(retryAfter: number): ScriptedAnswer {
  const answer = json(429, { message: "You are being rate limited.", retry_after: retryAfter, global: false });
  return { ...answer, headers: { ...answer.headers, "retry-after": String(Math.ceil(retryAfter)) } };
}

function json(status: number, body: object): ScriptedAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
