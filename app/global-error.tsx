"use client";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import "./globals.css";

/** The document itself failed: nothing of the frame is left, so this brings its own. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="wrap py-16">
          <h1 className="sr-only">Something is broken</h1>
          <EmptyState
            title="Heliograph did not load"
            level={2}
            action={
              <Button variant="primary" onClick={reset}>
                Try again
              </Button>
            }
          >
            Something is broken on our side. Nothing was changed by this.
            {error.digest !== undefined && (
              <span className="mt-3 block">
                Request <code>{error.digest}</code>
              </span>
            )}
          </EmptyState>
        </main>
      </body>
    </html>
  );
}
