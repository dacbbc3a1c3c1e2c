/**
 * How the worker works: the keys of its configuration, each with its default.
 * Printed from the keys themselves by `npx tsx checks/print-config-types.ts`; a test compares them.
 */
export type Config = {
  readonly prefetcher?:
    | {
        /** What decides which resources are prefetched; several strategies combine. Allowed: a name, or a list of 1 to 8 names. Default: "ai_adaptive". */
        readonly strategy?: string | readonly string[] | undefined;
        /** Prefetch transfers at the same time, over all origins. Allowed: a whole number from 1 to 64. Default: 10. */
        readonly max_concurrent_prefetches?: number | undefined;
        /** Prefetch transfers at the same time from one origin. Allowed: a whole number from 1 to 64. Default: 4. */
        readonly max_concurrent_per_origin?: number | undefined;
        /** Rate limit of prefetches from one origin. Allowed: a number from 0.1 to 1000. Default: 20. */
        readonly max_requests_per_second_per_origin?: number | undefined;
        /** Reels ahead while the viewer is not known well enough. Allowed: a whole number from 0 to 50. Default: 3. */
        readonly default_prefetch_count?: number | undefined;
        /** Most reels ahead, whatever a strategy asks for. Allowed: a whole number from 0 to 50. Default: 10. */
        readonly max_prefetch_count?: number | undefined;
        /** Seconds after which a prefetch transfer is given up. Allowed: a number from 1 to 600. Default: 30. */
        readonly prefetch_timeout?: number | undefined;
        /** Attempts at one prefetch, the first one included. Allowed: a whole number from 1 to 10. Default: 4. */
        readonly max_attempts?: number | undefined;
      }
    | undefined;
  readonly intercept?:
    | {
        /** Kinds of media that the worker answers; what is left out goes to the network untouched. Allowed: a list of "playlist", "segment", "captions", "poster", "mp4", "key". */
        readonly types?: readonly ('playlist' | 'segment' | 'captions' | 'poster' | 'mp4' | 'key')[] | undefined;
        /** Origins whose media the worker answers, beside what the feed names and its playlists lead to. Allowed: a list of at most 16 http(s) addresses. Default: []. */
        readonly origins?: readonly string[] | undefined;
        /** Paths of this site, or addresses, whose media the worker answers as well; * at the end stands for everything below. Allowed: a list of at most 100 names. Default: []. */
        readonly paths?: readonly string[] | undefined;
      }
    | undefined;
  readonly analyzer?:
    | {
        /** Whether scroll speed counts in the behaviour model. Allowed: true or false. Default: true. */
        readonly enable_scroll_tracking?: boolean | undefined;
        /** Whether watch time counts in the behaviour model, and is learned for the adaptive plan. Allowed: true or false. Default: true. */
        readonly enable_watch_time_tracking?: boolean | undefined;
        /** Minutes of behaviour that count. Allowed: a number from 1 to 1440. Default: 30. */
        readonly analysis_window?: number | undefined;
        /** Samples below which the default count is used. Allowed: a whole number from 1 to 1000. Default: 5. */
        readonly min_samples_for_pattern?: number | undefined;
        /** Confidence below which the default count is used. Allowed: a number from 0 to 1. Default: 0.7. */
        readonly pattern_confidence_threshold?: number | undefined;
        /** Reels per second above which a viewer is a fast scroller. Allowed: a number from 0 to 100. Default: 5. */
        readonly fast_scroller_above?: number | undefined;
        /** Seconds per reel above which a viewer is a binge watcher. Allowed: a number from 0 to 3600. Default: 30. */
        readonly binge_watcher_above?: number | undefined;
        /** Seconds per reel below which a viewer is a casual browser. Allowed: a number from 0 to 3600. Default: 5. */
        readonly casual_browser_below?: number | undefined;
        /** Reels per second below which a viewer is a slow viewer. Allowed: a number from 0 to 100. Default: 0.5. */
        readonly slow_viewer_below?: number | undefined;
        /** Viewers whose behaviour is kept; the one not seen for longest is dropped. Allowed: a whole number from 1 to 1000. Default: 20. */
        readonly max_viewers?: number | undefined;
        readonly classes?:
          | {
              readonly fast_scroller?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 5. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they go among what other strategies ask for, after it, or after the page's own files too. Allowed: one of "high", "medium", "low". Default: "high". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly binge_watcher?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 8. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they go among what other strategies ask for, after it, or after the page's own files too. Allowed: one of "high", "medium", "low". Default: "high". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly casual_browser?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 2. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they go among what other strategies ask for, after it, or after the page's own files too. Allowed: one of "high", "medium", "low". Default: "low". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly slow_viewer?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 2. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they go among what other strategies ask for, after it, or after the page's own files too. Allowed: one of "high", "medium", "low". Default: "low". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
              readonly normal_viewer?:
                | {
                    /** Reels ahead that are prefetched for this class. Allowed: a whole number from 0 to 50. Default: 3. */
                    readonly prefetch_count?: number | undefined;
                    /** Whether they go among what other strategies ask for, after it, or after the page's own files too. Allowed: one of "high", "medium", "low". Default: "medium". */
                    readonly priority?: 'high' | 'medium' | 'low' | undefined;
                  }
                | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly cache?:
    | {
        /** Most bytes in the memory tier. Allowed: a whole number from 0 to 536870912. Default: 67108864. */
        readonly memory_budget_bytes?: number | undefined;
        /** Seconds that an unused entry stays in memory. Allowed: a number from 1 to 86400. Default: 300. */
        readonly memory_time_to_live?: number | undefined;
        /** Most bytes in the persistent tier; null derives it from the quota. Allowed: a whole number from 0 to 9007199254740991, or null. Default: null. */
        readonly store_budget_bytes?: number | null | undefined;
        /** Seconds after which an entry is dropped; saved reels stay. Allowed: a number from 60 to 31536000. Default: 604800. */
        readonly max_age?: number | undefined;
        /** Bytes above which a body goes straight through to the player and is not kept. Allowed: a whole number from 1024 to 536870912. Default: 33554432. */
        readonly max_entry_bytes?: number | undefined;
        /** Share of the time since Last-Modified for which media holds whose origin does not say how long. Allowed: a number from 0 to 1. Default: 0.1. */
        readonly heuristic_share?: number | undefined;
        /** Seconds for which such media holds at least. Allowed: a number from 0 to 86400. Default: 600. */
        readonly heuristic_least?: number | undefined;
        /** Seconds for which such manifests and playlists hold at least. Allowed: a number from 0 to 86400. Default: 60. */
        readonly heuristic_least_playlist?: number | undefined;
        /** Seconds between two sweeps for entries that are too old. Allowed: a number from 1 to 3600. Default: 60. */
        readonly sweep_interval?: number | undefined;
        /** Paths of this site, or addresses, whose media is asked for with the viewer's cookies and headers and kept for that viewer alone; * at the end stands for everything below. Allowed: a list of at most 100 names. Default: []. */
        readonly personal_paths?: readonly string[] | undefined;
        /** Query parameters that do not tell resources apart, without regard to case; * at the end matches any rest. Allowed: a list of at most 100 names. */
        readonly volatile_query_parameters?: readonly string[] | undefined;
      }
    | undefined;
  readonly player?:
    | {
        /** Seconds that hls.js buffers ahead (maxBufferLength). Allowed: a number from 1 to 600. Default: 60. */
        readonly hlsMaxBufferLength?: number | undefined;
        /** Seconds of buffer aimed at, and the base of the adaptive read-ahead. Allowed: a number from 1 to 600. Default: 30. */
        readonly buffer_target?: number | undefined;
        /** Seconds of buffer below which filling starts again. Allowed: a number from 0 to 600. Default: 15. */
        readonly buffer_refill_below?: number | undefined;
        /** Seconds of buffer below which speculative transfers yield to the playing reel. Allowed: a number from 0 to 600. Default: 4. */
        readonly low_water_mark?: number | undefined;
        /** Seconds buffered before playback starts; 0 is the first fragment. Allowed: a number from 0 to 60. Default: 0. */
        readonly start_threshold?: number | undefined;
        /** Smallest adaptive read-ahead in seconds. Allowed: a number from 1 to 600. Default: 10. */
        readonly read_ahead_min?: number | undefined;
        /** Largest adaptive read-ahead in seconds. Allowed: a number from 1 to 600. Default: 60. */
        readonly read_ahead_max?: number | undefined;
      }
    | undefined;
  readonly origins?:
    | {
        /** Base URLs of replicas, in addition to those that the feed names. Allowed: a list of at most 16 http(s) addresses. Default: []. */
        readonly base_urls?: readonly string[] | undefined;
        /** Seconds between two probes of an origin while a reel plays. Allowed: a number from 1 to 600. Default: 3. */
        readonly probe_interval?: number | undefined;
        /** Seconds without a byte after which a transfer is tried elsewhere. Allowed: a number from 0.5 to 120. Default: 15. */
        readonly stall_timeout?: number | undefined;
        /** Transfers of one reel at the same time. Allowed: a whole number from 1 to 16. Default: 4. */
        readonly max_parallel_per_reel?: number | undefined;
        /** Whether and how requests carry Common Media Client Data. Allowed: one of "off", "query", "headers". Default: "off". */
        readonly cmcd?: 'off' | 'query' | 'headers' | undefined;
      }
    | undefined;
  readonly logging?:
    | {
        /** Least important level that is logged; debug mode is "debug". Allowed: one of "silent", "error", "warn", "info", "debug". Default: "warn". */
        readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug' | undefined;
      }
    | undefined;
};
