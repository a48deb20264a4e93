export { currentActor as viewer } from "@/lib/auth/require-role";
