import { Api, type FormerPages } from './api.ts';
import { listEndpoints } from './endpoints.ts';
import { EventHub } from './event-hub.ts';
import type { ApiActions, FactSources } from './fact-sources.ts';
import {
  describeCurrentViewer,
  describeHealth,
  describeMetrics,
  describeOrigins,
  describeQueue,
  readerOf,
} from './facts.ts';
import type { LiveConfig } from './live-config.ts';
import { Router } from './router.ts';

export type WorkerApiParts = {
  readonly sources: FactSources;
  readonly actions: ApiActions;
  readonly settings: LiveConfig;
  readonly formerPages: FormerPages;
  /** Queues and transfers whose work a call may have started. */
  readonly underWay: readonly { settled(): Promise<void> }[];
  readonly onFailure: (cause: unknown) => void;
  readonly nowMs: () => number;
};

/** The REST API and the event hub, which report the same facts on request and on change. */
export class WorkerApi {
  readonly events: EventHub;
  readonly api: Api;

  constructor(parts: WorkerApiParts) {
    const { sources, actions, settings, underWay, onFailure, nowMs } = parts;
    const readers = {
      metrics: readerOf(sources, describeMetrics),
      health: readerOf(sources, describeHealth),
      behaviour: readerOf(sources, describeCurrentViewer),
      queue: readerOf(sources, describeQueue),
      origins: readerOf(sources, describeOrigins),
    };
    this.events = new EventHub(readers, sources.startedAtMs, nowMs, onFailure);
    const endpoints = listEndpoints(sources, actions, settings, this.events, nowMs);
    this.api = new Api(new Router(endpoints, onFailure, sources.base), parts.formerPages, async () => {
      this.events.changed();
      await Promise.all(underWay.map((part) => part.settled()));
      this.events.changed();
    });
  }
}
