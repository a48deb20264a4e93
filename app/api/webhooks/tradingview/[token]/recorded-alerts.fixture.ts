import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface Recorded {
  readonly name: string;
  readonly style: string;
  readonly contentType: string;
  readonly body: string;
  readonly bodyRepeat?: { readonly before: string; readonly times: number };
  readonly before?: "long" | "pending";
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly ip?: string;
  readonly expect: {
    readonly status: number;
    readonly outcome?: string;
    readonly code?: string;
    readonly field?: string;
    readonly signal?: Readonly<Record<string, unknown>>;
    readonly closed?: boolean;
    readonly test?: boolean;
  };
}

/** Alerts as they came, in the styles that people write them, and what each has to lead to. */
export const ALERTS = JSON.parse(
  readFileSync(resolve("lib/features/intake/fixtures/alerts.json"), "utf8"),
) as readonly Recorded[];
