import { authSettings } from "./auth-settings.ts";

/** The services that a person may sign in through: those whose settings are present. */
export function oauthChoices(): readonly { readonly id: "github" | "google" | "auth0"; readonly label: string }[] {
  const { github, google, auth0 } = authSettings();
  return [
    ...(github === null ? [] : [{ id: "github", label: "GitHub" } as const]),
    ...(google === null ? [] : [{ id: "google", label: "Google" } as const]),
    ...(auth0 === null ? [] : [{ id: "auth0", label: "Auth0" } as const]),
  ];
}
