import type { Page } from "@playwright/test";

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Asks our API as a page's own script would: with its cookie and its Origin. */
export async function call<T = Record<string, unknown>>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  return page.evaluate(
    async ({ method, path, body }) => {
      const answer = await fetch(path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
    },
    { method, path, body },
  ) as Promise<Answer<T>>;
}
