import {
  ConfigError,
  type ConfigKey,
  choice,
  choices,
  flag,
  integer,
  listKeys,
  nameList,
  nameOrNames,
  nullable,
  number,
  readSettings,
  urlList,
  type ValuesOf,
} from './config-setting.ts';
import { defaultReadAhead } from './read-ahead.ts';

export { ConfigError, type ConfigKey };

export const viewerClasses = [
  'fast_scroller',
  'binge_watcher',
  'casual_browser',
  'slow_viewer',
  'normal_viewer',
] as const;
export type ViewerClass = (typeof viewerClasses)[number];

export const priorityNames = ['high', 'medium', 'low'] as const;
export type PriorityName = (typeof priorityNames)[number];

/** Kinds of media, as the configuration names them. */
const mediaTypes = ['playlist', 'segment', 'captions', 'poster', 'mp4', 'key'] as const;

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

const mebibyte = 1024 * 1024;
const daySeconds = 86_400;

/**
 * Query parameters that sign, date or track a request and do not affect its bytes. List safe names only: one too many
 * serves wrong bytes, one too few costs a cache miss.
 */
const volatileQueryParameters = (
  'token access_token __token__ sig signature hmac policy key-pair-id e exp expires st se hdnts hdntl hdnea ' +
  'x-amz-* x-goog-* edge-cache-token bcdn_token auth_key txsecret txtime wssecret wstime cmcd'
).split(' ');

const classRow = (count: number, priority: PriorityName) => ({
  prefetch_count: integer(count, 0, 50, 'Reels ahead that are prefetched for this class.'),
  priority: choice(
    priority,
    priorityNames,
    'Whether they rank with the prefetches of other strategies, after those, or after the files of the page too.',
  ),
});

