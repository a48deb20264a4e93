"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

export interface NavItem {
  readonly href: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Unread things behind it. */
  readonly count?: number | undefined;
  /** The current page must be exactly this one, not one below it. */
  readonly exact?: boolean;
}

export function isCurrent(pathname: string, item: NavItem): boolean {
  return pathname === item.href || (item.exact !== true && item.href !== "/" && pathname.startsWith(`${item.href}/`));
}

/** Links of a navigation; the one of this page says so. */
export function NavLinks({ items }: { readonly items: readonly NavItem[] }) {
  const pathname = usePathname();
  return items.map((item) => (
    <Link key={item.href} href={item.href} {...(isCurrent(pathname, item) ? { "aria-current": "page" as const } : {})}>
      {item.icon}
      <span>{item.label}</span>
      {item.count !== undefined && item.count > 0 && (
        <span className="ml-auto inline-flex items-center gap-1.5 text-micro font-semibold">
          <i className="dot size-[7px]!" />
          <span className="sr-only">, </span>
          {item.count > 99 ? "99+" : item.count}
          <span className="sr-only"> new</span>
        </span>
      )}
    </Link>
  ));
}
