import { buildCtx } from "@/lib/runtime/build-ctx";
import { publishCtx } from "@/lib/runtime/ctx";
import { settingsOrExit } from "@/lib/runtime/env";
import { onStop, reportReady } from "@/lib/runtime/supervised";
import { startWorker } from "@/lib/runtime/worker/start-worker";

const settings = settingsOrExit();
const databaseUrl = settings.DATABASE_WORKER_URL ?? settings.DATABASE_URL;
if (databaseUrl === undefined) {
  process.stderr.write('The worker is started by "npm run dev", "npm start" or "npm run worker"\n');
  process.exit(78);
}
const { ctx, close } = buildCtx(settings, { name: "worker", databaseUrl });
publishCtx(ctx);
const worker = await startWorker(ctx, settings, databaseUrl);

onStop(async (reason) => {
  ctx.log.info({ reason }, "worker stops");
  await worker.stop();
  await close();
});
ctx.log.info({}, "worker runs");
reportReady();
