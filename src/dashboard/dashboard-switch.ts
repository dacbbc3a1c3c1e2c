import type { PageFigures } from '../api-client/page-figures.ts';
import type { OpenDashboard, Placement } from './dashboard.ts';
import type { StatsOverlay } from './stats-overlay.ts';

export const dashboardRoute = '/dashboard';

/** Loads the dashboard and the stats on the reel on demand. Closing them removes them from the document. */
export class DashboardSwitch {
  #dashboard: Promise<OpenDashboard | null> | null = null;
  #stats: Promise<StatsOverlay | null> | null = null;
  /** Whether the dashboard has its own history entry, so that the back button closes it. */
  #hasEntry = false;

  constructor(
    readonly figures: PageFigures,
    /** Called when the dashboard opens, beside the feed or as a full page, and when it closes. */
    readonly onSwitch: (isOpen: boolean) => void,
    readonly onFailure: (message: string, cause: unknown) => void,
  ) {
    addEventListener('popstate', () => {
      this.#hasEntry = false;
      if (this.#dashboard !== null) this.#close();
      else this.openIfRouted();
    });
  }

  /** Opens the dashboard as a full page if the URL names it. */
  openIfRouted(): void {
    if (location.pathname === dashboardRoute) this.#open('page');
  }

  toggle(): void {
    if (this.#dashboard === null) this.#open('beside');
    else this.#close();
  }

  toggleStats(): void {
    const shown = this.#stats;
    if (shown === null) {
      this.#stats = import('./stats-overlay.ts')
        .then(({ showStats }) => showStats(this.figures))
        .catch((cause: unknown) => {
          this.#stats = null;
          this.onFailure('The stats did not load.', cause);
          return null;
        });
      return;
    }
    this.#stats = null;
    void shown.then((stats) => stats?.close());
  }

  #open(placement: Placement): void {
    const opening = import('./page-dashboard.ts')
      .then(({ openPageDashboard }) => {
        // The dashboard was closed before it had loaded.
        if (this.#dashboard !== opening) return null;
        return openPageDashboard(this.figures, placement, {
          onClose: () => this.#close(),
          onPlace: (place) => {
            document.body.dataset['dashboard'] = place;
            this.#updateUrl(place);
          },
          onToggleStats: () => this.toggleStats(),
        });
      })
      .catch((cause: unknown) => {
        this.onFailure('The dashboard did not load.', cause);
        if (this.#dashboard === opening) this.#close();
        return null;
      });
    this.#dashboard = opening;
    document.body.dataset['dashboard'] = placement;
    this.#show(true);
    if (placement === 'page') return;
    history.pushState(history.state, '');
    this.#hasEntry = true;
  }

  #close(): void {
    const closing = this.#dashboard;
    this.#dashboard = null;
    delete document.body.dataset['dashboard'];
    this.#show(false);
    if (this.#hasEntry) history.back();
    else this.#updateUrl('beside');
    this.#hasEntry = false;
    void closing?.then((dashboard) => dashboard?.close());
  }

  #show(isOpen: boolean): void {
    this.onSwitch(isOpen);
    for (const button of document.querySelectorAll('[data-command="toggle-dashboard"]')) {
      button.setAttribute('aria-expanded', String(isOpen));
    }
  }

  #updateUrl(placement: Placement): void {
    const path = placement === 'page' ? dashboardRoute : '/';
    const isOwnPage = location.pathname === dashboardRoute || location.pathname === '/';
    if (isOwnPage && location.pathname !== path) history.replaceState(history.state, '', path + location.search);
  }
}
