/** What chooses renditions in Shaka, and measures the network for it. */
export type ShakaAbr = {
  segmentDownloaded(deltaMs: number, bytes: number, allowSwitch: boolean, request?: object, context?: object): void;
  getBandwidthEstimate(): number;
};

/** What is used of a `shaka.Player`, from version 4.3 on. */
export type ShakaPlayer = {
  getConfiguration(): { readonly abrFactory: () => ShakaAbr };
  configure(config: { readonly abrFactory: () => ShakaAbr }): boolean;
  addEventListener(type: string, listener: (event: Event) => void): void;
};
