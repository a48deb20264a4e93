import type { ManagedPart, StoredEvent } from "@/lib/events/catalogue";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";

const WORDS: Readonly<Record<ManagedPart, string>> = {
  name: "your name was changed",
  role: "you are a provider now",
  plan: "your plan was changed",
  limits: "your limits for trading were changed",
  suspended: "your account was suspended",
  reinstated: "your account is open again",
  exchange_key: "an exchange key was stored for you",
};

const PAGES: Partial<Readonly<Record<ManagedPart, string>>> = {
  plan: "/billing/plan",
  limits: "/settings/limits",
  exchange_key: "/settings/keys",
};

/** What an admin did to an account is told its owner, who may not have asked for it. */
export async function onAccountManaged(
  ctx: Ctx,
  { userId, what }: { readonly userId: string; readonly what: readonly ManagedPart[] },
  stored: StoredEvent,
): Promise<void> {
  const [first] = what;
  if (first === undefined) return;
  await notify(ctx, [
    {
      userId,
      kind: "security",
      title: "An administrator changed your account",
      body: `By an administrator ${what.map((part) => WORDS[part]).join(", ")}. If you did not expect it, write to us.`,
      link: PAGES[first] ?? "/settings",
      dedupeKey: `account-managed:${stored.id}`,
      at: utcMs(stored.at),
    },
  ]);
}
