import type { Page } from "@playwright/test";

declare global {
  interface Window {
    seenAt: Map<string, number>;
  }
}

/** From now on the page notes when each signal was first drawn: ms since 1970 at the first frame after its row came into the document. */
export async function watchSignalRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.seenAt = new Map();
    const note = (): void => {
      const fresh = [...document.querySelectorAll<HTMLElement>("[data-signal]")]
        .map((row) => row.dataset.signal ?? "")
        .filter((id) => !window.seenAt.has(id));
      if (fresh.length === 0) return;
      for (const id of fresh) window.seenAt.set(id, Number.POSITIVE_INFINITY);
      requestAnimationFrame(() => {
        const now = performance.timeOrigin + performance.now();
        for (const id of fresh) window.seenAt.set(id, now);
      });
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    note();
  });
}

/** When the page drew this signal; resolves once it has. */
export async function signalSeenAt(page: Page, id: string): Promise<number> {
  const seen = await page.waitForFunction((id) => {
    const at = window.seenAt.get(id);
    return at !== undefined && Number.isFinite(at) ? at : false;
  }, id);
  return Number(await seen.jsonValue());
}

export interface Sent<T> {
  readonly sentAt: number;
  readonly status: number;
  readonly body: T;
}

/** Asks our API from a page and notes when it was sent, by the same machine's clock. */
export async function sentFrom<T>(page: Page, path: string, body: object): Promise<Sent<T>> {
  return page.evaluate(
    async ({ path, body }) => {
      const sentAt = performance.timeOrigin + performance.now();
      const answer = await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { sentAt, status: answer.status, body: await answer.json() };
    },
    { path, body },
  ) as Promise<Sent<T>>;
}

/** The value that `percent` of 100 do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}
