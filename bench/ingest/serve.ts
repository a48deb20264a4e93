import { addressesIn } from "@/lib/features/accounts/networks";
import { buildCtx } from "@/lib/runtime/build-ctx";
import { publishCtx } from "@/lib/runtime/ctx";
import { settingsOrExit } from "@/lib/runtime/env";
import { metrics } from "@/lib/runtime/metrics";
import { createFrontServer } from "@/lib/runtime/web/front-server";
import { serveHot } from "@/lib/runtime/web/hot-routes";
import { startRealtime } from "@/lib/runtime/web/start-realtime";

/**
 * The product's web process without the Next build behind it, for the ingest bench: publications are answered before Next in any case. The
 * yardstick names its strategy rsi-macd, which is no id of ours, so that word is put right on the way in.
 */
const settings = settingsOrExit();
const [strategyId = ""] = process.argv.slice(2);
const databaseUrl = settings.DATABASE_URL ?? "";
const { ctx } = buildCtx(settings, { name: "web", databaseUrl });
publishCtx(ctx);
const front = createFrontServer({
  isTrustedProxy: addressesIn(settings.TRUSTED_PROXIES),
  makeRequestId: () => ctx.ids.make("request"),
  metrics: metrics(),
  onError: (error) => ctx.log.error({ err: error }, "request failed"),
});
front.serve(
  {
    request: (_request, response) => Promise.resolve(void response.writeHead(404).end()),
    upgrade: (_request, socket) => Promise.resolve(void socket.destroy()),
  },
  null,
  (request, response) => {
    const read = request.iterator.bind(request);
    request.iterator = (options) => named(read(options));
    // The length is that of the sender; ours differs by the longer name.
    delete request.headers["content-length"];
    return serveHot(request, response);
  },
);
await startRealtime(ctx, settings, { http: front.http, databaseUrl, metrics: metrics() });
front.http.listen(settings.PORT, "127.0.0.1", () => process.stdout.write("ready\n"));

async function* named(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  for await (const chunk of chunks) yield Buffer.from(chunk.toString().replace("rsi-macd", strategyId));
}
