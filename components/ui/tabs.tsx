"use client";

import Link from "next/link";

export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

/** Tabs as links: each is an address, works without script and can be shared. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          {...(tab.current ? { "aria-current": "page" as const, ref: bringIntoSight } : {})}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

/** On a phone the strip is wider than the screen: whoever arrives sees where he is. */
function bringIntoSight(link: HTMLAnchorElement | null): void {
  const strip = link?.parentElement;
  if (link == null || strip == null) return;
  const aside = (strip.clientWidth - link.offsetWidth) / 2;
  strip.scrollLeft += link.getBoundingClientRect().left - strip.getBoundingClientRect().left - aside;
}
