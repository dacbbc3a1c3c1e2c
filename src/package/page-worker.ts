import { workers } from '../worker-client/workers.ts';
import type { Obstacle } from './obstacle.ts';
import type { ScriptProbe } from './script-probe.ts';

/** The worker's script and scope. */
export type WorkerPlace = { readonly script: URL; readonly scope: URL };

type WorkerProbe = Extract<ScriptProbe, { kind: 'worker' }>;

/** A worker of Nextreel that controls this page. */
export type Serving = {
  readonly worker: ServiceWorker;
  readonly found: WorkerProbe;
  readonly registration: ServiceWorkerRegistration;
};

/** Returns why no worker can serve this page, as far as that is known without any request. */
export function obstacleTo({ script, scope }: WorkerPlace): Obstacle | undefined {
  if (!isSecureContext || !/^https?:$/.test(location.protocol)) return (reasons) => reasons.insecure();
  if (workers() === undefined) return (reasons) => reasons.unsupported();
  if (script.origin !== location.origin) return (reasons) => reasons.otherSite(script);
  return location.href.startsWith(scope.href) ? undefined : (reasons) => reasons.outOfScope(script, scope);
}

/** Returns the page's controller if it runs this script. */
export function controllerRunning({ controller }: ServiceWorkerContainer, script: URL): ServiceWorker | null {
  return controller !== null && new URL(controller.scriptURL).pathname === script.pathname ? controller : null;
}
