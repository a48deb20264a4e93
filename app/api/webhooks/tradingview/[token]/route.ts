import { alertRoute } from "@/lib/runtime/web/alert-route";

export const POST = alertRoute;
