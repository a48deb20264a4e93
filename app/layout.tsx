import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { APPEARANCE_COOKIES } from "@/components/shell/appearance";
import { Theme } from "@/components/shell/theme";
import { getCtx } from "@/lib/runtime/ctx";
import { fontClasses } from "./fonts.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  return {
    metadataBase: new URL(getCtx().config.baseUrl),
    title: { default: "Heliograph: trading signals you can check", template: "%s · Heliograph" },
    description:
      "A marketplace for crypto trading signals. Every signal is written down the moment it is sent, priced at what a follower could get, and kept for good.",
    icons: { icon: [{ url: "/favicon.svg", type: "image/svg+xml" }] },
    formatDetection: { telephone: false },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#12151b" },
  ],
};

/** The document: fonts, theme and the reader's choices, all decided on the server or before the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  const pnl = jar.get(APPEARANCE_COOKIES.pnl)?.value === "safe" ? "safe" : undefined;
  const density = jar.get(APPEARANCE_COOKIES.density)?.value === "compact" ? "compact" : undefined;
  return (
    <html lang="en" className={fontClasses} data-pnl={pnl} data-density={density} suppressHydrationWarning>
      <body>
        <Theme nonce={sent.get("x-nonce") ?? undefined}>{children}</Theme>
      </body>
    </html>
  );
}
