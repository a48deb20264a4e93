"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isCurrent, type NavItem } from "./nav-links.tsx";

/** The bottom bar under 1024 px: four places and the rest behind More. */
export function TabBar({ bar, more }: { readonly bar: readonly NavItem[]; readonly more: readonly NavItem[] }) {
  const pathname = usePathname();
  const elsewhere = more.some((item) => isCurrent(pathname, item));
  return (
    <nav className="tabbar" aria-label="Sections">
      {bar.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          {...(isCurrent(pathname, item) ? { "aria-current": "page" as const } : {})}
        >
          {item.icon}
          <span>{short(item.label)}</span>
        </Link>
      ))}
      {/* a new page closes it: the key makes it a new element */}
      <details key={pathname} className="group relative gap-0">
        <summary
          className="flex h-14 w-full list-none flex-col items-center justify-center gap-[3px]"
          {...(elsewhere ? { "aria-current": "true" as const } : {})}
        >
          <Ellipsis className="ic" aria-hidden="true" />
          <span>More</span>
        </summary>
        <div className="menu absolute right-2 bottom-[calc(100%+8px)]">
          {more.map((item) => (
            <Link key={item.href} href={item.href} className="menu-item">
              {item.icon}
              {item.label}
            </Link>
          ))}
        </div>
      </details>
    </nav>
  );
}

/** "My strategies" is "Strategies" and "Provider overview" "Overview" where there is room for one word. */
function short(label: string): string {
  return label.replace(/^(My|Provider) (.)/, (_all, _word: string, first: string) => first.toUpperCase());
}
