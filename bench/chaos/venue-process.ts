import { startVenue } from "@/lib/integrations/local/venue/start-venue";
import { type ClockTerms, createSwiftClock } from "./swift-clock.ts";

/** The local exchange in a process of its own: it outlives the workers that are killed. Started by bench/chaos/venue.ts. */
const terms: ClockTerms = JSON.parse(process.argv[2] ?? "{}");
const clock = createSwiftClock(terms);
const venue = await startVenue({ port: 0, now: () => clock.now(), speed: terms.speed });
process.on("disconnect", () => process.exit(0));
process.send?.({ url: venue.url, token: venue.controlToken });