const settings = {
  prefetcher: {
    strategy: nameOrNames('ai_adaptive', 'The strategy that decides what is prefetched; several in a list combine.'),
    max_concurrent_prefetches: integer(10, 1, 64, 'The most prefetch transfers at the same time, over all origins.'),
    max_concurrent_per_origin: integer(4, 1, 64, 'The most prefetch transfers at the same time from one origin.'),
    max_requests_per_second_per_origin: number(20, 0.1, 1000, 'The most prefetch requests per second to one origin.'),
    default_prefetch_count: integer(
      3,
      0,
      50,
      'Reels prefetched ahead until enough is known about the viewer. `ai_adaptive` always fetches the beginnings of that many.',
    ),
    max_prefetch_count: integer(10, 0, 50, 'The most reels prefetched ahead, whatever the strategy asks for.'),
    prefetch_timeout: number(30, 1, 600, 'Seconds after which a prefetch transfer is aborted.'),
    max_attempts: integer(4, 1, 10, 'Attempts at one prefetch, including the first.'),
  },
  intercept: {
    types: choices(
      mediaTypes,
      'Kinds of media that the worker prefetches and answers; other kinds go to the network untouched.',
    ),
    origins: urlList('Origins whose media the worker answers, in addition to the media of the feed and its playlists.'),
    paths: nameList(
      [],
      'Paths of this site, or URLs, whose media the worker answers as well; * at the end matches everything below.',
    ),
  },
  analyzer: {
    enable_scroll_tracking: flag(true, 'Whether scroll speed counts in the behaviour model.'),
    enable_watch_time_tracking: flag(
      true,
      'Whether watch time counts in the behaviour model, and is learned for the adaptive plan.',
    ),
    analysis_window: number(30, 1, 1440, 'Minutes of past behaviour that count.'),
    min_samples_for_pattern: integer(5, 1, 1000, 'With fewer samples, the default count is used; 200 are enough.'),
    pattern_confidence_threshold: number(0.7, 0, 1, 'With less confidence, the default count is used.'),
    fast_scroller_above: number(5, 0, 100, 'Reels per second above which a viewer is a fast scroller.'),
    binge_watcher_above: number(30, 0, 3600, 'Seconds per reel above which a viewer is a binge watcher.'),
    casual_browser_below: number(5, 0, 3600, 'Seconds per reel below which a viewer is a casual browser.'),
    slow_viewer_below: number(0.5, 0, 100, 'Reels per second below which a viewer is a slow viewer.'),
    max_viewers: integer(20, 1, 1000, 'Viewers whose behaviour is stored; the one not seen for longest is dropped.'),
    classes: {
      fast_scroller: classRow(5, 'high'),
      binge_watcher: classRow(8, 'high'),
      casual_browser: classRow(2, 'low'),
      slow_viewer: classRow(2, 'low'),
      normal_viewer: classRow(3, 'medium'),
    },
  },
  cache: {
    memory_budget_bytes: integer(64 * mebibyte, 0, 512 * mebibyte, 'Size limit of the memory tier, in bytes.'),
    memory_time_to_live: number(300, 1, daySeconds, 'Seconds that an unused entry stays in memory.'),
    store_budget_bytes: nullable(
      integer(
        0,
        0,
        Number.MAX_SAFE_INTEGER,
        'Size limit of the persistent tier, in bytes; null derives it from the quota.',
      ),
    ),
    max_age: number(7 * daySeconds, 60, 365 * daySeconds, 'Seconds after which an entry is dropped; saved reels stay.'),
    max_entry_bytes: integer(
      32 * mebibyte,
      1024,
      512 * mebibyte,
      'Bodies with more bytes go straight to the player and are not cached.',
    ),
    heuristic_share: number(
      0.1,
      0,
      1,
      'Freshness of media without an explicit lifetime, as a share of the time since Last-Modified.',
    ),
    heuristic_least: number(600, 0, daySeconds, 'Least freshness of such media, in seconds.'),
    heuristic_least_playlist: number(60, 0, daySeconds, 'Least freshness of such manifests and playlists, in seconds.'),
    sweep_interval: number(60, 1, 3600, 'Seconds between two sweeps for expired entries.'),
    personal_paths: nameList(
      [],
      "Paths of this site, or URLs, whose media is requested with the viewer's cookies and headers and cached for that viewer alone; * at the end matches everything below.",
    ),
    volatile_query_parameters: nameList(
      volatileQueryParameters,
      'Query parameters that do not distinguish resources, such as signatures; case is ignored, * at the end matches any rest.',
    ),
  },
  player: {
    hlsMaxBufferLength: number(60, 1, 600, 'Seconds that hls.js buffers ahead on the reels page (maxBufferLength).'),
    buffer_target: number(
      defaultReadAhead.targetSeconds,
      1,
      600,
      'Seconds that a requested reel is prefetched, and that the reels page aims to buffer.',
    ),
    buffer_refill_below: number(15, 0, 600, 'Seconds of buffer below which the reels page resumes filling.'),
    low_water_mark: number(4, 0, 600, 'Seconds of buffer below which speculative transfers yield to the playing reel.'),
    start_threshold: number(
      0,
      0,
      60,
      'Seconds that the reels page buffers before playback starts; 0 starts with the first fragment.',
    ),
    read_ahead_min: number(
      defaultReadAhead.minSeconds,
      1,
      600,
      'Smallest adaptive read-ahead of the reels page in seconds.',
    ),
    read_ahead_max: number(
      defaultReadAhead.maxSeconds,
      1,
      600,
      'Largest adaptive read-ahead of the reels page in seconds.',
    ),
  },
  origins: {
    base_urls: urlList('Base URLs of replicas, in addition to those that the feed names.'),
    probe_interval: number(3, 1, 600, 'Seconds between two probes of an origin while a reel plays.'),
    stall_timeout: number(15, 0.5, 120, 'Seconds without a byte after which a transfer moves to another origin.'),
    max_parallel_per_reel: integer(4, 1, 16, 'The most transfers of one reel at the same time.'),
    cmcd: choice('off', ['off', 'query', 'headers'], 'Whether and how requests carry Common Media Client Data.'),
  },
  logging: {
    level: choice('warn', logLevels, 'Lowest level that is logged; "debug" is the debug mode.'),
  },
} as const;

export type Config = ValuesOf<typeof settings>;

/** Every key with its default, allowed values and meaning, in the order of this file. */
export const configKeys: readonly ConfigKey[] = listKeys(settings);

/** Fills a partial configuration with defaults. Throws a ConfigError for anything invalid or unknown. */
export function readConfig(json: unknown): Config {
  const config = readSettings(settings, json);
  requireAtMost(config.prefetcher, 'prefetcher', 'default_prefetch_count', 'max_prefetch_count');
  requireAtMost(config.analyzer, 'analyzer', 'slow_viewer_below', 'fast_scroller_above');
  requireAtMost(config.analyzer, 'analyzer', 'casual_browser_below', 'binge_watcher_above');
  requireAtMost(config.player, 'player', 'buffer_refill_below', 'buffer_target');
  requireAtMost(config.player, 'player', 'read_ahead_min', 'read_ahead_max');
  return config;
}

export const defaultConfig: Config = readConfig({});

function requireAtMost<K extends string>(values: Record<K, number>, path: string, small: K, large: K): void {
  if (values[small] <= values[large]) return;
  throw new ConfigError(`${path}.${small}`, values[small], `at most "${path}.${large}", which is ${values[large]}`);
}
