import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Brand } from "./brand.tsx";
import { NavLinks } from "./nav-links.tsx";
import { SkipLink } from "./skip-link.tsx";

const PAGES = [
  { href: "/strategies", label: "Strategies" },
  { href: "/pricing", label: "Pricing" },
  { href: "/docs", label: "Docs" },
  { href: "/status", label: "Status" },
] as const;

const FOOT = [
  ["/docs", "Docs"],
  ["/docs/api", "API"],
  ["/status", "Status"],
  ["/legal/terms", "Terms"],
  ["/legal/privacy", "Privacy"],
  ["/legal/risk", "Risk notice"],
  ["/legal/licences", "Licences"],
] as const;

export interface PublicShellProps {
  /** Where a signed-in reader goes on; null for a guest. */
  readonly home: { readonly href: string; readonly label: string } | null;
  /** The mode strip: sandbox and generated prices are said on every page. */
  readonly strip?: ReactNode;
  readonly children: ReactNode;
}

/** The public frame: top bar, content, footer with the risk sentence. Works without script. */
export function PublicShell({ home, strip, children }: PublicShellProps) {
  return (
    <div className="public flex min-h-dvh flex-col">
      <SkipLink />
      <header className="topbar">
        <div className="topbar-in wrap">
          <Brand />
          <nav className="pubnav ml-3 flex gap-1 max-lg:hidden" aria-label="Main">
            <NavLinks items={PAGES} />
          </nav>
          <div className="ml-auto flex items-center gap-2">
            {home === null ? (
              <>
                <ButtonLink href="/login" variant="ghost">
                  Sign in
                </ButtonLink>
                <ButtonLink href="/register" variant="primary" className="max-sm:hidden">
                  Create account
                </ButtonLink>
              </>
            ) : (
              <ButtonLink href={home.href} variant="primary">
                {home.label}
              </ButtonLink>
            )}
            <details className="relative lg:hidden">
              <summary className="btn btn-icon list-none" aria-label="Menu">
                <MenuIcon className="ic" aria-hidden="true" />
              </summary>
              <nav className="menu absolute right-0 top-[calc(100%+6px)]" aria-label="Main menu">
                {PAGES.map((page) => (
                  <Link key={page.href} className="menu-item" href={page.href}>
                    {page.label}
                  </Link>
                ))}
                {home === null && (
                  <Link className="menu-item sm:hidden" href="/register">
                    Create account
                  </Link>
                )}
              </nav>
            </details>
          </div>
        </div>
      </header>
      {strip}
      <main id="main" tabIndex={-1} className="grow">
        {children}
      </main>
      <Footer />
    </div>
  );
}

function Footer() {
  return (
    <footer className="foot">
      <div className="wrap flex flex-wrap items-center gap-x-12 gap-y-6">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-dense text-ink-3">
          <Brand />
          <p>Signals, recorded when they are sent.</p>
        </div>
        <nav aria-label="Footer" className="flex flex-wrap gap-x-5 gap-y-2 text-dense text-ink-2 sm:ml-auto">
          {FOOT.map(([href, label]) => (
            <Link key={href} href={href}>
              {label}
            </Link>
          ))}
        </nav>
      </div>
      <div className="wrap">
        <p className="mt-4 text-caption text-ink-3">
          Past results, simulated or live, do not tell what comes next. You can lose all the money you trade with.
        </p>
      </div>
    </footer>
  );
}
