/** Scripts for Firefox's privileged (chrome) context. Each is the body of an async function with one `argument`. */
export const chromeScripts = {
  stopWorkers: `
    const manager = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
    const registrations = manager.getAllRegistrations();
    for (let index = 0; index < registrations.length; index++) {
      const { activeWorker } = registrations.queryElementAt(index, Ci.nsIServiceWorkerRegistrationInfo);
      await activeWorker?.terminateWorker();
    }`,
  setOffline: `Services.io.offline = argument;`,
  setColorScheme: `
    const values = { dark: 0, light: 1 };
    Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', values[argument] ?? 2);`,
} as const;
