/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
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
  ],
  // Old clients post with a trailing slash: both forms are answered by the same route, without a redirect (SPEC 8).
  skipTrailingSlashRedirect: true,
  experimental: { serverActions: { bodySizeLimit: "1mb" }, authInterrupts: true },
};
