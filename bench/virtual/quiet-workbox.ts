// Workbox's log looks for a browser's `self` as it is imported, unless it is told that nobody wants to read it.
Object.assign(globalThis, { __WB_DISABLE_DEV_LOGS: true });
