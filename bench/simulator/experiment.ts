import { policies, type PolicyName } from './policies.ts';
import { createRandom, pick } from './random.ts';
import type { Recorded } from './recorded.ts';
import { countChunks } from './rules.ts';
import { runSession } from './session.ts';
import { generateLibrary, generateNetwork, generateViewing, networkClasses, type NetworkClass } from './traces.ts';
import type { Network, Outcome, Video, Viewing } from './world.ts';

/** A scenario: one viewing over one network. Every policy plays the same scenarios, so that results can be paired. */
export type Scenario = { readonly kind: NetworkClass; readonly viewing: Viewing; readonly network: Network };
export type Results = ReadonlyMap<PolicyName, readonly Outcome[]>;

export function runScenarios(scenarios: readonly Scenario[], names: readonly PolicyName[]): Results {
  return new Map(
    names.map((name) => [
      name,
      scenarios.map(({ viewing, network }) => runSession(viewing, network, policies[name](viewing, network))),
    ]),
  );
}

export type Size = { readonly viewers: number; readonly networks: number };

/**
 * Returns scenarios on the project's own traces. `patience` makes viewers deviate from the retention curves, as real
 * ones do.
 */
export function listGeneratedScenarios({ viewers, networks }: Size, patience: number, seed = 1): Scenario[] {
  const library = generateLibrary(seed, 40);
  const networksByKind = networkClasses.flatMap((kind, row) =>
    Array.from({ length: networks }, (_, column) => {
      const name = `${kind}-${column}`;
      return { kind, network: generateNetwork(createRandom(seed * 1000 + row * 100 + column), kind, name) };
    }),
  );
  return pairUp(viewers, networksByKind, (viewer) =>
    generateViewing(createRandom(seed * 7919 + viewer), library, patience),
  );
}

/**
 * Returns scenarios on recorded videos and networks, with viewers drawn from the recorded retention, as in the
 * challenge.
 */
export function listRecordedScenarios(recorded: Recorded, { viewers, networks }: Size): Scenario[] {
  const networksByKind = networkClasses.flatMap((kind) =>
    recorded.networks
      .filter(({ name }) => name.startsWith(kind))
      .slice(0, networks)
      .map((network) => ({ kind, network })),
  );
  return pairUp(viewers, networksByKind, (viewer) =>
    generateViewing(createRandom(50_000 + viewer), recorded.videos, 0),
  );
}

/**
 * Returns scenarios that replay recorded swipes on generated videos that are long enough for them. The retention curves
 * of these viewers are unknown, so policies get none.
 */
export function listSwipeScenarios(recorded: Recorded, reels: number): Scenario[] {
  const library = generateLibrary(3, 60);
  const sessions = Object.values(recorded.swipes);
  const networksByKind = networkClasses.flatMap((kind) => {
    const network = recorded.networks.find(({ name }) => name === `${kind}-0`);
    return network === undefined ? [] : [{ kind, network }];
  });
  return pairUp(sessions.length, networksByKind, (index) => {
    const random = createRandom(90_000 + index);
    const seconds = (sessions[index] ?? []).slice(0, reels);
    const videos = seconds.map((watched) => ({ ...pickLongEnough(random, library, watched), retention: [] }));
    return {
      videos,
      watchMs: seconds.map((watched, at) =>
        Math.min(
          Math.round(watched * 1000),
          1000 * countChunks(videos[at] ?? { chunkMs: 0, kbps: [], sizes: [], retention: [] }),
        ),
      ),
    };
  });
}

function pickLongEnough(random: () => number, library: readonly Video[], seconds: number): Video {
  const fitting = library.filter((video) => countChunks(video) >= seconds);
  return pick(random, fitting.length > 0 ? fitting : library);
}

function pairUp(
  viewers: number,
  networksByKind: readonly Pick<Scenario, 'kind' | 'network'>[],
  view: (viewer: number) => Viewing,
): Scenario[] {
  return Array.from({ length: viewers }, (_, viewer) => view(viewer)).flatMap((viewing) =>
    networksByKind.map(({ kind, network }) => ({ kind, network, viewing })),
  );
}
