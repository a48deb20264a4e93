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
          {...(tab.current ? { "aria-current": "page" as const } : {})}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
