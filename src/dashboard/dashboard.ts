import { readExperience } from '../api-client/experience.ts';
import type { PageFigures } from '../api-client/page-figures.ts';
import { readWorkerStatus } from '../api-client/worker-api.ts';
import { listenToWorker } from '../api-client/worker-events.ts';
import type { WorkerEvent } from '../shared/events.ts';
import { exportFile } from './export-file.ts';
import { Frame, type Placement } from './frame.ts';
import { LatestAnswer } from './latest-answer.ts';
import type { LatestFacts, Section, Snapshot } from './section.ts';
import { bytes } from './sections/bytes.ts';
import { cache } from './sections/cache.ts';
import { deliveries } from './sections/deliveries.ts';
import { experience } from './sections/experience.ts';
import { logs } from './sections/logs.ts';
import { origins } from './sections/origins.ts';
import { overview } from './sections/overview.ts';
import { plan } from './sections/plan.ts';
import { players } from './sections/players.ts';
import { predictions } from './sections/predictions.ts';
import { queue } from './sections/queue.ts';
import { upcoming } from './sections/upcoming.ts';
import { viewer } from './sections/viewer.ts';

export type { Placement } from './frame.ts';

export type DashboardHost = {
  readonly onClose: () => void;
  readonly onPlace: (placement: Placement) => void;
  /** Toggles the stats on the reel; omitted if there are none. */
  readonly onToggleStats?: () => void;
  /** The parent of the dashboard; `document.body` by default. */
  readonly container?: ParentNode;
};

export type OpenDashboard = { close(): void };

const sampleMs = 1_000;

/** Shows everything that the page and the worker know. Closing it aborts one signal, which cleans up everything. */
export function openDashboard(figures: PageFigures, placement: Placement, host: DashboardHost): OpenDashboard {
  const life = new AbortController();
  const { signal } = life;
  const sections: readonly Section[] = [
    overview(),
    players(signal),
    viewer(),
    upcoming(),
    plan(),
    queue(),
    deliveries(),
    origins(signal),
    experience(),
    predictions(),
    bytes(),
    cache(),
    logs(),
  ];
  const frame = new Frame(
    placement,
    sections.map(({ element }) => element),
    { ...host, onExport: () => exportFile(figures) },
    signal,
  );
  let facts: LatestFacts = {};
  const status = new LatestAnswer(readWorkerStatus);

  const snapshot = (): Snapshot => ({
    atMs: Date.now(),
    isControlled: figures.worker() !== null,
    facts,
    status: status.value,
    players: figures.readPlayers(),
    throughputBps: figures.readThroughputBps(),
    experience: readExperience(),
    titleOf: figures.titleOf,
    upcoming: figures.readUpcoming(),
  });
  const show = (now: Snapshot) => {
    frame.setControlled(now.isControlled);
    for (const section of sections) section.show(now);
  };

  let frameRequest = 0;
  const receive = ({ topic, data }: WorkerEvent) => {
    facts = { ...facts, [topic]: data };
    frameRequest ||= requestAnimationFrame(() => {
      frameRequest = 0;
      if (!signal.aborted) show(snapshot());
    });
  };
  listenToWorker(figures.worker, receive, signal);

  const sample = () => {
    if (document.visibilityState !== 'visible') return;
    const now = snapshot();
    show(now);
    for (const section of sections) section.sample?.(now);
    if (now.isControlled) void status.ask();
  };
  const timer = setInterval(sample, sampleMs);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    cancelAnimationFrame(frameRequest);
  });
  sample();
  return { close: () => life.abort() };
}
