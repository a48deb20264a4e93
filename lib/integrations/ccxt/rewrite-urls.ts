/**
 * Points every REST and websocket address of a ccxt url table to `base`, the old host kept as first path segment (SPEC 3):
 * `https://api.binance.com/api/v3` becomes `http://127.0.0.1:9001/api.binance.com/api/v3`. ccxt's binance tells spot from futures by the path,
 * so nothing but scheme and host may change.
 */
export function rewriteUrls<T>(urls: T, base: string): T {
  return rewrite(urls, base) as T; // the same shape, only texts changed
}

function rewrite(urls: unknown, base: string): unknown {
  if (typeof urls === "string") return rewriteUrl(urls, base);
  if (Array.isArray(urls)) return urls.map((url) => rewrite(url, base));
  if (typeof urls === "object" && urls !== null)
    return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, rewrite(url, base)]));
  return urls;
}

function rewriteUrl(url: string, base: string): string {
  const parts = /^(https?|wss?):\/\/([^/]+)(.*)$/.exec(url);
  if (parts === null) return url;
  const [, scheme = "", host = "", path = ""] = parts;
  const target = base.replace(/\/+$/, "");
  return `${scheme.startsWith("ws") ? target.replace(/^http/, "ws") : target}/${host}${path}`;
}
