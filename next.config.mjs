/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are a suite of their own (npm run types): checking them again here would double the time to a first start.
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  serverExternalPackages: [
    "ccxt",
    "pino",
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "pg",
    "socket.io",
    "graphile-worker",
    "nodemailer",
    "redis",
    "@socket.io/redis-adapter",
  ],
  // No page of ours uses Next's images: what asks for them would call our own paths without the caller's address.
  images: { unoptimized: true },
  // Old clients post with a trailing slash: both forms are answered by the same route, without a redirect (SPEC 8).
  skipTrailingSlashRedirect: true,
  // What is the same for every answer. The policy with its nonce and HSTS are proxy.ts's, which knows the request and the settings.
  headers: () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "x-frame-options", value: "DENY" },
        { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
        {
          key: "permissions-policy",
          value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        },
      ],
    },
  ],
  experimental: { serverActions: { bodySizeLimit: "1mb" }, authInterrupts: true },
};
