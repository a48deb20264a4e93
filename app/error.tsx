"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";

/** A part of the page failed. The layout around it stays; the digest finds the line in our log. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="py-12" role="alert">
      <EmptyState
        title="This did not load"
        level={2}
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Something is broken on our side. Nothing was changed by this.
        {error.digest !== undefined && (
          <span className="mt-3 flex items-center justify-center gap-2">
            Request <code>{error.digest}</code>
            <CopyButton text={error.digest} label="Copy the request id" />
          </span>
        )}
      </EmptyState>
    </div>
  );
}
