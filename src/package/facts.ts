/** What the worker tells, as its REST API and its events write it. Units stand in the names. */

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
  /** Reels ahead that are worth having for such a viewer. */
  readonly prefetch_count: number;
  readonly priority: 'high' | 'medium' | 'low';
  readonly reason: string;
};

export type QueueFacts = {
  readonly waiting_count: number;
  readonly running: readonly {
    readonly key: string;
    readonly kind: string;
    /** Null for what belongs to the page and not to a reel. */
    readonly reel_id: string | null;
    readonly reason: string;
  }[];
  readonly counts: {
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly retried: number;
  };
  /** What is worth having now, the most worthwhile first. */
  readonly plan: readonly { readonly reel_id: string; readonly seconds: number; readonly reason: string }[];
  /** What the page will ask for beside its reels, such as the feed's next page. */
  readonly pages: readonly { readonly path: string; readonly is_here: boolean; readonly reason: string }[];
  /** Why nothing more than that is planned. */
  readonly rest: string;
  /** How long each of the reels in view is likely to be watched: by its `retention`, and as this viewer watches. */
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
  /** How media requests of players were answered. */
  readonly cache: {
    readonly memory: number;
    readonly store: number;
    readonly joined: number;
    readonly network: number;
    readonly hit_rate: number | null;
    readonly bytes_from_cache: number;
  };
  /** What became of the bytes that were fetched on a guess. */
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
  /** Path below the origin, without the query. */
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
  /** The latest answers to players, oldest first. */
  readonly deliveries: readonly DeliveryFacts[];
};

/** A reel that is kept whole for watching without a network. */
export type SavedReel = {
  readonly id: string;
  readonly title: string;
  readonly state: 'saving' | 'paused' | 'saved';
  /**
   * Why it does not get on: the network is away (it goes on by itself), there is no room or no store (`save` it again when
   * there is), its owner forbids copies, or its playlist cannot be read.
   */
  readonly problem: 'network' | 'full' | 'storage' | 'refused' | 'unreadable' | 'import' | null;
  /** 0 to 1. */
  readonly progress: number;
  readonly bytes: number;
};

type NamedReel = { readonly id: string; readonly title: string };

export type SavedExport = {
  /** To be downloaded, or sent. It holds no address that is signed, no token, no cookie and no key. */
  readonly file: File;
  readonly reels: readonly NamedReel[];
  /** Those that stay here: encrypted, meant for this viewer alone, not saved whole yet, or not readable. */
  readonly left: readonly (NamedReel & {
    readonly reason: 'encrypted' | 'personal' | 'unfinished' | 'unreadable';
  })[];
};

export type SavedImport = {
  readonly imported: readonly NamedReel[];
  /** Were saved here already, and stay as they are. */
  readonly kept: readonly NamedReel[];
  /** What kept the rest from coming, after `imported` was here. */
  readonly stopped: Error | null;
};

/** What `on` tells of. The worker tells each at most four times a second, and only when it has changed. */
export type NextreelEvents = {
  readonly metrics: MetricsFacts;
  readonly health: HealthFacts;
  /** Null until a reel has been shown. */
  readonly behaviour: ViewerFacts | null;
  readonly queue: QueueFacts;
  readonly origins: readonly OriginFacts[];
  readonly saved: readonly SavedReel[];
};

/** Times are since navigation. */
export type Experience = {
  readonly startup: {
    readonly reelId: string;
    readonly firstFrameMs: number;
    readonly movingMs: number;
  } | null;
  readonly swipes: readonly {
    readonly reelId: string;
    readonly atMs: number;
    /** These two are null when the viewer left before. */
    readonly firstFrameMs: number | null;
    readonly movingMs: number | null;
    /** `preloaded`: its first frame was ready before the swipe. */
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
  /** Null while no worker serves the page: it plays from the network then. */
  readonly worker: {
    readonly health: HealthFacts;
    readonly metrics: MetricsFacts;
    readonly queue: QueueFacts;
    readonly status: TransferFacts;
  } | null;
  /** Of the reel that is shown; null before one is. */
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
