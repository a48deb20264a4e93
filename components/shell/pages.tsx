import {
  CalendarDays,
  ChartCandlestick,
  Compass,
  CreditCard,
  FlaskConical,
  Gauge,
  Handshake,
  House,
  KeyRound,
  Landmark,
  Layers,
  ListOrdered,
  type LucideIcon,
  NotebookPen,
  OctagonX,
  PenLine,
  RadioTower,
  ReceiptText,
  Scale,
  ScrollText,
  Send,
  Settings2,
  ShieldAlert,
  SquareChartGantt,
  Users,
  Wallet,
  Webhook,
} from "lucide-react";
import type { Role } from "@/lib/kernel/actor";
import type { NavItem } from "./nav-links.tsx";

export interface ShellUser {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

interface Page {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly exact?: boolean;
}

/* One list of the signed-in pages: the rail, the bottom bar and the palette read it. */
const TRADER: readonly Page[] = [
  { href: "/dashboard", label: "Home", icon: House },
  { href: "/signals", label: "Signals", icon: RadioTower },
  { href: "/positions", label: "Positions", icon: Layers },
  { href: "/orders", label: "Orders", icon: ListOrdered },
  { href: "/history", label: "History", icon: CalendarDays },
  { href: "/sessions", label: "Sessions", icon: NotebookPen },
  { href: "/backtests", label: "Backtests", icon: FlaskConical },
];
const PROVIDER: readonly Page[] = [
  { href: "/provider", label: "Provider overview", icon: Gauge, exact: true },
  { href: "/provider/strategies", label: "My strategies", icon: SquareChartGantt },
  { href: "/provider/signals", label: "My signals", icon: PenLine },
  { href: "/provider/webhooks", label: "Alerts in", icon: Webhook },
  { href: "/provider/earnings", label: "Earnings", icon: Wallet },
];
const ADMIN: readonly Page[] = [
  { href: "/admin/kpis", label: "Key figures", icon: Gauge },
  { href: "/admin/clients", label: "Clients", icon: Users },
  { href: "/admin/audit", label: "Audit log", icon: ScrollText },
  { href: "/admin/candles", label: "Candles", icon: ChartCandlestick },
  { href: "/admin/compliance", label: "Compliance", icon: ShieldAlert },
  { href: "/admin/deliveries", label: "Deliveries", icon: Send },
  { href: "/admin/exchanges", label: "Exchanges", icon: KeyRound },
  { href: "/admin/kill-switch", label: "Kill switches", icon: OctagonX },
  { href: "/admin/ledger", label: "Ledger", icon: Scale },
  { href: "/admin/payouts", label: "Payouts", icon: Landmark },
  { href: "/admin/plans", label: "Plans", icon: Layers },
  { href: "/admin/affiliates", label: "Affiliates", icon: Handshake },
];
const COMMON: readonly Page[] = [
  { href: "/strategies", label: "Browse", icon: Compass },
  { href: "/subscriptions", label: "Subscriptions", icon: CreditCard },
  { href: "/billing", label: "Billing", icon: ReceiptText },
  { href: "/affiliate", label: "Affiliate", icon: Handshake },
  { href: "/settings", label: "Settings", icon: Settings2 },
];

function item(page: Page, count?: number): NavItem {
  const Icon = page.icon;
  return {
    href: page.href,
    label: page.label,
    icon: <Icon className="ic" aria-hidden="true" />,
    ...(page.exact === true ? { exact: true } : {}),
    ...(count === undefined ? {} : { count }),
  };
}

/** Home of a role: where signing in and the mark lead. */
export function homeOf(role: Role): string {
  return role === "PROVIDER" ? "/provider" : role === "ADMIN" ? "/admin/kpis" : "/dashboard";
}

/** The pages of a role in two groups; an admin does not trade. */
function pagesOf(role: Role): { readonly first: readonly Page[]; readonly second: readonly Page[] } {
  if (role === "PROVIDER") return { first: [...PROVIDER, ...TRADER], second: COMMON };
  if (role === "SUBSCRIBER") return { first: TRADER, second: COMMON };
  return {
    first: [...ADMIN, ...COMMON.filter((page) => page.href === "/strategies")],
    second: COMMON.filter((page) => page.href === "/settings"),
  };
}

const BAR: Readonly<Record<Role, readonly string[]>> = {
  SUBSCRIBER: ["/dashboard", "/signals", "/positions", "/backtests"],
  PROVIDER: ["/provider", "/provider/strategies", "/provider/signals", "/positions"],
  ADMIN: ["/admin/kpis", "/admin/clients", "/admin/compliance", "/admin/kill-switch"],
};

export function appNav(user: ShellUser, unreadSignals: number) {
  const pages = pagesOf(user.role);
  const first = pages.first.map((page) => item(page, page.href === "/signals" ? unreadSignals : undefined));
  const second = pages.second.map((page) => item(page));
  const all = [...first, ...second];
  const bar = BAR[user.role].flatMap((href) => all.filter((one) => one.href === href));
  return { home: homeOf(user.role), first, second, bar, more: all.filter((one) => !bar.includes(one)) };
}

/** Pages for the palette, by role. */
export function palettePages(role: Role): readonly { readonly href: string; readonly label: string }[] {
  const { first, second } = pagesOf(role);
  return [...first, ...second, { href: "/notifications", label: "Notifications" }].map(({ href, label }) => ({
    href,
    label,
  }));
}
