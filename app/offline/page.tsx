import type { Metadata } from "next";
import { Brand } from "@/components/shell/brand";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Offline", robots: { index: false } };

/**
 * What the service worker shows in place of a page that could not be reached. It has no script to rely on and knows nobody: the empty
 * address of its link is the page that was asked for.
 */
export default function OfflinePage() {
  return (
    <div className="public">
      <header className="topbar">
        <div className="topbar-in wrap">
          <Brand />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <div className="wrap py-16">
          <h1 className="sr-only">Offline</h1>
          <EmptyState
            title="There is no connection"
            level={2}
            action={
              // A form without an address asks for the page that one is on, with script or without.
              <form method="get">
                <button type="submit" className="btn btn-primary">
                  Try again
                </button>
              </form>
            }
          >
            This page could not be reached. Signals go on being recorded, and what runs on our side goes on: you will
            find everything that came meanwhile when you are back.
          </EmptyState>
        </div>
      </main>
    </div>
  );
}
