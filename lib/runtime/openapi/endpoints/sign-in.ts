import { loginInput, registerByApiInput } from "@/lib/features/accounts/input";
import { group, post } from "./endpoint";

export const SIGN_IN_ENDPOINTS = group(
  "Sign-in",
  null,
  post(
    "/api/auth/register",
    "Create an account",
    201,
    "The user; a mail with a link to confirm the address is on its way",
    { body: registerByApiInput },
  ),
  post(
    "/api/auth/login",
    "Sign in",
    200,
    "{accessToken, expiresIn, user} and a refresh cookie; 401 totp_required asks for the code",
    { body: loginInput },
  ),
  post(
    "/api/auth/refresh",
    "Trade the refresh cookie for new tokens",
    200,
    "{accessToken, expiresIn}; a used cookie ends its whole family",
  ),
  post("/api/auth/logout", "End this session", 204, "Nothing"),
);
