import { settingDocs } from "./settings.ts";

/** The text of `.env.example`: every setting with what it does, commented out, so that the file itself sets nothing. */
export function envExample(): string {
  const lines = [
    "# Every setting of Heliograph. Made by `npm run env:example` from lib/runtime/settings.ts; a test compares.",
    "# Copy to .env what you want to set. With nothing set you get the sandbox.",
  ];
  let group = "";
  for (const setting of settingDocs()) {
    if (setting.group !== group) {
      group = setting.group;
      lines.push("", `# --- ${group} ---`);
    }
    lines.push("", `# ${setting.doc}`, `# ${setting.name}=${setting.example ?? ""}`);
    if (setting.name === "MARKET_SOURCE") {
      lines.push(
        "",
        "# Another server in the place of an exchange, by ccxt's id in capitals: scheme and host of every address are replaced, the old",
        "# host stays as first part of the path.",
        "# EXCHANGE_URL_BINANCE=http://127.0.0.1:9001",
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
