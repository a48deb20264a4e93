// Two web processes and a worker on one machine: `pm2 start docs/deploy/pm2.config.cjs`, in the project's folder, after `npm run build` and
// `npm run migrate`. Settings come from .env there. The test of several processes (e2e/several.cluster.ts) starts what stands here.
// A thousand sockets that come back at once leave much short-lived memory: given its full room from the start, less of it grows old.
const YOUNG = "--min-semi-space-size=16 --max-semi-space-size=16";

const one = (name, script, env = {}) => ({
  name,
  script,
  interpreter: "node_modules/.bin/node",
  node_args: env.PORT === undefined ? "--enable-source-maps" : `--enable-source-maps ${YOUNG}`,
  env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
  wait_ready: true, // each says "ready" once it serves
  listen_timeout: 30_000,
  kill_timeout: 6_000, // SIGTERM drains for 4.5 s at most
  exp_backoff_restart_delay: 200,
});

module.exports = {
  apps: [
    one("web-1", "dist/server.js", { PORT: "3001" }),
    one("web-2", "dist/server.js", { PORT: "3002" }),
    one("worker", "dist/worker.js"),
  ],
};
