import { workers } from '../worker-client/workers.ts';
import type { Obstacle } from './obstacle.ts';
import type { Found } from './who-serves.ts';

/** The worker's script and scope. */
export type WorkerPlace = { readonly script: URL; readonly scope: URL };

type FoundWorker = Extract<Found, { kind: 'worker' }>;

/** A worker of Nextreel that controls this page. */
export type Serving = {
  readonly worker: ServiceWorker;
  readonly found: FoundWorker;
  readonly registration: ServiceWorkerRegistration;
};

/** Returns why no worker can serve this page, as far as that is known without any request. */
export function obstacleTo({ script, scope }: WorkerPlace): Obstacle | undefined {
  if (!isSecureContext || !/^https?:$/.test(location.protocol)) return (because) => because.insecure();
  if (workers() === undefined) return (because) => because.unsupported();
  if (script.origin !== location.origin) return (because) => because.otherSite(script);
  return location.href.startsWith(scope.href) ? undefined : (because) => because.outOfScope(script, scope);
}

/** Returns the page's controller if it runs this script. */
export function serverOf({ controller }: ServiceWorkerContainer, script: URL): ServiceWorker | null {
  return controller !== null && new URL(controller.scriptURL).pathname === script.pathname ? controller : null;
}
