import { formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";

/** Tells a provider whose strategies name more pairs than are watched for him what that means; nothing to anybody else. */
export function UnwatchedNotice({ named, max }: { readonly named: number; readonly max: number }) {
  if (named <= max) return null;
  return (
    <Notice
      tone="warn"
      className="mb-5"
      title={`Prices of ${formatNumber(named - max)} of your pairs are not watched.`}
    >
      Your strategies name {formatNumber(named)} pairs, counted at each exchange; {formatNumber(max)} are watched: those
      of the strategies that are open and were used last. A signal in one of the others is refused, since it has no
      price. Name fewer pairs or exchanges, or close a strategy that you do not use.
    </Notice>
  );
}
