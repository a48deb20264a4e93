"use client";

import { startTransition, useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { type FormAction, IDLE } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";

type Standing = "looking" | "unsupported" | "denied" | "off" | "on";

/** Asks the browser for its permission and subscription, on a press alone, and hands the subscription to the server. */
export function PushSwitch({
  publicKey,
  known,
  add,
}: {
  readonly publicKey: string;
  /** SHA-256 of the endpoints that are on. */
  readonly known: readonly string[];
  readonly add: FormAction;
}) {
  const [standing, setStanding] = useState<Standing>("looking");
  const [fault, setFault] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [state, run, pending] = useActionState(add, IDLE);
  const list = known.join(" ");

  useEffect(() => {
    let isGone = false;
    void standingOf(list.split(" "), publicKey).then((found) => {
      if (!isGone) setStanding(found);
    });
    return () => {
      isGone = true;
    };
  }, [list, publicKey]);

  const turnOn = async (): Promise<void> => {
    setAsking(true);
    setFault(null);
    try {
      const form = await subscribe(publicKey);
      if (form === null) setStanding("denied");
      else startTransition(() => run(form));
    } catch {
      setFault("The browser could not subscribe. It may be a private window, or its push service cannot be reached.");
    } finally {
      setAsking(false);
    }
  };

  if (standing === "unsupported")
    return (
      <p className="text-dense text-ink-3">
        This browser has no push. On iPhone, add the site to the home screen first.
      </p>
    );
  if (standing === "denied")
    return (
      <Notice tone="warn" title="This browser blocks messages of this site.">
        Allow notifications for this site in the browser's settings, then come back.
      </Notice>
    );
  const message = fault ?? (state.status === "refused" ? (state.message ?? "That was refused.") : null);
  return (
    <div className="grid justify-items-start gap-3">
      {message !== null && (
        <div role="alert">
          <Notice tone="bad">{message}</Notice>
        </div>
      )}
      {standing === "on" ? (
        <p className="text-dense text-ink-2">This browser is on.</p>
      ) : (
        <Button disabled={standing === "looking" || isAsking || pending} onClick={() => void turnOn()}>
          {isAsking || pending ? "Asking the browser…" : "Turn on in this browser"}
        </Button>
      )}
    </div>
  );
}

async function standingOf(known: readonly string[], publicKey: string): Promise<Standing> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window))
    return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription === null || subscription === undefined || !isFor(publicKey, subscription)) return "off";
  return known.includes(await sha256(subscription.endpoint)) ? "on" : "off";
}

/** One made under an older key of the site hears nothing any more: it has to be made again. */
function isFor(publicKey: string, { options: { applicationServerKey: made } }: PushSubscription): boolean {
  if (made === null) return true; // some browsers do not tell
  const text = btoa(String.fromCharCode(...new Uint8Array(made)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") === publicKey;
}

/** @returns what the server takes, or null when its person said no */
async function subscribe(publicKey: string): Promise<FormData | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await pushManager.subscribe(options).catch(async () => {
    // One made under another key stands in the way.
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe(options);
  });
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const form = new FormData();
  form.set("endpoint", endpoint);
  form.set("p256dh", keys.p256dh ?? "");
  form.set("auth", keys.auth ?? "");
  return form;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
