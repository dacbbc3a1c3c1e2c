/**
 * Configuration of the worker: every key with its default.
 * Printed by `npx tsx checks/print-config-types.ts`; a test keeps it up to date.
 */
export type Config = {
  readonly prefetcher?:
    | {
        /** The strategy that decides what is prefetched; several in a list combine. Allowed: a name, or a list of 1 to 8 names. Default: "ai_adaptive". */
        readonly strategy?: string | readonly string[] | undefined;
        /** The most prefetch transfers at the same time, over all origins. Allowed: a whole number from 1 to 64. Default: 10. */
        readonly max_concurrent_prefetches?: number | undefined;
        /** The most prefetch transfers at the same time from one origin. Allowed: a whole number from 1 to 64. Default: 4. */
        readonly max_concurrent_per_origin?: number | undefined;
        /** The most prefetch requests per second to one origin. Allowed: a number from 0.1 to 1000. Default: 20. */
        readonly max_requests_per_second_per_origin?: number | undefined;
        /** Reels prefetched ahead until enough is known about the viewer. `ai_adaptive` always fetches the beginnings of that many. Allowed: a whole number from 0 to 50. Default: 3. */
        readonly default_prefetch_count?: number | undefined;
        /** The most reels prefetched ahead, whatever the strategy asks for. Allowed: a whole number from 0 to 50. Default: 10. */
        readonly max_prefetch_count?: number | undefined;
        /** Seconds after which a prefetch transfer is aborted. Allowed: a number from 1 to 600. Default: 30. */
        readonly prefetch_timeout?: number | undefined;
        /** Attempts at one prefetch, including the first. Allowed: a whole number from 1 to 10. Default: 4. */
        readonly max_attempts?: number | undefined;
      }
    | undefined;
  readonly intercept?:
    | {
        /** Kinds of media that the worker prefetches and answers; other kinds go to the network untouched. Allowed: a list of "playlist", "segment", "captions", "poster", "mp4", "key". */
        readonly types?: readonly ('playlist' | 'segment' | 'captions' | 'poster' | 'mp4' | 'key')[] | undefined;
        /** Origins whose media the worker answers, in addition to the media of the feed and its playlists. Allowed: a list of at most 16 http(s) addresses. Default: []. */
        readonly origins?: readonly string[] | undefined;
        /** Paths of this site, or URLs, whose media the worker answers as well; * at the end matches everything below. Allowed: a list of at most 100 names. Default: []. */
        readonly paths?: readonly string[] | undefined;
      }
    | undefined;
  readonly analyzer?:
    | {
        /** Whether scroll speed counts in the behaviour model. Allowed: true or false. Default: true. */
        readonly enable_scroll_tracking?: boolean | undefined;
        /** Whether watch time counts in the behaviour model, and is learned for the adaptive plan. Allowed: true or false. Default: true. */
        readonly enable_watch_time_tracking?: boolean | undefined;
        /** Minutes of past behaviour that count. Allowed: a number from 1 to 1440. Default: 30. */
        readonly analysis_window?: number | undefined;
        /** With fewer samples, the default count is used; 200 are enough. Allowed: a whole number from 1 to 1000. Default: 5. */
        readonly min_samples_for_pattern?: number | undefined;
        /** With less confidence, the default count is used. Allowed: a number from 0 to 1. Default: 0.7. */
        readonly pattern_confidence_threshold?: number | undefined;
        /** Reels per second above which a viewer is a fast scroller. Allowed: a number from 0 to 100. Default: 5. */
        readonly fast_scroller_above?: number | undefined;
        /** Seconds per reel above which a viewer is a binge watcher. Allowed: a number from 0 to 3600. Default: 30. */
        readonly binge_watcher_above?: number | undefined;
        /** Seconds per reel below which a viewer is a casual browser. Allowed: a number from 0 to 3600. Default: 5. */
        readonly casual_browser_below?: number | undefined;
        /** Reels per second below which a viewer is a slow viewer. Allowed: a number from 0 to 100. Default: 0.5. */
        readonly slow_viewer_below?: number | undefined;
        /** Viewers whose behaviour is stored; the one not seen for longest is dropped. Allowed: a whole number from 1 to 1000. Default: 20. */
        readonly max_viewers?: number | undefined;
        readonly classes?:
          | {
              readonly fast_scroller?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 5. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they rank with the prefetches of other strategies, after those, or after the files of the page too. Allowed: one of "high", "medium", "low". Default: "high". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly binge_watcher?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 8. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they rank with the prefetches of other strategies, after those, or after the files of the page too. Allowed: one of "high", "medium", "low". Default: "high". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly casual_browser?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 2. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they rank with the prefetches of other strategies, after those, or after the files of the page too. Allowed: one of "high", "medium", "low". Default: "low". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly slow_viewer?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 2. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they rank with the prefetches of other strategies, after those, or after the files of the page too. Allowed: one of "high", "medium", "low". Default: "low". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly normal_viewer?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 3. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they rank with the prefetches of other strategies, after those, or after the files of the page too. Allowed: one of "high", "medium", "low". Default: "medium". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly cache?:
    | {
        /** Size limit of the memory tier, in bytes. Allowed: a whole number from 0 to 536870912. Default: 67108864. */
        readonly memory_budget_bytes?: number | undefined;
        /** Seconds that an unused entry stays in memory. Allowed: a number from 1 to 86400. Default: 300. */
        readonly memory_time_to_live?: number | undefined;
        /** Size limit of the persistent tier, in bytes; null derives it from the quota. Allowed: a whole number from 0 to 9007199254740991, or null. Default: null. */
        readonly store_budget_bytes?: number | null | undefined;
        /** Seconds after which an entry is dropped; saved reels stay. Allowed: a number from 60 to 31536000. Default: 604800. */
        readonly max_age?: number | undefined;
        /** Bodies with more bytes go straight to the player and are not cached. Allowed: a whole number from 1024 to 536870912. Default: 33554432. */
        readonly max_entry_bytes?: number | undefined;
        /** Freshness of media without an explicit lifetime, as a share of the time since Last-Modified. Allowed: a number from 0 to 1. Default: 0.1. */
        readonly heuristic_share?: number | undefined;
        /** Least freshness of such media, in seconds. Allowed: a number from 0 to 86400. Default: 600. */
        readonly heuristic_least?: number | undefined;
        /** Least freshness of such manifests and playlists, in seconds. Allowed: a number from 0 to 86400. Default: 60. */
        readonly heuristic_least_playlist?: number | undefined;
        /** Seconds between two sweeps for expired entries. Allowed: a number from 1 to 3600. Default: 60. */
        readonly sweep_interval?: number | undefined;
        /** Paths of this site, or URLs, whose media is requested with the viewer's cookies and headers and cached for that viewer alone; * at the end matches everything below. Allowed: a list of at most 100 names. Default: []. */
        readonly personal_paths?: readonly string[] | undefined;
        /** Query parameters that do not distinguish resources, such as signatures; case is ignored, * at the end matches any rest. Allowed: a list of at most 100 names. */
        readonly volatile_query_parameters?: readonly string[] | undefined;
      }
    | undefined;
  readonly player?:
    | {
        /** Seconds that hls.js buffers ahead on the reels page (maxBufferLength). Allowed: a number from 1 to 600. Default: 60. */
        readonly hlsMaxBufferLength?: number | undefined;
        /** Seconds that a requested reel is prefetched, and that the reels page aims to buffer. Allowed: a number from 1 to 600. Default: 30. */
        readonly buffer_target?: number | undefined;
        /** Seconds of buffer below which the reels page resumes filling. Allowed: a number from 0 to 600. Default: 15. */
        readonly buffer_refill_below?: number | undefined;
        /** Seconds of buffer below which speculative transfers yield to the playing reel. Allowed: a number from 0 to 600. Default: 4. */
        readonly low_water_mark?: number | undefined;
        /** Seconds that the reels page buffers before playback starts; 0 starts with the first fragment. Allowed: a number from 0 to 60. Default: 0. */
        readonly start_threshold?: number | undefined;
        /** Smallest adaptive read-ahead of the reels page in seconds. Allowed: a number from 1 to 600. Default: 10. */
        readonly read_ahead_min?: number | undefined;
        /** Largest adaptive read-ahead of the reels page in seconds. Allowed: a number from 1 to 600. Default: 60. */
        readonly read_ahead_max?: number | undefined;
      }
    | undefined;
  readonly origins?:
    | {
        /** Base URLs of replicas, in addition to those that the feed names. Allowed: a list of at most 16 http(s) addresses. Default: []. */
        readonly base_urls?: readonly string[] | undefined;
        /** Seconds between two probes of an origin while a reel plays. Allowed: a number from 1 to 600. Default: 3. */
        readonly probe_interval?: number | undefined;
        /** Seconds without a byte after which a transfer moves to another origin. Allowed: a number from 0.5 to 120. Default: 15. */
        readonly stall_timeout?: number | undefined;
        /** The most transfers of one reel at the same time. Allowed: a whole number from 1 to 16. Default: 4. */
        readonly max_parallel_per_reel?: number | undefined;
        /** Whether and how requests carry Common Media Client Data. Allowed: one of "off", "query", "headers". Default: "off". */
        readonly cmcd?: 'off' | 'query' | 'headers' | undefined;
      }
    | undefined;
  readonly logging?:
    | {
        /** Lowest level that is logged; "debug" is the debug mode. Allowed: one of "silent", "error", "warn", "info", "debug". Default: "warn". */
        readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug' | undefined;
      }
    | undefined;
};
