import { Badge } from "@/components/ui/badge";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  readonly lastSeenAt: number;
  readonly isThis: boolean;
}

/** Every device that is signed in; each can be signed out from here. */
export function DeviceList({
  devices,
  revoke,
  everywhere,
}: {
  readonly devices: readonly Device[];
  readonly revoke: FormAction;
  readonly everywhere: FormAction;
}) {
  return (
    <Panel title="Devices">
      <ul className="divide-y divide-line">
        {devices.map((device) => (
          <li key={device.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div className="min-w-0 flex-1 basis-56">
              <div className="flex flex-wrap items-center gap-2">
                {device.name} {device.isThis && <Badge>This device</Badge>}
              </div>
              <div className="text-caption text-ink-3">
                {device.ip} · seen <When at={device.lastSeenAt} />
              </div>
            </div>
            <Form action={revoke} aria-label={`Sign out ${device.name}`}>
              <input type="hidden" name="sessionId" value={device.id} />
              <SubmitButton variant="default" size="sm">
                Sign out<span className="sr-only"> {device.name}</span>
              </SubmitButton>
            </Form>
          </li>
        ))}
      </ul>
      <Form action={everywhere} className="mt-4">
        <SubmitButton variant="danger">Sign out everywhere</SubmitButton>
      </Form>
    </Panel>
  );
}
