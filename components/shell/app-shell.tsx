import { Bell } from "lucide-react";
import type { ReactNode } from "react";
import { IconLink } from "@/components/ui/button";
import { Toaster } from "@/components/ui/toast";
import { AccountMenu, type SignOut } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { NavLinks } from "./nav-links.tsx";
import { appNav, type ShellUser } from "./pages.tsx";
import { SkipLink } from "./skip-link.tsx";
import { TabBar } from "./tab-bar.tsx";

/** More unread notifications are said to be more than so many, and need not be counted. */
export const UNREAD_MAX = 99;

export interface AppShellProps {
  readonly user: ShellUser;
  readonly unreadSignals?: number | undefined;
  /** Left out: there is no bell. */
  readonly unreadNotifications?: number | undefined;
  /** The "Stop all trading" control; always one step away where there is anything to stop. */
  readonly stop?: ReactNode;
  /** The mode strip, live where a socket is open. */
  readonly strip: ReactNode;
  readonly signOut: SignOut;
  readonly children: ReactNode;
}

/** The signed-in frame: top bar, mode strip, rail (bottom bar under 1024 px), content. */
export function AppShell({ user, unreadSignals, unreadNotifications, stop, strip, signOut, children }: AppShellProps) {
  const nav = appNav(user, unreadSignals ?? 0);
  const unread = unreadNotifications ?? 0;
  return (
    <div className="app">
      <SkipLink />
      <header className="topbar">
        <div className="topbar-in">
          <Brand href={nav.home} />
          <CommandPalette role={user.role} />
          <div className="flex items-center gap-2 lg:ml-auto">
            {stop}
            {unreadNotifications !== undefined && (
              <IconLink href="/notifications" label={unreadLabel(unread)} flash={unread > 0}>
                <Bell className="ic" aria-hidden="true" />
              </IconLink>
            )}
            <AccountMenu user={user} signOut={signOut} />
          </div>
        </div>
      </header>
      {strip}
      <div className="shell">
        <nav className="rail" aria-label="Main">
          <NavLinks items={nav.first} />
          <hr />
          <NavLinks items={nav.second} />
        </nav>
        <main id="main" tabIndex={-1} className="app-main">
          {children}
        </main>
      </div>
      <TabBar bar={nav.bar} more={nav.more} />
      <Toaster />
    </div>
  );
}

function unreadLabel(unread: number): string {
  if (unread === 0) return "Notifications";
  return `Notifications, ${unread > UNREAD_MAX ? `more than ${UNREAD_MAX}` : unread} unread`;
}
