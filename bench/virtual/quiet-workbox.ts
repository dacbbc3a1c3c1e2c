// Workbox's logger accesses the browser's `self` on import unless its logs are disabled.
Object.assign(globalThis, { __WB_DISABLE_DEV_LOGS: true });
