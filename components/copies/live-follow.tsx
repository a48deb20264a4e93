import { ButtonLink } from "@/components/ui/button";
import type { FormAction } from "@/components/ui/form-state";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { FollowView } from "@/lib/features/subscriptions/follow-queries";
import { QUOTE_COIN, sizingWords } from "./sizing-words.ts";
import { TurnLiveOff } from "./turn-live-off.tsx";

/** A follow that trades on a real account: where, how large, and the one click that ends it. */
export function LiveFollow({
  follow,
  account,
  off,
}: {
  readonly follow: FollowView;
  /** `Bybit ••••4f9c`; null: the key is gone. */
  readonly account: string | null;
  readonly off: FormAction;
}) {
  const { maxTradeQuote, maxOpenPositions } = follow.limits;
  return (
    <Panel title="Live trading is on">
      <KeyValues
        rows={[
          ["Account", account ?? "The key was deleted, so nothing new is opened."],
          ["Size", sizingWords(follow.sizing, follow.strategy.quoteCoin)],
          [
            "Largest trade",
            maxTradeQuote === undefined
              ? "your own limit"
              : `${maxTradeQuote} ${follow.strategy.quoteCoin ?? QUOTE_COIN}`,
          ],
          ["Open positions at most", maxOpenPositions === undefined ? "no limit of this strategy" : maxOpenPositions],
        ]}
      />
      <p className="mt-4 max-w-(--measure) text-ink-2">
        Off, new signals are copied on paper. What is open keeps its stop and gets its exits either way.
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <TurnLiveOff followId={follow.id} action={off} />
        <ButtonLink href={`/follows/${follow.id}/live`}>Conditions, size and limits</ButtonLink>
      </div>
    </Panel>
  );
}
