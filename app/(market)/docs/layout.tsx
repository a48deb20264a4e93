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
    <div className="wrap grid gap-8 pt-10 lg:grid-cols-[216px_minmax(0,1fr)]">
      <nav aria-label="Guides" className="doc-nav">
        <NavLinks items={LINKS} />
      </nav>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
