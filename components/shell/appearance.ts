/** Names of the cookies that keep how a reader wants to see things. They hold no identity. */
export const APPEARANCE_COOKIES = { pnl: "pnl", density: "density" } as const;

/** Keeps a choice for a year and shows it at once. Called in the browser only. */
export function keepAppearance(name: keyof typeof APPEARANCE_COOKIES, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
  document.cookie = `${APPEARANCE_COOKIES[name]}=${value}; path=/; max-age=31536000; samesite=lax`;
  if (value === "") document.documentElement.removeAttribute(`data-${name}`);
  else document.documentElement.setAttribute(`data-${name}`, value);
}
