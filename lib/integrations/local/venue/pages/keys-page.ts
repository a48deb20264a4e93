import { escapeHtml } from "../../stand-in-page.ts";
import type { VenueKey, VenueRights } from "../account.ts";
import { VENUE_EXCHANGES } from "../core/listing.ts";
import type { Account } from "../core/rows.ts";

export const RIGHTS: readonly (readonly [keyof VenueRights, string, boolean])[] = [
  ["read", "Read the account", true],
  ["trade", "Trade", true],
  ["ipBound", "Only from named addresses", true],
  ["withdraw", "Withdraw", false],
  ["transfer", "Transfer", false],
];

export function madePage(key: VenueKey): string {
  const rows = [
    ["Exchange", key.exchange],
    ["API key", key.apiKey],
    ["API secret", key.apiSecret],
    ...(key.passphrase === "" ? [] : [["Passphrase", key.passphrase]]),
  ];
  return `<h1>Your key</h1><p>Copy it into Settings, Exchange keys. The secret is not shown again.</p>
<dl>${rows.map(([name = "", value = ""]) => `<dt>${name}</dt><dd><code>${escapeHtml(value)}</code></dd>`).join("")}</dl>
<div class="row"><a class="button" href="/account/${key.account}">Its account</a><a class="button" href="/">All keys</a></div>`;
}

export function keysPage(keys: readonly VenueKey[], accounts: readonly Account[]): string {
  const options = VENUE_EXCHANGES.map((id) => `<option>${id}</option>`).join("");
  const owners = accounts.map(({ id, exchange }) => `<option value="${id}">${exchange}: ${id}</option>`).join("");
  const boxes = RIGHTS.map(
    ([name, words, on]) => `<label><input type="checkbox" name="${name}"${on ? " checked" : ""}> ${words}</label>`,
  ).join("");
  const rows = keys.filter(({ revoked }) => !revoked).map(row);
  return `<h1>API keys</h1><form method="post" action="/keys"><label for="exchange">Exchange</label>
<select id="exchange" name="exchange">${options}</select>
<label for="account">Account</label><select id="account" name="account"><option value="">A new one</option>${owners}</select>${boxes}
<div class="row"><button class="main">Make a key</button></div></form>${rows.length === 0 ? "" : `<h2>Made here</h2><ul>${rows.join("")}</ul>`}`;
}

function row({ exchange, apiKey, rights, account }: VenueKey): string {
  const may = RIGHTS.filter(([name]) => rights[name]).map(([, words]) => words.toLowerCase());
  return `<li>${exchange} <code>${apiKey}</code> (${may.join(", ")}), <a href="/account/${account}">account</a>
<form method="post" action="/revoke"><input type="hidden" name="apiKey" value="${apiKey}"><button>Revoke</button></form></li>`;
}
