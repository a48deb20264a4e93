import next from "next";
import { addressesIn } from "@/lib/features/accounts/networks";
import { buildCtx } from "@/lib/runtime/build-ctx";
import { publishCtx } from "@/lib/runtime/ctx";
import { settingsOrExit } from "@/lib/runtime/env";
import { GuestAnswers } from "@/lib/runtime/guest-answers";
import { GuestPages } from "@/lib/runtime/guest-pages";
import { metrics } from "@/lib/runtime/metrics";
import { limitRequest } from "@/lib/runtime/rate-limit";
import { onStop, reportReady } from "@/lib/runtime/supervised";
import { createFrontServer } from "@/lib/runtime/web/front-server";
import { isGuestPath } from "@/lib/runtime/web/guest-paths";
import { serveHot } from "@/lib/runtime/web/hot-routes";
import { startRealtime } from "@/lib/runtime/web/start-realtime";

const settings = settingsOrExit();
const dev = process.argv.includes("--dev");
if (settings.DATABASE_URL === undefined) {
  process.stderr.write('The web process is started by "npm run dev" or "npm start"\n');
  process.exit(78);
}
const { ctx, close } = buildCtx(settings, { name: "web", databaseUrl: settings.DATABASE_URL });
publishCtx(ctx);

const port = settings.PORT;
const front = createFrontServer({
  isTrustedProxy: addressesIn(settings.TRUSTED_PROXIES),
  makeRequestId: () => ctx.ids.make("request"),
  metrics: metrics(),
  onError: (error, requestId) => ctx.log.error({ requestId, err: error }, "request failed outside of its route"),
});
const app = next({ dev, hostname: "localhost", port, httpServer: front.http });
await app.prepare();
const handle = app.getRequestHandler();
const upgrade = app.getUpgradeHandler();
front.serve(
  { request: (asked, answer) => handle(asked, answer), upgrade: (asked, socket, head) => upgrade(asked, socket, head) },
  dev
    ? null
    : {
        pages: new GuestPages({ port, isGuestPath, freshMs: 1_000, staleMs: 2_000, entriesMax: 200 }),
        answers: new GuestAnswers({
          isSharedPath: (path) => path === "/api/strategies",
          limit: ({ headers }) => limitRequest({ ip: String(headers["x-client-ip"]), userId: null }),
          freshMs: 1_000,
          entriesMax: 200,
          bytesMax: 1_000_000,
          now: () => performance.now(),
        }),
      },
  dev ? null : serveHot, // in development Next loads routes anew as they change
);

const { http } = front;
const realtime = await startRealtime(ctx, settings, {
  http,
  databaseUrl: settings.DATABASE_URL,
  metrics: metrics(),
}).catch((error: unknown) => {
  // Next keeps a process alive after an uncaught error; one that cannot serve must end, so that its parent starts another.
  ctx.log.error({ err: error }, "web cannot start");
  process.exit(1);
});

await new Promise<void>((resolve, reject) => {
  http.once("error", reject);
  http.listen(port, resolve);
});

onStop(async (reason) => {
  ctx.log.info({ reason }, "web stops");
  const drained = front.drain(3_000);
  await realtime.stop();
  await drained;
  await app.close();
  await close();
});
ctx.log.info({ port }, "web serves");
reportReady();
