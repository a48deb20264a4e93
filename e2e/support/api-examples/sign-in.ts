import type { Examples } from "./example.ts";

const email = "bad-input@journey.test";
const password = "correct horse battery staple";

export const SIGN_IN_EXAMPLES: Examples = {
  "post /api/auth/register": [
    { as: null, body: { email, password, name: "Bad Input", role: "SUBSCRIBER", ref: "abcdefghjk" }, costly: true },
  ],
  "post /api/auth/login": [{ as: null, body: { email, password, totp: "abc-def" }, costly: true }],
};
