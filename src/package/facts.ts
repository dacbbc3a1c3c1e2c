/** The facts that the worker reports, named as in its REST API and events. Names include their units. */

export type ViewerFacts = {
  readonly user_id: string;
  readonly class: 'fast_scroller' | 'binge_watcher' | 'casual_browser' | 'slow_viewer' | 'normal_viewer';
  readonly confidence: number;
  readonly samples: number;
  readonly averages: {
    /** Reels per second. */
    readonly scroll_speed: number | null;
    /** Seconds per reel. */
    readonly watch_time: number | null;
    readonly engagement: number;
  };
  readonly current_reel: string | null;
  readonly direction: 1 | -1;
  /** How many reels ahead to prefetch for such a viewer. */
  readonly prefetch_count: number;
  readonly priority: 'high' | 'medium' | 'low';
  readonly reason: string;
};

export type QueueFacts = {
  readonly waiting_count: number;
  readonly running: readonly {
    readonly key: string;
    readonly kind: string;
    /** Null for a file that belongs to the page and not to a reel. */
    readonly reel_id: string | null;
    readonly reason: string;
  }[];
  readonly counts: {
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly retried: number;
  };
  /** What is worth prefetching now: so many seconds of each reel, the most valuable first. */
  readonly plan: readonly { readonly reel_id: string; readonly seconds: number; readonly reason: string }[];
  /** What the page will request apart from its reels, such as the feed's next page. `is_here`: it is cached. */
  readonly pages: readonly { readonly path: string; readonly is_here: boolean; readonly reason: string }[];
  /** Why nothing beyond that is planned. */
  readonly rest: string;
  /** Expected watch time of each reel around the current one, from its `retention` and this viewer's habits. */
  readonly watch: readonly { readonly reel_id: string; readonly seconds: number }[];
};

export type OriginFacts = {
  readonly id: string;
  readonly url: string;
  readonly score: number;
  readonly health: number;
  readonly latency_ms: number;
  readonly bandwidth_mbps: number;
  readonly reliability: number;
  readonly served_transfers: number;
  readonly failed_transfers: number;
  readonly standing: 'good' | 'shaky' | 'open';
};

type ByteSums = { readonly prefetched_bytes: number; readonly used_bytes: number; readonly wasted_bytes: number };

export type MetricsFacts = {
  readonly prefetch: {
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly retried: number;
    readonly success_rate: number | null;
  };
  readonly behaviour: ViewerFacts | null;
  /** How players' media requests were answered. `joined`: by a transfer that was already in flight. */
  readonly cache: {
    readonly memory: number;
    readonly store: number;
    readonly joined: number;
    readonly network: number;
    readonly hit_rate: number | null;
    readonly bytes_from_cache: number;
  };
  /** What became of the prefetched bytes. */
  readonly bytes: ByteSums & { readonly by_reel: Readonly<Record<string, ByteSums>> };
  readonly origins: readonly OriginFacts[];
  readonly storage: {
    readonly usage_bytes: number | null;
    readonly quota_bytes: number | null;
    readonly stored_bytes: number | null;
    readonly memory_tier_bytes: number;
  };
};

export type HealthFacts = {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly store: 'ok' | 'away';
  readonly origins: { readonly known: number; readonly usable: number };
  readonly has_feed: boolean;
};

export type DeliveryFacts = {
  readonly at_ms: number;
  /** Path below the origin, without the query string. */
  readonly path: string;
  readonly reel_id: string | null;
  readonly source: 'memory' | 'store' | 'joined' | 'network';
  readonly origin: string;
  readonly bytes: number | null;
};

export type TransferFacts = {
  readonly downloads: {
    readonly active: number;
    readonly requests: number;
    readonly failures: number;
    readonly stalls: number;
    readonly resumptions: number;
  };
  readonly failovers: number;
  /** The latest responses to players, oldest first. */
  readonly deliveries: readonly DeliveryFacts[];
};

/** A reel that is saved whole, or being saved, for watching without a network. */
export type SavedReel = {
  readonly id: string;
  readonly title: string;
  readonly state: 'saving' | 'paused' | 'saved';
  /**
   * Why saving does not progress. `network`: there is no connection; saving resumes automatically. `full`, `storage`:
   * there is no room, or the browser's storage fails; call `save` again once it is available. `refused`: the reel's
   * owner forbids copies. `live`: it is still being broadcast; call `save` again when it has ended. `unreadable`: a
   * playlist or file cannot be read. `import`: the import of the reel was cut short; import the file again, or call
   * `save`.
   */
  readonly problem: 'network' | 'full' | 'storage' | 'refused' | 'live' | 'unreadable' | 'import' | null;
  /** From 0 to 1. */
  readonly progress: number;
  readonly bytes: number;
};

type NamedReel = { readonly id: string; readonly title: string };

export type SavedExport = {
  /** To download or send. It contains no signed URL, no token, no cookie and no key. */
  readonly file: File;
  readonly reels: readonly NamedReel[];
  /** Reels that were not exported: encrypted, kept for this viewer alone, not saved whole yet, or unreadable. */
  readonly left: readonly (NamedReel & {
    readonly reason: 'encrypted' | 'personal' | 'unfinished' | 'unreadable';
  })[];
};

export type SavedImport = {
  readonly imported: readonly NamedReel[];
  /** Reels that were already saved here; they stay as they are. */
  readonly kept: readonly NamedReel[];
  /** The error that ended the import after the `imported` reels; null if nothing failed. */
  readonly stopped: Error | null;
};

/** The topics of `on()`. Each is reported at most four times a second, and only when it has changed. */
export type NextreelEvents = {
  readonly metrics: MetricsFacts;
  readonly health: HealthFacts;
  /** Null until a reel has been shown. */
  readonly behaviour: ViewerFacts | null;
  readonly queue: QueueFacts;
  readonly origins: readonly OriginFacts[];
  readonly saved: readonly SavedReel[];
};

/**
 * How playback has felt so far. `atMs` counts from navigation start, the startup's times from when the page was first
 * visible, and a swipe's times from the swipe.
 */
export type Experience = {
  readonly startup: {
    readonly reelId: string;
    readonly firstFrameMs: number;
    readonly movingMs: number;
  } | null;
  readonly swipes: readonly {
    readonly reelId: string;
    readonly atMs: number;
    /** Null, as is `movingMs`, if the viewer left the reel before that. */
    readonly firstFrameMs: number | null;
    readonly movingMs: number | null;
    /** `preloaded` if the first frame was ready before the swipe, otherwise `unknown`. */
    readonly source: string;
  }[];
  readonly stalls: readonly {
    readonly reelId: string;
    readonly positionSeconds: number;
    readonly atMs: number;
    readonly durationMs: number;
  }[];
};

export type Status = {
  readonly atMs: number;
  /** Null while no worker serves the page, which then plays from the network. */
  readonly worker: {
    readonly health: HealthFacts;
    readonly metrics: MetricsFacts;
    readonly queue: QueueFacts;
    readonly status: TransferFacts;
  } | null;
  /** The player of the shown reel; null while no reel is shown with its video. */
  readonly player: {
    readonly reelId: string;
    readonly paused: boolean;
    readonly positionSeconds: number;
    readonly bufferAheadSeconds: number;
    readonly bufferedToEnd: boolean;
  } | null;
  readonly throughputBps: number | null;
  readonly experience: Experience;
};
