import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readBody } from "../read-body.ts";
import { chatPage, chatsPage } from "./chat-page.ts";
import { Chats } from "./chats.ts";

export interface TelegramStandIn {
  readonly url: string;
  readonly chats: Chats;
  close(): Promise<void>;
}

const SANDBOX_BOT = "heliograph_sandbox_bot";
const BODY_MAX = 100_000;

/**
 * A server on 127.0.0.1 that speaks the part of Telegram's Bot API that we use, with a page for a browser in the place of the app. For
 * development and tests only. `token`: the one token it knows; any, where none is given.
 */
export async function startTelegramStandIn(options: {
  readonly port: number;
  readonly token?: string;
}): Promise<TelegramStandIn> {
  const chats = new Chats();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = await readBody(request, BODY_MAX);
    const call = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname);
    if (call !== null) {
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      const known = options.token === undefined || decodeURIComponent(call[1] ?? "") === options.token;
      const params = JSON.parse(body === "" ? "{}" : body) as Readonly<Record<string, unknown>>;
      return known
        ? answer(chats, call[2] ?? "", params, response, gone.signal)
        : json(response, 401, fault(401, "Unauthorized"));
    }
    if (url.pathname === "/_control") {
      if (request.method === "POST") act(chats, new URLSearchParams(body));
      return json(response, 200, { messages: chats.messages });
    }
    const start = url.searchParams.get("start");
    const chatId = url.searchParams.get("chat") ?? (start === null ? null : chatOf(start));
    if (request.method === "POST") {
      const form = new URLSearchParams(body);
      // What the bot answers is there when the page comes back, or at its next look.
      const said = chats.nextSaid(1_500);
      act(chats, form);
      await said;
      response.writeHead(303, { location: `/?chat=${encodeURIComponent(form.get("chat") ?? "1")}` });
      response.end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(chatId === null ? chatsPage(chats) : chatPage(chats, chatId, start));
  }

  return {
    url: `http://127.0.0.1:${port}`,
    chats,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A code opens a chat of its own, so that several people of the sandbox have one each. */
function chatOf(code: string): string {
  return String(createHash("sha256").update(code).digest().readUInt32BE(0) + 1);
}

function act(chats: Chats, form: URLSearchParams): void {
  const [chat, text, press] = [form.get("chat") ?? "1", form.get("text"), form.get("press")];
  if (text !== null) chats.write(chat, text);
  if (press !== null) chats.press(chat, press);
  if (form.has("block")) chats.block(chat);
}

async function answer(
  chats: Chats,
  method: string,
  params: Readonly<Record<string, unknown>>,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const result = (value: unknown): void => json(response, 200, { ok: true, result: value });
  switch (method) {
    case "getMe":
      return result({ id: 1, is_bot: true, first_name: "Heliograph", username: SANDBOX_BOT });
    case "getUpdates": {
      const from = Number(params.offset ?? 0);
      if (chats.from(from).length === 0) await chats.next(Number(params.timeout ?? 0) * 1_000, gone);
      return result(chats.from(from));
    }
    case "sendMessage":
      return send(chats, params, response);
    case "answerCallbackQuery":
    case "setMyCommands":
      return result(true);
    default:
      return json(response, 404, fault(404, "Not Found"));
  }
}

async function send(chats: Chats, params: Readonly<Record<string, unknown>>, response: ServerResponse): Promise<void> {
  const chatId = String(params.chat_id);
  const trouble = chats.troubles.shift();
  if (trouble?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, trouble.delayMs));
  if (trouble !== undefined && trouble.status !== 200)
    return json(response, trouble.status, fault(trouble.status, trouble.description ?? "", trouble.retryAfterSec));
  if (chats.blocked.has(chatId)) return json(response, 403, fault(403, "Forbidden: bot was blocked by the user"));
  const text = String(params.text ?? "");
  if (text === "" || text.length > 4_096)
    return json(response, 400, fault(400, `Bad Request: message ${text === "" ? "text is empty" : "is too long"}`));
  const keyboard = params.reply_markup as { inline_keyboard?: { text: string; callback_data: string }[][] } | undefined;
  const said = chats.say({ chat_id: chatId, text, buttons: keyboard?.inline_keyboard?.flat() ?? [] });
  json(response, 200, { ok: true, result: { message_id: said.message_id, chat: { id: Number(chatId) } } });
}

function fault(code: number, description: string, retryAfter?: number): object {
  return {
    ok: false,
    error_code: code,
    description,
    ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
  };
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}
