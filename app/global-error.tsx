"use client";

import { LoadFailed } from "@/components/shell/load-failed";
import "./globals.css";

/** The document itself failed: nothing of the frame is left, so this brings its own. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="wrap py-16">
          <h1 className="sr-only">Something is broken</h1>
          <LoadFailed title="Heliograph did not load" digest={error.digest} reset={reset} />
        </main>
      </body>
    </html>
  );
}
