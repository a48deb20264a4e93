import type { Chats } from "./chats.ts";

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Marks of Telegram's HTML that our messages use, and nothing else. */
const shown = (text: string): string =>
  escaped(text)
    .replace(/&lt;(\/?b)&gt;/g, "<$1>")
    .replace(/&lt;a href=&quot;(https?:[^&<>]*)&quot;&gt;/g, '<a href="$1">')
    .replace(/&lt;\/a&gt;/g, "</a>")
    .replace(/&amp;(lt|gt|amp|quot);/g, "&$1;")
    .replace(/\n/g, "<br>");

const page = (
  body: string,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox Telegram</title><style>body{font:16px/1.5 system-ui;max-width:560px;margin:24px auto;padding:0 12px;background:#f6f5f1;color:#15181e}
li{list-style:none;background:#fff;border-radius:10px;padding:10px 14px;margin:8px 0}ul{padding:0}button,input{font:inherit;padding:8px 12px;margin:4px 4px 0 0}
@media(prefers-color-scheme:dark){body{background:#0e1014;color:#eceae4}li{background:#171a20}a{color:#9bb8ff}}</style>
<h1>Sandbox Telegram</h1><p>This stands in for Telegram on this machine.</p>${body}</html>`;

/** Which chats there are. */
export function chatsPage(chats: Chats): string {
  const ids = [...new Set(chats.messages.map(({ chat_id }) => chat_id))];
  const lines = ids.map((id) => `<li><a href="/?chat=${encodeURIComponent(id)}">Chat ${escaped(id)}</a></li>`);
  return page(lines.length === 0 ? "<p>Nobody has written yet.</p>" : `<ul>${lines.join("")}</ul>`);
}

/** A chat with the bot for a browser, without script: what was said, the buttons of the last message, a line to write. */
export function chatPage(chats: Chats, chatId: string, start: string | null): string {
  const said = chats.messages.filter((message) => message.chat_id === chatId).slice(-30);
  const lines = said.map((message, at) => {
    const buttons = at < said.length - 1 ? [] : message.buttons;
    return `<li>${shown(message.text)}${buttons.map(({ text, callback_data }) => form(chatId, "press", callback_data, text)).join("")}</li>`;
  });
  const id = escaped(chatId);
  return page(`<p>Chat ${id} · <a href="/?chat=${id}">Reload</a> · <a href="/">All chats</a></p>
<ul>${lines.join("")}</ul>
${start === null ? "" : form(chatId, "text", `/start ${start}`, "Start")}
<form method="post"><input type="hidden" name="chat" value="${id}"><input name="text" aria-label="Message" placeholder="/pnl" required> <button>Send</button></form>`);
}

function form(chatId: string, name: string, value: string, label: string): string {
  return `<form method="post"><input type="hidden" name="chat" value="${escaped(chatId)}"><input type="hidden" name="${name}" value="${escaped(value)}"><button>${escaped(label)}</button></form>`;
}
