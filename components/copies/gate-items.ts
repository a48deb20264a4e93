import type { LiveGateLine } from "@/lib/features/copies/live/ask-live-gate";
import type { GateItem } from "./live-gate-list.tsx";

/** What is filled in on the page itself is no line of its list. */
const FILLED_IN: ReadonlySet<string> = new Set(["risk_accepted", "phrase"]);

/** The gate's lines as this page shows them: fixes lead back here where they can. */
export function gateItems(
  lines: readonly LiveGateLine[],
  path: string,
  hasSecondFactor: boolean,
  keyId: string | null,
): readonly GateItem[] {
  const back = keyId === null ? path : `${path}?key=${keyId}`;
  const hrefs: Readonly<Record<string, string>> = {
    email_verified: "/verify",
    ...(hasSecondFactor ? { second_factor: `/login/mfa?next=${encodeURIComponent(back)}` } : {}),
  };
  return lines
    .filter(({ condition }) => !FILLED_IN.has(condition))
    .map((line) => ({ ...line, href: hrefs[line.condition] }));
}
