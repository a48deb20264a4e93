export { currentActor as viewer, currentZone as viewersZone } from "@/lib/auth/require-role";
