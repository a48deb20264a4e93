import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";

/** What error pages say: what happened, what did not, the way on, and what finds the line in our log. */
export function LoadFailed({
  title,
  digest,
  reset,
}: {
  readonly title: string;
  readonly digest: string | undefined;
  readonly reset: () => void;
}) {
  return (
    <EmptyState
      title={title}
      level={2}
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      Something is broken on our side. Nothing was changed by this.
      {digest !== undefined && (
        <span className="mt-3 flex items-center justify-center gap-2">
          Request <code>{digest}</code>
          <CopyButton text={digest} label="Copy the request id" />
        </span>
      )}
    </EmptyState>
  );
}
