import { asRoute } from "@/lib/runtime/plain-route";
import { alertRoute } from "@/lib/runtime/web/alert-route";

export const POST = asRoute(alertRoute);
