import type { ReactNode } from "react";
import { NavLinks } from "@/components/shell/nav-links";
import { GUIDES } from "./guides.tsx";

const LINKS = [
  { href: "/docs", label: "Start here", exact: true },
  ...GUIDES.map(({ slug, title }) => ({ href: `/docs/${slug}`, label: title })),
  { href: "/docs/exchanges", label: "Exchanges" },
  { href: "/docs/api", label: "API reference" },
];

export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="wrap grid gap-x-8 gap-y-4 pt-6 lg:pt-10 lg:grid-cols-[216px_minmax(0,1fr)]">
      <details className="lg:hidden">
        <summary className="link py-3">All guides</summary>
        <nav aria-label="All guides" className="doc-nav">
          <NavLinks items={LINKS} />
        </nav>
      </details>
      <nav aria-label="Guides" className="doc-nav max-lg:hidden">
        <NavLinks items={LINKS} />
      </nav>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
