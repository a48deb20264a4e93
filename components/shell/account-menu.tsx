"use client";

import { LogOut, Monitor, Moon, Settings2, ShieldCheck, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { startTransition } from "react";
import { Menu, MenuItem, MenuLabel, MenuLine, MenuLink } from "@/components/ui/menu";
import type { ShellUser } from "./pages.tsx";

export type SignOut = () => Promise<void>;

/** Who is signed in, the theme, settings, and the way out. */
export function AccountMenu({ user, signOut }: { readonly user: ShellUser; readonly signOut: SignOut }) {
  const { setTheme } = useTheme();
  const initials = user.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return (
    <Menu
      trigger={
        <button type="button" className="avatar" aria-label={`${user.name}, account`}>
          {initials}
        </button>
      }
    >
      <MenuLabel>
        <span className="block text-ink">{user.name}</span>
        {user.email}
      </MenuLabel>
      <MenuLine />
      <MenuItem icon={<Sun className="ic" aria-hidden="true" />} onSelect={() => setTheme("light")}>
        Light
      </MenuItem>
      <MenuItem icon={<Moon className="ic" aria-hidden="true" />} onSelect={() => setTheme("dark")}>
        Dark
      </MenuItem>
      <MenuItem icon={<Monitor className="ic" aria-hidden="true" />} onSelect={() => setTheme("system")}>
        As the system
      </MenuItem>
      <MenuLine />
      <MenuLink href="/settings" icon={<Settings2 className="ic" aria-hidden="true" />}>
        Settings
      </MenuLink>
      <MenuLink href="/settings/security" icon={<ShieldCheck className="ic" aria-hidden="true" />}>
        Security and devices
      </MenuLink>
      <MenuLine />
      <MenuItem icon={<LogOut className="ic" aria-hidden="true" />} onSelect={() => startTransition(() => signOut())}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
