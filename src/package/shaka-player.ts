/** Shaka's ABR manager: measures the network and chooses renditions. */
export type ShakaAbr = {
  segmentDownloaded(deltaMs: number, bytes: number, allowSwitch: boolean, request?: object, context?: object): void;
  getBandwidthEstimate(): number;
};

/** The part of `shaka.Player` (4.3 or later) that Nextreel uses. */
export type ShakaPlayer = {
  getConfiguration(): { readonly abrFactory: () => ShakaAbr };
  configure(config: { readonly abrFactory: () => ShakaAbr }): boolean;
  addEventListener(type: string, listener: (event: Event) => void): void;
};
