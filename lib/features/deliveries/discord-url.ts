/** Whether an address is one of Discord's channel webhooks: https://discord.com/api/webhooks/ID/TOKEN, with or without an API version. */
export function isDiscordWebhook(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, pathname } = new URL(url);
  return (
    protocol === "https:" &&
    port === "" &&
    /^((ptb|canary)\.)?discord(app)?\.com$/.test(hostname) &&
    hasWebhookPath(pathname)
  );
}

/** The path alone: for stand-ins that are named in OUTGOING_ALLOW. */
export function hasWebhookPath(pathname: string): boolean {
  return /^\/api\/(v\d{1,2}\/)?webhooks\/\d{5,25}\/[\w-]{10,120}$/.test(pathname);
}
