/** The part of Background Fetch that is used. Only Chromium has it, and TypeScript's own types lack it. */
type BackgroundFetchRecord = { readonly request: Request; readonly responseReady: Promise<Response> };

export type BackgroundFetch = {
  readonly id: string;
  abort(): Promise<boolean>;
  matchAll(): Promise<readonly BackgroundFetchRecord[]>;
};

export type BackgroundRegistration = Pick<ServiceWorkerRegistration, 'backgroundFetch'>;

type BackgroundFetchEvent = ExtendableEvent & { readonly registration: BackgroundFetch };

declare global {
  interface ServiceWorkerRegistration {
    readonly backgroundFetch?: {
      get(id: string): Promise<BackgroundFetch | undefined>;
      getIds(): Promise<readonly string[]>;
    };
  }
  interface ServiceWorkerGlobalScopeEventMap {
    backgroundfetchsuccess: BackgroundFetchEvent;
    backgroundfetchfail: BackgroundFetchEvent;
    backgroundfetchabort: BackgroundFetchEvent;
  }
}
